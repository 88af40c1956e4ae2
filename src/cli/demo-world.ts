import type { Contenu } from '../../dialogs/contenu';
import { actOnDossier, type Acted } from '../app/act-on-dossier';
import { startCounting } from '../app/count-turns';
import { deliverAlerts } from '../app/deliver-alerts';
import { deliverRound } from '../app/deliver-outbox';
import { followUpRound } from '../app/follow-up';
import { openDossier } from '../app/open-dossier';
import { receiveFile } from '../app/receive-file';
import { workloadReader } from '../app/workload';
import { addDays, parisDate, workingDaysBetween } from '../domain/calendar';
import { SERVICES_EXPERTS } from '../domain/codes';
import type { Canal } from '../domain/codes';
import { overlapping, withCharge, withPeriode } from '../domain/coefficients';
import type { Acteur, Dossier, Expert, Issue, PieceDemande } from '../domain/dossier';
import type { Acte } from '../domain/lifecycle';
import { deadline } from '../domain/lifecycle';
import { silentLogger } from '../ops/log';
import type { Store } from '../stores/store';
import { agendaUntil, anyHour, momentOf, officeHours } from './demo-agenda';
import { caseFor, demandeOf, parole, SCENES, wantedPieces, type Cas } from './demo-demandes';
import type { Chance } from './demo-random';
import { acknowledge, begin, sayOne } from './demo-transcript';
import { pdf } from './sample-files';

/**
 * Four months of a service that does not exist, played on a simulated clock through the same functions as the server's: openings,
 * acts, reminders, overruns, messages. Nothing is written to the store beside them.
 */

export type World = { store: Store; contenu: Contenu; chance: Chance; now: Date; nombre: number; alsaceMoselle: boolean; onDay: (jour: string, ouverts: number) => void };

const JOURS = 130;
const RECENT_JOURS = 65;
const DAY_MS = 86_400_000;
const MAX_OCTETS = 1_000_000;
/** Simple questions answered at once, for one demande sent to an expert (DOSSIER: 85 % and 15 %). */
const SIMPLES_PAR_DEMANDE = 5.9;
const CANAUX: readonly (readonly [Canal, number])[] = [['web', 86], ['teams', 5], ['ivr', 9]];

