import { z } from 'zod';
import raw from './catalogue/suivi.json';
import { addDays, addWorkingDays, isWorkingDay, nextWorkingDay, parisDate, receptionEffective } from './calendar';
import { headSchema, parseCatalogue } from './catalogue';
import type { Complexite, Priorite, ServiceExpert } from './codes';
import { deadlineOf, pauseCountdown, prealertDay, resumeCountdown, retotalCountdown, startCountdown } from './countdown';
import { delayTerms, openDelay } from './delay';
import { withAddedPieces } from './awaited-pieces';
import { OPEN_STATUTS, STATUTS } from './dossier';
import type { Acteur, Annonce, Avis, Complement, DemandeConfirmee, Dossier, EvenementDossier, Expert, Issue, PieceRecue, Statut, VieDossier } from './dossier';
import type { Charge } from './estimate';

/** The life of a dossier (DOSSIER §8.6): one table of what may happen when, and what each act changes. Pure. */

const jours = z.strictObject({ valeur: z.int().positive(), source: z.string() });
const DATA = parseCatalogue('suivi.json', z.strictObject({
  ...headSchema, complementJoursOuvres: jours, relanceJoursOuvres: jours, prealertePct: jours, minimumApresReprise: jours, rappelAvisJours: jours, noteRelecture: jours,
}), raw);

export type Acte =
  | { genre: 'affecter'; expert: Expert }
  | { genre: 'liberer'; pourquoi: string }
  | { genre: 'demander-complement'; pieces: Complement['pieces']; pourquoi: string }
  /** Files or words sent by the person: the answer to a complement when one is asked. */
  | { genre: 'completer'; detail: string; pieces?: readonly PieceRecue[] }
  | { genre: 'repondre'; texte: string; issue: Issue }
  | { genre: 'annuler' }
  | { genre: 'rouvrir'; pourquoi: string }
  /** Another dossier of the same person was opened from the same words. */
  | { genre: 'lier'; reference: string }
  | { genre: 'requalifier'; complexite?: Complexite; priorite?: Priorite; pourquoi: string }
  | { genre: 'reorienter'; service: ServiceExpert; pourquoi: string }
  | { genre: 'annoter'; texte: string }
  | { genre: 'noter'; avis: Pick<Avis, 'pertinence' | 'accompagnement' | 'commentaire'> }
  | { genre: 'prealerter' }
  | { genre: 'depasser' }
  | { genre: 'relancer' }
  | { genre: 'clore' }
  | { genre: 'rappeler-avis' };

type Regle = { de: readonly Statut[]; vers: Partial<Record<Statut, Statut>>; par: readonly Acteur[] };

const OPEN = OPEN_STATUTS;
const RUNNING: readonly Statut[] = ['RECU', 'AFFECTE', 'COMPLEMENT_RECU', 'REOUVERT'];
const to = (vers: Statut, ...de: Statut[]): Partial<Record<Statut, Statut>> => Object.fromEntries(de.map((statut) => [statut, vers]));

/** From which states an act is possible, where it leads (the same state when not said), and whose act it is. */
export const TRANSITIONS: Readonly<Record<Acte['genre'], Regle>> = {
  affecter: { de: OPEN, vers: to('AFFECTE', 'RECU', 'REOUVERT'), par: ['expert', 'systeme'] },
  liberer: { de: ['AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU'], vers: to('RECU', 'AFFECTE'), par: ['expert', 'systeme'] },
  'demander-complement': { de: ['AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU'], vers: to('COMPLEMENT_DEMANDE', 'AFFECTE', 'COMPLEMENT_RECU'), par: ['expert'] },
  completer: { de: OPEN, vers: to('COMPLEMENT_RECU', 'COMPLEMENT_DEMANDE'), par: ['usager'] },
  repondre: { de: ['AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU'], vers: to('FINALISE', 'AFFECTE', 'COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU'), par: ['expert'] },
  annuler: { de: OPEN, vers: to('ANNULE', ...OPEN), par: ['usager'] },
  rouvrir: { de: ['FINALISE', 'SANS_SUITE'], vers: to('REOUVERT', 'FINALISE', 'SANS_SUITE'), par: ['usager', 'expert'] },
  requalifier: { de: OPEN, vers: {}, par: ['expert'] },
  reorienter: { de: OPEN, vers: to('RECU', 'AFFECTE'), par: ['expert'] },
  annoter: { de: [...OPEN, 'FINALISE', 'SANS_SUITE', 'ANNULE'], vers: {}, par: ['expert'] },
  noter: { de: ['FINALISE'], vers: {}, par: ['usager'] },
  lier: { de: STATUTS, vers: {}, par: ['usager'] },
  prealerter: { de: RUNNING, vers: {}, par: ['systeme'] },
  depasser: { de: RUNNING, vers: {}, par: ['systeme'] },
  relancer: { de: ['COMPLEMENT_DEMANDE'], vers: {}, par: ['systeme'] },
  clore: { de: ['COMPLEMENT_DEMANDE'], vers: to('SANS_SUITE', 'COMPLEMENT_DEMANDE'), par: ['systeme'] },
  'rappeler-avis': { de: ['FINALISE'], vers: {}, par: ['systeme'] },
};

