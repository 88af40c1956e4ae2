import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDossier } from '../../../src/app/open-dossier';
import { openTracking, SESSION_MS, sessionFor } from '../../../src/app/tracking';
import { isCodeOf, renewCode } from '../../../src/app/tracking-codes';
import { TRIES_MAX, TRIES_WINDOW_MS } from '../../../src/app/tracking-tries';
import type { Tour } from '../../../src/domain/tour';
import { randomInt } from '../../../src/ops/ids';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { uneDemande } from '../../support/dossiers';

const KEY = 'cle-de-test';
const START = Date.parse('2026-11-23T09:00:00.000Z');
const UNKNOWN = 'REF-EXP-1234563';
const WRONG = '4444444Y';

let dataDir: string;
let store: Store;
let nowMs: number;
const clock = (): Date => new Date(nowMs);
const deps = () => ({ store, clock, key: KEY });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-suivi-'));
  store = openEmbeddedStore({ dataDir });
  nowMs = START;
});
afterEach(() => store.close());

const tour = (conversation: string): Tour => ({ id: 'm1', conversation, personne: 'p1', canal: 'web', genre: 'message', texte: '', fichiers: [], refus: [] });
const open = (conversation = 'c1') => openDossier(uneDemande(), 1, tour(conversation), { store, now: clock(), randomInt, charge: { ouverts: 0, finalisesSur20j: 0 }, alsaceMoselle: false, cleSuivi: KEY });
const opened = async (conversation = 'c1') => {
  const { dossier, code } = await open(conversation);
  return { reference: dossier.reference, code: code ?? '' };
};

describe('the code of a dossier', () => {
  it('is made at the opening, and a replay of it says the same one', async () => {
    const first = await open();
    const replayed = await open();

    expect(first.code).toMatch(/^[0-9A-Z]{8}$/);
    expect(first.created).toBe(true);
    expect(replayed).toEqual({ ...first, created: false });
    expect(await isCodeOf(first.code ?? '', first.dossier)).toBe(true);
    expect((await open('c2')).code).not.toBe(first.code);
  });

  it('is nowhere in what is stored', async () => {
    const { code } = await opened();
    const stored = readdirSync(dataDir).filter((name) => name.startsWith('aiguillage.db')).map((name) => readFileSync(join(dataDir, name)).toString('latin1')).join('');

    expect(stored.includes('scrypt') || stored.includes('"suivi"')).toBe(true);
    expect(stored.includes(code)).toBe(false);
  });

  it('is replaced when lost: the old one and its sessions stop working, the history says so once', async () => {
    const { reference, code } = await opened();
    const before = await openTracking(reference, code, 'a', deps());
    const renewed = await renewCode(reference, 'm2', deps());
    expect(await renewCode(reference, 'm2', deps())).toBe(renewed);

    expect(await openTracking(reference, code, 'a', deps())).toMatchObject({ kind: 'refused' });
    expect(await openTracking(reference, renewed ?? '', 'a', deps())).toMatchObject({ kind: 'open' });
    expect(before.kind === 'open' && (await sessionFor(before.session.jeton, deps()))).toBeNull();
    expect((await store.getDossier(reference))?.evenements.map(({ quoi }) => quoi)).toEqual(['reception', 'nouveau-code']);
  });
});

describe('opening a dossier by its code', () => {
  it('answers alike for an unknown number and a wrong code', async () => {
    const { reference } = await opened();

    expect(await openTracking(UNKNOWN, WRONG, 'a', deps())).toEqual(await openTracking(reference, WRONG, 'b', deps()));
  });

  it('does the same work for both', async () => {
    const { reference } = await opened();
    const time = async (asked: string, adresse: string): Promise<number> => {
      const from = process.hrtime.bigint();
      await openTracking(asked, WRONG, adresse, deps());
      return Number(process.hrtime.bigint() - from) / 1e6;
    };
    await time(UNKNOWN, 'warm-up');
    const [known, unknown] = [await time(reference, 'x'), await time(UNKNOWN, 'y')];

    // the slow hash alone takes tens of milliseconds: skipping it would be ten times faster
    expect(unknown).toBeGreaterThan(known / 4);
    expect(known).toBeGreaterThan(unknown / 4);
  });

  it('waits one hour after five wrong codes for a reference, from wherever, known or not, the right code included', async () => {
    const { reference, code } = await opened();
    for (const asked of [reference, UNKNOWN]) {
      for (let n = 0; n < TRIES_MAX; n++) expect(await openTracking(asked, WRONG, `${asked}${n}`, deps())).toEqual({ kind: 'refused', retryAfterMs: null });
      expect(await openTracking(asked, WRONG, 'ailleurs', deps())).toEqual({ kind: 'refused', retryAfterMs: TRIES_WINDOW_MS });
    }
    expect(await openTracking(reference, code, 'chez-elle', deps())).toMatchObject({ kind: 'refused' });
    nowMs += TRIES_WINDOW_MS;
    expect(await openTracking(reference, code, 'chez-elle', deps())).toMatchObject({ kind: 'open' });
  });

  it('waits one hour after five wrong codes from an address, a restart included', async () => {
    for (let n = 0; n < TRIES_MAX; n++) await openTracking(UNKNOWN, WRONG, 'a', deps());
    await store.close();
    store = openEmbeddedStore({ dataDir });
    const { reference, code } = await opened();

    expect(await openTracking(reference, code, 'a', deps())).toEqual({ kind: 'refused', retryAfterMs: TRIES_WINDOW_MS });
    expect(await openTracking(reference, code, 'b', deps())).toMatchObject({ kind: 'open' });
  });

  it('counts tries made at once one by one', async () => {
    const { reference } = await opened();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => openTracking(reference, WRONG, `a${n}`, deps())));

    expect(answers.filter((answer) => answer.kind === 'refused' && answer.retryAfterMs === null)).toHaveLength(TRIES_MAX);
  });

  it('does not count a right code', async () => {
    const { reference, code } = await opened();
    for (let n = 0; n < TRIES_MAX * 2; n++) expect((await openTracking(reference, code, 'a', deps())).kind).toBe('open');
  });
});

describe('a session', () => {
  it('lasts thirty minutes and cannot be made, changed or turned to another dossier', async () => {
    const { reference, code } = await opened();
    const other = await opened('c2');
    const tracked = await openTracking(reference, code, 'a', deps());
    if (tracked.kind !== 'open') throw new Error('not open');
    const { jeton } = tracked.session;
    const [body = '', sign = ''] = jeton.split('.');
    const turned = Buffer.from(Buffer.from(body, 'base64url').toString().replace(reference, other.reference)).toString('base64url');

    expect((await sessionFor(jeton, deps()))?.dossier.reference).toBe(reference);
    for (const forged of ['', '.', 'a.b', `${turned}.${sign}`, `${body}.`, `${body}.${sign}.x`, `${body}.${sign.slice(0, -2)}AA`]) expect(await sessionFor(forged, deps())).toBeNull();
    expect(await sessionFor(jeton, { ...deps(), key: 'autre' })).toBeNull();
    nowMs += SESSION_MS;
    expect(await sessionFor(jeton, deps())).toBeNull();
  });
});
