import { SANS_COEFFICIENTS, withCharge } from '../../src/domain/coefficients';
import { DUREES, limitsOf } from '../../src/domain/conservation';
import type { Dossier, Statut } from '../../src/domain/dossier';
import { sha256Hex } from '../../src/ops/hash';
import type { Store } from '../../src/stores/store';
import { unAppelGarde, unBrouillonAppel } from './calls';
import { unDossier, uneDemande } from './dossiers';

const hide = (conversation: string): string => `h-${conversation}`;

export function stop(): never {
  throw new Error('stopped');
}

/** Something of each kind, by the calls that the product makes. */
export async function fill(store: Store): Promise<void> {
  const seen = { personne: 'p1', at: '2026-11-20T10:00:00.000Z', brouillon: true };
  await store.createConversation('c', 'p1', 1_000);
  for (const id of ['c|m1', 'c|m1|0', 'autre']) await store.appendActivity('c', id, { id, text: `« été » ${id}`, timestamp: '2026-11-20T10:00:00.000Z' }, false);
  await store.saveState('c', { mots: 'un' }, 0, seen);
  await store.saveState('c', { mots: 'deux' }, 1, seen);
  await store.retention.forgetConversation('c', { mots: 'trois' }, 2, { ...seen, brouillon: false });
  await store.appendActivity('c', 'c|m4', { text: 'après' }, true);
  await store.appendActivity('c', 'c|m5', { text: 'après' }, false);
  await store.createConversation('vide', 'p2', 2_000);
  await store.saveState('teams:a:1', { ailleurs: true }, 0, { ...seen, personne: 'p3' });
  await store.saveState('sans-age', {}, 0);
  await store.appendActivity('d', 'd1', {}, true);
  await store.appendActivity('e', 'e1', {}, true);

  await openDossier(store, 'c:1', 'REF-EXP-1234563');
  await close(store, await openDossier(store, 'c:2', 'REF-EXP-7K2M4TR'), '2026-10-01T00:00:00.000Z');
  await store.retention.deleteClosedFiles(limitsOf('2027-01-02', DUREES, 30), 10);
  await close(store, await openDossier(store, 'vieux:1', 'REF-EXP-A1C2F3J'), '2026-01-01T00:00:00.000Z');
  await store.retention.archiveDossiers(limitsOf('2026-11-30', DUREES, 30), '2026-11-30T03:00:00.000Z', 10);
  await openDossier(store, 'parti:1', 'REF-EXP-C4C4C4C', 'parti');
  await store.retention.erasePerson('parti', '2026-11-30T00:00:00.000Z', hide);

  const [first] = await store.takeOutbox(1, 10, 1_000);
  await store.ackOutbox(first!.id);
  await store.takeOutbox(1, 20, 1_000);
  await store.putOutbox({ id: 'alerte:c:1', kind: 'alerte', payload: { a: [1] }, createdAt: '2026-11-20T10:00:00.000Z' });

  for (const [id, quarantaine] of [['f1', {}], ['f2', { quarantaine: true as const }]] as const) {
    const bytes = Buffer.from(`contenu ${id}`);
    await store.putFile({ id, conversation: 'c', personne: 'p1', nom: `é ${id}.pdf`, typeMime: 'application/pdf', octets: bytes.length, sha256: sha256Hex(bytes), recuLe: '2026-11-23T09:00:00.000Z', ...quarantaine }, bytes);
  }
  await store.putReview({ id: 'r1', conversation: hide('c'), jour: '2026-11-20', canal: 'web', texte: 'mots', raison: 'incertain', code: 'DTR', groupe: 'simple', confiance: 0.5, alternatives: [], prestations: [], codeChoisi: null }, '2026-01-01');
  const change = { at: '2026-11-26T09:00:00.000Z', qui: 'Mme Dupuis', pourquoi: 'affluence' };
  await store.setCoefficients(withCharge(SANS_COEFFICIENTS, 'HABITAT', { pct: 10, raison: 'été' }), change, 0);
  await store.setCoefficients(SANS_COEFFICIENTS, change, 1);
  for (const day of ['20', '21']) await store.retention.logAccess({ at: `2026-11-${day}T10:00:00.000Z`, qui: 'expert:e12', quoi: 'lecture-dossier', objet: 'REF-EXP-1234563', motif: 'traitement' });
  await store.retention.takeTask('purge', '2026-11-30', 0, 1_000);
  await store.retention.finishTask('purge', '2026-11-30');
  await fillPorts(store);
}

