import { loadConfig, processEnvironment } from '../config';
import { CodedError } from '../domain/errors';
import { optionsOf } from './command-line';
import { withStore } from './donnees-options';
import TEXTES from './rotate-keys-textes.json';

/** Encrypts every kept file again with FICHIERS_CLE. It may run beside the server, and again after a stop: what is done is not done twice. */
async function main(): Promise<void> {
  optionsOf({});
  const config = loadConfig(processEnvironment());
  if (!config.FICHIERS_CLE) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.sansCle);
  await withStore(config, async (store) => console.log(TEXTES.fait.replace('{n}', String(await store.rotateKeys()))));
}

main().catch((error: unknown) => {
  console.error(error instanceof CodedError ? error.message : error);
  process.exitCode = 1;
});
