import type { Figures } from './figures';
import { carteOrBackZone, carteZone, ibanZone, nirZone, type NatureMasquee, type ZoneMasquee } from './mask-zone';

/** NIR, IBAN and cards in figures. Each is known by its shape and its key, so that amounts, dates and phones stay. */

// ---------------------------------------------------------------- IBAN

const IBAN_LENGTHS: Record<string, number> = {
  AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, DZ: 26, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22, GI: 23, GR: 27, HR: 21, HU: 28,
  IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MA: 28, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24,
  SM: 27, TN: 24, TR: 26, UA: 29,
};
const LONGEST_IBAN = 34;

export function findIbans(figures: Figures): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (let i = 0; i < figures.length; i++) {
    if (figures.digit(i) >= 0 || figures.digit(i + 2) < 0 || figures.digit(i + 1) >= 0 || !figures.opens(i)) continue;
    const signs = figures.signs(i, figures.reach(i, LONGEST_IBAN));
    const length = ibanLength(signs);
    if (length === 0) continue;
    zones.push(ibanZone(figures.start(i), figures.end(i + length - 1), signs.slice(0, length)));
    i += length - 1;
  }
  return zones;
}

/** Length of the IBAN that starts these signs, 0 when there is none. A French one is hidden even when a figure was mistyped. */
function ibanLength(signs: string): number {
  const pays = signs.slice(0, 2).toUpperCase();
  const length = IBAN_LENGTHS[pays];
  if (length === undefined) return 0;
  const whole = signs.slice(0, length);
  if (whole.length === length && mostlyDigits(whole) && mod97(whole) === 1) return length;
  if (pays !== 'FR') return 0;
  const digits = /^fr\d{2}[\d]{8,}/.exec(signs);
  if (digits === null) return 0;
  const french = /^fr\d{12}[a-z0-9]{11}\d{2}/.exec(signs);
  return french === null ? digits[0].length : french[0].length;
}

/** One text in 97 passes the key by chance ("date de 2017…"): an IBAN is made of figures for half at least. */
function mostlyDigits(iban: string): boolean {
  let digits = 0;
  for (let i = 0; i < iban.length; i++) if (iban.charCodeAt(i) < LETTER_A) digits++;
  return digits * 2 >= iban.length;
}

/** Rest of the number that an IBAN writes, letters counted from 10 (ISO 7064): 1 when its key holds. */
function mod97(iban: string): number {
  const turned = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (let i = 0; i < turned.length; i++) {
    const code = turned.charCodeAt(i);
    rest = code >= LETTER_A ? (rest * 100 + code - LETTER_A + 10) % 97 : (rest * 10 + code - ZERO) % 97;
  }
  return rest;
}

const LETTER_A = 97;
const ZERO = 48;

/** A bare French RIB (5 + 5 + 11 + 2 with its key): the number an IBAN wraps. */
export function findRibs(folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (const m of folded.matchAll(/(?<![a-z0-9])\d{5}[ .-]?\d{5}[ .-]?[a-z0-9]{11}[ .-]?\d{2}(?![a-z0-9])/g)) {
    const signs = m[0].replace(/[ .-]/g, '');
    if (ribKeyHolds(signs)) zones.push(ibanZone(m.index, m.index + m[0].length, signs));
  }
  return zones;
}

const RIB_LETTERS = '12345678912345678923456789';

function ribKeyHolds(signs: string): boolean {
  const digits = signs.replace(/[a-z]/g, (c) => RIB_LETTERS.charAt(c.charCodeAt(0) - 97));
  let rest = 0;
  for (const d of digits) rest = (rest * 10 + Number(d)) % 97;
  return rest === 0;
}

// ---------------------------------------------------------------- NIR and cards

export function findNirsAndCartes(figures: Figures): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (let i = 0; i < figures.length; i++) {
    if (figures.digit(i) < 0 || !figures.opens(i)) continue;
    const length = nirLength(figures, i) || -carteLength(figures, i);
    if (length === 0) continue;
    const last = i + Math.abs(length) - 1;
    zones.push(length > 0 ? nirZone(figures.start(i), figures.end(last), figures.signs(i, length)) : carteZone(figures.start(i), figures.end(last)));
    i = last;
  }
  return zones;
}

const NIR_LENGTHS = [15, 13];
const SEXES = new Set([1, 2, 3, 4, 7, 8]);

