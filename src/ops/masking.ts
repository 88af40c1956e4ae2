import { digitReadings, foldSameLength, isNumberWord, wordsOf, type Word } from './spoken-numbers';

/** What must never be stored (DOSSIER §6.2). */
export type NatureMasquee = 'nir' | 'iban' | 'carte' | 'mot_de_passe';

/** A span to hide. Offsets are UTF-16, in the text given; `masque` takes its place. */
export type ZoneMasquee = { start: number; end: number; nature: NatureMasquee; masque: string };

const CARTE = '•••• •••• •••• ••••';
const SECRET = '••••';

/**
 * Hides NIR, IBAN, bank card and secrets. Idempotent. Leaves REF-EXP numbers, amounts, dates, phones, allocataire numbers.
 *
 * @returns the text to keep, and the natures found, each once, in order of appearance
 */
export function maskSensitive(text: string): { text: string; found: NatureMasquee[] } {
  const zones = findSensitive(text);
  return { text: replaceZones(text, zones), found: [...new Set(zones.map((z) => z.nature))] };
}

/** `maskSensitive`, and phones, e-mails and allocataire numbers: what a log may hold. */
export function maskForLog(text: string): string {
  return [maskSpokenPhones, maskPhones, maskEmails, maskAllocataires].reduce((t, mask) => mask(t), maskSensitive(text).text);
}

/** The sensitive spans, in order, without overlap. */
export function findSensitive(text: string): ZoneMasquee[] {
  const folded = foldSameLength(text);
  const zones: ZoneMasquee[] = [];
  for (const find of [findIbans, findWrittenNumbers, findCued, findSpoken, findSecrets]) {
    for (const zone of find(text, folded)) if (!zones.some((z) => z.start < zone.end && zone.start < z.end)) zones.push(zone);
  }
  return zones.sort((a, b) => a.start - b.start);
}

function replaceZones(text: string, zones: readonly ZoneMasquee[]): string {
  let out = '';
  let from = 0;
  for (const zone of zones) {
    out += text.slice(from, zone.start) + zone.masque;
    from = zone.end;
  }
  return out + text.slice(from);
}

// ---------------------------------------------------------------- IBAN

const IBAN_LENGTHS: Record<string, number> = {
  AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, DZ: 26, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22, GI: 23, GR: 27, HR: 21, HU: 28,
  IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MA: 28, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24,
  SM: 27, TN: 24, TR: 26, UA: 29,
};

/** Digits and letters of a run, with where each was: the run may hold one separator between two signs. */
type Run = { signs: string; at: number[] };

const SEPARATOR = /[ .\-_/]/;

function runFrom(folded: string, start: number, limit: number, sign: RegExp): Run {
  const run: Run = { signs: '', at: [] };
  let gap = 0;
  for (let i = start; i < folded.length && run.signs.length < limit; i++) {
    const c = folded.charAt(i);
    if (sign.test(c)) {
      run.signs += c;
      run.at.push(i);
      gap = 0;
      continue;
    }
    if (!SEPARATOR.test(c) || ++gap > 3) break;
  }
  return run;
}

function findIbans(_text: string, folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (const m of folded.matchAll(/(?<![a-z0-9])[a-z][ .]?[a-z][ .]?\d[ .]?\d/g)) {
    const run = runFrom(folded, m.index, 34, /[a-z0-9]/);
    const length = ibanLength(run.signs);
    const last = run.at[length - 1];
    if (length > 0 && last !== undefined) zones.push({ start: m.index, end: last + 1, nature: 'iban', masque: ibanMask(run.signs.slice(0, length)) });
  }
  return [...zones, ...findRibs(folded)];
}

/** Length of the IBAN that starts these signs, 0 when there is none. A French one is hidden even when a digit was mistyped. */
function ibanLength(signs: string): number {
  const pays = signs.slice(0, 2).toUpperCase();
  const length = IBAN_LENGTHS[pays];
  if (length === undefined) return 0;
  const whole = signs.slice(0, length);
  if (whole.length === length && mod97(whole) === 1 && mostlyDigits(whole)) return length;
  if (pays !== 'FR') return 0;
  const digits = /^fr\d{2}[\d]{8,}/.exec(signs);
  if (digits === null) return 0;
  const french = /^fr\d{12}[a-z0-9]{11}\d{2}/.exec(signs);
  return french === null ? digits[0].length : french[0].length;
}

