import { existsSync } from 'node:fs';
import { fileKeys } from '../compose-file-keys';
import { processEnvironment } from '../config';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { openEmbeddedStore } from '../stores/embedded';
import { backUp } from '../stores/embedded-backup';
import TEXTES from './backup-textes.json';
import { flag, optionsOf, text } from './command-line';
import { placeOf, print, runTool } from './donnees-options';
import { counted } from './review-format';

/** `npm run backup`: a data directory that starts as it is, copied while the server runs. */
async function main(): Promise<void> {
  const options = optionsOf({ out: text, 'data-dir': text, help: flag });
  if (options.help) return print(TEXTES.usage);
  if (!options.out || existsSync(options.out)) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.sortie);
  if (processEnvironment().REDIS_URL && !options['data-dir']) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.redis);
  const { config, dataDir } = placeOf(options['data-dir']);
  const store = openEmbeddedStore({ dataDir, keys: fileKeys({ ...config, DATA_DIR: dataDir }) });
  try {
    const copied = await backUp(dataDir, options.out, (path) => store.copyBase(path));
    print(fill(TEXTES.fait, { dossier: options.out, fichiers: counted(copied, TEXTES.fichiers) }));
  } finally {
    await store.close();
  }
}

runTool(main);
