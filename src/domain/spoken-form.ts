import { z } from 'zod';
import raw from './catalogue/oral.json';
import { headSchema, parseCatalogue } from './catalogue';
import { spellSign } from './dictation';
import { REFERENCE_PREFIX, spellReference } from './reference';

/** What is written, as a voice says it: any text, without knowing where it comes from. */

const named = z.strictObject({ source: z.string(), noms: z.array(z.string()) });
const schema = z.strictObject({
  ...headSchema,
  /** Acronyms read as a word; any other is spelt. */
  siglesLus: z.strictObject({ source: z.string(), mots: z.array(z.string()) }),
  abreviations: z.strictObject({ source: z.string(), mots: z.record(z.string(), z.string()) }),
  unites: named, dizaines: named, mois: named,
});
const DATA = parseCatalogue('oral.json', schema, raw);

/**
 * The text as it is said aloud in French: amounts, dates, hours, telephone numbers and figures in words, acronyms spelt ("R S A"),
 * references by group (a dash is a pause) with a first name for each letter; no address of a page, mark of a list, emoji or bold.
 */
export const spokenForm = (text: string): string => STEPS.reduce((said, step) => step(said), text).replace(/[ \t]+/g, ' ').replace(/ ([.,])/g, '$1').trim();

/** A whole number in words; from 0 to 999 999 999. */
export function inWords(value: number): string {
  if (value >= 1_000_000) return `${withUnit(Math.floor(value / 1_000_000), 'million')}${rest(value % 1_000_000)}`;
  if (value >= 2_000) return `${inWords(Math.floor(value / 1_000)).replace(/(cent|vingt)s$/, '$1')} mille${rest(value % 1_000)}`;
  if (value >= 1_000) return `mille${rest(value - 1_000)}`;
  return belowThousand(value);
}

const rest = (value: number): string => (value === 0 ? '' : ` ${inWords(value)}`);
const withUnit = (count: number, unit: string): string => `${inWords(count)} ${unit}${count > 1 ? 's' : ''}`;
const unit = (value: number): string => DATA.unites.noms[value] ?? String(value);

function belowThousand(value: number): string {
  if (value < 100) return belowHundred(value);
  const hundreds = Math.floor(value / 100);
  const cent = hundreds === 1 ? 'cent' : `${unit(hundreds)} cent`;
  return value % 100 === 0 ? `${cent}${hundreds > 1 ? 's' : ''}` : `${cent} ${belowHundred(value % 100)}`;
}

function belowHundred(value: number): string {
  if (value < 20) return unit(value);
  const tens = Math.floor(value / 10);
  const name = DATA.dizaines.noms[tens] ?? '';
  const left = value - (tens === 7 || tens === 9 ? tens - 1 : tens) * 10;
  if (left === 0) return tens === 8 ? `${name}s` : name;
  const joined = tens < 8 && (left === 1 || left === 11) ? ' et ' : '-';
  return `${name}${joined}${unit(left)}`;
}

/** A telephone number by pairs: "zéro six, douze, trente-quatre"; a short one in two: "trente-deux trente". */
function phoneInWords(digits: string): string {
  const pairs = digits.match(/\d{2}/g) ?? [];
  return pairs.map((pair) => (pair.startsWith('0') ? `zéro ${unit(Number(pair))}` : inWords(Number(pair)))).join(digits.length > 4 ? ', ' : ' ');
}