export type Contexte = { now: Date; qui: Acteur; par?: string; charge: Charge; alsaceMoselle: boolean };

/** Somebody to tell, once: `evenement` is the rank of the event it tells of, so that its id never changes. */
export type Alerte = { pour: 'usager' | 'expert' | 'responsable'; genre: string; evenement: number };

export type Effet = { ok: true; dossier: Dossier; alertes: Alerte[] } | { ok: false; code: 'TRANSITION_INTERDITE'; detail: string };

/**
 * Applies one act: the new state, its event and who is to be told. Nothing is told to a person in quiet mode (violence).
 * An act that the table forbids, or that was already done, is refused and changes nothing.
 */
export function act(dossier: Dossier, acte: Acte, ctx: Contexte): Effet {
  const regle = TRANSITIONS[acte.genre];
  if (!regle.de.includes(dossier.statut)) return refused(`${acte.genre} : ${dossier.statut}`);
  if (!regle.par.includes(ctx.qui)) return refused(`${acte.genre} : ${ctx.qui}`);
  if (regle.par.every((qui) => qui === 'systeme') && !isDue(dossier, acte, ctx)) return refused(`${acte.genre} : pas encore`);
  const vie = lifeOf(dossier);
  if (acte.genre === 'lier' && (acte.reference === dossier.reference || dossier.lies?.includes(acte.reference))) return refused('lier');
  if (acte.genre === 'noter' && (vie.avis !== null || !isAvis(acte.avis))) return refused('noter');
  const statut = regle.vers[dossier.statut] ?? dossier.statut;
  const evenement: EvenementDossier = { at: ctx.now.toISOString(), quoi: acte.genre, qui: ctx.qui, statut, detail: detailOf(acte), ...(ctx.par === undefined ? {} : { par: ctx.par }) };
  const next: Dossier = {
    ...dossier, statut, evenements: [...dossier.evenements, evenement], vie: changed(vie, acte, dossier, ctx),
    demande: demandeAfter(dossier.demande, acte), ...(acte.genre === 'lier' ? { lies: [...(dossier.lies ?? []), acte.reference] } : {}),
  };
  return { ok: true, dossier: next, alertes: alertesOf(acte, next, vie) };
}

function demandeAfter(demande: DemandeConfirmee, acte: Acte): DemandeConfirmee {
  if (acte.genre === 'reorienter') return { ...demande, service: acte.service };
  return acte.genre === 'completer' ? withAddedPieces(demande, acte.pieces ?? []) : demande;
}

/** What only time brings is done once its day has come, and so only once. */
const isDue = (dossier: Dossier, { genre }: Acte, { now, alsaceMoselle }: Contexte): boolean =>
  dueActs(dossier, parisDate(now), alsaceMoselle).actes.some((due) => due.genre === genre);

const refused = (detail: string): Effet => ({ ok: false, code: 'TRANSITION_INTERDITE', detail });

type Notes = Pick<Avis, 'pertinence' | 'accompagnement' | 'commentaire'>;

/** A mark may be unknown, but something is given. */
function isAvis({ pertinence, accompagnement, commentaire }: Notes): boolean {
  const notes = [pertinence, accompagnement].filter((note) => note !== null);
  return notes.every((note) => Number.isInteger(note) && note >= 1 && note <= 5) && (notes.length > 0 || commentaire !== '');
}

/** §8.6: one mark of 2 or less, and a person reads the dossier again. */
export const isLowAvis = ({ pertinence, accompagnement }: Pick<Avis, 'pertinence' | 'accompagnement'>): boolean =>
  [pertinence, accompagnement].some((note) => note !== null && note <= DATA.noteRelecture.valeur);

