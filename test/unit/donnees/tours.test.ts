import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssistant } from '../../../src/app/handle-message';
import { purge } from '../../../src/app/retention';
import { loadContent } from '../../../src/content';
import { parisDate } from '../../../src/domain/calendar';
import { DUREES, limitsOf } from '../../../src/domain/conservation';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { loadUnderstander } from '../../../intents/understand';
import { unDossier } from '../../support/dossiers';

const REFERENCE = 'REF-EXP-1234563';
const ROOT = join(__dirname, '..', '..', '..');
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
const settings = { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 };

let dir: string;
let store: Store;
let now: Date;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tours-'));
  store = openEmbeddedStore({ dataDir: dir });
  now = new Date('2026-11-23T09:00:00.000Z');
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function say(texte: string, personne = 'p1'): Promise<string> {
  const assistant = createAssistant({ store, understander, contenu: loadContent(), clock: () => now, newId: randomId, randomInt, log: silentLogger, settings });
  const reponses = await assistant.handle({ genre: 'message', id: randomId(), conversation: `c-${personne}`, personne, canal: 'web', texte, fichiers: [], refus: [] });
  return reponses.map((reponse) => reponse.texte).join('\n');
}

describe('tracking', () => {
  it('writes in the journal who was shown a dossier, and who was not', async () => {
    await store.openDossier('c:1', () => REFERENCE, () => unDossier({ reference: REFERENCE, personne: 'p1' }));

    await say(`où en est ${REFERENCE} ?`);
    await say(`où en est ${REFERENCE} ?`, 'p2');

    await expect(store.retention.listAccesses(REFERENCE, 9)).resolves.toMatchObject([{ qui: 'usager', quoi: 'refus' }, { qui: 'usager', quoi: 'lecture-dossier', motif: 'suivi' }]);
  });
});

describe('a draft that the purge deleted', () => {
  it('is told to the person who comes back, once', async () => {
    await say('ma demande d’APL a été refusée et pourtant je remplis toutes les conditions');
    now = new Date('2026-12-02T09:00:00.000Z');
    await expect(purge(limitsOf(parisDate(now), DUREES, 30), { store, clock: () => now })).resolves.toMatchObject({ brouillons: 1, conversations: 0 });

    await expect(say('bonjour')).resolves.toContain('plus de sept jours');
    await expect(say('bonjour')).resolves.not.toContain('plus de sept jours');
  });
});

describe('a conversation that its person deleted', () => {
  it('keeps nothing of what was said before in its state', async () => {
    await say('ma demande d’APL à Plouguerneau a été refusée et pourtant je remplis toutes les conditions');
    await say('effacer mes données');

    await say('oui');

    expect(JSON.stringify(await store.loadState('c-p1'))).not.toContain('Plouguerneau');
  });
});
