import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actOnDossier, dated } from '../../../src/app/act-on-dossier';
import { followUpRound } from '../../../src/app/follow-up';
import type { FollowUpDeps } from '../../../src/app/follow-up';
import { addDays } from '../../../src/domain/calendar';
import { estimate } from '../../../src/domain/estimate';
import { deadline } from '../../../src/domain/lifecycle';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { OutboxEntry, Store } from '../../../src/stores/store';
import { uneDemande, unDossier } from '../../support/dossiers';

const CALME = { ouverts: 0, finalisesSur20j: 0 };
const OUVERT = '2027-03-02T09:00:00Z';
const EXPERT = { id: 'e-1', prenom: 'Inès' };

let dataDir: string;
let store: Store;
let now: Date;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'suivi-'));
  store = openEmbeddedStore({ dataDir });
  now = new Date(OUVERT);
});
afterEach(() => store.close());

const deps = (of: Store = store): FollowUpDeps => ({
  store: of, clock: () => now, log: silentLogger, alsaceMoselle: false, workload: async () => ({ HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME }),
});

/** Insertion, 18 working days from Tuesday 2 March 2027: Friday 26 March. */
async function open(reference: string, discret = false): Promise<void> {
  const demande = uneDemande({ service: 'INSERTION', prestation: 'RSA', discret });
  await store.openDossier(reference, () => reference, () =>
    dated(unDossier({ reference, cle: `c-${reference}:1`, ouvertLe: OUVERT, demande, promesse: estimate(demande, now, CALME, false) }), now, false));
}

/** Everything told so far, oldest first, kept out of the way of the next look. */
async function told(): Promise<string[]> {
  const entries: OutboxEntry[] = await store.takeOutbox(1_000, now.getTime(), 0);
  for (const { id } of entries) await store.ackOutbox(id);
  return entries.filter(({ kind }) => kind === 'alerte-dossier').map(({ payload }) => {
    const { reference, pour, genre } = payload as { reference: string; pour: string; genre: string };
    return `${reference.slice(-1)} ${pour} ${genre}`;
  });
}

async function days(from: string, to: string, each: () => Promise<void>): Promise<void> {
  for (let day = from; day <= to; day = addDays(day, 1)) {
    for (const hour of ['05', '12', '21']) {
      now = new Date(`${day}T${hour}:00:00Z`);
      await each();
    }
  }
}

describe('what time brings', () => {
  it('excuses each overrun exactly once, over restarts and several processes', async () => {
    for (const n of [1, 2, 3]) await open(`REF-EXP-000000${n}`);
    await actOnDossier('REF-EXP-0000003', { genre: 'affecter', expert: EXPERT }, { qui: 'expert', par: 'e-1' }, deps());
    await actOnDossier('REF-EXP-0000003', { genre: 'repondre', texte: 'x', issue: 'favorable' }, { qui: 'expert', par: 'e-1' }, deps());
    await told();
    const alerts: string[] = [];

    await days('2027-03-02', '2027-04-14', async () => {
      // two processes at once, then a restart
      const other = openEmbeddedStore({ dataDir });
      await Promise.all([followUpRound(deps()), followUpRound(deps(other))]);
      await other.close();
      await store.close();
      store = openEmbeddedStore({ dataDir });
      alerts.push(...(await told()));
    });

    const of = (n: string): string[] => alerts.filter((one) => one.startsWith(n));
    const twice = ['expert prealerte', 'responsable prealerte', 'usager depassement', 'expert depassement', 'expert prealerte', 'responsable prealerte', 'usager depassement', 'expert depassement', 'responsable depassement'];
    expect(of('1')).toEqual(twice.map((one) => `1 ${one}`));
    expect(of('2')).toEqual(twice.map((one) => `2 ${one}`));
    expect(of('3')).toEqual(['3 usager avis']);
    const late = await store.getDossier('REF-EXP-0000001');
    expect(late?.evenements.map(({ quoi }) => quoi)).toEqual(['ouverture', 'prealerter', 'depasser', 'prealerter', 'depasser']);
    expect(late && deadline(late)).toBe('2027-04-26');
  }, 120_000);

  it('catches up once after weeks away', async () => {
    await open('REF-EXP-0000001');
    now = new Date('2027-06-02T08:00:00Z');

    expect(await followUpRound(deps())).toBe(1);
    expect(await followUpRound(deps())).toBe(0);
    expect(await told()).toEqual(['1 usager depassement', '1 expert depassement']);
  });

  it('does nothing on a day when nobody works', async () => {
    await open('REF-EXP-0000001');
    now = new Date('2027-03-27T08:00:00Z');

    expect(await followUpRound(deps())).toBe(0);
    now = new Date('2027-03-30T08:00:00Z');
    expect(await followUpRound(deps())).toBe(1);
  });

  it('tells a person in quiet mode nothing, ever', async () => {
    await open('REF-EXP-0000001', true);
    const alerts: string[] = [];

    await days('2027-03-22', '2027-04-14', async () => {
      await followUpRound(deps());
      alerts.push(...(await told()));
    });

    expect(alerts.filter((one) => one.includes('usager'))).toEqual([]);
    expect(alerts).toContain('1 responsable depassement');
  });

  it('goes on with the others when one cannot be read, and tries it again later', async () => {
    await open('REF-EXP-0000001');
    await open('REF-EXP-0000002');
    now = new Date('2027-03-30T08:00:00Z');
    const failing: Store = new Proxy(store, { get: (target, name) => (name === 'getDossier' ? async (ref: string) => (ref.endsWith('1') ? Promise.reject(new Error('away')) : target.getDossier(ref)) : Reflect.get(target, name).bind(target)) });

    expect(await followUpRound(deps(failing))).toBe(1);
    expect(await followUpRound(deps())).toBe(1);
  });
});

describe('two experts', () => {
  it('cannot both answer: the second is told that it is done', async () => {
    await open('REF-EXP-0000001');
    await actOnDossier('REF-EXP-0000001', { genre: 'affecter', expert: EXPERT }, { qui: 'expert' }, deps());

    const results = await Promise.all(['un', 'deux'].map((texte) => actOnDossier('REF-EXP-0000001', { genre: 'repondre', texte, issue: 'favorable' }, { qui: 'expert' }, deps())));

    expect(results.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
  });

  it('an unknown number is said unknown', async () => {
    await expect(actOnDossier('REF-EXP-7K2M4TR', { genre: 'annuler' }, { qui: 'usager' }, deps())).resolves.toEqual({ kind: 'unknown' });
  });
});