/** How a dossier begins: its count runs from the effective reception, towards the date announced. */
export function lifeOf({ vie, promesse }: Dossier): VieDossier {
  if (vie) return vie;
  return {
    horloge: startCountdown(promesse.receptionEffective, promesse.joursOuvres),
    annonces: [{ echeance: promesse.echeance, le: promesse.receptionEffective, joursOuvres: promesse.joursOuvres, raison: 'ouverture', pourquoi: promesse.composantes.raisonBase }],
    priorite: promesse.priorite, complexite: promesse.complexite, expert: null, complements: [], depassements: 0, prealerteLe: null, reponse: null, avis: null, avisRappeleLe: null,
  };
}

function changed(vie: VieDossier, acte: Acte, dossier: Dossier, ctx: Contexte): VieDossier {
  const today = parisDate(ctx.now);
  switch (acte.genre) {
    case 'affecter':
      return { ...vie, expert: acte.expert };
    case 'liberer':
      return { ...vie, expert: null };
    case 'demander-complement':
      return { ...vie, horloge: pauseCountdown(vie.horloge, ctx.now, ctx.alsaceMoselle), complements: [...vie.complements, complementAsked(acte, today, ctx)] };
    case 'completer':
      return dossier.statut === 'COMPLEMENT_DEMANDE' ? complementReceived(vie, today, ctx) : vie;
    case 'repondre':
      return { ...vie, horloge: pauseCountdown(vie.horloge, ctx.now, ctx.alsaceMoselle), reponse: { texte: acte.texte, issue: acte.issue, at: ctx.now.toISOString() } };
    case 'annuler':
    case 'clore':
      return { ...vie, horloge: pauseCountdown(vie.horloge, ctx.now, ctx.alsaceMoselle) };
    case 'rouvrir':
      return reopened(vie, dossier, acte.pourquoi, ctx);
    case 'requalifier':
      return requalified({ ...vie, priorite: acte.priorite ?? vie.priorite, complexite: acte.complexite ?? vie.complexite }, dossier, 'requalification', acte.pourquoi, ctx);
    case 'reorienter':
      return requalified({ ...vie, expert: null }, { ...dossier, demande: { ...dossier.demande, service: acte.service } }, 'reorientation', acte.pourquoi, ctx);
    case 'depasser':
      return overrun(vie, dossier, ctx);
    case 'prealerter':
      return { ...vie, prealerteLe: today };
    case 'relancer':
      return { ...vie, complements: vie.complements.map((one) => (one.recuLe === null && one.relanceLe === null ? { ...one, relanceLe: today } : one)) };
    case 'noter':
      return { ...vie, avis: { ...acte.avis, at: ctx.now.toISOString() } };
    case 'rappeler-avis':
      return { ...vie, avisRappeleLe: today };
    case 'annoter':
    case 'lier':
      return vie;
  }
}

/** Last day to send a complement asked today, `YYYY-MM-DD`. */
export const complementLimit = (today: string, alsaceMoselle: boolean): string => addWorkingDays(today, DATA.complementJoursOuvres.valeur, alsaceMoselle);

const complementAsked = (acte: Extract<Acte, { genre: 'demander-complement' }>, today: string, ctx: Contexte): Complement => ({
  pieces: acte.pieces, pourquoi: acte.pourquoi, demandeLe: today, limite: complementLimit(today, ctx.alsaceMoselle), relanceLe: null, recuLe: null,
});

/** The complement came in: the count runs again, and the new date is announced. */
function complementReceived(vie: VieDossier, today: string, ctx: Contexte): VieDossier {
  const horloge = resumeCountdown(vie.horloge, ctx.now, DATA.minimumApresReprise.valeur, ctx.alsaceMoselle);
  const complements = vie.complements.map((one) => (one.recuLe === null ? { ...one, recuLe: today } : one));
  return announced({ ...vie, horloge, complements }, 'complement', '', ctx);
}

