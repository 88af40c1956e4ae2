/**
 * A rough French pronunciation, one sign a sound, for comparing what was heard or misspelt with what was meant.
 * Close sounds share a sign on purpose: e/é/è, s/z, o/au, in/un. Signs: a e i o u(ou) y(u) @(an) I(in) O(on), consonants, S(ch) J(j).
 */

type Rule = readonly [RegExp, string];

/** Tried in order at each place; the first one that matches there is used. `y` flag: they match at the place only. */
const RULES: readonly Rule[] = [
  [/eaux?(?![a-z])/y, 'o'], [/eaux?/y, 'o'], [/aux?(?![a-z])/y, 'o'], [/au/y, 'o'],
  [/ouill/y, 'uj'], [/euill?|oeill?|ueill?/y, 'ej'], [/aill(?=e|i|o|a|$)|ail(?=s?$)/y, 'aj'], [/eill?(?=e|i|o|a|$)/y, 'ej'], [/(?<=[bcdfgjklmnprstv])ill(?=[aeo])/y, 'ij'],
  [/oeu|eu/y, 'e'], [/oi[nm](?![aeiouymn])/y, 'wI'], [/oi|oy/y, 'wa'], [/ou/y, 'u'],
  [/(?:ai|ei|ui)[nm](?![aeiouymn])/y, 'I'], [/ien(?![aeiouyn])/y, 'jI'], [/(?:in|im|yn|ym|un|um)(?![aeiouymn])/y, 'I'],
  [/(?:an|am|en|em)(?![aeiouymn])/y, '@'], [/(?:on|om)(?![aeiouymn])/y, 'O'],
  [/ent(?=s?$)/y, ''], [/(?<=[aeiouy][a-z]*)es$/y, ''], [/(?:er|ez|et|ed|es|est|ef)$/y, 'e'], [/(?:ais|ait|aient|ai|ay|ei|ey)/y, 'e'],
  [/ph/y, 'f'], [/sch|sh|ch/y, 'S'], [/gn/y, 'n'], [/qu|q|ck|cqu|k/y, 'k'], [/gu(?=[eiy])/y, 'g'], [/ge(?=[aou])/y, 'J'], [/g(?=[eiy])|j/y, 'J'], [/g/y, 'g'],
  [/sc(?=[eiy])/y, 's'], [/c(?=[eiy])/y, 's'], [/cc(?=[eiy])/y, 'ks'], [/cc?/y, 'k'], [/tion/y, 'siO'], [/th/y, 't'], [/x(?=$)/y, ''], [/x/y, 'ks'],
  [/[szç]+(?=$)/y, ''], [/[szç]+/y, 's'], [/[td](?=s?$)/y, ''], [/p(?=s?$)/y, ''], [/h/y, ''], [/w/y, 'w'], [/y/y, 'i'],
  [/e(?=s?$)/y, ''], [/e/y, 'e'], [/u/y, 'y'], [/([bdfklmnprtv])\1?/y, '$1'], [/[aio]/y, '$0'],
];

const cache = new Map<string, string>();
const CACHE_LIMIT = 20_000;

/** Sounds of one folded word. */
export function sound(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const read = squeeze(pronounce(word));
  if (cache.size < CACHE_LIMIT) cache.set(word, read);
  return read;
}

function pronounce(word: string): string {
  if (word.length <= 3 && (word.length <= 2 || word === 'est')) return LETTER_NAMES[word] ?? SHORT[word] ?? rules(word);
  return rules(word);
}

/** Words of one syllable whose last letters the rules would drop. */
const SHORT: Record<string, string> = { es: 'e', et: 'e', de: 'de', le: 'le', me: 'me', te: 'te', se: 'se', ce: 'se', ne: 'ne', je: 'Je', ue: 'y', re: 're', be: 'be', pe: 'pe', ge: 'Je', ve: 've', ef: 'ef', er: 'er', el: 'el', em: 'em', en: 'en', as: 'as', ah: 'a', ca: 'sa', la: 'la', est: 'e' };

function rules(word: string): string {
  let out = '';
  let at = 0;
  while (at < word.length) {
    const step = applyAt(word, at);
    out += step.out;
    at += step.length;
  }
  return out;
}

function applyAt(word: string, at: number): { out: string; length: number } {
  for (const [shape, sign] of RULES) {
    shape.lastIndex = at;
    const m = shape.exec(word);
    if (m === null || m[0].length === 0) continue;
    return { out: sign === '$0' ? m[0] : sign === '$1' ? (m[1] ?? '') : sign, length: m[0].length };
  }
  return { out: '', length: 1 };
}

const squeeze = (sounds: string): string => sounds.replace(/(.)\1+/g, '$1');

/** Names of the letters, as sounds. */
export const LETTER_NAMES: Record<string, string> = {
  a: 'a', b: 'be', c: 'se', d: 'de', e: 'e', f: 'ef', g: 'Je', h: 'aS', i: 'i', j: 'Ji', k: 'ka', l: 'el', m: 'em', n: 'en', o: 'o', p: 'pe', q: 'ky', r: 'er', s: 'es', t: 'te', u: 'y',
  v: 've', w: 'dublve', x: 'iks', y: 'igrek', z: 'sed',
};

const LETTER_HEARD = new Map(Object.entries(LETTER_NAMES).map(([letter, heard]) => [heard, letter]));

/** The letter that a word is, or sounds like the name of ("hache", "aime", "pé"). */
export const letterOf = (word: string): string | undefined => (word.length === 1 ? word : LETTER_HEARD.get(sound(word)));

/** "rsa" spelt aloud: the sounds of the names of its letters, run together. */
export const spelled = (sigle: string): string => squeeze([...sigle].map((letter) => LETTER_NAMES[letter] ?? '').join(''));

/** Sounds of words run together, as a recognizer would have heard them without knowing where to cut. */
export const soundsTogether = (words: readonly string[]): string => (words.length === 1 ? sound(words[0]!) : squeeze(words.map(sound).join('')));

const LONGEST_COMPARED = 64;
const rows = [new Uint8Array(LONGEST_COMPARED + 1), new Uint8Array(LONGEST_COMPARED + 1)] as const;

/** Number of sounds to add, drop or change, stopping once it is above `limit`. */
export function soundDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit || Math.max(a.length, b.length) > LONGEST_COMPARED) return limit + 1;
  let [previous, row]: readonly Uint8Array[] = rows;
  for (let j = 0; j <= b.length; j++) previous![j] = j;
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    let least = (row![0] = i);
    for (let j = 1; j <= b.length; j++) {
      const cost = Math.min(previous![j]! + 1, row![j - 1]! + 1, previous![j - 1]! + (letter === b.charCodeAt(j - 1) ? 0 : 1));
      row![j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    [previous, row] = [row, previous];
  }
  return Math.min(previous![b.length]!, limit + 1);
}
