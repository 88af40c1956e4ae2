import { formatLong } from '../src/domain/calendar';
import type { Dossier } from '../src/domain/dossier';
import { OPEN_STATUTS } from '../src/domain/dossier';
import { deadline, isLate, isLowAvis } from '../src/domain/lifecycle';
import { parseReference } from '../src/domain/reference';
import type { FichierRecu, Reponse } from '../src/domain/tour';
import { asksToComplete, asksToRate, classified, libelles, pieceAnnoncee, piecesAttendues } from './complements';
import type { ActeUsager, BesoinDossier, Contexte, Effet, Evenement, EvenementMessage, Resultat } from './events';
import { andBack, askNow, done, settle } from './flow';
import { attachOrAsk } from './questions/complement';
import { withBrouillon } from './questions/handler';
import type { Etat, Question } from './state';
import { isDanger } from './surete';
import { choix, say, texte } from './textes';

/** What a person does with a dossier already sent: adds a document or words, rates it, has it opened again. */

// ---------------------------------------------------------------- words and files

/**
 * A message about a dossier already sent; null when it is anything else. A danger is never put behind a document, and a demande
 * in progress keeps its files.
 */
export function aboutDossier(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  if (etat.brouillon || isDanger(ev.comprehension.safety)) return null;
  const { reference } = parseReference(ev.texte);
  const known = reference !== null || etat.ouverts.length > 0;
  if (ev.fichiers.length === 0 && known && asksToRate(ev.texte)) return sought(etat, 'noter', reference);
  const code = pieceAnnoncee(ev.texte);
  const completes = asksToComplete(ev.texte) || code !== null || asksHowToSend(etat, ev);
  if (ev.fichiers.length > 0 && (ev.texte.trim() === '' || completes || etat.question?.id === 'complement')) return depositFiles(etat, ev, code);
  if (ev.fichiers.length > 0 || !completes || !known) return null;
  if (etat.question?.id === 'complement') return ctx.canal === 'ivr' ? askNow(etat, etat.question, [], [], ctx) : done(etat, [say('complement.fichier')]);
  return sought({ ...etat, depot: { reference: null, fichiers: [], code, pieces: [] } }, 'completer', reference);
}

/** "je peux encore envoyer des papiers ?", once a demande was sent from here, asks about that one. */
const asksHowToSend = ({ ouverts }: Etat, { comprehension: c }: EvenementMessage): boolean =>
  ouverts.length > 0 && c.code === 'COMPLEMENT_ENVOI' && c.group === 'simple' && c.confidence >= SUR;

/** As sure as for a side question to interrupt a free answer. */
const SUR = 0.7;

/** Files that no demande keeps go to the dossier meant: the one being spoken of, the one named, or the only one. */
export function depositFiles(etat: Etat, ev: EvenementMessage, code: string | null = null): Resultat {
  const { question } = etat;
  const fichiers = withoutDoubles([...(etat.depot?.fichiers ?? []), ...ev.fichiers.map((fichier) => ({ ...fichier, code: null }))]);
  const reference = parseReference(ev.texte).reference ?? (question?.id === 'complement' ? question.reference : null);
  return sought({ ...etat, depot: { reference: null, fichiers, code: code ?? etat.depot?.code ?? null, pieces: [] } }, 'completer', reference);
}

const withoutDoubles = <T extends FichierRecu>(fichiers: T[]): T[] => fichiers.filter(({ sha256 }, at) => fichiers.findIndex((one) => one.sha256 === sha256) === at);

const sought = (etat: Etat, pour: BesoinDossier, reference: string | null): Resultat =>
  done({ ...etat, echecs: 0 }, [], [reference === null ? { genre: 'lister-dossiers', pour } : { genre: 'chercher-dossier', reference, pour }]);

/** Files sent for a dossier that was never settled: kept by the demande begun meanwhile, else deleted, and that is said. */
export function withoutLostFiles({ etat, reponses, effets }: Resultat): Resultat {
  const { depot, question } = etat;
  const waits = question !== null && ['dossier-lequel', 'complement', 'complement-piece'].includes(question.id);
  if (!depot || waits || effets.some(({ genre }) => genre === 'lister-dossiers' || genre === 'chercher-dossier')) return { etat, reponses, effets };
  const free: Etat = { ...etat, depot: null };
  if (depot.fichiers.length === 0) return done(free, reponses, effets);
  if (etat.brouillon) return done(withBrouillon(free, { aClasser: [...etat.brouillon.aClasser, ...depot.fichiers] }), reponses, effets);
  return done(free, [...reponses, say('complement.non-garde', { fichiers: depot.fichiers.map(({ nom }) => nom).join(', ') })], [...effets, deletion(depot.fichiers)]);
}

const deletion = (fichiers: readonly FichierRecu[]): Effet => ({ genre: 'supprimer-fichiers', fichiers: fichiers.map(({ id }) => id) });

// ---------------------------------------------------------------- the dossiers found