/** One text in 97 passes the key by chance ("date de 2017…"): an IBAN is made of digits for half at least. */
const mostlyDigits = (iban: string): boolean => iban.replace(/\D/g, '').length * 2 >= iban.length;

function mod97(iban: string): number {
  let rest = 0;
  for (const c of (iban.slice(4) + iban.slice(0, 4)).toUpperCase()) {
    const value = c >= 'A' ? String(c.charCodeAt(0) - 55) : c;
    for (const d of value) rest = (rest * 10 + Number(d)) % 97;
  }
  return rest;
}

const ibanMask = (signs: string): string => `${signs.slice(0, 4).toUpperCase()} •••• •••• ••${signs.slice(-2).toUpperCase()}`;

/** A bare French RIB (5 + 5 + 11 + 2 with its key): the number an IBAN wraps. */
function findRibs(folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (const m of folded.matchAll(/(?<![a-z0-9])\d{5}[ .-]?\d{5}[ .-]?[a-z0-9]{11}[ .-]?\d{2}(?![a-z0-9])/g)) {
    const signs = m[0].replace(/[ .-]/g, '');
    if (ribKeyHolds(signs)) zones.push({ start: m.index, end: m.index + m[0].length, nature: 'iban', masque: `•••• •••• ••${signs.slice(-2)}` });
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

// ---------------------------------------------------------------- NIR and cards, written

function findWrittenNumbers(_text: string, folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  let from = 0;
  for (const m of folded.matchAll(/(?<![a-z0-9])\d/g)) {
    if (m.index < from) continue;
    const zone = nirAt(folded, m.index) ?? carteAt(folded, m.index);
    if (zone === null) continue;
    zones.push(zone);
    from = zone.end;
  }
  return zones;
}

const MONTH = '(?:0[1-9]|1[0-2]|[23]\\d|4[0-2]|[5-9]\\d)';
const NIR = new RegExp(`^[123478]\\d{2}${MONTH}(?:\\d{2}|2[ab])\\d{6}`);

function nirAt(folded: string, start: number): ZoneMasquee | null {
  const run = runFrom(folded, start, 17, /[0-9ab]/);
  if (!NIR.test(run.signs)) return null;
  for (const length of [15, 13]) {
    const last = run.at[length - 1];
    if (last === undefined || !endsGroup(folded, last)) continue;
    const signs = run.signs.slice(0, length);
    if (!/^\d{6}[\dab]\d+$/.test(signs)) continue;
    if ((length === 15 && nirKeyHolds(signs)) || nirGrouping(run.at.slice(0, length))) return nirZone(start, last + 1, signs);
  }
  return null;
}

const endsGroup = (folded: string, last: number): boolean => !/[a-z0-9]/.test(folded.charAt(last + 1)) && !/^[.,]\d|^ ?(?:€|euro)/.test(folded.slice(last + 1, last + 8));

const nirZone = (start: number, end: number, signs: string): ZoneMasquee =>
  ({ start, end, nature: 'nir', masque: `${signs.charAt(0)} ${signs.slice(1, 3)} •• •• ••• ••• ••` });

function nirKeyHolds(signs: string): boolean {
  const digits = signs.slice(0, 5) + signs.slice(5, 7).replace('2a', '19').replace('2b', '18') + signs.slice(7);
  return Number(BigInt(digits.slice(0, 13)) % 97n) === 97 - Number(digits.slice(13, 15));
}

/** Cuts where a NIR may be cut: at its fields, in pairs, or between every digit. Rows of amounts ("1 250 1 300") are not. */
function nirGrouping(at: readonly number[]): boolean {
  const cuts: number[] = [];
  for (let i = 1; i < at.length; i++) if ((at[i] ?? 0) - (at[i - 1] ?? 0) > 1) cuts.push(i);
  const fields = new Set([1, 3, 5, 7, 9, 10, 11, 13]);
  return cuts.every((c) => fields.has(c)) || cuts.length >= at.length - 2;
}

function carteAt(folded: string, start: number): ZoneMasquee | null {
  if (!/[2-6]/.test(folded.charAt(start))) return null;
  const run = runFrom(folded, start, 19, /\d/);
  for (const length of [16, 15, 14, 19, 18, 13]) {
    const last = run.at[length - 1];
    if (last === undefined || !endsGroup(folded, last) || !luhnHolds(run.signs.slice(0, length)) || !carteGrouping(run.at.slice(0, length))) continue;
    return { start, end: last + 1, nature: 'carte', masque: CARTE };
  }
  return null;
}

/** Fours, or nothing cut, or all cut; Amex 4-6-5. */
function carteGrouping(at: readonly number[]): boolean {
  const cuts: number[] = [];
  for (let i = 1; i < at.length; i++) if ((at[i] ?? 0) - (at[i - 1] ?? 0) > 1) cuts.push(i);
  return cuts.every((c) => c % 4 === 0) || cuts.length === at.length - 1 || cuts.join() === '4,10' || (at.length === 16 && cuts.every((c) => c % 2 === 0));
}

function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits.charAt(digits.length - 1 - i));
    const doubled = i % 2 === 1 ? d * 2 : d;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}

