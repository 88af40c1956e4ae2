import { dropCallback, listCallbacks } from '../app/callbacks';
import { systemClock } from '../ops/clock';
import { optionsOf } from './command-line';
import { placeOf, print, runTool, withStore } from './donnees-options';
import TEXTES from './rappels-textes.json';

/** The calls back that people asked for by telephone: who makes them reads them here, and says when they are made. */
async function main(): Promise<void> {
  const values = optionsOf({ 'data-dir': { type: 'string' }, fait: { type: 'string' }, help: { type: 'boolean' } } as const);
  if (values.help) return print(TEXTES.aide);
  const { config } = placeOf(values['data-dir']);
  await withStore(config, async (store) => {
    if (values.fait !== undefined) return print((await dropCallback(values.fait, store)) ? TEXTES.fait : TEXTES.inconnu);
    const rappels = await listCallbacks(systemClock(), store);
    print(rappels.length === 0 ? TEXTES.aucun : rappels.map(({ id, creneau, numero }) => `${id}  ${numero}  ${creneau}`).join('\n'));
  });
}

runTool(main);
