import { parseArgs } from 'node:util';
import { dropCallback, listCallbacks } from '../app/callbacks';
import { fileKeys } from '../compose-file-keys';
import { loadConfig, processEnvironment } from '../config';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { openEmbeddedStore } from '../stores/embedded';
import TEXTES from './rappels-textes.json';

/** The calls back that people asked for by telephone: who makes them reads them here, and says when they are made. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, fait: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(TEXTES.aide);
  const config = loadConfig(processEnvironment());
  const dataDir = values['data-dir'] ?? config.DATA_DIR;
  const store = openEmbeddedStore({ dataDir, keys: fileKeys({ ...config, DATA_DIR: dataDir }) });
  try {
    if (values.fait !== undefined) return console.log((await dropCallback(values.fait, store)) ? TEXTES.fait : TEXTES.inconnu);
    const rappels = await listCallbacks(systemClock(), store);
    console.log(rappels.length === 0 ? TEXTES.aucun : rappels.map(({ id, creneau, numero }) => `${id}  ${numero}  ${creneau}`).join('\n'));
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof CodedError ? error.message : error);
  process.exitCode = 1;
});
