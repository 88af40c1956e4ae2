import { signsOfKeys } from '../../src/domain/keypad';
import { checkedDate } from '../../src/domain/calendar';
import type { Contexte, Evenement } from '../events';
import { questionOf } from '../questions/qualification';
import type { Etat } from '../state';
import { texte } from '../textes';
import { OPTIONS_DITES } from '../voice';
import { voixOf } from './voix';

/** The keypad: an option just said, a person (0), the question again (*), or figures where figures are asked for. */

/** The words that the keys stand for, or a prompt when they stand for nothing. */
export function keysSaid(etat: Etat, pressed: string, ctx: Contexte): string | Extract<Evenement, { genre: 'relance' }> {
  const keys = pressed.replace(/#+$/, '');
  const { aConfirmer, options, reste } = voixOf(etat);
  if (keys === '0') return texte('choix.humain');
  if (keys === '*') return { genre: 'relance', cause: 'repeter' };
  if (aConfirmer.length > 0) return YES_NO[keys] ?? unknownKey;
  const figures = figuresSaid(etat, keys, ctx);
  if (figures !== null) return figures;
  if (keys === String(OPTIONS_DITES + 1) && reste.length > 0) return { genre: 'relance', cause: 'suite' };
  return options[Number(keys) - 1] ?? (keys === '' ? { genre: 'relance', cause: 'silence' } : unknownKey);
}

const unknownKey: Extract<Evenement, { genre: 'relance' }> = { genre: 'relance', cause: 'touche' };
const YES_NO: Readonly<Record<string, string>> = { 1: 'oui', 2: 'non' };

/** Most digits that the open question takes; 1 where only options are. */
export function keypadDigits(etat: Etat, ctx: Contexte): number {
  const kind = figuresOf(etat, ctx);
  return kind === null || voixOf(etat).aConfirmer.length > 0 ? 1 : DIGITS_MAX[kind];
}

type Figures = 'numero' | 'telephone' | 'reference' | 'code' | 'date' | 'montant' | 'note';
const DIGITS_MAX: Readonly<Record<Figures, number>> = { numero: 7, telephone: 10, reference: 14, code: 16, date: 8, montant: 7, note: 1 };

function figuresOf(etat: Etat, ctx: Contexte): Figures | null {
  const { question } = etat;
  switch (question?.id) {
    case 'numero-allocataire':
      return 'numero';
    case 'reference':
      return 'reference';
    case 'code-suivi':
      return 'code';
    case 'avis-pertinence':
    case 'avis-accompagnement':
      return 'note';
    case 'rappel':
      return question.creneau === '' ? null : 'telephone';
    case 'contact-detail':
      return question.champ === 'date' ? 'date' : null;
    case 'qualification':
      return QUALIFICATIONS[questionOf(question.champ, etat, ctx).type] ?? null;
    default:
      return null;
  }
}

const QUALIFICATIONS: Readonly<Partial<Record<string, Figures>>> = { date: 'date', montant: 'montant', reference: 'reference' };

/** One key is an option, unless a mark is asked for; more are the figures themselves. */
function figuresSaid(etat: Etat, keys: string, ctx: Contexte): string | null {
  const kind = figuresOf(etat, ctx);
  if (kind === 'note') return /^[1-5]$/.test(keys) ? keys : null;
  if (kind === null || keys.length < 2) return null;
  return WRITTEN[kind](keys, ctx.today);
}

const WRITTEN: Readonly<Record<Figures, (keys: string, today: string) => string | null>> = {
  numero: (keys) => (/^\d{1,7}$/.test(keys) ? keys : null),
  telephone: (keys) => (/^0[1-9]\d{8}$/.test(keys) ? keys : null),
  reference: (keys) => signsOfKeys(keys, 7),
  code: (keys) => signsOfKeys(keys, 8),
  montant: (keys) => (/^\d+(?:\*\d{1,2})?$/.test(keys) ? `${keys.replace('*', ',')} euros` : null),
  date: dateOfKeys,
  note: (keys) => keys,
};

/** "0911" is the last 9 November; "09112025" names its year. */
function dateOfKeys(keys: string, today: string): string | null {
  const [, day, month, year] = /^(\d{2})(\d{2})(\d{4})?$/.exec(keys) ?? [];
  if (day === undefined || month === undefined) return null;
  const of = (y: string | number): string => `${y}-${month}-${day}`;
  const thisYear = Number(today.slice(0, 4));
  const date = year ? of(year) : isReal(of(thisYear)) && of(thisYear) > today ? of(thisYear - 1) : of(thisYear);
  return isReal(date) ? `le ${day}/${month}/${date.slice(0, 4)}` : null;
}

function isReal(date: string): boolean {
  try {
    return checkedDate(date) === date;
  } catch {
    return false;
  }
}
