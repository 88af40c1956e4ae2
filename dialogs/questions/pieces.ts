import type { Carte, FichierRecu, Reponse } from '../../src/domain/tour';
import { formatShort } from '../../src/domain/calendar';
import { isFresh, matchPiece, missingMonths, pieceInfo, PIECES_VERSION } from '../../src/domain/pieces';
import type { Contexte } from '../events';
import { enumerer, formatMois, majuscule } from '../format';
import commandes from '../contenu/commandes.json';
import mots from '../contenu/mots.json';
import { isCommand, mentions, normalize, readChoice, readChoices, readYesNo } from '../lecture';
import { byPost, cannotSend } from '../moyens';
import type { Brouillon, Etat, Piece } from '../state';
import { choix, choixLongs, say, texte } from '../textes';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Handler, Lecture } from './handler';

/** Documents of DOSSIER §5: required first, then those of the person's situation, then useful ones. None ever blocks. */
const STATUTS = { jeLAi: 'recue', jEnverrai: 'a-envoyer', jeNeLAiPas: 'absente', sansObjet: 'sans-objet' } as const;

export const piece: Handler<'piece'> = {
  ask: (question, etat, ctx) => {
    const b = brouillonOf(etat);
    const wanted = pieceOf(b, question.code);
    const asked = aDemander(b);
    const rank = asked.findIndex((p) => p.code === question.code) + 1;
    const [id, court] = b.pieces?.every((p) => p.statut === null) ? (['piece.premiere', 'piece.premiere-court'] as const) : (['piece.question', 'piece.question-court'] as const);
    const params = { piece: wanted.libelle, aide: wanted.aide, rang: rank, total: asked.length, version: PIECES_VERSION.version, date: formatShort(PIECES_VERSION.date) };
    return { ...say(id, params, { choix: choix(...optionsFor(ctx)), carte: cartePieces(b, wanted, asked, ctx) }), court: texte(court, params) };
  },
  read: (question, { texte: said }, etat, ctx) => {
    if (mentions(said, commandes.toutPlusTard)) return compris(withBrouillon(etat, { pieces: allLater(brouillonOf(etat)), facultativesVues: true }), { dire: byPost(said, brouillonOf(etat), ctx) });
    const statut = readStatut(said);
    if (statut === 'recue' && ctx.canal !== 'ivr') return compris(etat, { question: { id: 'piece-fichier', code: question.code } });
    if (statut === 'recue') return compris(setStatut(etat, question.code, 'a-envoyer'), { dire: [say('piece.telephone')] });
    if (!statut) return incompris(say('piece.incompris', {}, { choix: choix(...optionsFor(ctx)) }));
    return compris(setStatut(etat, question.code, statut), { dire: byPost(said, brouillonOf(etat), ctx) });
  },
};

/** The document asked for, the others with what was said of them, and the four answers. */
function cartePieces(b: Brouillon, wanted: Piece, asked: Piece[], ctx: Contexte): Carte {
  const others = asked.filter((p) => p.code !== wanted.code);
  return {
    genre: 'pieces', titre: texte('carte.piece-titre', { rang: asked.indexOf(wanted) + 1, total: asked.length, piece: wanted.libelle }), intro: wanted.aide,
    lignes: others.map((p) => ({ libelle: p.libelle, valeur: statutText(p) })),
    boutons: optionsFor(ctx).map((reponse) => ({ titre: reponse, action: 'piece', valeurs: { code: wanted.code, reponse, rang: String(b.rang) } })),
  };
}

/** What was said of a piece, with the files received. */
export function statutText(p: Piece): string {
  const files = p.fichiers.map((f) => f.nom).join(', ');
  const statut = texte(p.statut === null ? 'piece.statut-a-demander' : p.statut === 'sans-objet' ? 'piece.statut-sans-objet' : `piece.statut-${p.statut}`);
  return files ? `${statut} (${files})` : statut;
}

const optionsFor = (ctx: Contexte): string[] => [
  ...(ctx.canal === 'ivr' ? [] : [texte('choix.piece-ai')]), texte('choix.piece-enverrai'), texte('choix.piece-absente'), texte('choix.pieces-plus-tard'),
];