const CLAIM = { reference: 'REF-EXP-1234563', agent: 'nadia', prenom: 'Nadia', depuisMs: 1_000, finMs: 2_000 };
const AGENT = { id: 'nadia', prenom: 'Nadia', services: ['HABITAT' as const], traite: true, sensible: false, vuMs: 1_000 };
const TAKEN = { personne: 'p1', tour: 'c|m4', at: '2026-11-26T09:00:00.000Z' };

async function fillPorts({ threads, counters, callDrafts, switches, desk }: Store): Promise<void> {
  await threads.saveThread({ conversation: 'teams:a:1', personne: 'p3', adresse: { serviceUrl: 'https://smba.test/é' }, vuLe: '2026-11-20T10:00:00.000Z' });
  await threads.setWelcomed('teams:a:1', true);
  await threads.useCard('teams:a:1', 'carte:1', 'tour 1', '2026-11-20T10:00:00.000Z');
  await threads.saveThread({ conversation: 'teams:muet', personne: 'p4', adresse: null, vuLe: '2026-11-20T10:00:00.000Z' });
  await threads.markUnreachable('teams:muet', '2026-11-21T10:00:00.000Z');
  await threads.useCard('teams:carte-seule', 'carte:2', 'tour 2', '2026-11-20T10:00:00.000Z');
  await counters.addToCounters('2026-11-25', { 'reponse:web': 2, 'transfert:web': 1 });
  await counters.addToCounters('2026-11-26', { 'reponse:web': 3 });
  await callDrafts.putCallDraft(unAppelGarde());
  await callDrafts.putCallDraft(unAppelGarde({ id: 'b', code: 'hash-b', verification: '123', brouillon: unBrouillonAppel({ appel: 'appel-2' }) }));
  await callDrafts.takeCallDraft('b', TAKEN);
  await switches.close({ entree: 'web', at: '2026-11-26T09:00:00.000Z', par: 'Mme Dupuis', raison: 'panne', message: null });
  await desk.giveClaim(CLAIM);
  await desk.markRead({ reference: CLAIM.reference, agent: 'nadia', prenom: 'Nadia', evenements: 1, vuMs: 1_500 });
  await desk.markRead({ reference: CLAIM.reference, agent: 'karim:é', prenom: 'Karim', evenements: 1, vuMs: 1_600 });
  await desk.putAgent(AGENT);
  await desk.putSession({ cle: 'secret', contenu: {}, vuMs: 1_000, finMs: 9_000 }, 1_000);
}