// ---------------------------------------------------------------- after a word that announces the number

type Cue = { cue: RegExp; nature: NatureMasquee; least: number; most: number };

const CUES: readonly Cue[] = [
  { cue: /(?:secu(?:rite)?(?: sociale?)?|\bnir\b|carte vitale|numero de ss|\bnss\b)/g, nature: 'nir', least: 9, most: 15 },
  { cue: /\b(?:iban|rib|releve d'identite bancaire)\b/g, nature: 'iban', least: 10, most: 34 },
  { cue: /\b(?:carte(?: bleue| bancaire| visa| de credit| bleu)?|\bcb\b|mastercard|numero de (?:ma |la )?carte)\b/g, nature: 'carte', least: 12, most: 19 },
  { cue: /\b(?:cryptogramme|cvv|cvc|3 chiffres (?:au dos|derriere)|trois chiffres (?:au dos|derriere))\b/g, nature: 'carte', least: 3, most: 4 },
];

/** "mon numéro de sécu c'est 184 12 76" : hidden even when it is cut short or mistyped. */
function findCued(_text: string, folded: string): ZoneMasquee[] {
  return CUES.flatMap((cue) => [...folded.matchAll(cue.cue)].flatMap((m) => cuedAfter(folded, m.index + m[0].length, cue)));
}

const LINK = /^[ ,]{0,3}(?:(?:c'est|c est|cest|est|etait|le|la|numero|num|n°|no|de|ma|mon|carte|bien|donc|alors|euh|voici|:|=|-)[ ,:=]{0,3}){0,5}/;

function cuedAfter(folded: string, from: number, { nature, least, most }: Cue): ZoneMasquee[] {
  const window = folded.slice(from, from + 60);
  const start = from + (LINK.exec(window)?.[0].length ?? 0);
  if (!/[\da-z]/.test(folded.charAt(start))) return [];
  const signs = nature === 'iban' ? /[a-z0-9]/ : nature === 'nir' ? /[0-9ab]/ : /\d/;
  const run = runFrom(folded, start, most, signs);
  const kept = nature === 'iban' ? ibanPart(run.signs) : run.signs;
  const last = run.at[kept.length - 1];
  const digits = kept.replace(/\D/g, '').length;
  if (last === undefined || digits < least || !/^\d/.test(nature === 'iban' ? kept.replace(/^[a-z]{2}/, '') : kept)) return [];
  return [cuedZone(start, last + 1, nature, kept)];
}

/** Signs up to the last digit: a word glued by spaces after the number is not part of it. */
const ibanPart = (signs: string): string => /^[a-z]{0,2}\d(?:[a-z]?\d)*/.exec(signs)?.[0] ?? '';

function cuedZone(start: number, end: number, nature: NatureMasquee, signs: string): ZoneMasquee {
  if (nature === 'nir') return nirZone(start, end, signs);
  if (nature === 'carte') return { start, end, nature, masque: signs.length <= 4 ? '•••' : CARTE };
  return { start, end, nature, masque: /^[a-z]/.test(signs) ? ibanMask(signs) : `•••• •••• ••${signs.slice(-2)}` };
}

// ---------------------------------------------------------------- dictated

const HESITATIONS = new Set(['euh', 'heu', 'hum', 'hein', 'alors', 'donc', 'ensuite', 'puis', 'apres', 'et', 'espace', 'tiret', 'point', 'virgule', 'voila', 'attendez', 'pardon', 'oui', 'cle', 'la']);
const SPOKEN_LETTERS = new Set(['a', 'b', 'be']);

type SpokenRun = { words: Word[]; numbers: number };

/** Runs of number words, hesitations inside allowed. Runs of written digits alone are read by the functions above. */
function spokenRuns(folded: string): SpokenRun[] {
  const runs: SpokenRun[] = [];
  let current: Word[] = [];
  for (const word of wordsOf(folded)) {
    if (joinsRun(word, current)) {
      current.push(word);
      continue;
    }
    closeRun(current, runs);
    current = [];
  }
  closeRun(current, runs);
  return runs;
}

const joinsRun = ({ norm }: Word, current: readonly Word[]): boolean =>
  isNumberWord(norm) || /^\d+$/.test(norm) || norm === 'double' || norm === 'triple' || (current.length > 0 && (HESITATIONS.has(norm) || SPOKEN_LETTERS.has(norm)));

function closeRun(words: Word[], runs: SpokenRun[]): void {
  let end = words.length;
  while (end > 0 && !isCounted(words[end - 1])) end--;
  const kept = words.slice(0, end);
  const numbers = kept.filter((w) => isNumberWord(w.norm)).length;
  if (numbers >= 3 && kept.length <= 90) runs.push({ words: kept, numbers });
}

const isCounted = (word: Word | undefined): boolean => word !== undefined && (isNumberWord(word.norm) || /^\d+$/.test(word.norm));

/** Words that thirteen digits take when they are dictated; fewer, without a cue, are another number read digit by digit. */
const NIR_WORDS = 10;
const NIR_CUE = /secu|securite sociale|\bnir\b|carte vitale/;

function findSpoken(_text: string, folded: string): ZoneMasquee[] {
  return spokenRuns(folded).flatMap((run) => {
    const nir = spokenDigits(run.words, (d, done) => nirPrefix(d) && (!done || d.length === 13 || d.length === 15));
    const start = run.words[0]?.start ?? 0;
    const end = run.words.at(-1)?.end ?? 0;
    if (nir !== null && (run.numbers >= NIR_WORDS || NIR_CUE.test(folded.slice(Math.max(0, start - 60), start)))) return [nirZone(start, end, nir)];
    const iban = spokenIbanStart(folded, start);
    if (iban !== null && spokenDigits(run.words, (d) => d.length <= 27) !== null && run.numbers >= 8) return [{ start: iban, end, nature: 'iban' as const, masque: 'FR•• •••• •••• ••••' }];
    const carte = spokenDigits(run.words, (d, done) => d.length <= 16 && (!done || (d.length === 16 && luhnHolds(d))));
    return carte === null ? [] : [{ start, end, nature: 'carte' as const, masque: CARTE }];
  });
}

function spokenIbanStart(folded: string, start: number): number | null {
  const m = /(?:^|[^a-z])((?:f|effe|ef) ?(?:r|erre|er)[ ,]{1,2})$/.exec(folded.slice(Math.max(0, start - 14), start));
  return m === null ? null : start - (m[1] ?? '').length;
}

const NIR_PREFIX = /^[123478](?:\d(?:\d(?:[0-9](?:\d(?:\d(?:[\dab]\d{0,8})?)?)?)?)?)?$/;
const nirPrefix = (d: string): boolean => d.length <= 15 && NIR_PREFIX.test(d) && (d.length < 13 || NIR.test(d));

const READINGS_LIMIT = 4_000;

/** The first reading of the whole run that `accepts` (called on prefixes, then with `done`), or `null`. */
function spokenDigits(words: readonly Word[], accepts: (digits: string, done: boolean) => boolean): string | null {
  const norms = words.map((w) => (w.norm === 'be' ? 'b' : w.norm)).filter((n) => !HESITATIONS.has(n) || n === 'et');
  let budget = READINGS_LIMIT;
  const seen = new Set<string>();
  const read = (at: number, digits: string): string | null => {
    if (at >= norms.length) return accepts(digits, true) ? digits : null;
    const state = `${at}|${digits}`;
    if (seen.has(state) || budget-- <= 0) return null;
    seen.add(state);
    for (const next of nextReadings(norms, at)) {
      const joined = digits + next.digits;
      if (!accepts(joined, false)) continue;
      const found = read(next.next, joined);
      if (found !== null) return found;
    }
    return null;
  };
  return read(0, '');
}

function nextReadings(norms: readonly string[], at: number): { digits: string; next: number }[] {
  const norm = norms[at] ?? '';
  if (norm === 'et') return [{ digits: '', next: at + 1 }];
  if (norm === 'a' || norm === 'b') return [{ digits: norm, next: at + 1 }];
  return digitReadings(norms, at).sort((a, b) => b.next - a.next);
}

// ---------------------------------------------------------------- secrets

const SECRET_CUE = /\b(?:mot (?:de|2) ?pass?e?s?|mdp|m d p|password|code (?:secret|personnel|confidentiel|d'acces|pin|sms|de (?:connexion|securite|verification|confirmation|validation)|provisoire|recu(?: par sms)?)|identifiant et code|code)\b/g;
const NOT_SECRET_CODE = /^ ?(?:postal|erreur|insee|naf|ape|promo|couleur|commune|caf|du travail|de la|civil|famille|rome|barre|qr|guichet|banque|bic)/;
const SECRET_LINK = /^ {0,2}(?:caf |a moi |actuel |est |etait |c'est |c est |cest |c |s'est |de mon compte |provisoire |par sms |recu |qui est |a 4 chiffres |a quatre chiffres |: ?|= ?|donc |bien ){0,4}/;
/** What a sentence says *about* a password, and is not one. */
const ABOUT = /^(?:pas|plus|trop|tres|toujours|encore|deja|jamais|bien|pourtant|le|la|les|l|un|une|mon|ma|mes|dans|sur|sous|par|avec|en|que|qui|quoi|ou|comment|quand|a|au|aux|et|mais|bon|bonne|faux|fausse|mauvais|correct|incorrect|juste|valide|invalide|ok|oublie|perdu|bloque|expire|refuse|change|errone|impossible|introuvable|different|identique|nouveau|necessaire|obligatoire|arrive|marche|fonctionne|passe|recu|demande|ne|n|je|j|il|elle|on|vous|nous|ils|ca|cela|car|pour|si|sans|temporaire|provisoire|celui|meme|depuis|hier|aujourd)$/;
const ABOUT_ENDING = /(?:ee?s?|er|ir|ies?|ues?|able|ible|ant|ent|ait|eux)$/;

function findSecrets(text: string, folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (const m of folded.matchAll(SECRET_CUE)) {
    const zone = secretAfter(text, folded, m.index + m[0].length, m[0]);
    if (zone !== null) zones.push(zone);
  }
  return zones;
}

function secretAfter(text: string, folded: string, from: number, cue: string): ZoneMasquee | null {
  if (cue === 'code' && NOT_SECRET_CODE.test(folded.slice(from, from + 20))) return null;
  const link = SECRET_LINK.exec(folded.slice(from, from + 80))?.[0] ?? '';
  const quote = /^["'«“( ]{0,3}/.exec(text.slice(from + link.length, from + link.length + 4))?.[0].length ?? 0;
  const start = from + link.length + quote;
  const spoken = spokenSecretEnd(folded, start);
  if (spoken > start) return { start, end: spoken, nature: 'mot_de_passe', masque: SECRET };
  const token = /^[^\s,;"»”<>]{1,64}/.exec(text.slice(start, start + 64))?.[0].replace(/[.!?:)]+$/, '') ?? '';
  if (!isSecret(token, folded.slice(start + token.length), cue, link)) return null;
  return { start, end: start + token.length, nature: 'mot_de_passe', masque: SECRET };
}

/** A dictated code, four to eight digits said in words. */
function spokenSecretEnd(folded: string, start: number): number {
  const words = wordsOf(folded.slice(start, start + 80));
  let n = 0;
  while (n < words.length && isNumberWord(words[n]?.norm ?? '')) n++;
  const first = words[0];
  const last = words[n - 1];
  return n >= 4 && first?.start === 0 && last !== undefined ? start + last.end : -1;
}

function isSecret(token: string, after: string, cue: string, link: string): boolean {
  if (token.length < 3 || token.startsWith('•')) return false;
  const folded = foldSameLength(token);
  if (/^(?:ref|exp)-/.test(folded) || folded.includes("'")) return false;
  const digits = /\d/.test(token);
  if (cue === 'code') return /^\d{4,8}$/.test(token) && !/^ ?(?:€|euro)/.test(after) || (digits && /[a-z]/.test(folded) && /[:=]|est/.test(link));
  if (digits) return !/^(?:\d{1,2}[h/]\d|\d{1,2}$|\d+(?:e|er|eme)$)/.test(folded) && !/^ ?(?:fois|jours?|mois|ans?|heures?|minutes?|€|euro)/.test(after);
  if (/[:=]/.test(link)) return !ABOUT.test(folded);
  if (!/est|etait|^ ?c /.test(link)) return false;
  const inside = token.slice(1);
  if (/[!@#$%&*+_?]/.test(inside) || /[a-z][A-Z]/.test(token)) return true;
  return /^ *(?:$|[.,;!?]|et |mais |ca |pour )/.test(after) && !ABOUT.test(folded) && !ABOUT_ENDING.test(folded);
}

// ---------------------------------------------------------------- logs

const PHONE = /(?<![\d.,-])(?:(?:\+|00)33[ .-]?(?:\(0\))?[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)/g;
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
const ALLOCATAIRE = /(?<![\w•-])(\d{2,4})(\d{4})[a-z]?(?![\w•])(?!\s?(?:€|euro))/gi;
const ALLOCATAIRE_SPACED = /(?<![\w•-])\d{1,3}[ .]\d{3}[ .]?\d{1,4}(?![\w•])(?!\s?(?:€|euro))/g;
const ALLOCATAIRE_CUE = /allocataire|matricule|num(?:ero)? (?:de )?caf|n° ?caf|n° ?alloc|num(?:ero)? alloc/i;

const maskPhones = (text: string): string => text.replace(PHONE, (m) => `•• •• •• •• ${m.slice(-2)}`);
const maskEmails = (text: string): string => text.replace(EMAIL, (m) => `${m.charAt(0)}•••@•••`);

/** Any free run of 6 or 7 digits counts as one in a log; spaced or shorter ones only after a word that says so. */
function maskAllocataires(text: string): string {
  const short = (digits: string): string => `•••${digits.replace(/\D/g, '').slice(-4)}`;
  const cued = ALLOCATAIRE_CUE.test(foldSameLength(text)) ? text.replace(ALLOCATAIRE_SPACED, (m) => short(m)) : text;
  return cued.replace(ALLOCATAIRE, (m, head: string, tail: string) => (head.length + tail.length >= 6 && !/^(?:19|20)\d{6}$/.test(m) ? short(head + tail) : m));
}

function maskSpokenPhones(text: string): string {
  const folded = foldSameLength(text);
  const zones = spokenRuns(folded).flatMap((run): ZoneMasquee[] => {
    const phone = spokenDigits(run.words, (d, done) => /^0/.test(d) && d.length <= 10 && (!done || /^0[1-9]\d{8}$/.test(d)));
    if (phone === null) return [];
    return [{ start: run.words[0]?.start ?? 0, end: run.words.at(-1)?.end ?? 0, nature: 'mot_de_passe', masque: `•• •• •• •• ${phone.slice(-2)}` }];
  });
  return replaceZones(text, zones);
}

/** What was hidden in a text already masked (by the channel, before it was kept): tells which warning to give. */
export function maskedNatures(masked: string): NatureMasquee[] {
  const rest = (pattern: RegExp, text: string): [boolean, string] => [pattern.test(text), text.replace(pattern, ' ')];
  const [iban, afterIban] = rest(/\b[A-Z]{2}(?:\d{2}|••) •[• \d]*|•{4} •{4} ••\d{2}/g, masked);
  const [nir, afterNir] = rest(/\b[1-478] \d{2} ••[• ]*/g, afterIban);
  const [carte, afterCarte] = rest(/•{4} •{4} •{4} •{4}/g, afterNir);
  return [...(iban ? ['iban' as const] : []), ...(nir ? ['nir' as const] : []), ...(carte ? ['carte' as const] : []), ...(/•{4}/.test(afterCarte) ? ['mot_de_passe' as const] : [])];
}
