import { createToken, isPortee, listTokens, PORTEES, revokeToken, type Jeton, type Portee } from '../api/tokens';
import { parisDate } from '../domain/calendar';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { randomId } from '../ops/ids';
import type { Store } from '../stores/store';
import { commandLine } from './command-line';
import { placeOf, print, runTool, withStore } from './donnees-options';
import TEXTES from './jetons-textes.json';

/** `npm run jetons`: tokens of the API, on the data of servers that may be running. A token is printed once. */
const text = { type: 'string' } as const;
const OPTIONS = { nom: text, portees: text, jours: text, 'data-dir': text, help: { type: 'boolean' } } as const;
const DAYS = { defaut: 365, max: 1_095 } as const;
const NAME_MAX = 80;

async function main(): Promise<void> {
  const { values, positionals: [commande = '', mot = ''] } = typed();
  if (values.help || commande === '') return print(TEXTES.usage);
  const run = { creer, lister, revoquer }[commande];
  if (!run) throw wrong('commande', { mot: commande });
  await withStore(placeOf(values['data-dir']).config, (store) => run(store, mot, values));
}

type Values = ReturnType<typeof typed>['values'];

const typed = () => commandLine(OPTIONS, TEXTES.erreurs.option);

async function creer(store: Store, _mot: string, { nom = '', portees = '', jours = String(DAYS.defaut) }: Values): Promise<void> {
  const name = nom.trim();
  if (name === '' || name.length > NAME_MAX) throw wrong('nom', { max: String(NAME_MAX) });
  const asked = { nom: name, portees: porteesOf(portees), jours: joursOf(jours), secret: randomId() + randomId() };
  const { texte, jeton } = await createToken(asked, { store, clock: systemClock });
  print(fill(TEXTES.cree, { id: jeton.id, nom: jeton.nom, fin: parisDate(new Date(jeton.expireLe)) }));
  print(texte);
}

function porteesOf(written: string): Portee[] {
  const names = written.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const known = names.filter(isPortee);
  if (names.length === 0 || known.length < names.length) throw wrong('portees', { portees: PORTEES.join(', ') });
  return known;
}

function joursOf(written: string): number {
  const jours = Number(written);
  if (!Number.isInteger(jours) || jours < 1 || jours > DAYS.max) throw wrong('jours', { max: String(DAYS.max) });
  return jours;
}

async function lister(store: Store): Promise<void> {
  const jetons = await listTokens(store);
  if (jetons.length === 0) return print(TEXTES.aucun);
  for (const jeton of jetons) print(fill(TEXTES.ligne, { id: jeton.id, nom: jeton.nom, portees: jeton.portees.join(','), etat: stateOf(jeton), usage: jeton.usageLe === null ? TEXTES.jamais : parisDate(new Date(jeton.usageLe)) }));
}

function stateOf({ revoqueLe, expireLe }: Jeton): string {
  if (revoqueLe !== null) return fill(TEXTES.revoque, { le: parisDate(new Date(revoqueLe)) });
  return fill(expireLe > systemClock().toISOString() ? TEXTES.valable : TEXTES.fini, { le: parisDate(new Date(expireLe)) });
}

async function revoquer(store: Store, id: string): Promise<void> {
  if (!(await revokeToken(id, { store, clock: systemClock }))) throw wrong('inconnu', { id });
  print(fill(TEXTES.faitRevoque, { id }));
}

const wrong = (faute: keyof typeof TEXTES.erreurs, values: Record<string, string> = {}): CodedError => new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs[faute], values));

runTool(main);
