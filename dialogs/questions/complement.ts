import { attachEffect, AUTRE_DOCUMENT } from '../complements';
import { parseReference } from '../../src/domain/reference';
import { isCommand, readChoice } from '../lecture';
import type { Depot, Etat } from '../state';
import { choix, choixLongs, say, texte } from '../textes';
import { autreChose, compris, incompris } from './handler';
import type { Handler, Lecture } from './handler';

/** Adding to a dossier already sent: which one, what, and which document a file is. Files themselves come in `depot.ts`. */

/** Words added at most. */
export const DETAIL_MAX = 2_000;

export const dossierLequel: Handler<'dossier-lequel'> = {
  ask: ({ references, pour }) => say(`dossier.lequel-${pour}`, { liste: references.map((reference) => `• ${reference}`).join('\n') }, { choix: choix(...references, texte('choix.aucun-dossier')) }),
  read: ({ references, pour }, { texte: said }, etat) => {
    const named = parseReference(said).reference;
    const chosen = references.find((reference) => reference === named) ?? readChoice(said, references.map((reference) => ({ titre: reference, valeur: reference })))?.valeur;
    if (chosen !== undefined) return compris(etat, { question: null, effets: [{ genre: 'chercher-dossier', reference: chosen, pour }] });
    if (named !== null) return compris(etat, { question: null, effets: [{ genre: 'chercher-dossier', reference: named, pour }] });
    if (leaves(said) || etat.echecs > 0) return compris(etat, { dire: [say(pour === 'annuler' ? 'annulation.aucune' : 'complement.rien')], question: null });
    return incompris(say('dossier.lequel-incompris', {}, { choix: choix(...references, texte('choix.aucun-dossier')) }));
  },
};

const leaves = (said: string): boolean =>
  (['non', 'saitPas', 'plusTard', 'annuler', 'jEnverrai', 'jeNeLAiPas', 'merci'] as const).some((commande) => isCommand(said, commande)) || /^aucun/i.test(said.trim());

/** Words are an answer as well as a file: an expert may have asked for a date. */
export const complement: Handler<'complement'> = {
  accueil: 'libre',
  ask: ({ reference, attendus }, _etat, ctx) => {
    const what = attendus === '' ? '' : texte('complement.attendus', { liste: attendus });
    return say(ctx.canal === 'ivr' ? 'complement.telephone' : 'complement.question', { reference, attendus: what }, { choix: choix(texte('choix.complement-plus-tard')) });
  },
  read: ({ reference }, { texte: said }, etat, ctx) => {
    if (leaves(said)) return compris(etat, { dire: [say('complement.plus-tard', { reference })], question: null });
    // nothing said yet, or the document is there: it is awaited
    if ((['jeLAi', 'oui', 'bonjour'] as const).some((commande) => isCommand(said, commande))) return incompris(say(ctx.canal === 'ivr' ? 'complement.mots' : 'complement.fichier'));
    return compris(etat, { question: null, effets: [{ genre: 'agir-dossier', reference, acte: { genre: 'completer', detail: said.trim().slice(0, DETAIL_MAX) } }] });
  },
};

export const complementPiece: Handler<'complement-piece'> = {
  ask: ({ fichier }, { depot }) => {
    const name = depot?.fichiers.find(({ id }) => id === fichier)?.nom ?? '';
    return say('piece.laquelle', { fichier: name }, { choix: choixLongs(...(depot?.pieces ?? []).map(({ libelle }) => libelle), texte('choix.autre-document')) });
  },
  read: ({ fichier }, { texte: said }, etat) => {
    const { depot } = etat;
    if (!depot) return autreChose;
    if (isCommand(said, 'annuler')) return compris(etat, { question: null });
    const chosen = readChoice(said, depot.pieces.map(({ code, libelle }) => ({ titre: libelle, valeur: code })))?.valeur;
    const code = chosen ?? (/\bautre\b/i.test(said) || isCommand(said, 'saitPas') || etat.echecs > 0 ? AUTRE_DOCUMENT : null);
    if (code === null) return incompris(say('piece.laquelle-incompris', {}, { choix: choix(texte('choix.autre-document')) }));
    return attachOrAsk(etat, { ...depot, fichiers: depot.fichiers.map((one) => (one.id === fichier ? { ...one, code } : one)) });
  },
};

/** Attaches the files once each has its piece; until then, asks about the first that has none. */
export function attachOrAsk(etat: Etat, depot: Depot): Lecture {
  const effect = attachEffect(depot);
  if (effect) return compris({ ...etat, depot: null }, { question: null, effets: [effect] });
  const unknown = depot.fichiers.find(({ code }) => code === null);
  return compris({ ...etat, depot }, { question: unknown ? { id: 'complement-piece', fichier: unknown.id } : null });
}
