import raw from './noise.json';

/**
 * Distortions that a test message may undergo. Written apart from those used in training (intents/noise.ts) and sharing
 * nothing with them: neither code, nor word lists, nor generator. The same text always gives the same result.
 */

export const BRUITS = ['plat', 'frappe', 'sms', 'dictee', 'colle'] as const;
export type Bruit = (typeof BRUITS)[number];

type Random = { below(n: number): number; chance(p: number): boolean; pick<T>(list: readonly T[]): T | undefined };

const HOMOPHONES: Record<string, readonly string[]> = raw.homophones;
const ABREVIATIONS: Record<string, string> = raw.abreviations;
const LETTRES: Record<string, readonly string[]> = raw.lettres;
const SIGLES = new Set(raw.sigles);

export function disturb(text: string, bruit: Bruit): string {
  const random = randomFrom(`${bruit}\u0000${text}`);
  switch (bruit) {
    case 'plat': return flat(text);
    case 'frappe': return slips(text, random);
    case 'sms': return wordsOf(text).map((w) => shortened(w, random)).join(' ');
    case 'dictee': return wordsOf(flatCase(text)).flatMap((w) => heard(w, random)).join(' ');
    case 'colle': return respaced(wordsOf(text), random);
  }
}

/** FNV-1a seeds a xorshift: small, portable, and not the generator of the training code. */
function randomFrom(seed: string): Random {
  let state = 2166136261;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 16777619);
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  state ||= 1;
  for (let i = 0; i < 8; i++) next();
  return { below: (n) => Math.floor(next() * n), chance: (p) => next() < p, pick: (list) => list[Math.floor(next() * list.length)] };
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((w) => w !== '');
const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');
const flatCase = (text: string): string => text.toLowerCase().replace(/[.,;:!?«»"()…]/g, ' ');
const flat = (text: string): string => wordsOf(withoutAccents(flatCase(text)).replace(/['’-]/g, ' ')).join(' ');

/** Two slips in a message, one more every eight words. */
const slips = (text: string, random: Random): string =>
  Array.from({ length: Math.max(2, Math.round(wordsOf(text).length / 8)) }).reduce<string>((slipped) => slip(slipped, random), text);

/** One slip of the finger somewhere inside a word. */
function slip(text: string, random: Random): string {
  const letters = [...text.matchAll(/\p{L}/gu)].map((m) => m.index).filter((i) => i > 0);
  const at = random.pick(letters);
  if (at === undefined) return text;
  const key = text.charAt(at);
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  switch (random.below(4)) {
    case 0: return before + after;
    case 1: return before + key + neighbourOf(key, random) + after;
    case 2: return before + neighbourOf(key, random) + after;
    default: return /\p{L}/u.test(after.charAt(0)) ? before + after.charAt(0) + key + after.slice(1) : before + after;
  }
}

function neighbourOf(key: string, random: Random): string {
  const plain = withoutAccents(key).toLowerCase();
  const row = raw.clavier.findIndex((r) => r.includes(plain));
  const column = raw.clavier[row]?.indexOf(plain) ?? -1;
  const around = [raw.clavier[row]?.[column - 1], raw.clavier[row]?.[column + 1], raw.clavier[row + 1]?.[column], raw.clavier[row - 1]?.[column]].filter((k) => k !== undefined);
  return random.pick(around) ?? plain;
}

/** An everyday abbreviation where there is one; otherwise silent endings and some vowels fall. */
function shortened(word: string, random: Random): string {
  const bare = word.toLowerCase().replace(/[.,;:!?«»"()…]/g, '').replace(/’/g, "'");
  const known = ABREVIATIONS[bare];
  if (known !== undefined && random.chance(0.9)) return known;
  const plain = withoutAccents(bare);
  if (plain.length < 6 || !/^[a-z]+$/.test(plain) || random.chance(0.6)) return plain;
  return random.chance(0.5) ? plain.replace(/(?:es|ent|e|s|t)$/, '') : plain.charAt(0) + plain.slice(1, -2).replace(/[aeiou](?=[^aeiou])/, '') + plain.slice(-2);
}

/** What a recognizer may write for a word: a homophone, letters by their names, a hesitation, a word begun twice. */
function heard(word: string, random: Random): string[] {
  const before = random.chance(0.08) ? [random.pick(raw.hesitations) ?? 'euh'] : random.chance(0.04) ? [word] : [];
  const [, article = '', sigle = ''] = /^([ld]['’])?([a-z]+)$/.exec(word) ?? [];
  if (SIGLES.has(sigle) && random.chance(0.6)) return [...before, article + [...sigle].map((l) => random.pick(LETTRES[l] ?? [l]) ?? l).join(' ')];
  const alike = HOMOPHONES[word];
  return [...before, alike !== undefined && random.chance(0.35) ? (random.pick(alike) ?? word) : word];
}

/** Spaces lost between two words, or found inside a long one. */
function respaced(words: readonly string[], random: Random): string {
  return words.reduce((line, word, i) => {
    const cut = word.length >= 8 && random.chance(0.12) ? 3 + random.below(word.length - 5) : 0;
    const written = cut > 0 ? `${word.slice(0, cut)} ${word.slice(cut)}` : word;
    return i === 0 ? written : line + (random.chance(0.12) ? '' : ' ') + written;
  }, '');
}
