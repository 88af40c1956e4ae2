import { formatLong } from '../src/domain/calendar';
import { isCodeSurete } from '../src/domain/codes';
import type { Dossier } from '../src/domain/dossier';
import { OPEN_STATUTS } from '../src/domain/dossier';
import { deadline, isLate, isLowAvis } from '../src/domain/lifecycle';
import { parseReference } from '../src/domain/reference';
import type { FichierRecu, Reponse } from '../src/domain/tour';
import { addsWords, asksWhereToSend } from './ajouts';
import { namesTheSentOne } from './annulation';
import { asksToComplete, asksToGiveUp, asksToRate, classified, libelles, pieceAnnoncee, piecesAttendues } from './complements';
import { rappelLegalTexte } from './delai';
import type { ActeUsager, BesoinDossier, Contexte, Effet, Evenement, EvenementMessage, Resultat } from './events';
import { andBack, askNow, done, settle, table } from './flow';
import { asksForNews } from './nouvelles';
import { attachOrAsk, DETAIL_MAX } from './questions/complement';
import { compris, withBrouillon } from './questions/handler';
import type { Depot, Etat, Question } from './state';
import { attention, helpFor, isDanger } from './surete';
import { choix, say, texte } from './textes';

/** What a person does with a dossier already sent: adds a document or words, rates it, has it opened again, cancels it. */

// ---------------------------------------------------------------- words and files

/**
 * A message about a dossier already sent; null when it is anything else. A danger is never put behind a document, and a demande
 * in progress keeps its files and its words.
 */
export function aboutDossier(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  if (isDanger(ev.comprehension.safety)) return null;
  const { reference } = parseReference(ev.texte);
  const known = reference !== null || etat.ouverts.length > 0 || etat.suivie !== null;
  if (ev.fichiers.length === 0 && known && givesUp(etat, ev.texte, reference)) return withCare(etat, ev, ctx, (next) => sought(next, 'annuler', reference));
  if (etat.brouillon) return null;
  if (ev.fichiers.length === 0 && known && isFree(etat)) {
    if (addsWords(ev.texte)) return withCare(etat, ev, ctx, (next) => sought({ ...next, depot: withWords(ev.texte) }, 'completer', reference));
    if (asksForNews(ev.texte, ev.comprehension)) return news(etat, reference, ctx);
  }
  if (ev.fichiers.length === 0 && known && asksToRate(ev.texte)) return sought(etat, 'noter', reference);
  const code = pieceAnnoncee(ev.texte);
  const completes = asksToComplete(ev.texte) || code !== null || asksHowToSend(etat, ev);
  if (ev.fichiers.length > 0 && (ev.texte.trim() === '' || completes || etat.question?.id === 'complement')) return depositFiles(etat, ev, code);
  if (ev.fichiers.length > 0 || !completes || !known) return null;
  if (etat.question?.id === 'complement') return ctx.canal === 'ivr' ? askNow(etat, etat.question, [], [], ctx) : done(etat, [say('complement.fichier')]);
  return sought({ ...etat, depot: { reference: null, fichiers: [], code, pieces: [], mots: null } }, 'completer', reference);
}

/** No answer is expected: what is said may be about the demande sent. */
const isFree = ({ question }: Etat): boolean => question === null || question.id === 'complement' || question.id === 'satisfaction';

const withWords = (said: string): Depot => ({ reference: null, fichiers: [], code: null, pieces: [], mots: said.trim().slice(0, DETAIL_MAX) });

/** Where the demande stands; a question that expects an answer stays. */
function news(etat: Etat, named: string | null, ctx: Contexte): Resultat {
  const question = etat.question && table.accueil(etat.question, etat, ctx) !== 'souple' ? etat.question : null;
  const shown = etat.ouverts.length === 0 ? etat.suivie : null;
  const reference = named ?? shown;
  return done({ ...etat, question, echecs: 0 }, [], [reference === null ? { genre: 'lister-dossiers' } : { genre: 'chercher-dossier', reference }]);
}

/** While another one is being prepared, the demande already sent is meant only when it is named. */
function givesUp(etat: Etat, said: string, reference: string | null): boolean {
  if (etat.question?.id === 'annulation') return false;
  if (etat.question?.id === 'dossier-lequel' && reference === null) return false;
  return (!etat.brouillon || reference !== null || namesTheSentOne(said)) && asksToGiveUp(said);
}

/** An urgency said on the way gets its help; a doubt about a danger does not stand in the way of what is asked, and is not passed over either. */
function withCare(etat: Etat, { comprehension: c }: EvenementMessage, ctx: Contexte, then: (helped: Etat) => Resultat): Resultat {
  const helped = helpFor(etat, c.safety, null, ctx);
  const result = then(helped.etat);
  return done(result.etat, [...helped.reponses, ...(isCodeSurete(c.code) ? [attention(ctx)] : []), ...result.reponses], [...helped.effets, ...result.effets]);
}

/** "je peux encore envoyer des papiers ?", once a demande was sent from here, asks about that one. */
function asksHowToSend(etat: Etat, { comprehension: c, texte: said }: EvenementMessage): boolean {
  if (etat.ouverts.length === 0) return false;
  const asked = c.group === 'simple' && c.code === 'COMPLEMENT_ENVOI' && (c.confidence >= SUR || isFree(etat));
  return asked || (asksWhereToSend(said) && !(c.group === 'simple' && c.confidence >= TRES_SUR));
}

