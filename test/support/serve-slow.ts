import { compose } from '../../src/compose';
import { loadConfig } from '../../src/config';
import { serve } from '../../src/main';
import { openEmbeddedStore } from '../../src/stores/embedded';

/** The server in a process of its own, with turns that last: `node --import tsx serve-slow.ts <data dir> <turn ms>`. */
const [, , dataDir = '', turnMs = '0'] = process.argv;

void (async () => {
  const store = await openEmbeddedStore({ dataDir });
  const config = loadConfig({ PORT: '0', DATA_DIR: dataDir });
  await serve(config, () =>
    compose(config, {
      store,
      assistant: () => ({
        handle: async (tour) => {
          if (tour.genre === 'message') await new Promise((resolve) => setTimeout(resolve, Number(turnMs)));
          return [{ texte: tour.genre === 'message' ? `fini ${tour.texte}` : 'Bonjour' }];
        },
        receiveFile: async ({ nom }) => ({ ok: false, refus: { nom, raison: 'type' } }),
      }),
    }),
  );
})();