/** The base delay as it is now, with the load, the season and the missing piece of the opening: what is already gone stays gone. */
function requalified(vie: VieDossier, dossier: Dossier, raison: Annonce['raison'], pourquoi: string, ctx: Contexte): VieDossier {
  const { chargePct, periodePct, pieceJours } = dossier.promesse.composantes;
  const total = openDelay({ ...caseOf(dossier, vie), chargePct, periodePct, pieceManquante: pieceJours > 0 });
  const horloge = retotalCountdown(vie.horloge, total, ctx.now, DATA.minimumApresReprise.valeur, ctx.alsaceMoselle);
  return announced({ ...vie, horloge }, raison, pourquoi, ctx);
}

/** §8.6: half the base at today's load, priority P1. The day of the overrun is day 0. */
function overrun(vie: VieDossier, dossier: Dossier, ctx: Contexte): VieDossier {
  const urgent: VieDossier = { ...vie, priorite: vie.priorite === 'P0' ? 'P0' : 'P1', depassements: vie.depassements + 1 };
  return announced({ ...urgent, horloge: startCountdown(parisDate(ctx.now), delayToday(dossier, urgent, parisDate(ctx.now), ctx)) }, 'depassement', '', ctx);
}

function reopened(vie: VieDossier, dossier: Dossier, pourquoi: string, ctx: Contexte): VieDossier {
  const reception = receptionEffective(ctx.now, ctx.alsaceMoselle);
  const fresh: VieDossier = { ...vie, expert: null, reponse: null, avis: null, avisRappeleLe: null, horloge: startCountdown(reception, delayToday(dossier, vie, reception, ctx)) };
  return announced(fresh, 'reouverture', pourquoi, ctx);
}

/** Delay of a dossier taken up again that day, at the load and the coefficients of that day. */
const delayToday = (dossier: Dossier, vie: VieDossier, day: string, ctx: Contexte): number =>
  openDelay({ ...caseOf(dossier, vie), ...delayTerms(day, dossier.demande.service, ctx.charge), pieceManquante: false });

const caseOf = ({ demande }: Dossier, { complexite, priorite }: VieDossier) => ({ service: demande.service, revision: demande.revision, complexite, priorite });

/** A date that is told: kept with its reason, never replaced in silence. A new date is pre-alerted anew. */
function announced(vie: VieDossier, raison: Annonce['raison'], pourquoi: string, ctx: Contexte): VieDossier {
  const echeance = deadlineOf(vie.horloge, ctx.alsaceMoselle);
  if (echeance === null) return vie;
  return { ...vie, prealerteLe: null, annonces: [...vie.annonces, { echeance, le: parisDate(ctx.now), joursOuvres: vie.horloge.restants, raison, pourquoi }] };
}

function detailOf(acte: Acte): string {
  switch (acte.genre) {
    case 'affecter':
      return acte.expert.prenom;
    case 'demander-complement':
      return `${acte.pieces.map(({ libelle }) => libelle).join(', ')} : ${acte.pourquoi}`;
    case 'completer':
      return acte.detail;
    case 'annoter':
      return acte.texte;
    case 'repondre':
      return acte.issue;
    case 'lier':
      return acte.reference;
    case 'liberer':
    case 'rouvrir':
    case 'requalifier':
    case 'reorienter':
      return acte.pourquoi;
    default:
      return '';
  }
}

// ---------------------------------------------------------------- who is told

function alertesOf(acte: Acte, dossier: Dossier, before: VieDossier): Alerte[] {
  const evenement = dossier.evenements.length - 1;
  const told = recipients(acte, dossier, before).map(([pour, genre]): Alerte => ({ pour, genre, evenement }));
  return dossier.demande.discret ? told.filter(({ pour }) => pour !== 'usager') : told;
}

function recipients(acte: Acte, dossier: Dossier, before: VieDossier): [Alerte['pour'], string][] {
  switch (acte.genre) {
    case 'affecter':
      return before.expert === null && dossier.statut === 'AFFECTE' ? [['usager', 'affectation']] : [];
    case 'demander-complement':
      return [['usager', 'complement']];
    case 'completer':
      return [...(dossier.statut === 'COMPLEMENT_RECU' && before.horloge.suspendueLe !== null ? [['usager', 'complement-recu'] as [Alerte['pour'], string]] : []), ['expert', 'complement-recu']];
    case 'repondre':
      return [['usager', 'finalisation']];
    case 'depasser':
      return [['usager', 'depassement'], ['expert', 'depassement'], ...(before.depassements > 0 ? [['responsable', 'depassement'] as [Alerte['pour'], string]] : [])];
    case 'prealerter':
      return [['expert', 'prealerte'], ['responsable', 'prealerte']];
    case 'requalifier':
    case 'reorienter':
      return [['usager', 'nouvelle-date']];
    case 'relancer':
      return [['usager', 'complement-relance']];
    case 'clore':
      return [['usager', 'sans-suite']];
    case 'rouvrir':
      return [['usager', 'reouverture'], ['responsable', 'reouverture']];
    case 'annuler':
      return [['expert', 'annulation']];
    case 'rappeler-avis':
      return [['usager', 'avis']];
    case 'noter':
      return isLowAvis(acte.avis) ? [['responsable', 'avis-bas']] : [];
    case 'liberer':
    case 'lier':
    case 'annoter':
      return [];
  }
}