/** Months, and the numbers kept for births whose month is not known (Insee). */
const isBirthMonth = (month: number): boolean => (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;

/** Thirteen figures, fifteen with the key, in any spacing that a NIR may take; 0 when there is none. */
function nirLength(figures: Figures, i: number): number {
  if (!SEXES.has(figures.digit(i)) || !hasNirShape(figures, i) || !isBirthMonth(figures.digit(i + 3) * 10 + figures.digit(i + 4))) return 0;
  for (const length of NIR_LENGTHS) {
    if (!reachesFigure(figures, i, length) || !figures.closes(i + length - 1)) continue;
    if ((length === 15 && nirKeyHolds(figures.signs(i, length))) || nirGrouping(figures.cuts(i, length))) return length;
  }
  return 0;
}

/** Figures all along, but for the A or B of a Corsican département. */
function hasNirShape(figures: Figures, i: number): boolean {
  const run = figures.run(i);
  if (run >= 13) return true;
  return run === 6 && figures.digit(i + 5) === 2 && /^[ab]$/.test(figures.sign(i + 6)) && figures.follows(i + 6) && figures.follows(i + 7) && figures.run(i + 7) >= 6;
}

const reachesFigure = (figures: Figures, i: number, length: number): boolean =>
  figures.run(i) >= length || (figures.run(i) === 6 && figures.run(i + 7) >= length - 7);

function nirKeyHolds(signs: string): boolean {
  const digits = signs.slice(0, 5) + signs.slice(5, 7).replace('2a', '19').replace('2b', '18') + signs.slice(7);
  let rest = 0;
  for (const d of digits.slice(0, 13)) rest = (rest * 10 + Number(d)) % 97;
  return rest === 97 - Number(digits.slice(13, 15));
}

const NIR_FIELDS = new Set([1, 3, 5, 7, 9, 10, 11, 13]);

/** Cut at its fields, in pairs, or between every figure. Rows of amounts ("1 250 1 300") are not. */
const nirGrouping = (cuts: readonly number[]): boolean => cuts.every((c) => NIR_FIELDS.has(c)) || cuts.length >= 12;

const CARTE_LENGTHS = [16, 15, 14, 19, 18, 13];

function carteLength(figures: Figures, i: number): number {
  const first = figures.digit(i);
  const run = figures.run(i);
  if (first < 2 || first > 6 || run < 13 || (first === 2 && !isNewMastercard(figures, i))) return 0;
  for (const length of CARTE_LENGTHS) {
    if (length <= run && luhn(figures, i, length) && figures.closes(i + length - 1) && carteGrouping(figures.cuts(i, length), length)) return length;
  }
  return 0;
}

/** 2221 to 2720: no other card starts with 2, years do. */
function isNewMastercard(figures: Figures, i: number): boolean {
  const prefix = Number(figures.signs(i, 4));
  return prefix >= 2221 && prefix <= 2720;
}

/** Fours, or nothing cut, or all cut; Amex 4-6-5. */
const carteGrouping = (cuts: readonly number[], length: number): boolean =>
  cuts.every((c) => c % 4 === 0) || cuts.length === length - 1 || cuts.join() === '4,10' || (length === 16 && cuts.every((c) => c % 2 === 0));

function luhn(figures: Figures, i: number, length: number): boolean {
  const first = figures.digit(i);
  let sum = 0;
  let varied = false;
  for (let k = 0; k < length; k++) {
    const d = figures.digit(i + length - 1 - k);
    const doubled = k % 2 === 1 ? d * 2 : d;
    sum += doubled > 9 ? doubled - 9 : doubled;
    varied ||= d !== first;
  }
  return varied && sum % 10 === 0;
}

// ---------------------------------------------------------------- after a word that announces the number

type Cue = { cue: RegExp; nature: NatureMasquee; least: number; most: number };

const CUES: readonly Cue[] = [
  { cue: /(?:secu(?:rite)?(?: sociale?)?|\bnir\b|carte vitale|numero de ss|\bnss\b)/g, nature: 'nir', least: 9, most: 15 },
  { cue: /\b(?:iban|rib|releve d'identite bancaire)\b/g, nature: 'iban', least: 10, most: 34 },
  { cue: /\b(?:carte(?: bleue| bancaire| visa| de credit| bleu)?|\bcb\b|mastercard|numero de (?:ma |la )?carte)\b/g, nature: 'carte', least: 12, most: 19 },
  { cue: /\b(?:cryptogramme|cvv|cvc|3 chiffres (?:au dos|derriere)|trois chiffres (?:au dos|derriere))\b/g, nature: 'carte', least: 3, most: 4 },
];

/** "mon numéro de sécu c'est 184 12 76": hidden even when it is cut short or mistyped. */
export const findCued = (folded: string, figures: Figures): ZoneMasquee[] =>
  CUES.flatMap((cue) => [...folded.matchAll(cue.cue)].flatMap((m) => cuedAfter(folded, figures, m.index + m[0].length, cue)));

const LINK = /^[ ,]{0,3}(?:(?:c'est|c est|cest|est|etait|le|la|numero|num|n°|no|de|ma|mon|carte|bien|donc|alors|euh|voici|:|=|-)[ ,:=]{0,3}){0,5}/;
const LINK_UNITS = 60;

function cuedAfter(folded: string, figures: Figures, from: number, { nature, least, most }: Cue): ZoneMasquee[] {
  const start = from + (LINK.exec(folded.slice(from, from + LINK_UNITS))?.[0].length ?? 0);
  const i = figures.at(start);
  if (figures.start(i) !== start || start >= folded.length) return [];
  const signs = /^[a-z]{0,2}(?=\d)/.test(figures.signs(i, 3)) || figures.digit(i) >= 0 ? figures.signs(i, figures.reach(i, most)) : '';
  const kept = (KEPT[nature] ?? KEPT.carte).exec(signs)?.[0] ?? '';
  if (kept.replace(/\D/g, '').length < least) return [];
  const end = figures.end(i + kept.length - 1);
  return [nature === 'nir' ? nirZone(start, end, kept) : nature === 'iban' ? ibanZone(start, end, kept) : carteOrBackZone(start, end, kept.length)];
}

/** Signs up to the last figure: a word glued by spaces after the number is not part of it. */
const KEPT = { nir: /^\d[\dab]*/, iban: /^[a-z]{0,2}\d(?:[a-z]?\d)*/, carte: /^\d+/, mot_de_passe: /^$/ };