function readStatut(said: string): Exclude<Piece['statut'], null> | null {
  for (const commande of ['jeNeLAiPas', 'jEnverrai', 'jeLAi', 'sansObjet'] as const) {
    if (isCommand(said, commande)) return STATUTS[commande];
  }
  if (isCommand(said, 'saitPas')) return 'a-envoyer';
  const told = said.includes('?') ? '' : normalize(said);
  if (NOT_HAD.test(told)) return 'absente';
  if (LATER.test(told) || (told !== '' && cannotSend(said))) return 'a-envoyer';
  if (HAD.test(told) && mentions(told, mots.papiers)) return 'recue';
  const chosen = readChoice(said, (['jeLAi', 'jEnverrai', 'jeNeLAiPas'] as const).map((valeur) => ({ titre: texte(TITRES[valeur]), valeur })));
  return chosen ? STATUTS[chosen.valeur] : null;
}

/** "mon proprio ne me l'a jamais donné", "je l'ai pas reçu": told rather than answered. */
const NOT_HAD = /\b(?:pas|jamais)\b (?:\w+ ){0,2}(?:recu|recue|recus|donne|donnee|fourni|fournie|envoye|envoyee|retrouve|retrouvee|trouve|trouvee|garde|gardee|eu|eue)\b/;

/** "je l'apporterai", "il passera dimanche, plus tard alors": it will come. */
const LATER = /\b(?:plus tard|(?:r?envo?y?er|r?enverr|apporter|ramener|amener|scanner|photographier|imprimer|poster|deposer|fournir|donner|transmettr|chercher|demander|joindr|aur|mettr)(?:ai|ons|a|ez|ont)|demain|ce (?:soir|week end|we)|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?:prochain|matin|soir)|la semaine prochaine|le mois prochain)\b/;

/** "oui j'ai la notification sous les yeux" */
const HAD = /^(?:\w+ ){0,4}?(?:j ai|jai|je l ai|je les ai|on a|on l a|nous avons|nous l avons)\b(?! (?:pas|plus|rien|jamais|aucune?)\b)/;

const TITRES = { jeLAi: 'choix.piece-ai', jEnverrai: 'choix.piece-enverrai', jeNeLAiPas: 'choix.piece-absente' } as const;

/** After "je l'ai, je l'envoie": waiting for the file itself; files are attached in `attachFiles`. */
export const pieceFichier: Handler<'piece-fichier'> = {
  ask: (question, etat) =>
    say('piece.fichier', { piece: pieceOf(brouillonOf(etat), question.code).libelle }, { choix: choix(texte('choix.piece-enverrai'), texte('choix.piece-absente')) }),
  read: (question, { texte: said }, etat) => {
    const statut = readStatut(said);
    if (statut && statut !== 'recue') return compris(setStatut(etat, question.code, statut));
    return incompris(say('piece.fichier-attendu', {}, { choix: choix(texte('choix.piece-enverrai')) }));
  },
};

/** Cases that call for other pieces: one question for all, several answers at once. */
export const situations: Handler<'situations'> = {
  ask: (_question, etat) => {
    const cases = situationsADemander(brouillonOf(etat));
    return say('piece.situations', { liste: cases.map((cas) => `• ${cas.libelle}`).join('\n') }, {
      choix: choix(texte('choix.aucun-cas'), ...cases.map((cas) => majuscule(cas.libelle))),
    });
  },
  read: (_question, { texte: said }, etat) => {
    const b = brouillonOf(etat);
    const cases = situationsADemander(b);
    const options = cases.map((cas) => ({ titre: cas.libelle, valeur: cas.id }));
    const named = readChoices(said, options).map((option) => option.valeur);
    const answer = readYesNo(said);
    const only = cases.length === 1 && answer === 'oui' ? cases[0]?.id : undefined;
    // "j'ai pas encore porté plainte" names the case to deny it; a label said in full is never denied by its own words
    const denied = answer === 'non' && !/\bmais\b/i.test(said) && !options.some((option) => normalize(said).includes(normalize(option.titre)));
    const chosen = only ? [only] : denied ? [] : named;
    const none = chosen.length === 0 && (answer === 'non' || answer === 'sait-pas' || /^aucun/i.test(said.trim()) || etat.echecs > 0);
    if (chosen.length === 0 && !none) return incompris(say('piece.situations-incompris', {}, { choix: choix(texte('choix.aucun-cas')) }));
    const known = Object.fromEntries(cases.map((cas) => [cas.id, chosen.includes(cas.id)]));
    return compris(withBrouillon(etat, { situations: { ...b.situations, ...known } }));
  },
};

