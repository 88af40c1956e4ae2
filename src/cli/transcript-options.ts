import { parseArgs } from 'node:util';
import { FORMATS, isFormat } from '../channels/transcripts/read';
import type { Format } from '../channels/transcripts/read';
import { checkedDate } from '../domain/calendar';
import type { Mandat } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import { parseLocuteurs } from '../domain/transcription';
import type { Locuteur } from '../domain/transcription';
import { fill } from '../ops/fill';
import { maskSensitive } from '../ops/masking';
import TEXTES from './transcript-textes.json';

/** What is typed after `npm run transcript --`; a fault names what was expected. */

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = { format: text, locuteurs: text, appel: text, verification: text, garder: flag, json: flag, now: text, confirm: text, par: text, accord: text, 'data-dir': text, help: flag } as const;
const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

export type Values = ReturnType<typeof parse>['values'];

/** A fault of whoever types. */
export const wrong = (faute: keyof typeof TEXTES.erreurs, values: Record<string, string> = {}): CodedError =>
  new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.erreurs[faute], values));

/** @throws CodedError CONFIGURATION_INVALIDE naming the wrong option */
export function readTyped(args: string[]): { values: Values; fichier: string | undefined } {
  try {
    const { values, positionals: [fichier, extra] } = parse(args);
    if (extra !== undefined) throw wrong('option', { mot: extra });
    return { values, fichier };
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw wrong('option', { mot: /--[\w-]+/.exec(error instanceof Error ? error.message : '')?.[0] ?? args.join(' ') });
  }
}

export function formatOf({ format }: Values): Format | undefined {
  if (format === undefined || isFormat(format)) return format;
  throw wrong('format', { attendu: FORMATS.join(', ') });
}

export function locuteursOf({ locuteurs = '' }: Values, known: Readonly<Record<string, Locuteur>>): Record<string, Locuteur> {
  const given = parseLocuteurs(locuteurs);
  if (given === null) throw wrong('locuteurs');
  return { ...known, ...given };
}

export function verificationOf({ verification }: Values): string | null {
  if (verification === undefined) return null;
  if (!/^\d{3}$/.test(verification)) throw wrong('verification');
  return verification;
}

export function nowOf({ now }: Values): Date | null {
  if (now === undefined) return null;
  const date = new Date(now);
  if (Number.isNaN(date.getTime())) throw wrong('now');
  return date;
}

export function agentOf({ par = '' }: Values): string {
  if (!/^[\p{L}\d][\p{L}\d .’'@-]{0,59}$/u.test(par.trim())) throw wrong('par');
  return par.trim();
}

/** "oral, 26/11/2026": how the person agreed, and which day. @param today `YYYY-MM-DD` */
export function accordOf({ accord = '' }: Values, today: string): { accord: string; mandat: Mandat } {
  const [, how, day = '', month = '', year = ''] = /^\s*(oral|[ée]crit)\s*,?\s*(?:le\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/iu.exec(accord) ?? [];
  if (how === undefined || maskSensitive(accord).found.length > 0) throw wrong('accord');
  const date = dayOf(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (date > today) throw wrong('futur');
  return { accord: accord.trim(), mandat: { nature: how.toLowerCase() === 'oral' ? 'accord-oral' : 'mandat-ecrit', date, organisme: null } };
}

function dayOf(written: string): string {
  try {
    return checkedDate(written);
  } catch {
    throw wrong('accord');
  }
}
