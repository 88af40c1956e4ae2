import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssistant } from '../../../src/app/handle-message';
import { workloadReader } from '../../../src/app/workload';
import { loadContent } from '../../../src/content';
import { SANS_COEFFICIENTS, withCharge } from '../../../src/domain/coefficients';
import type { Tour } from '../../../src/domain/tour';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { CONTESTE_RSA, understanderOf } from '../../support/comprehension';

const START = Date.parse('2026-11-23T10:00:00+01:00');
const DEBUT = 'je conteste le calcul de mon RSA';
const JUSQU_AU_RECAP = [DEBUT, 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'garder', 'tout plus tard', 'aucune', 'non', 'passer', 'garder', 'passer'];
const RAISON = 'beaucoup de demandes de RSA arrivent en ce moment';
const contenu = loadContent();

let dir: string;
let store: Store;
let nowMs: number;
beforeEach(() => {
  nowMs = START;
  dir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
  store = openEmbeddedStore({ dataDir: dir });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const assistant = () => createAssistant({
  store, understander: understanderOf({ [DEBUT]: CONTESTE_RSA }), contenu, clock: () => new Date(nowMs), newId: randomId, randomInt, log: silentLogger,
  settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
});
const message = (id: string, texte: string, conversation: string): Tour => ({ id, conversation, personne: conversation, canal: 'web', genre: 'message', texte, fichiers: [], refus: [] });

async function send(subject: ReturnType<typeof assistant>, conversation: string): Promise<string> {
  for (const [at, texte] of JUSQU_AU_RECAP.entries()) await subject.handle(message(`m${at}`, texte, conversation));
  return (await subject.handle(message('ok', 'je confirme', conversation))).map(({ texte }) => texte).join('\n');
}
const decide = async (pct: number, version: number): Promise<boolean> =>
  store.setCoefficients(withCharge(SANS_COEFFICIENTS, 'INSERTION', { pct, raison: RAISON }), { at: new Date(nowMs).toISOString(), qui: 'responsable', pourquoi: RAISON }, version);
const promesseOf = async (personne: string) => (await store.getDossier((await store.listReferences(personne))[0] ?? ''))?.promesse;

describe('a manager’s decision', () => {
  it('is told to the next person with its reason, and changes no promise already made', async () => {
    const subject = assistant();
    await send(subject, 'avant');
    const promised = await promesseOf('avant');
    await decide(50, 0);
    nowMs += 60_000;

    const told = await send(subject, 'apres');

    expect(told).toContain(`+ 50 % : ${RAISON}.`);
    // 18 days and half as much again, and 5 more because required pieces are missing
    expect(await promesseOf('apres')).toMatchObject({ joursOuvres: 32, composantes: { chargePct: 50, raisonCharge: RAISON } });
    expect(promised?.joursOuvres).toBe(23);
    expect(await promesseOf('avant')).toEqual(promised);
  });

  it('is read at most once a minute', async () => {
    let reads = 0;
    const counting: Store = new Proxy(store, { get: (target, name) => (name === 'coefficients' ? () => (reads++, target.coefficients()) : Reflect.get(target, name)) });
    const read = workloadReader(counting, false);
    const at = async (afterMs: number) => (await read(new Date(START + afterMs))).INSERTION.coefficients?.charge.INSERTION?.pct;

    const before = await at(0);
    await decide(50, 0);

    expect([before, await at(59_999), await at(60_000), await at(60_001)]).toEqual([undefined, undefined, 50, 50]);
    expect(reads).toBe(2);
  });
});
