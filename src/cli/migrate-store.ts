import { moveStore, type Inventaire } from '../app/move-store';
import { fileKeys } from '../compose-file-keys';
import { loadConfig, processEnvironment, type Config } from '../config';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { isBaseInUse, openEmbeddedStore } from '../stores/embedded';
import { openRedisStore } from '../stores/redis/store';
import { KINDS, type Kind, type TransferStore } from '../stores/transfer';
import { flag, optionsOf, text } from './command-line';
import { print, runTool } from './donnees-options';
import TEXTES from './migrate-store-textes.json';

type Side = { store: TransferStore; close: () => Promise<void> };
type Place = { config: Config; dataDir: string; redisUrl: string };

const TOOL_NAME = 'aiguillage-outil';
const EMPREINTE_SHOWN = 12;
const WIDTH = 8;

/** `npm run migrate:store`: everything kept, from one store to the other, while no server runs. */
async function main(): Promise<void> {
  const options = optionsOf({ from: text, to: text, remplacer: flag, 'data-dir': text, redis: text, help: flag });
  if (options.help) return print(TEXTES.usage);
  if ([options.from, options.to].sort().join() !== 'embedded,redis') throw wrong(TEXTES.sens);
  const place = placeOf(options);
  if (isBaseInUse(place.dataDir)) throw refused(fill(TEXTES.serveur, { ou: place.dataDir }));
  const [embedded, redis] = [openEmbedded(place), await openRedis(place)];
  try {
    const [from, to] = options.from === 'embedded' ? [embedded, redis] : [redis, embedded];
    if (!options.remplacer && !(await to.store.isEmpty())) throw refused(TEXTES.pleine);
    tell(await moveStore(from.store, to.store, { remplacer: options.remplacer === true, progress }));
  } finally {
    await Promise.all([embedded.close(), redis.close()]);
  }
}

function placeOf(options: { 'data-dir'?: string | undefined; redis?: string | undefined }): Place {
  const environment = processEnvironment();
  const config = loadConfig(environment);
  const redisUrl = options.redis ?? environment.REDIS_URL;
  if (!redisUrl) throw wrong(TEXTES.adresse);
  return { config, dataDir: options['data-dir'] ?? config.DATA_DIR, redisUrl };
}

function openEmbedded({ config, dataDir }: Place): Side {
  const store = openEmbeddedStore({ dataDir, keys: fileKeys({ ...config, DATA_DIR: dataDir }), moving: true });
  return { store: store.transfer, close: () => store.close() };
}

async function openRedis({ config, dataDir, redisUrl }: Place): Promise<Side> {
  const store = await openRedisStore({ url: redisUrl, keys: fileKeys({ ...config, DATA_DIR: dataDir }), name: TOOL_NAME, moving: true });
  if (await store.inUse()) {
    await store.close();
    throw refused(fill(TEXTES.serveur, { ou: 'Redis' }));
  }
  return { store: store.transfer, close: () => store.close() };
}

/** On the standard error: what is printed at the end can be kept apart. */
const progress = (kind: Kind, nombre: number): void => void process.stderr.write(`${fill(TEXTES.avance, { sorte: TEXTES.sortes[kind], nombre })}\n`);

function tell(inventaire: Inventaire): void {
  print(TEXTES.fait);
  for (const kind of KINDS) {
    const { nombre, empreinte } = inventaire[kind];
    print(fill(TEXTES.ligne, { nombre: String(nombre).padStart(WIDTH), sorte: TEXTES.sortes[kind], empreinte: empreinte.slice(0, EMPREINTE_SHOWN) }));
  }
}

const wrong = (detail: string): CodedError => new CodedError('CONFIGURATION_INVALIDE', detail);
const refused = (detail: string): CodedError => new CodedError('DEMENAGEMENT_REFUSE', detail);

runTool(main);
