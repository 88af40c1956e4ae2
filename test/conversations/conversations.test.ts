import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadUnderstander } from '../../intents/understand';
import { createAssistant } from '../../src/app/handle-message';
import { loadContent } from '../../src/content';
import { randomId, randomInt } from '../../src/ops/ids';
import { silentLogger } from '../../src/ops/log';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { play, readScripts } from '../support/conversation';
import type { World } from '../support/conversation';

const ROOT = join(__dirname, '..', '..');
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
const contenu = loadContent();

/** A store of its own for each script; the assistant is made anew at each line, as after a restart. */
function newWorld(): World & { close(): Promise<void> } {
  const store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'conversation-')) });
  return {
    store,
    close: () => store.close(),
    assistantAt: (clock) => createAssistant({
      store, understander, contenu, clock, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 10_000, texteMax: 10_000 },
    }),
  };
}

const files = readdirSync(__dirname).filter((name) => name.endsWith('.conv')).sort();

describe.each(files)('%s', (file) => {
  const scripts = readScripts(join(__dirname, file));

  it.each(scripts.map((script) => [script.titre, script] as const))('%s', async (_titre, script) => {
    const world = newWorld();
    try {
      await play(script, world);
    } finally {
      await world.close();
    }
  });
});
