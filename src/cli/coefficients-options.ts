import { parseArgs } from 'node:util';
import { checkedDate } from '../domain/calendar';
import { SERVICES_EXPERTS } from '../domain/codes';
import type { ServiceExpert } from '../domain/codes';
import { PCT_MAX, PCT_MIN, RAISON_MAX, RAISON_MIN } from '../domain/coefficients';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { maskSensitive } from '../ops/masking';
import TEXTES from './coefficients-textes.json';

/** What is typed after `npm run coefficients --`, read word by word; a fault names the word and what was expected. */

const text = { type: 'string' } as const;
const OPTIONS = { raison: text, par: text, supprimer: text, 'data-dir': text, help: { type: 'boolean' } } as const;
const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

export type Values = ReturnType<typeof parse>['values'];
export type Typed = { commande: string; mots: string[]; values: Values };

/** @throws CodedError CONFIGURATION_INVALIDE naming the wrong option */
export function readTyped(args: string[]): Typed {
  try {
    const { values, positionals: [commande = '', ...mots] } = parse(args.map(asWord));
    return { commande, mots, values };
  } catch (error) {
    throw wrong('option', { option: /--[\w-]+/.exec(error instanceof Error ? error.message : '')?.[0] ?? args.join(' ') });
  }
}

/** "-10" would be read as an option: its hyphen becomes a minus sign. */
const asWord = (arg: string): string => arg.replace(/^-(?=\d)/, '−');

/** A fault of whoever types. `values` fill the French text. */
export const wrong = (faute: keyof typeof TEXTES.erreurs, values: Record<string, string> = {}): CodedError =>
  new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs[faute], values));

export function serviceOf(mot: string): ServiceExpert {
  const found = SERVICES_EXPERTS.find((service) => service === mot.toUpperCase());
  if (!found) throw wrong('service', { mot, attendu: SERVICES_EXPERTS.join(', ') });
  return found;
}

/** "+10", "-10", "−10 %". */
export function pctOf(mot: string): number {
  const [, sign, digits] = /^([+−-]?)(\d{1,3})\s?%?$/.exec(mot) ?? [];
  const pct = digits === undefined ? NaN : Number(digits) * (sign === '' || sign === '+' ? 1 : -1);
  if (!(pct >= PCT_MIN && pct <= PCT_MAX)) throw wrong('pct', { mot });
  // no minus zero
  return pct + 0;
}

export function jourOf(mot: string): string {
  try {
    return checkedDate(mot);
  } catch {
    throw wrong('jour', { mot });
  }
}

/** It is told to everyone: without a full stop, that the sentence around it has, and without anything personal. */
export function raisonOf({ raison = '' }: Values): string {
  const typed = raison.trim().replace(/\s*\.$/, '');
  if (typed.length < RAISON_MIN || typed.length > RAISON_MAX || /[\p{Cc}\u2028\u2029]/u.test(typed)) throw wrong('raison');
  if (maskSensitive(typed).found.length > 0) throw wrong('raisonPrivee');
  return typed;
}

export function auteurOf({ par }: Values): string {
  if (par === undefined) return TEXTES.operateur;
  const nom = par.trim();
  if (!/^[\p{L}\d][\p{L}\d .’'@-]{0,59}$/u.test(nom)) throw wrong('par');
  return nom;
}
