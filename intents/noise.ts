import { hash32, seeded } from './hash';
import { LETTER_NAMES } from './phonetics';

/**
 * Seeded distortions of a training sentence, so that what people really type or a recognizer hears is not new:
 * missing marks, typing slips, SMS spellings, words glued or cut, hesitations, sigles spelt or glued.
 */
export function noisy(text: string, copy: number): string {
  const random = seeded(hash32(text, 1000 + copy));
  const words = text.split(/\s+/).filter((w) => w !== '');
  const recipe = RECIPES[(hash32(text, 3) + copy) % RECIPES.length] ?? sloppy;
  return recipe(words, random).join(' ');
}

type Random = () => number;
type Recipe = (words: string[], random: Random) => string[];

const bare = (word: string): string => word.replace(/[.,;:!?«»"()…]/g, '');
const chance = (random: Random, p: number): boolean => random() < p;

const sloppy: Recipe = (words, random) => words.map((w) => (chance(random, 0.18) ? typo(w, random) : w));
const short: Recipe = (words, random) => words.map((w) => (chance(random, 0.6) ? shorten(bare(w).toLowerCase()) : bare(w))).filter((w) => w !== '');
const spoken: Recipe = (words, random) => words.flatMap((w) => [...(chance(random, 0.1) ? [filler(random)] : []), ...sayAloud(bare(w).toLowerCase(), random)]);
const misspelt: Recipe = (words, random) => words.map((w) => (chance(random, 0.35) ? misspell(bare(w).toLowerCase(), random) : w.toLowerCase()));
const glued: Recipe = (words, random) => glueOrCut(words.map(bare).filter((w) => w !== ''), random);

const RECIPES: readonly Recipe[] = [sloppy, misspelt, short, spoken, glued];

const NEIGHBOURS = 'azertyuiopqsdfghjklmwxcvbn';

function typo(word: string, random: Random): string {
  if (word.length < 4) return word;
  const at = 1 + Math.floor(random() * (word.length - 2));
  const kind = Math.floor(random() * 4);
  if (kind === 0) return word.slice(0, at) + word.slice(at + 1);
  if (kind === 1) return word.slice(0, at) + word.charAt(at) + word.slice(at);
  if (kind === 2) return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  return word.slice(0, at) + NEIGHBOURS.charAt(Math.floor(random() * NEIGHBOURS.length)) + word.slice(at + 1);
}

const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^pourquoi$/, 'pk'], [/^quand$/, 'kan'], [/^quoi$/, 'koi'], [/^que$/, 'ke'], [/^qui$/, 'ki'], [/^comment$/, 'cmt'], [/^pour$/, 'pr'], [/^tout$/, 'tt'], [/^toujours$/, 'tjrs'],
  [/^c['’]est$/, 'c'], [/^j['’]ai$/, 'g'], [/^vous$/, 'vs'], [/^dans$/, 'ds'], [/^beaucoup$/, 'bcp'], [/^avec$/, 'ac'], [/^parce$/, 'pcq'], [/^depuis$/, 'dep'], [/^plus$/, '+'], [/^mois$/, 'moi'],
];

function shorten(word: string): string {
  const known = SHORT_FORMS.find(([shape]) => shape.test(word));
  if (known !== undefined) return known[1];
  return word.replace(/['’]/g, '').replace(/qu(?=[eioa])/g, 'k').replace(/eau/g, 'o').replace(/au(?!x?$)/g, 'o').replace(/(?<=[a-zé]{3})(?:es|e|s|t)$/, '').replace(/(.)\1/g, '$1');
}

const SOUNDS_ALIKE: readonly (readonly [RegExp, readonly string[]])[] = [
  [/er$/, ['é', 'ez', 'e']], [/é$/, ['er', 'e', 'ai']], [/ée?s?$/, ['er', 'é']], [/ent$/, ['e', 'es']], [/tion/, ['sion', 'cion']], [/ai/, ['é', 'è']], [/eau/, ['o', 'au']], [/ph/, ['f']], [/qu/, ['k', 'q']],
  [/mm|nn|ll|tt|pp|ff|ss|rr/, ['']], [/en(?=[bcdfgpqtv])/, ['an']], [/an(?=[bcdfgpqtv])/, ['en']], [/ç/, ['s', 'c']], [/s$/, ['']], [/e$/, ['']], [/y/, ['i']], [/h/, ['']],
];

function misspell(word: string, random: Random): string {
  const fitting = SOUNDS_ALIKE.filter(([shape]) => shape.test(word));
  const picked = fitting[Math.floor(random() * fitting.length)];
  if (picked === undefined || word.length < 3) return word;
  const [shape, into] = picked;
  const by = into[Math.floor(random() * into.length)] ?? '';
  return word.replace(shape, (m) => (by === '' && m.length === 2 && m.charAt(0) === m.charAt(1) ? m.charAt(0) : by));
}

const FILLERS = ['euh', 'ben', 'bah', 'alors', 'voila', 'enfin', 'donc', 'du coup', 'heu', 'quoi', 'bon'];
const filler = (random: Random): string => FILLERS[Math.floor(random() * FILLERS.length)] ?? 'euh';

const SPELT: Record<string, string> = { a: 'a', p: 'pé', l: 'elle', r: 'erre', s: 'esse', f: 'effe', m: 'aime', g: 'gé', c: 'cé', h: 'hache', e: 'e', j: 'ji', v: 'vé', i: 'i' };
const SIGLE = /^(l['’]|d['’]|les|mes)?(apl|rsa|asf|ars|als|alf|cmg|aah|aeeh|ajpp|ajpa|ppa|mva)$/;

function sayAloud(word: string, random: Random): string[] {
  const m = SIGLE.exec(word);
  if (m === null) return [word.replace(/['’]/g, chance(random, 0.5) ? ' ' : "'")];
  const letters = [...(m[2] ?? '')];
  const lead = (m[1] ?? '').replace(/['’]/, '');
  if (chance(random, 0.3)) return [lead, letters.join(' ')];
  if (chance(random, 0.3)) return [lead + letters.join('')];
  return [lead, letters.map((l) => (LETTER_NAMES[l] === undefined ? l : (SPELT[l] ?? l))).join(' ')];
}

function glueOrCut(words: string[], random: Random): string[] {
  const out: string[] = [];
  for (const word of words) {
    const previous = out.at(-1);
    if (previous !== undefined && previous.length <= 3 && chance(random, 0.2)) out[out.length - 1] = previous.replace(/['’]/, '') + word;
    else if (word.length >= 7 && chance(random, 0.15)) out.push(word.slice(0, 3), word.slice(3));
    else out.push(word);
  }
  return out;
}
