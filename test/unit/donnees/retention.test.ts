import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { etatInitial, nouveauBrouillon, type Etat } from '../../../dialogs/state';
import { purge, retentionRound, startRetention } from '../../../src/app/retention';
import { recordSchema } from '../../../src/app/handle-message';
import { addDays, addMonths } from '../../../src/domain/calendar';
import { DUREES, limitsOf } from '../../../src/domain/conservation';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { unDossier, uneDemande } from '../../support/dossiers';

const TODAY = '2028-11-30';
const clock = () => new Date(`${TODAY}T12:00:00.000Z`);
const LIMITES = limitsOf(TODAY, DUREES, 30);

let dir: string;
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purge-'));
  store = openEmbeddedStore({ dataDir: dir });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const noon = (daysAgo: number): string => `${addDays(TODAY, -daysAgo)}T12:00:00.000Z`;
const fileOf = (id: string) => ({ id, nom: `${id}.pdf`, typeMime: 'application/pdf', octets: id.length, sha256: createHash('sha256').update(id).digest('hex') });

async function putFile(id: string, conversation: string, personne: string): Promise<void> {
  await store.putFile({ ...fileOf(id), conversation, personne, recuLe: noon(0) }, Buffer.from(id));
}

const stateAt = (at: string, draftFile: string | null): Etat => {
  const now = new Date(at);
  return { ...etatInitial(now), brouillon: draftFile === null ? null : { ...nouveauBrouillon(1, now), aClasser: [fileOf(draftFile)] } };
};

/** One conversation: when its person last wrote, its draft, the dossier that came from it and when that was closed. */
type Cas = { silence: number; brouillon: boolean; dossier: 'aucun' | 'ouvert' | 'clos'; clos: number; libre: boolean };

const unCas = fc.record<Cas>({
  silence: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(6, 7, 8, 29, 30, 31)), brouillon: fc.boolean(), dossier: fc.constantFrom('aucun', 'ouvert', 'clos'),
  clos: fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 85, max: 130 }), fc.integer({ min: 840, max: 870 })), libre: fc.boolean(),
});

const reference = (i: number): string => `REF-EXP-0000${String(i).padStart(3, '0')}`;

async function write(cas: Cas, i: number): Promise<void> {
  const [conversation, personne, at] = [`c${i}`, `p${i % 3}`, noon(cas.silence)];
  await store.createConversation(conversation, personne, Date.parse(at));
  await store.appendActivity(conversation, 'm', { text: `mots${i}`, timestamp: at }, false);
  const draft = cas.brouillon ? `brouillon${i}` : null;
  await store.saveState(conversation, { etat: stateAt(at, draft), recents: [] }, 0, { personne, at, brouillon: cas.brouillon });
  if (draft !== null) await putFile(draft, conversation, personne);
  if (cas.libre) await putFile(`libre${i}`, conversation, personne);
  if (cas.dossier !== 'aucun') await writeDossier(cas, i, conversation, personne);
}

async function writeDossier({ dossier, clos }: Cas, i: number, conversation: string, personne: string): Promise<void> {
  await putFile(`piece${i}`, conversation, personne);
  const pieces = [{ code: 'D-BAIL', libelle: 'Bail', necessite: 'obligatoire' as const, statut: 'recue' as const, fichiers: [`piece${i}`] }];
  const one = unDossier({ reference: reference(i), cle: `${conversation}:1`, personne, demande: uneDemande({ pieces }) });
  await store.openDossier(one.cle, () => one.reference, () => one);
  if (dossier === 'clos') await store.updateDossier({ ...one, statut: 'FINALISE', evenements: [...one.evenements, { at: noon(clos), quoi: 'reponse', qui: 'expert', statut: 'FINALISE', detail: '' }] }, 1);
}

/** The rules of §6.3, in days, written apart from the product. */
function expected({ silence, brouillon, dossier, clos, libre }: Cas) {
  const day = addDays(TODAY, -clos);
  const isClosed = dossier === 'clos';
  const archived = isClosed && day < addMonths(TODAY, -4);
  const conversation = !(silence > 30 && (dossier === 'aucun' || archived));
  const draft = brouillon && conversation && silence <= 7;
  return {
    conversation, draft, draftFile: draft, freeFile: libre && conversation,
    piece: dossier === 'ouvert' || (isClosed && day >= addMonths(TODAY, -3)),
    inForce: dossier === 'ouvert' || (isClosed && !archived), known: dossier === 'ouvert' || (isClosed && day >= addMonths(TODAY, -28)),
  };
}

async function observed(_cas: Cas, i: number): Promise<ReturnType<typeof expected>> {
  const has = async (id: string): Promise<boolean> => (await store.getFile(id)) !== null;
  const state = await store.loadState(`c${i}`);
  return {
    conversation: state !== null && (await store.conversationOwner(`c${i}`)) !== null && (await store.readActivities(`c${i}`, 0, 9)).length === 1,
    draft: state !== null && recordSchema.parse(state.state).etat.brouillon !== null, draftFile: await has(`brouillon${i}`), freeFile: await has(`libre${i}`),
    piece: await has(`piece${i}`), inForce: (await store.getDossier(reference(i))) !== null, known: (await store.retention.ownerOf(reference(i))) !== null,
  };
}

