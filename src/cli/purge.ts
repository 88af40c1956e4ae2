import { journal } from '../app/access-journal';
import { purge } from '../app/retention';
import { dureesOf } from '../config';
import { checkedDate, parisDate } from '../domain/calendar';
import { limitsOf } from '../domain/conservation';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { flag, optionsOf, text } from './command-line';
import { lines, placeOf, print, runTool, withStore, wrongOption } from './donnees-options';
import TEXTES from './donnees-textes.json';

/** `npm run purge`: what is past its time goes, or is only counted. The server does the same once a day. */
async function main(): Promise<void> {
  const options = optionsOf({ 'dry-run': flag, today: text, 'data-dir': text, help: flag });
  if (options.help) return print(TEXTES.purge.usage);
  const today = dayOf(options.today);
  const { config } = placeOf(options['data-dir']);
  const limites = limitsOf(today, dureesOf(config), config.REVUE_JOURS);
  const dryRun = options['dry-run'] === true;
  const counts = await withStore(config, async (store) => {
    if (dryRun) return store.retention.countExpired(limites);
    const gone = await purge(limites, { store, clock: systemClock });
    await journal({ qui: 'operateur', quoi: 'purge', objet: today, motif: 'conservation' }, { store, clock: systemClock });
    return gone;
  });
  const shown = lines(counts, TEXTES.comptes);
  print(fill(TEXTES.purge.titre, { jour: today }));
  print(shown.length === 0 ? TEXTES.purge.rien : [dryRun ? TEXTES.purge.essai : TEXTES.purge.fait, ...shown].join('\n'));
}

function dayOf(given: string | undefined): string {
  if (given === undefined) return parisDate(systemClock());
  try {
    return checkedDate(given);
  } catch {
    throw wrongOption('jour');
  }
}

runTool(main);
