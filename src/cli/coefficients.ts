import { workloadReader } from '../app/workload';
import type { Config } from '../config';
import { SERVICES_EXPERTS } from '../domain/codes';
import type { ServiceExpert } from '../domain/codes';
import { overlapping, withCharge, withPeriode, withoutPeriode } from '../domain/coefficients';
import type { Changement, Coefficients } from '../domain/coefficients';
import { chargePctFor } from '../domain/delay';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import type { Store } from '../stores/store';
import { journalLines, showLines } from './coefficients-format';
import { auteurOf, jourOf, pctOf, raisonOf, readTyped, serviceOf, wrong } from './coefficients-options';
import type { Typed } from './coefficients-options';
import TEXTES from './coefficients-textes.json';
import { placeOf, print, runTool, withStore } from './donnees-options';

/** `npm run coefficients`: what a manager decides of the delay, with its journal, on the data of a server that may be running. */
async function main(): Promise<void> {
  const typed = readTyped(process.argv.slice(2));
  if (typed.values.help || typed.commande === '') return print(TEXTES.usage);
  const run = COMMANDES[typed.commande];
  if (!run) throw wrong('commande', { mot: typed.commande });
  const { config } = placeOf(typed.values['data-dir']);
  await withStore(config, (store) => run(typed, store, config));
}

type Run = (typed: Typed, store: Store, config: Config) => Promise<void>;

const COMMANDES: Readonly<Record<string, Run | undefined>> = { show, journal, charge: decide(chargeAsked), periode: decide(periodeAsked) };

async function show(_typed: Typed, store: Store, { ALSACE_MOSELLE }: Config): Promise<void> {
  const { coefficients, version } = await store.coefficients();
  const counts = await workloadReader(store, ALSACE_MOSELLE)(systemClock());
  const mesures = Object.fromEntries(SERVICES_EXPERTS.map((service) => [service, chargePctFor({ ...counts[service], service })])) as Record<ServiceExpert, number>;
  print(showLines(coefficients, version, mesures).join('\n'));
}

async function journal(_typed: Typed, store: Store): Promise<void> {
  print(journalLines(await store.coefficientsJournal()).join('\n'));
}

type Asked = { next: Coefficients; pourquoi: string };

/** What was asked is worked out on what holds now, and refused if that changed meanwhile: a period is designated by its rank. */
function decide(asked: (typed: Typed, current: Coefficients) => Asked): Run {
  return async (typed, store) => {
    const { coefficients, version } = await store.coefficients();
    const { next, pourquoi } = asked(typed, coefficients);
    const changement: Changement = { at: systemClock().toISOString(), qui: auteurOf(typed.values), pourquoi };
    if (!(await store.setCoefficients(next, changement, version))) throw wrong('conflit');
    print(fill(TEXTES.fait, { version: version + 1 }));
  };
}

function chargeAsked({ mots: [mot, valeur, ...others], values }: Typed, current: Coefficients): Asked {
  if (mot === undefined || valeur === undefined || others.length > 0) throw wrong('charge');
  const service = serviceOf(mot);
  if (valeur === 'auto') {
    if (!current.charge[service]) throw wrong('dejaAuto', { service });
    return { next: withCharge(current, service, null), pourquoi: values.raison === undefined ? TEXTES.auto : raisonOf(values) };
  }
  const pct = pctOf(valeur);
  const raison = raisonOf(values);
  return { next: withCharge(current, service, { pct, raison }), pourquoi: raison };
}

function periodeAsked(typed: Typed, current: Coefficients): Asked {
  return typed.values.supprimer === undefined ? periodeAdded(typed, current) : periodeRemoved(typed, typed.values.supprimer, current);
}

function periodeAdded({ mots: [premier, dernier, valeur, ...others], values }: Typed, current: Coefficients): Asked {
  if (premier === undefined || dernier === undefined || valeur === undefined || others.length > 0) throw wrong('periode');
  const [debut, fin] = [jourOf(premier), jourOf(dernier)];
  if (debut > fin) throw wrong('ordre', { debut, fin });
  const pct = pctOf(valeur);
  const raison = raisonOf(values);
  const other = overlapping(current, { debut, fin });
  if (other) throw wrong('chevauche', { debut: other.debut, fin: other.fin });
  return { next: withPeriode(current, { debut, fin, pct, raison }), pourquoi: raison };
}

function periodeRemoved({ mots, values }: Typed, numero: string, current: Coefficients): Asked {
  if (mots.length > 0) throw wrong('periode');
  const rank = /^\d{1,4}$/.test(numero) ? Number(numero) - 1 : -1;
  if (!current.periodes[rank]) throw wrong('numero', { mot: numero });
  return { next: withoutPeriode(current, rank), pourquoi: values.raison === undefined ? TEXTES.supprimee : raisonOf(values) };
}

runTool(main);