export const piecesFacultatives: Handler<'pieces-facultatives'> = {
  ask: (_question, etat) => {
    const useful = facultatives(brouillonOf(etat));
    return say('piece.facultatives', { liste: useful.map((p) => `• ${p.libelle}`).join('\n') }, { choix: choixLongs(texte('choix.pieces-non'), ...useful.map((p) => p.libelle)) });
  },
  read: (_question, { texte: said }, etat) => {
    const b = brouillonOf(etat);
    const named = readChoice(said, facultatives(b).map((p) => ({ titre: p.libelle, valeur: p.code })));
    if (named) return compris(etat, { question: { id: 'piece-fichier', code: named.valeur } });
    const answer = readYesNo(said);
    // a document that is not in the list may still help
    if (readStatut(said) === 'recue') return compris(closeOptional(etat), { dire: [say('piece.facultatives-notee')] });
    if (answer === 'oui') return incompris(say('piece.facultatives-laquelle'));
    if (answer !== null || isCommand(said, 'toutPlusTard') || isCommand(said, 'reprendre') || readStatut(said) === 'a-envoyer') return compris(closeOptional(etat));
    return incompris(say('piece.facultatives-incompris', {}, { choix: choix(texte('choix.pieces-non')) }));
  },
};

const closeOptional = (etat: Etat): Etat => withBrouillon(etat, { facultativesVues: true });

/** A file came whose piece could not be guessed. */
export const fichierAClasser: Handler<'fichier-a-classer'> = {
  ask: (question, etat) => {
    const b = brouillonOf(etat);
    const file = b.aClasser.find((f) => f.id === question.fichier);
    const options = (b.pieces ?? []).filter((p) => p.statut !== 'sans-objet').map((p) => p.libelle);
    return say('piece.laquelle', { fichier: file?.nom ?? '' }, { choix: choixLongs(...options, texte('choix.autre-document')) });
  },
  read: (question, { texte: said }, etat) => {
    const b = brouillonOf(etat);
    const chosen = readChoice(said, (b.pieces ?? []).map((p) => ({ titre: p.libelle, valeur: p.code })));
    const code = chosen?.valeur ?? (/\bautre\b/i.test(said) || isCommand(said, 'saitPas') || etat.echecs > 0 ? 'D-CORR' : null);
    if (!code) return incompris(say('piece.laquelle-incompris', {}, { choix: choix(texte('choix.autre-document')) }));
    return classify(etat, question.fichier, code);
  },
};

function classify(etat: Etat, fichierId: string, code: string): Lecture {
  const b = brouillonOf(etat);
  const file = b.aClasser.find((f) => f.id === fichierId);
  const waiting = withBrouillon(etat, { aClasser: b.aClasser.filter((f) => f.id !== fichierId) });
  if (!file) return compris(waiting);
  const attached = attach(waiting, code, file);
  return compris(attached, { dire: [receivedText(file, code, libelleOf(b, code)), ...monthsNote(attached, code)] });
}

/**
 * Attaches received files to the piece being asked, else to the one their name suggests, else leaves them to be classified.
 * The same file twice (same content) is attached once.
 */
export function attachFiles(etat: Etat, fichiers: FichierRecu[]): { etat: Etat; classes: { fichier: FichierRecu; code: string; libelle: string }[] } {
  const classes: { fichier: FichierRecu; code: string; libelle: string }[] = [];
  let next = etat;
  for (const fichier of fichiers) {
    const b = brouillonOf(next);
    const target = targetPiece(next, fichier);
    if (!target) {
      next = withBrouillon(next, { aClasser: [...b.aClasser, fichier] });
      continue;
    }
    next = attach(next, target, fichier);
    classes.push({ fichier, code: target, libelle: libelleOf(b, target) });
  }
  return { etat: next, classes };
}

function targetPiece(etat: Etat, fichier: FichierRecu): string | null {
  const { question } = etat;
  const pieces = brouillonOf(etat).pieces;
  if (!pieces) return null;
  const suggested = matchPiece(fichier.nom, pieces) ?? suggestedByText(fichier, pieces);
  const asked = question?.id === 'piece' || question?.id === 'piece-fichier' ? question.code : null;
  // sent in answer to the piece that it stands for: a signed amendment is the new lease (DOSSIER §5.2, rule 2)
  const standsForAsked = suggested !== null && pieces.some((p) => p.code === asked && p.equivalents.includes(suggested));
  return standsForAsked ? asked : (suggested ?? asked);
}