/** As sure as for a side question to interrupt a free answer. */
const SUR = 0.7;
/** Then the message is about the subject read, whatever its words. */
const TRES_SUR = 0.8;

/** Files that no demande keeps go to the dossier meant: the one being spoken of, the one named, or the only one. */
export function depositFiles(etat: Etat, ev: EvenementMessage, code: string | null = null): Resultat {
  const { question } = etat;
  const fichiers = withoutDoubles([...(etat.depot?.fichiers ?? []), ...ev.fichiers.map((fichier) => ({ ...fichier, code: null }))]);
  const reference = parseReference(ev.texte).reference ?? (question?.id === 'complement' ? question.reference : null);
  return sought({ ...etat, depot: { reference: null, fichiers, code: code ?? etat.depot?.code ?? null, pieces: [], mots: null } }, 'completer', reference);
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

/** The dossiers of the person, looked for to be completed, rated or cancelled. */
export function listedFor(etat: Etat, pour: BesoinDossier, dossiers: readonly Dossier[], ctx: Contexte): Resultat {
  const fitting = dossiers.filter(pour === 'noter' ? isRatable : isOpen);
  const [only, other] = fitting;
  if (only && other) return askNow(etat, { id: 'dossier-lequel', pour, references: fitting.map(({ reference }) => reference) }, [], [], ctx);
  if (only) return foundFor(etat, pour, only, ctx);
  if (pour === 'annuler') return nothingToCancel(etat, dossiers, ctx);
  return pour === 'noter' ? andBack(etat, [say(dossiers.some(({ vie }) => vie?.avis) ? 'avis.deja' : 'avis.pas-encore')], ctx) : nothingOpen(etat, ctx);
}

function nothingOpen(etat: Etat, ctx: Contexte): Resultat {
  const fichiers = etat.depot?.fichiers ?? [];
  const free: Etat = { ...etat, depot: null };
  if (fichiers.length === 0) return andBack(free, [say('complement.aucun')], ctx);
  return done(free, [say('fichier.sans-demande', {}, { choix: choix(texte('choix.expert')) })], [deletion(fichiers)]);
}

/** One dossier of the person, looked for to be completed, rated or cancelled. */
export function foundFor(etat: Etat, pour: BesoinDossier, dossier: Dossier, ctx: Contexte): Resultat {
  switch (pour) {
    case 'annuler':
      return cancel(etat, dossier, ctx);
    case 'noter':
      return rate(etat, dossier, ctx);
    case 'completer':
      return complete(etat, dossier, ctx);
  }
}

function cancel(etat: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  const { reference, statut, demande } = dossier;
  if (!isOpen(dossier)) return andBack(etat, [say(statut === 'ANNULE' ? 'annulation.deja' : 'annulation.close', { reference })], ctx);
  const { motifs, prestations } = ctx.contenu;
  const sujet = [motifs[demande.motif].libelle, ...(demande.prestation === 'INCONNUE' ? [] : [prestations[demande.prestation].nom])].join(' – ');
  return askNow(etat, { id: 'annulation', reference, sujet }, [], [], ctx);
}

/** The only one there is says why; of several, none is open. */
function nothingToCancel(etat: Etat, dossiers: readonly Dossier[], ctx: Contexte): Resultat {
  const [only, other] = dossiers;
  return only && !other ? cancel(etat, only, ctx) : andBack(etat, [say('annuler.rien')], ctx);
}

/** Who gave up a draft may believe that the demande already sent is given up too. */
export function stillSent(etat: Etat, dossiers: readonly Dossier[]): Resultat {
  const references = dossiers.filter(isOpen).map(({ reference }) => reference);
  if (references.length === 0) return done(etat, []);
  return done(etat, [say('annuler.reste', { liste: references.join(', ') }, { choix: choix(...references.map((reference) => texte('choix.annuler-envoyee', { reference }))) })]);
}

function complete(etat: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  const { reference } = dossier;
  if (!isOpen(dossier)) return done({ ...etat, question: null }, [say('complement.clos', { reference })]);
  if (etat.depot?.mots) return done({ ...etat, depot: null, question: null }, [], [{ genre: 'agir-dossier', reference, acte: { genre: 'completer', detail: etat.depot.mots } }]);
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
    case 'annuler':
      return cancelled(etat, dossier, ctx);
    case 'rouvrir':
      return done(etat, [say('avis.rouvert', { reference: dossier.reference, date: formatLong(deadline(dossier)) })]);
  }
}

/** The transfer never stopped a delay to contest: it goes on. A draft going on is taken up again. */
function cancelled(etat: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  const { reference, rappelLegal, demande } = dossier;
  const legal = rappelLegalTexte(rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
  const dire = [say('annulation.faite', { reference }), ...(legal === null ? [] : [{ texte: legal }])];
  return etat.brouillon ? settle(etat, compris(etat, { dire }), ctx) : done(etat, dire);
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
  if (acte.genre === 'annuler') return done(etat, [say('annulation.close', { reference })]);
  const fichiers = (acte.pieces ?? []).flatMap((piece) => piece.fichiers);
  return done(etat, [say('complement.clos', { reference })], fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers }] : []);
}
