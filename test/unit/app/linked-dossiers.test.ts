import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assistant } from '../../../src/app/assistant';
import { createAssistant } from '../../../src/app/handle-message';
import { loadContent } from '../../../src/content';
import { CodedError } from '../../../src/domain/errors';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { understanderOf } from '../../support/comprehension';

const NOW = new Date('2026-11-23T10:00:00+01:00');
const DEBUT = 'on m’a supprimé mon RSA et mon APL';
const contenu = loadContent();

let store: Store;
beforeEach(() => (store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')) })));
afterEach(() => store.close());

function assistant(overrides: Partial<Store> = {}): Assistant {
  const proxied: Store = new Proxy(store, { get: (target, name) => Reflect.get(overrides, name) ?? Reflect.get(target, name) });
  return createAssistant({
    store: proxied, contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    understander: understanderOf({ [DEBUT]: { group: 'expert', code: 'SUSPENSION_DROIT', prestation: 'MULTI', prestations: ['RSA', 'APL'], confidence: 0.9 }, RSA: { prestations: ['RSA'], prestation: 'RSA' } }),
  });
}

let turns = 0;
const say = (texte: string, subject = assistant()) => {
  turns += 1;
  return subject.handle({ id: `m${turns}`, conversation: 'c1', personne: 'p1', canal: 'web', genre: 'message', texte, fichiers: [], refus: [] });
};

async function toRecap(): Promise<void> {
  const asksRecap = async (): Promise<boolean> => JSON.stringify((await store.loadState('c1'))?.state).includes('"question":{"id":"recap"}');
  for (let guard = 0; guard < 30 && !(await asksRecap()); guard++) await say('je ne sais pas');
}

async function firstSentSecondReady(): Promise<void> {
  await say(DEBUT);
  await say('RSA');
  await toRecap();
  await say('je confirme');
  await say('oui');
  await toRecap();
}

const dossiers = async () => (await store.listDossiers(0, 10)).dossiers;

describe('two demandes of the same words', () => {
  it('are two dossiers, each naming the other', async () => {
    await firstSentSecondReady();
    await say('je confirme');

    const [first, second] = await dossiers();
    expect([first?.demande.prestation, second?.demande.prestation]).toEqual(['RSA', 'APL']);
    expect([first?.lies, second?.lies]).toEqual([[second?.reference], [first?.reference]]);
    expect(second?.demande.paroles).toEqual(first?.demande.paroles);
  });

  it.each(['saveState', 'updateDossier'] as const)('are linked once when the process dies at %s', async (step) => {
    await firstSentSecondReady();
    const dying = assistant({ [step]: () => Promise.reject(new CodedError('STOCKAGE_INDISPONIBLE', 'test')) });
    await expect(say('je confirme', dying)).rejects.toThrow(CodedError);

    await say('je confirme');

    const [first, second, third] = await dossiers();
    expect(third).toBeUndefined();
    expect([first?.lies, second?.lies]).toEqual([[second?.reference], [first?.reference]]);
  });

  it('keep nothing of the first draft once the second is declined', async () => {
    await say(DEBUT);
    await say('RSA');
    await toRecap();
    await say('je confirme');
    await say('non');

    expect((await store.loadState('c1'))?.state).toMatchObject({ etat: { lien: null, brouillon: null } });
  });
});