describe('purge', () => {
  it('on any store deletes what must go and nothing else, as the dry run said; again, it deletes nothing', async () => {
    await fc.assert(fc.asyncProperty(fc.array(unCas, { minLength: 1, maxLength: 8 }), async (tous) => {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
      store = openEmbeddedStore({ dataDir: dir });
      for (const [i, cas] of tous.entries()) await write(cas, i);

      const counted = await store.retention.countExpired(LIMITES);
      const done = await purge(LIMITES, { store, clock });

      expect(done).toEqual(counted);
      for (const [i, cas] of tous.entries()) expect([cas, await observed(cas, i)]).toEqual([cas, expected(cas)]);
      const again = await purge(LIMITES, { store, clock });
      expect(Object.values(again).every((n) => n === 0)).toBe(true);
    }), { numRuns: 60 });
  }, 120_000);

  it('keeps the draft of a person who writes at the same moment', async () => {
    await write({ silence: 20, brouillon: true, dossier: 'aucun', clos: 0, libre: false }, 0);
    const racing: Store = Object.create(store, {
      loadState: {
        value: async (conversation: string) => {
          const seen = await store.loadState(conversation);
          await store.saveState(conversation, seen?.state, seen?.version ?? 0, { personne: 'p0', at: noon(0), brouillon: true });
          return seen;
        },
      },
    });

    await expect(purge(LIMITES, { store: racing, clock })).resolves.toMatchObject({ brouillons: 0 });
    await expect(store.getFile('brouillon0')).resolves.not.toBeNull();
  });

  it('goes on when a state cannot be read', async () => {
    await store.saveState('illisible', { autre: 'forme' }, 0, { personne: 'p', at: noon(20), brouillon: true });
    await write({ silence: 20, brouillon: true, dossier: 'aucun', clos: 0, libre: false }, 0);

    await expect(purge(LIMITES, { store, clock })).resolves.toMatchObject({ brouillons: 1 });
  });

  it('shortens the access journal and the messages to review', async () => {
    for (const at of ['2027-11-29T12:00:00.000Z', '2027-11-30T12:00:00.000Z']) await store.retention.logAccess({ at, qui: 'usager', quoi: 'lecture-dossier', objet: 'x', motif: 'suivi' });
    await store.putReview({ id: 'r', conversation: 'h', jour: '2028-10-30', canal: 'web', texte: 'x', raison: 'incertain', code: 'DTR', groupe: 'simple', confiance: 0.5, alternatives: [], prestations: [], codeChoisi: null }, '2028-01-01');

    await expect(purge(LIMITES, { store, clock })).resolves.toMatchObject({ acces: 1, revues: 1 });
  });
});

describe('the daily purge', () => {
  const deps = (now = clock) => ({ store, clock: now, log: silentLogger, durees: DUREES, revueJours: 30 });

  it('is done once a day, over processes and restarts, and written in the journal', async () => {
    await write({ silence: 40, brouillon: false, dossier: 'aucun', clos: 0, libre: false }, 0);
    const other = openEmbeddedStore({ dataDir: dir });

    const done = await Promise.all([retentionRound(deps()), retentionRound({ ...deps(), store: other }), retentionRound(deps())]);
    await other.close();

    expect(done.filter(Boolean)).toHaveLength(1);
    await expect(store.loadState('c0')).resolves.toBeNull();
    await expect(store.retention.listAccesses(TODAY, 10)).resolves.toMatchObject([{ qui: 'systeme', quoi: 'purge' }]);
    await expect(retentionRound(deps(() => new Date('2028-12-01T00:30:00.000+01:00')))).resolves.toBe(true);
  });

  it('is taken up again an hour after a process died in it', async () => {
    await store.retention.takeTask('purge', TODAY, clock().getTime(), 3_600_000);

    await expect(retentionRound(deps())).resolves.toBe(false);
    await expect(retentionRound(deps(() => new Date(`${TODAY}T13:00:00.000Z`)))).resolves.toBe(true);
  });

  it('runs at the start, and stops cleanly', async () => {
    const stop = startRetention({ ...deps(), everyMs: 60_000 });
    await stop();

    await expect(store.retention.listAccesses(TODAY, 10)).resolves.toHaveLength(1);
  });
});

describe('an erasure', () => {
  it('leaves no word of the person in any file, and every word of the others', async () => {
    const mots = (p: number, i: number): string => `secret-de-${p}-${i}-`.repeat(i % 5 === 0 ? 600 : 12);
    for (let i = 0; i < 60; i++) {
      const [conversation, p] = [`c${i}`, i % 4];
      for (let version = 0; version < 3; version++) await store.saveState(conversation, { texte: mots(p, i).slice(version * 9) }, version, { personne: `p${p}`, at: noon(1), brouillon: true });
      await store.appendActivity(conversation, 'm', { text: mots(p, i) }, false);
      if (i % 6 === 0) await store.openDossier(`${conversation}:1`, () => reference(i), () => unDossier({ reference: reference(i), cle: `${conversation}:1`, personne: `p${p}`, demande: uneDemande({ paroles: [mots(p, i)] }) }));
    }

    await store.retention.erasePerson('p0', noon(0), (id) => id);
    await store.retention.settleErasure();

    const bytes = Buffer.concat(readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)).filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
    expect([0, 1, 2, 3].map((p) => bytes.includes(`secret-de-${p}-`))).toEqual([false, true, true, true]);
  });
});
