import { STORES } from '../../support/fleet';
import { oneOf, options, printTable, runScript, type Row } from '../../support/script';
import { cost, idle, ramp, scale, steady, type LoadOptions } from './phases';

/** `--quick`: a minute or so, for a look; the figures of a closing note take the defaults. */
const args = options({ store: 'embedded', phases: 'cost,steady,ramp,scale,idle', people: 500, rate: 300, seconds: 30, idle: 100_000, quick: false });

const load: LoadOptions = {
  fleet: { store: oneOf('store', args.store, STORES) },
  people: args.quick ? 60 : args.people, perSecond: args.quick ? 60 : args.rate, seconds: args.quick ? 4 : args.seconds,
};
/** The cost of a turn is taken well under saturation. */
const COST_PER_SECOND = 60;

const PHASES: Readonly<Record<string, () => Promise<Row[]>>> = {
  cost: () => cost({ ...load, perSecond: COST_PER_SECOND, people: Math.min(100, load.people) }),
  steady: () => steady(load),
  // More people than elsewhere: what one person may send in a minute is limited, whatever the load.
  ramp: () => ramp({ ...load, people: load.people * 4, seconds: Math.min(10, load.seconds) }),
  scale: () => scale(load),
  idle: () => idle(load, args.quick ? 2_000 : args.idle),
};

async function main(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of args.phases.split(',')) {
    const phase = PHASES[oneOf('phases', name, Object.keys(PHASES))];
    const done = (await phase?.()) ?? [];
    printTable(`${name}, ${args.store}`, done);
    rows.push(...done.filter(({ holds }) => holds !== undefined));
  }
  return rows;
}

runScript('What had to hold', main);
