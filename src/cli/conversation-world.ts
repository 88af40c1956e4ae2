import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contenu } from '../../dialogs/contenu';
import type { Understander } from '../../intents/understand';
import { createAssistant } from '../app/handle-message';
import { randomId, randomInt } from '../ops/ids';
import { silentLogger } from '../ops/log';
import { openEmbeddedStore } from '../stores/embedded';
import type { World } from './conversation-player';

/** Small limits, so that a script can go past them with a short file or message. */
const SETTINGS = { alsaceMoselle: false, uploadMaxOctets: 10_000, texteMax: 10_000 };

const CLE_SUIVI = 'conversation';

const REVUE = { sel: 'conversation', jours: 30 };

/** A throw-away store for one script, with the real assistant on it. */
export function openWorld(understander: Understander, contenu: Contenu): World & { close(): Promise<void> } {
  const dataDir = mkdtempSync(join(tmpdir(), 'conversation-'));
  const store = openEmbeddedStore({ dataDir });
  return {
    store,
    assistantAt: (clock, courriel) => createAssistant({ store, understander, contenu, clock, newId: randomId, randomInt, log: silentLogger, settings: { ...SETTINGS, courriel }, revue: REVUE, cleSuivi: CLE_SUIVI }),
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