/** What the product does next finds everything in its place. */
export async function sameLife(store: Store): Promise<void> {
  await expect(store.loadState('c')).resolves.toEqual({ state: { mots: 'trois' }, version: 3 });
  await expect(store.saveState('c', { mots: 'tard' }, 2)).resolves.toBe(false);
  await expect(store.appendActivity('c', 'c|m4', {}, true)).resolves.toMatchObject({ created: false });
  await expect(store.turns.take('c', 'moi', 1_000)).resolves.toMatchObject({ kind: 'turn', id: 'c|m4', activity: { text: 'après' } });
  await expect(store.openDossier('c:1', stop, stop)).resolves.toMatchObject({ created: false, dossier: { reference: 'REF-EXP-1234563' } });
  await expect(store.listReferences('p1')).resolves.toEqual(['REF-EXP-7K2M4TR', 'REF-EXP-1234563']);
  const drawn = ['REF-EXP-A1C2F3J', 'REF-EXP-C4C4C4C', 'REF-EXP-FFFFFFF'];
  await expect(store.openDossier('neuf:1', () => drawn.shift() ?? '', (reference) => unDossier({ reference, cle: 'neuf:1', personne: 'p9' }))).resolves.toMatchObject({ dossier: { reference: 'REF-EXP-FFFFFFF' } });
  expect((await store.takeOutbox(10, 30, 1_000)).map(({ id }) => id)).toEqual(['dossier-ouvert:REF-EXP-A1C2F3J', 'alerte:c:1', 'dossier-ouvert:REF-EXP-FFFFFFF']);
  expect(Buffer.from((await store.getFile('f1'))?.bytes ?? []).toString()).toBe('contenu f1');
  expect((await store.quarantinedFiles(10)).map(({ id }) => id)).toEqual(['f2']);
  await expect(store.retention.deleteClosedFiles(limitsOf('2027-01-02', DUREES, 30), 10)).resolves.toMatchObject({ dossiers: 0 });
  await expect(store.retention.takeTask('purge', '2026-11-30', 9_000, 1_000)).resolves.toBe(false);
  expect((await store.retention.readPerson('p1', hide)).conversations.map(({ conversation }) => conversation)).toEqual(['c']);
  await samePorts(store);
}

async function samePorts({ threads, counters, callDrafts, switches, desk, retention }: Store): Promise<void> {
  await expect(threads.findThread('teams:a:1')).resolves.toMatchObject({ personne: 'p3', adresse: { serviceUrl: 'https://smba.test/é' }, injoignableLe: null });
  await expect(threads.wasWelcomed('teams:a:1')).resolves.toBe(true);
  await expect(threads.cardUse('teams:a:1', 'carte:1')).resolves.toEqual({ tour: 'tour 1', at: '2026-11-20T10:00:00.000Z' });
  await expect(threads.markUnreachable('teams:muet', '2026-11-22T10:00:00.000Z')).resolves.toBe(false);
  expect((await retention.readPerson('p4', hide)).conversations.map(({ conversation }) => conversation)).toEqual(['teams:muet']);
  await counters.addToCounters('2026-11-26', { 'reponse:web': 1 });
  await expect(counters.readCounters('2026-11-26', '2026-11-26')).resolves.toEqual([{ jour: '2026-11-26', nom: 'reponse:web', valeur: 4 }]);
  await expect(callDrafts.putCallDraft(unAppelGarde({ id: 'autre' }))).resolves.toEqual({ draft: unAppelGarde(), created: false });
  await expect(callDrafts.takeCallDraft('b', { ...TAKEN, tour: 'autre' })).resolves.toBe(false);
  expect((await retention.readPerson('p1', hide)).appels.map(({ id }) => id)).toEqual(['b']);
  expect((await switches.fermetures()).map(({ entree }) => entree)).toEqual(['web']);
  await expect(desk.takeClaim({ ...CLAIM, agent: 'karim:é', prenom: 'Karim' }, 1_500, 10)).resolves.toEqual({ kind: 'held', prise: CLAIM });
  expect((await desk.readers(CLAIM.reference, 0)).map(({ agent }) => agent)).toEqual(['karim:é', 'nadia']);
  await expect(desk.listAgents()).resolves.toEqual([AGENT]);
  const all = { qui: null, quoi: null, objet: null, du: null, au: null };
  const { suite } = await desk.searchAccesses(all, null, 1);
  expect((await desk.searchAccesses(all, suite, 5)).acces.map(({ at }) => at)).toEqual(['2026-11-20T10:00:00.000Z']);
}

async function openDossier(store: Store, cle: string, reference: string, personne = 'p1'): Promise<Dossier> {
  return (await store.openDossier(cle, () => reference, () => unDossier({ reference, cle, personne, demande: uneDemande({}) }))).dossier;
}

async function close(store: Store, dossier: Dossier, at: string): Promise<void> {
  const statut: Statut = 'FINALISE';
  await store.updateDossier({ ...dossier, statut, evenements: [...dossier.evenements, { at, quoi: 'changement', qui: 'expert', statut, detail: '' }] }, dossier.evenements.length);
}