/** The dossiers of the person, looked for to be completed or rated. */
export function listedFor(etat: Etat, pour: BesoinDossier, dossiers: readonly Dossier[], ctx: Contexte): Resultat {
  const fitting = dossiers.filter((dossier) => (pour === 'completer' ? isOpen(dossier) : isRatable(dossier)));
  const [only, other] = fitting;
  if (only && other) return askNow(etat, { id: 'dossier-lequel', pour, references: fitting.map(({ reference }) => reference) }, [], [], ctx);
  if (only) return foundFor(etat, pour, only, ctx);
  return pour === 'noter' ? andBack(etat, [say(dossiers.some(({ vie }) => vie?.avis) ? 'avis.deja' : 'avis.pas-encore')], ctx) : nothingOpen(etat, ctx);
}

function nothingOpen(etat: Etat, ctx: Contexte): Resultat {
  const fichiers = etat.depot?.fichiers ?? [];
  const free: Etat = { ...etat, depot: null };
  if (fichiers.length === 0) return andBack(free, [say('complement.aucun')], ctx);
  return done(free, [say('fichier.sans-demande', {}, { choix: choix(texte('choix.expert')) })], [deletion(fichiers)]);
}

/** One dossier of the person, looked for to be completed or rated. */
export const foundFor = (etat: Etat, pour: BesoinDossier, dossier: Dossier, ctx: Contexte): Resultat =>
  (pour === 'noter' ? rate(etat, dossier, ctx) : complete(etat, dossier, ctx));

function complete(etat: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  const { reference } = dossier;
  if (!isOpen(dossier)) return done({ ...etat, question: null }, [say('complement.clos', { reference })]);
  if (etat.depot && etat.depot.fichiers.length > 0) return settle(etat, attachOrAsk(etat, classified(etat.depot, dossier)), ctx);
  return askNow(etat, { id: 'complement', reference, attendus: libelles(piecesAttendues(dossier)) }, [], [], ctx);
}

function rate(etat: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  if (isRatable(dossier)) return askNow(etat, { id: 'avis-pertinence', reference: dossier.reference }, [], [], ctx);
  return andBack(etat, [say(dossier.vie?.avis ? 'avis.deja' : 'avis.pas-encore')], ctx);
}

const isOpen = ({ statut }: Dossier): boolean => OPEN_STATUTS.includes(statut);

const isRatable = ({ statut, vie }: Dossier): boolean => statut === 'FINALISE' && !vie?.avis;

/** the rating asked for after the tracking of a finished dossier; once here, never in quiet mode, never over another question. */
export function ratingAfter(etat: Etat, dossier: Dossier): { etat: Etat; question: Question } | null {
  const { reference, demande } = dossier;
  const quiet = etat.discret || demande.discret;
  if (!isRatable(dossier) || quiet || etat.brouillon || etat.question || etat.avisDemandes.includes(reference)) return null;
  return { etat: { ...etat, avisDemandes: [...etat.avisDemandes, reference] }, question: { id: 'avis-pertinence', reference } };
}

// ---------------------------------------------------------------- what was done

export function acted(etat: Etat, { dossier, acte }: Extract<Evenement, { genre: 'acte-fait' }>, ctx: Contexte): Resultat {
  switch (acte.genre) {
    case 'completer':
      return done(etat, [completed(dossier, acte, ctx)]);
    case 'noter':
      return isLowAvis(acte.avis) ? askNow(etat, { id: 'avis-rouvrir', reference: dossier.reference }, [say('avis.bas')], [], ctx) : done(etat, [say('avis.merci')]);
    case 'rouvrir':
      return done(etat, [say('avis.rouvert', { reference: dossier.reference, date: formatLong(deadline(dossier)) })]);
  }
}

/** What was added, what is still missing, and the date: a new one when the complement sets the count going again. */
function completed(dossier: Dossier, { detail, pieces }: Extract<ActeUsager, { genre: 'completer' }>, ctx: Contexte): Reponse {
  const { reference } = dossier;
  const missing = piecesAttendues(dossier);
  const resumed = dossier.statut === 'COMPLEMENT_RECU' && dossier.vie?.complements.at(-1)?.recuLe === dossier.vie?.annonces.at(-1)?.le;
  const parts = [
    pieces ? texte('complement.recu', { reference, liste: detail }) : texte('complement.mots-recus', { reference }),
    missing.length > 0 ? texte('complement.reste', { liste: libelles(missing) }) : texte('recap.complet'),
    ...(isLate(dossier, ctx.today) ? [] : [texte(resumed ? 'complement.nouvelle-date' : 'complement.meme-date', { date: formatLong(deadline(dossier)) })]),
  ];
  return { texte: parts.join('\n\n'), oral: parts.join(' ') };
}

/** Somebody did it first, or the dossier is closed since. Files already stored are not kept. */
export function refused(etat: Etat, { reference, acte }: Extract<Evenement, { genre: 'acte-refuse' }>): Resultat {
  if (acte.genre === 'noter') return done(etat, [say('avis.deja')]);
  if (acte.genre === 'rouvrir') return done(etat, [say('avis.deja-rouvert', { reference })]);
  const fichiers = (acte.pieces ?? []).flatMap((piece) => piece.fichiers);
  return done(etat, [say('complement.clos', { reference })], fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers }] : []);
}
