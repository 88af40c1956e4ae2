import { ENTREES, fermetureSchema, type Entree } from '../domain/fermeture';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { maskSensitive } from '../ops/masking';
import type { Store } from '../stores/store';
import TEXTES from './canal-textes.json';
import { commandLine } from './command-line';
import { placeOf, print, runTool, withStore } from './donnees-options';

/** `npm run canal`: the off switches, on the data of servers that may be running. */
const text = { type: 'string' } as const;
const OPTIONS = { raison: text, par: text, message: text, 'data-dir': text, help: { type: 'boolean' } } as const;

async function main(): Promise<void> {
  const { values, positionals: [commande = '', mot = ''] } = typed();
  if (values.help || commande === '') return print(TEXTES.usage);
  const run = { etat, fermer, ouvrir }[commande];
  if (!run) throw wrong('commande', { mot: commande });
  await withStore(placeOf(values['data-dir']).config, (store) => run(store, mot, values));
}

type Values = ReturnType<typeof typed>['values'];

const typed = () => commandLine(OPTIONS, TEXTES.erreurs.option);

async function etat({ switches }: Store): Promise<void> {
  const fermetures = await switches.fermetures();
  if (fermetures.length === 0) return print(TEXTES.ouvert);
  for (const { entree, at, par, raison, message } of fermetures) {
    print(fill(TEXTES.ferme, { entree, at, par, raison }));
    if (message !== null) print(fill(TEXTES.message, { message }));
  }
}

async function fermer({ switches }: Store, mot: string, { raison, par, message }: Values): Promise<void> {
  const entree = entreeOf(mot);
  const asked = fermetureSchema.safeParse({ entree, at: systemClock().toISOString(), par: masked(par), raison: masked(raison), message: message === undefined ? null : masked(message) });
  if (!asked.success) throw wrong(faultOf(asked.error.issues[0]?.path[0]));
  await switches.close(asked.data);
  print(fill(TEXTES.faitFerme, { entree }));
}

async function ouvrir({ switches }: Store, mot: string): Promise<void> {
  const entree = entreeOf(mot);
  print(fill((await switches.open(entree)) ? TEXTES.faitOuvert : TEXTES.dejaOuvert, { entree }));
}

function entreeOf(mot: string): Entree {
  const found = ENTREES.find((entree) => entree === mot.toLowerCase());
  if (!found) throw wrong('entree', { mot });
  return found;
}

const masked = (said: string | undefined): string => maskSensitive(said?.trim() ?? '').text;
const faultOf = (field: PropertyKey | undefined): keyof typeof TEXTES.erreurs => (field === 'raison' || field === 'message' ? field : 'par');

function wrong(faute: keyof typeof TEXTES.erreurs, values: Record<string, string> = {}): CodedError {
  return new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs[faute], values));
}

runTool(main);