// ---------------------------------------------------------------- what time brings

/** Date in force: the last one announced. */
export const deadline = (dossier: Dossier): string => dossier.vie?.annonces.at(-1)?.echeance ?? dossier.promesse.echeance;

/** The announced date is past and the answer still awaited. @param today `YYYY-MM-DD`, Europe/Paris */
export const isLate = (dossier: Dossier, today: string): boolean => isRunning(dossier) && deadline(dossier) < today;

const isRunning = (dossier: Dossier): boolean => RUNNING.includes(dossier.statut);

/** What the system owes this dossier today, and the day on which to look again; `null` when time changes nothing. Only a working day brings anything. */
export function dueActs(dossier: Dossier, today: string, alsaceMoselle: boolean): { actes: Acte[]; prochain: string | null } {
  const planned = planOf(dossier, alsaceMoselle);
  const due = isWorkingDay(today, alsaceMoselle) ? planned.filter(({ jour }) => jour <= today) : [];
  const waiting = planned.filter((one) => !due.includes(one)).map(({ jour }) => (jour <= today ? nextWorkingDay(today, alsaceMoselle) : jour)).sort();
  const overrun = due.find(({ acte }) => acte.genre === 'depasser');
  return { actes: overrun ? [overrun.acte] : due.map(({ acte }) => acte), prochain: waiting[0] ?? null };
}

type Prevu = { jour: string; acte: Acte };

function planOf(dossier: Dossier, alsaceMoselle: boolean): Prevu[] {
  const vie = lifeOf(dossier);
  if (isRunning(dossier)) return runningPlan(vie, alsaceMoselle);
  if (dossier.statut === 'COMPLEMENT_DEMANDE') return complementPlan(vie, alsaceMoselle);
  return dossier.statut === 'FINALISE' ? ratingPlan(vie) : [];
}

/** One reminder of the rating, to who has not given it. */
function ratingPlan({ reponse, avis, avisRappeleLe }: VieDossier): Prevu[] {
  if (!reponse || avis || avisRappeleLe) return [];
  return [{ jour: addDays(parisDate(new Date(reponse.at)), DATA.rappelAvisJours.valeur), acte: { genre: 'rappeler-avis' } }];
}

function runningPlan(vie: VieDossier, alsaceMoselle: boolean): Prevu[] {
  const echeance = vie.annonces.at(-1)?.echeance;
  if (echeance === undefined) return [];
  const prealerte = vie.prealerteLe === null ? prealertDay(vie.horloge, DATA.prealertePct.valeur, alsaceMoselle) : null;
  const overdue: Prevu = { jour: nextWorkingDay(echeance, alsaceMoselle), acte: { genre: 'depasser' } };
  return prealerte === null ? [overdue] : [{ jour: prealerte, acte: { genre: 'prealerter' } }, overdue];
}

function complementPlan(vie: VieDossier, alsaceMoselle: boolean): Prevu[] {
  const waiting = vie.complements.find(({ recuLe }) => recuLe === null);
  if (!waiting) return [];
  const lastDay = closingDay(waiting, alsaceMoselle);
  if (lastDay === null) return [{ jour: nextWorkingDay(waiting.limite, alsaceMoselle), acte: { genre: 'relancer' } }];
  return [{ jour: nextWorkingDay(lastDay, alsaceMoselle), acte: { genre: 'clore' } }];
}

/** Last day on which a complement asked again may still come, `YYYY-MM-DD`; `null` before the reminder. */
export const closingDay = ({ relanceLe }: Complement, alsaceMoselle: boolean): string | null =>
  (relanceLe === null ? null : addWorkingDays(relanceLe, DATA.relanceJoursOuvres.valeur, alsaceMoselle));