type Step = (text: string) => string;
const SPACE = '[ \\u00a0\\u202f]';
const WHOLE = `\\d{1,3}(?:${SPACE}\\d{3})+|\\d+`;
const wordsEdge = '(?![\\p{L}\\p{N}])';
const START = '(?<![\\p{L}\\p{N}])';
const digitsOf = (text: string): string => text.replace(/\D/g, '');
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const withoutMarks: Step = (text) => text
  .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/https?:\/\/\S+/g, '')
  .replace(/\*\*/g, '').replace(/^[ \t]*[•*–-][ \t]+/gm, '').replace(/[\p{Extended_Pictographic}\u200d\ufe0f]/gu, '').replace(/[•*_#~|<>{}[\]\\^]/g, ' ')
  .replace(/[«»“”"]/g, ' ').replace(/ – /g, ', ').replace(/(?<=[.!?])\s*\(/g, ' ').replace(/(?<=[.!?])\)/g, '').replace(/\s*\)(?=\s*(?:[?.!,;:]|$))/g, '').replace(/\s*[()]\s*/g, ', ').replace(/\s*\n+\s*/g, endOfLine);

/** A line ends a sentence, unless it already does, or announces what follows. */
const endOfLine = (_match: string, at: number, text: string): string => (/[.:;,!?…]/.test(text.charAt(at - 1)) ? ' ' : '. ');

const references: Step = (text) => text.replace(new RegExp(`${REFERENCE_PREFIX}[A-Z0-9]{7}${wordsEdge}`, 'gu'), (found) => spellReference(found)).replace(/REF-EXP/g, 'R E F, E X P');

const dates: Step = (text) => text
  .replace(/(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/g, (_found, day: string, month: string, year: string) => `${Number(day)} ${DATA.mois.noms[Number(month) - 1] ?? month} ${year}`)
  .replace(new RegExp(`${START}(1er|\\d{1,2}) (${DATA.mois.noms.join('|')})(?: (\\d{4}))?${wordsEdge}`, 'giu'), (_found, day: string, month: string, year?: string) =>
    `${day === '1er' || day === '1' ? 'premier' : inWords(Number(day))} ${month}${year ? ` ${inWords(Number(year))}` : ''}`)
  .replace(/(?<!\d)1er(?!\p{L})/gu, 'premier').replace(/(?<!\d)1re(?!\p{L})/gu, 'première').replace(/(?<!\d)(\d{1,3})e(?![\p{L}\d])/gu, '$1 ième');

const amounts: Step = (text) => text.replace(new RegExp(`(${WHOLE})(?:[.,](\\d{1,2}))?${SPACE}?(?:€|euros?${wordsEdge})`, 'gu'), (_found, whole: string, cents?: string) => {
  const euros = Number(digitsOf(whole));
  const small = cents === undefined ? 0 : Number(cents.padEnd(2, '0'));
  return `${inWords(euros)} ${/000000$/.test(String(euros)) ? 'd’' : ''}euro${euros > 1 ? 's' : ''}${small > 0 ? ` ${inWords(small)}` : ''}`;
});

/** What is added or taken away, as it is written before a figure: "− 10 %". */
const signs: Step = (text) => text.replace(new RegExp(`(?<!\\S)([+−])${SPACE}(?=\\d)`, 'gu'), (_found, sign: string) => (sign === '+' ? 'plus ' : 'moins '));

const phones: Step = (text) => text
  .replace(/(?<!\d)(?:\+33|0033) ?([1-9])((?:[ .-]?\d{2}){4})(?!\d)/g, (_found, first: string, others: string) => phoneInWords(`0${first}${digitsOf(others)}`))
  .replace(/(?<!\d)0 ?8\d{2}(?: ?\d{2}){3}(?!\d)/g, (found) => phoneInWords(digitsOf(found)))
  .replace(/(?<!\d)0[1-9](?:[ .-]?\d{2}){4}(?!\d)/g, (found) => phoneInWords(digitsOf(found)))
  .replace(/(?<![\d,.])3[0-9] ?\d{2}(?![\d,.]?\d)(?! ?(?:€|euros?|%))/g, (found) => phoneInWords(digitsOf(found)));

const hours: Step = (text) => text.replace(/(?<!\d)(\d{1,2}) ?h(?: ?(\d{2}))?(?![\p{L}\d])/gu, (_found, hour: string, minute?: string) =>
  `${feminine(Number(hour))} heure${Number(hour) > 1 ? 's' : ''}${minute && minute !== '00' ? ` ${inWords(Number(minute))}` : ''}`);

const feminine = (value: number): string => inWords(value).replace(/\bun$/, 'une');

const percents: Step = (text) => text.replace(new RegExp(`(\\d+)(?:,(\\d+))?${SPACE}?%`, 'gu'), (_found, whole: string, part?: string) => `${inWords(Number(whole))}${part ? ` virgule ${inWords(Number(part))}` : ''} pour cent`);

/** Five figures and more without a space are a code or a number of a file: said one by one. "1" alone is left: its gender is not known. */
const figures: Step = (text) => text
  .replace(/(?<=\b(?:tapez|touche|taper) )\d\b/gu, (key) => unit(Number(key)))
  .replace(new RegExp(`(?<![\\d,])\\d{1,3}(?:${SPACE}\\d{3})+(?!\\d)`, 'gu'), (found) => inWords(Number(digitsOf(found))))
  .replace(/(?<![\p{L}\d,.])(\d+),(\d+)(?!\d)/gu, (_found, whole: string, part: string) => `${inWords(Number(whole))} virgule ${inWords(Number(part))}`)
  .replace(/\d+/g, (found) => (found.length > 4 || /^0\d/.test(found) ? [...found].map(spellSign).join(' ') : /^\d*1$/.test(found) && !/(?:11|71|91)$/.test(found) ? found : inWords(Number(found))));

const READ_AS_WORDS = new Set(DATA.siglesLus.mots);
const acronyms: Step = (text) => text.replace(new RegExp(`${START}[A-Z]{2,6}${wordsEdge}`, 'gu'), (found) => (READ_AS_WORDS.has(found) ? `${found.charAt(0)}${found.slice(1).toLowerCase()}` : [...found].join(' ')));

const abbreviations: Step = (text) => Object.entries(DATA.abreviations.mots).reduce(
  (said, [written, full]) => said.replace(new RegExp(`${START}${escaped(written)}(?![\\p{L}\\p{N}])`, 'gu'), full), text);

const STEPS: readonly Step[] = [withoutMarks, abbreviations, references, signs, dates, amounts, phones, hours, percents, figures, acronyms];