/** @returns how many dossiers were opened and documents kept */
export async function play(world: World): Promise<{ ouverts: number; fichiers: number }> {
  const { store, contenu, chance, now, nombre, alsaceMoselle } = world;
  const agenda = agendaUntil(now.getTime());
  const { clock } = agenda;
  const workload = workloadReader(store, alsaceMoselle);
  const acts = { store, clock, workload, alsaceMoselle };
  // never flushed by itself: a simulated day has no length
  const counting = startCounting({ counters: store.counters, clock, log: silentLogger, everyMs: DAY_MS });
  const deliver = deliverAlerts({ store, clock, log: silentLogger, contenu, alsaceMoselle, say: (conversation, reponse, id) => sayOne(conversation, reponse, id, { store, clock }) }, async () => undefined);
  // another seed is other people, in the same store too
  const lot = `${Math.floor(now.getTime() / 1_000).toString(36)}-${chance.int(1_000_000).toString(36)}`;
  const done = { ouverts: 0, fichiers: 0 };

  for (let rank = 0; rank < nombre; rank++) {
    const cas = caseFor(rank, nombre, chance);
    const openedAt = momentOf(parisDate(new Date(now.getTime() - ageDays(chance) * DAY_MS)), chance.between(6, 20));
    agenda.at(Math.min(openedAt, now.getTime()), () => open(cas, rank));
  }
  for (let day = -JOURS; day <= 0; day++) agenda.at(momentOf(addDays(parisDate(now), day), 5), startOfDay);
  for (const decided of SCENES.coefficients) agenda.at(momentOf(addDays(parisDate(now), -decided.jours), 8), () => decide(decided));
  await agenda.run();
  await endOfDay();
  await counting.stop();
  return done;

  // -------------------------------------------------------------- each day

  async function startOfDay(): Promise<void> {
    await followUpRound({ ...acts, log: silentLogger });
    await endOfDay();
    world.onDay(parisDate(clock()), done.ouverts);
  }

  /** Everything that is to be told is told: a server that starts later has nothing old to send. */
  async function endOfDay(): Promise<void> {
    const waiting = async (): Promise<number> => (await store.outboxState()).enAttente;
    // what cannot be told (data that were there before) is left to the server
    for (let left = await waiting(), before = left + 1; left > 0 && left < before; [before, left] = [left, await waiting()]) await deliverRound({ store, clock, log: silentLogger, deliver });
  }

  async function decide({ qui, pct, raison, service, periode, jours }: (typeof SCENES.coefficients)[number]): Promise<void> {
    const { coefficients, version } = await store.coefficients();
    const day = (ago: number): string => addDays(parisDate(now), -ago);
    const days = { debut: day(periode?.debut ?? jours), fin: day(periode?.fin ?? jours) };
    // demonstration data may be added to others
    if (!service && overlapping(coefficients, days)) return;
    const next = service ? withCharge(coefficients, service, { pct, raison }) : withPeriode(coefficients, { ...days, pct, raison });
    await store.setCoefficients(next, { at: clock().toISOString(), qui, pourquoi: raison }, version);
  }

  // -------------------------------------------------------------- opening

  async function open(cas: Cas, rank: number): Promise<void> {
    const canal = chance.weighted(CANAUX);
    const who = { conversation: `demo-${lot}-${rank}`, personne: `demo-${lot}-${rank}` };
    const said = parole(cas, chance);
    const transcript = { store, clock, contenu, alsaceMoselle, charge: await workload(clock()) };
    const etat = canal === 'web' ? await begin(who, cas, said, transcript) : null;
    const pieces = await sentPieces(cas, who);
    const demande = demandeOf({ cas, parole: said, pieces, now: clock() }, contenu, chance);
    const charge = transcript.charge[demande.service];
    const { dossier } = await openDossier(demande, 1, { id: `${who.conversation}|envoi`, ...who, canal, genre: 'arrivee' }, { store, now: clock(), randomInt: chance.int, charge, alsaceMoselle, cleSuivi: undefined });
    if (etat) await acknowledge(who, etat, dossier, transcript);
    done.ouverts += 1;
    countAround(canal);
    planAssignment(dossier.reference, officeHours(clock().getTime(), chance.weighted([[0, 2], [1, 4], [2, 3], [4, 1]] as const), chance));
    if (chance.isTrue(0.03)) later(anyHour(clock().getTime(), 1 + chance.int(5), chance), () => acted(dossier.reference, { genre: 'annuler' }, 'usager'));
  }

  function countAround(canal: Canal): void {
    counting.count({ canal, issue: 'transfert', lecture: null, service: null });
    const simples = Math.round(chance.between(0.6, 1.4) * SIMPLES_PAR_DEMANDE);
    for (let i = 0; i < simples; i++) counting.count({ canal, issue: 'reponse', lecture: null, service: null });
  }

  async function sentPieces(cas: Cas, who: { conversation: string; personne: string }): Promise<PieceDemande[]> {
    const pieces: PieceDemande[] = [];
    for (const piece of wantedPieces(cas, chance)) pieces.push({ ...piece, fichiers: piece.statut === 'recue' ? await sendFile(piece.libelle, who) : [] });
    return pieces;
  }

  async function sendFile(libelle: string, who: { conversation: string; personne: string }): Promise<string[]> {
    done.fichiers += 1;
    const octets = pdf({ comment: `${who.conversation} ${done.fichiers}`, pages: [['Document de demonstration', 'Personne fictive']] });
    const kept = await receiveFile({ ...who, nom: `${libelle.slice(0, 40)}.pdf`, octets }, { store, now: clock, newId: () => `demo-${lot}-f${done.fichiers}`, maxOctets: MAX_OCTETS, log: silentLogger });
    return kept.ok ? [kept.fichier.id] : [];
  }

  // -------------------------------------------------------------- the expert's part

  function later(instant: number, work: () => Promise<unknown>): void {
    agenda.at(instant, async () => void (await work()));
  }

  /** What is no longer possible (cancelled, closed) is left out, as on the desk. */
  function acted(reference: string, acte: Acte, qui: Acteur, par?: string): Promise<Acted> {
    return actOnDossier(reference, acte, par === undefined ? { qui } : { qui, par }, acts);
  }

  async function dossierAfter(reference: string, acte: Acte, qui: Acteur, par?: string): Promise<Dossier | null> {
    const result = await acted(reference, acte, qui, par);
    return result.kind === 'done' ? result.dossier : null;
  }

  function planAssignment(reference: string, instant: number): void {
    later(instant, async () => {
      const dossier = await store.getDossier(reference);
      if (!dossier) return;
      const expert = expertOf(dossier);
      const assigned = await dossierAfter(reference, { genre: 'affecter', expert }, 'expert', expert.id);
      if (assigned) await study(assigned, expert);
    });
  }

  function expertOf({ demande: { service } }: Dossier): Expert {
    const prenoms = SCENES.experts[service];
    const rank = chance.int(prenoms.length);
    return { id: `expert-${service.toLowerCase()}-${rank + 1}`, prenom: prenoms[rank] ?? '' };
  }

  async function study({ reference, demande, evenements }: Dossier, { id }: Expert): Promise<void> {
    const nowMs = clock().getTime();
    const wasRerouted = evenements.some(({ quoi }) => quoi === 'reorienter');
    if (chance.isTrue(0.15)) later(officeHours(nowMs, 0, chance), () => acted(reference, { genre: 'annoter', texte: chance.pick(SCENES.notes) }, 'expert', id));
    if (chance.isTrue(0.05)) later(officeHours(nowMs, 0, chance), () => acted(reference, { genre: 'requalifier', priorite: chance.pick(['P1', 'P2', 'P3'] as const), pourquoi: chance.pick(SCENES.requalifications) }, 'expert', id));
    if (!wasRerouted && chance.isTrue(0.06)) return reroute(reference, demande.service, id);
    if (chance.isTrue(0.22)) return later(officeHours(nowMs, 1 + chance.int(2), chance), () => askComplement(reference, id));
    planAnswer(reference, id);
  }

  function reroute(reference: string, from: string, id: string): void {
    later(officeHours(clock().getTime(), 1, chance), async () => {
      const service = chance.pick(SERVICES_EXPERTS.filter((other) => other !== from));
      if (await dossierAfter(reference, { genre: 'reorienter', service, pourquoi: chance.pick(SCENES.reorientations) }, 'expert', id)) planAssignment(reference, officeHours(clock().getTime(), 1, chance));
    });
  }

  async function askComplement(reference: string, id: string): Promise<void> {
    const dossier = await store.getDossier(reference);
    const missing = dossier?.demande.pieces.find(({ statut }) => statut !== 'recue') ?? dossier?.demande.pieces[0];
    const piece = missing ? { code: missing.code, libelle: missing.libelle } : { code: null, libelle: 'Courrier de la Caf' };
    const asked = await dossierAfter(reference, { genre: 'demander-complement', pieces: [piece], pourquoi: chance.pick(SCENES.complements) }, 'expert', id);
    if (!asked || chance.isTrue(0.1)) return;
    later(anyHour(clock().getTime(), 1 + chance.int(9), chance), async () => {
      const fichiers = await sendFile(piece.libelle, { conversation: conversationOf(asked), personne: asked.personne });
      const sent = await dossierAfter(reference, { genre: 'completer', detail: piece.libelle, pieces: piece.code === null ? [] : [{ code: piece.code, libelle: piece.libelle, fichiers }] }, 'usager');
      if (sent) planAnswer(reference, id);
    });
  }

  /** Nearly always before the announced date; now and then after it, and the person was told. */
  function planAnswer(reference: string, id: string): void {
    later(clock().getTime(), async () => {
      const dossier = await store.getDossier(reference);
      if (!dossier) return;
      const [today, date] = [parisDate(clock()), deadline(dossier)];
      const left = date > today ? workingDaysBetween(today, date, alsaceMoselle) : 0;
      const wait = chance.isTrue(0.035) ? left + 2 + chance.int(5) : Math.min(Math.max(0, left - 1), Math.floor(left * chance.between(0.25, 0.95)));
      later(officeHours(clock().getTime(), wait, chance), () => answer(reference, id));
    });
  }

  async function answer(reference: string, id: string): Promise<void> {
    const issue = chance.weighted<Issue>([['favorable', 48], ['partiel', 24], ['defavorable', 16], ['sans-objet', 8], ['reoriente', 4]]);
    const done = await dossierAfter(reference, { genre: 'repondre', issue, texte: SCENES.reponses[issue] }, 'expert', id);
    if (!done) return;
    if (chance.isTrue(0.45)) later(anyHour(clock().getTime(), chance.int(10), chance), () => acted(reference, { genre: 'noter', avis: opinion(issue) }, 'usager'));
    const isAgain = done.evenements.some(({ quoi }) => quoi === 'rouvrir');
    if (!isAgain && chance.isTrue(issue === 'favorable' ? 0.02 : 0.1)) later(anyHour(clock().getTime(), 2 + chance.int(12), chance), () => reopen(reference));
  }

  async function reopen(reference: string): Promise<void> {
    if (await dossierAfter(reference, { genre: 'rouvrir', pourquoi: chance.pick(SCENES.reouvertures) }, 'usager')) planAssignment(reference, officeHours(clock().getTime(), 1, chance));
  }

  function opinion(issue: Issue): { pertinence: number; accompagnement: number; commentaire: string } {
    const isHappy = chance.isTrue(issue === 'favorable' || issue === 'partiel' ? 0.88 : 0.55);
    const { bons, mauvais } = SCENES.commentaires;
    return isHappy
      ? { pertinence: 4 + chance.int(2), accompagnement: 4 + chance.int(2), commentaire: chance.pick(bons) }
      : { pertinence: 1 + chance.int(3), accompagnement: 1 + chance.int(3), commentaire: chance.pick(mauvais) };
  }
}

/** Most over the whole time, more in the last months: a service that people begin to know. */
const ageDays = (chance: Chance): number => (chance.isTrue(0.65) ? chance.between(0, JOURS) : chance.between(0, RECENT_JOURS));

/** The key of an opening is its conversation, then its rank. */
const conversationOf = ({ cle }: Dossier): string => cle.slice(0, cle.lastIndexOf(':'));