/** The heading of the document, when it names one of the pieces asked for and no other. */
function suggestedByText({ lecture }: FichierRecu, pieces: Piece[]): string | null {
  const named = pieces.filter(({ code }) => lecture?.pieces.includes(code));
  return named.length === 1 ? (named[0]?.code ?? null) : null;
}

/** What was received and, when its most recent date is older than the piece may be, a word about it: never a refusal. */
export function receivedText(fichier: FichierRecu, code: string, libelle: string): Reponse {
  const { date, deposee } = fichier.lecture ?? { date: null, deposee: '' };
  const isOld = date !== null && !isFresh(code, date, deposee);
  if (!isOld) return say('piece.recue', { fichier: fichier.nom, piece: libelle });
  return say('piece.recue-ancienne', { fichier: fichier.nom, piece: libelle, date: formatShort(date), mois: pieceInfo(code).fraicheur.moisMax ?? 0 });
}

/**
 * Months that the files of this piece leave out, as far as all of them could be read: a word, never a refusal. A photo cannot be read,
 * and then nothing is said.
 */
export function monthsNote(etat: Etat, code: string): Reponse[] {
  const asked = brouillonOf(etat).pieces?.find((p) => p.code === code);
  const readings = asked?.fichiers.map(({ lecture }) => lecture) ?? [];
  const [first] = readings;
  if (!asked || !first || readings.some((lecture) => !lecture?.mois.length)) return [];
  const missing = missingMonths(code, readings.flatMap((lecture) => lecture?.mois ?? []), first.deposee);
  return missing.length === 0 ? [] : [say('piece.mois-manquants', { piece: asked.libelle, mois: enumerer(missing.map(formatMois)) })];
}

function attach(etat: Etat, code: string, fichier: FichierRecu): Etat {
  const b = brouillonOf(etat);
  const known = b.pieces ?? [];
  const pieces = known.some((p) => p.code === code)
    ? known
    : [...known, { code, libelle: texte('piece.autre-document'), aide: '', necessite: 'facultative' as const, situation: null, equivalents: [], statut: null, fichiers: [] }];
  return withBrouillon(etat, {
    pieces: pieces.map((p) => {
      if (p.code !== code) return p;
      const files = p.fichiers.some((f) => f.sha256 === fichier.sha256) ? p.fichiers : [...p.fichiers, fichier];
      return { ...p, statut: 'recue', fichiers: files };
    }),
  });
}

const setStatut = (etat: Etat, code: string, statut: Piece['statut']): Etat =>
  withBrouillon(etat, { pieces: (brouillonOf(etat).pieces ?? []).map((p) => (p.code === code ? { ...p, statut } : p)) });

const allLater = (b: Brouillon): Piece[] =>
  (b.pieces ?? []).map((p) => (p.statut === null && p.necessite === 'obligatoire' ? { ...p, statut: 'a-envoyer' } : p.statut === null ? { ...p, statut: 'sans-objet' } : p));

function pieceOf(b: Brouillon, code: string): Piece {
  const found = b.pieces?.find((p) => p.code === code);
  if (!found) throw new TypeError(`piece ${code} is not asked in this demande`);
  return found;
}

const libelleOf = (b: Brouillon, code: string): string => b.pieces?.find((p) => p.code === code)?.libelle ?? texte('piece.autre-document');

/** Pieces asked one by one: the required ones, and those of a case the person is in. */
export const aDemander = (b: Brouillon): Piece[] =>
  (b.pieces ?? []).filter((p) => p.necessite === 'obligatoire' || (p.situation !== null && b.situations[p.situation.id] === true));

export const facultatives = (b: Brouillon): Piece[] => (b.pieces ?? []).filter((p) => p.statut === null && p.necessite === 'facultative');

/** Cases not asked yet, of pieces nobody has spoken of. */
export function situationsADemander(b: Brouillon): { id: string; libelle: string }[] {
  const open = (b.pieces ?? []).flatMap((p) => (p.statut === null && p.situation && b.situations[p.situation.id] === undefined ? [p.situation] : []));
  return open.filter((cas, at) => open.findIndex((other) => other.id === cas.id) === at);
}
