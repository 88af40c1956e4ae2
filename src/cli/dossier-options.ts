import { parseArgs } from 'node:util';
import { z } from 'zod';
import { COMPLEXITES, PRIORITES, SERVICES_EXPERTS } from '../domain/codes';
import { ISSUES } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import type { Acte } from '../domain/lifecycle';
import type { Auteur } from '../app/act-on-dossier';
import { fill } from '../ops/fill';
import { maskSensitive } from '../ops/masking';
import TEXTES from './dossier-textes.json';

/** What is typed after `npm run dossier --`: words, then an act of the trade. */
const text = { type: 'string' } as const;
const OPTIONS = {
  service: text, late: { type: 'boolean' }, expert: text, prenom: text, piece: { type: 'string', multiple: true }, pourquoi: text, detail: text,
  issue: text, texte: text, complexite: text, priorite: text, 'data-dir': text, now: text, help: { type: 'boolean' },
} as const;

export type Typed = { commande: string; reference: string | undefined; values: Values };
export type Values = ReturnType<typeof parse>['values'];

const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

/** @throws CodedError CONFIGURATION_INVALIDE naming the wrong option */
export function readTyped(args: string[]): Typed {
  try {
    const { values, positionals: [commande = '', reference] } = parse(args);
    return { commande, reference, values };
  } catch (error) {
    // the parser speaks English: only the option it names is kept
    throw wrong('option', { option: /--[\w-]+|(?<=')-\w/.exec(error instanceof Error ? error.message : '')?.[0] ?? args.join(' ') });
  }
}

/** A fault of whoever types. `values` fill the French text. */
export const wrong = (faute: keyof typeof TEXTES.erreurs, values: Record<string, string> = {}): CodedError =>
  new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs[faute], values));

type Read = (values: Values) => { acte: Acte; auteur: Auteur };

/** Acts by command. What only a person does is noted in their name: it came by post or at the counter. */
export const ACTES: Readonly<Record<string, Read>> = {
  affecter: (v) => byExpert(v, { genre: 'affecter', expert: { id: needed(v, 'affecter', 'expert'), prenom: needed(v, 'affecter', 'prenom') } }),
  complement: (v) => byExpert(v, { genre: 'demander-complement', pieces: pieces(v), pourquoi: needed(v, 'complement', 'pourquoi') }),
  completer: (v) => ({ acte: { genre: 'completer', detail: needed(v, 'completer', 'detail') }, auteur: { qui: 'usager' } }),
  repondre: (v) => byExpert(v, { genre: 'repondre', texte: needed(v, 'repondre', 'texte'), issue: oneOf(ISSUES, 'issue', needed(v, 'repondre', 'issue')) }),
  requalifier: (v) => byExpert(v, requalification(v)),
  reorienter: (v) => byExpert(v, { genre: 'reorienter', service: oneOf(SERVICES_EXPERTS, 'service', needed(v, 'reorienter', 'service')), pourquoi: needed(v, 'reorienter', 'pourquoi') }),
  rouvrir: (v) => byExpert(v, { genre: 'rouvrir', pourquoi: needed(v, 'rouvrir', 'pourquoi') }),
  annuler: () => ({ acte: { genre: 'annuler' }, auteur: { qui: 'usager' } }),
};

const byExpert = ({ expert }: Values, acte: Acte): { acte: Acte; auteur: Auteur } => ({ acte, auteur: { qui: 'expert', ...(expert === undefined ? {} : { par: expert }) } });

type TextOption = 'expert' | 'prenom' | 'pourquoi' | 'detail' | 'issue' | 'texte' | 'service';

/** Free words are masked like those of a conversation before they are kept. */
function needed(values: Values, commande: string, option: TextOption): string {
  const typed = maskSensitive((values[option] ?? '').trim()).text;
  if (typed === '') throw wrong('manque', { option: `--${option}`, commande });
  return typed;
}

function pieces({ piece }: Values): { code: null; libelle: string }[] {
  const listed = (piece ?? []).map((libelle) => maskSensitive(libelle.trim()).text).filter((libelle) => libelle !== '');
  if (listed.length === 0) throw wrong('manque', { option: '--piece', commande: 'complement' });
  return listed.map((libelle) => ({ code: null, libelle }));
}

function requalification(values: Values): Acte {
  const { complexite, priorite } = values;
  if (complexite === undefined && priorite === undefined) throw wrong('rien');
  return {
    genre: 'requalifier', pourquoi: needed(values, 'requalifier', 'pourquoi'),
    ...(complexite === undefined ? {} : { complexite: oneOf(COMPLEXITES, 'complexite', complexite) }),
    ...(priorite === undefined ? {} : { priorite: oneOf(PRIORITES, 'priorite', priorite) }),
  };
}

/** @throws CodedError CONFIGURATION_INVALIDE naming what was expected */
export function oneOf<T extends string>(known: readonly T[], option: string, typed: string): T {
  const read = z.enum(known).safeParse(typed);
  if (!read.success) throw wrong('valeur', { option: `--${option}`, attendu: known.join(', '), recu: typed });
  return read.data;
}
