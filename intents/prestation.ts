import { z } from 'zod';
import { PRESTATIONS, type Prestation } from '../src/domain/codes';
import raw from './lexique/prestations.json';
import type { Token } from './normalize';
import { soundDistance, soundsTogether, spelled } from './phonetics';
import { editDistance } from './spelling';

/**
 * Prestations named in a message: official names, synonyms, sigles typed, spelt, cut, glued, or heard as other words
 * ("l'appel", "l'air essa"). Sounds decide what could be a sigle, the words around it decide whether it is one.
 */

const schema = z.strictObject({
  prestations: z.array(z.strictObject({ code: z.enum(PRESTATIONS), sigles: z.array(z.string()), formes: z.array(z.string()), oral: z.array(z.string()) })),
  multi: z.array(z.string()),
  contexteAide: z.array(z.string()),
  contreContexte: z.record(z.string(), z.array(z.string())),
  ambigus: z.array(z.strictObject({ mot: z.string(), lectures: z.array(z.strictObject({ code: z.enum(PRESTATIONS), contexte: z.array(z.string()) })) })),
});
const LEXIQUE = schema.parse(raw);

/** A prestation said at tokens `from` (included) to `to` (excluded). `sur`: the words cannot mean anything else here. */
export type Mention = { code: Prestation; from: number; to: number; sur: boolean };

type Form = { code: Prestation; words: string[] };

const byLength = (a: Form, b: Form): number => b.words.length - a.words.length;
const FORMS: readonly Form[] = LEXIQUE.prestations.flatMap((p) => p.formes.map((f) => ({ code: p.code, words: f.split(' ') }))).sort(byLength);
const ORAL: readonly Form[] = LEXIQUE.prestations.flatMap((p) => p.oral.map((f) => ({ code: p.code, words: f.split(' ') }))).sort(byLength);
const MULTI: readonly string[][] = LEXIQUE.multi.map((f) => f.split(' '));
const SIGLES = new Map(LEXIQUE.prestations.flatMap((p) => p.sigles.map((s) => [s, p.code] as const)));
const SOUNDS = [...SIGLES].map(([sigle, code]) => ({ sigle, code, heard: spelled(sigle) })).filter((s) => s.heard.length >= 4 && s.sigle.length <= 4);
const GLUED = /^(?:les|mes|des|mon|une|le|la|du|de|ma|l|d|m|c)(?=[a-z]{3})/;
const LETTERS_IN_SIGLES = /^[a-z]$/;

/** @param isKnown whether a word is one of the training sentences' words, rare enough words being possible misspellings */
export function findPrestations(tokens: readonly Token[], isKnown: (word: string) => boolean): Mention[] {
  const words = tokens.map((t) => t.norm);
  const found: Mention[] = [];
  for (const finder of [findForms, findSigles, findLetters, findHeard, findOral, findAmbiguous]) {
    for (const mention of finder(words, isKnown)) if (!found.some((f) => f.from < mention.to && mention.from < f.to)) found.push(mention);
  }
  return withinRsaMajore(found.sort((a, b) => a.from - b.from), words);
}

/** "Tout est coupé", "tous mes droits": the whole file is at stake. */
export const saysEverything = (words: readonly string[]): boolean => MULTI.some((form) => words.some((_, at) => sameAt(words, at, form)));

function sameAt(words: readonly string[], at: number, form: readonly string[]): boolean {
  return form.every((word, i) => {
    const said = words[at + i];
    return said !== undefined && (said === word || isNear(said, word));
  });
}

/** One letter off, two in long words; the first letter is the one people keep. */
function isNear(said: string, word: string): boolean {
  if (word.length < 5 || said.length < 4 || said.charCodeAt(0) !== word.charCodeAt(0)) return false;
  const limit = word.length >= 8 ? 2 : 1;
  return Math.abs(said.length - word.length) <= limit && editDistance(said, word, limit) <= limit;
}

/** Longer names first, then where they stand; a name inside another adds nothing. */
function findForms(words: readonly string[]): Mention[] {
  const found: Mention[] = [];
  for (const { code, words: form, at } of formsAt(words)) {
    if (found.some((f) => f.from < at + form.length && at < f.to)) continue;
    const sur = code !== 'PREPARE' || form[0] !== 'prepare';
    if (code === 'PREPARE' && form[0] === 'prepare' && !isPrepare(words, at)) continue;
    found.push({ code, from: at, to: at + form.length, sur });
  }
  return found;
}

/** By the first letter, which is the one people keep (`isNear`). */
const FORMS_BY_LETTER = new Map<string, (Form & { rank: number })[]>();
FORMS.forEach((form, rank) => {
  const letter = (form.words[0] ?? '').charAt(0);
  FORMS_BY_LETTER.set(letter, [...(FORMS_BY_LETTER.get(letter) ?? []), { ...form, rank }]);
});

const formsAt = (words: readonly string[]): (Form & { at: number })[] =>
  words
    .flatMap((word, at) => (FORMS_BY_LETTER.get(word.charAt(0)) ?? []).filter((form) => sameAt(words, at, form.words)).map((form) => ({ ...form, at })))
    .sort((a, b) => a.rank - b.rank || a.at - b.at);

/** "la PreParE", "je touche prépare": an article or a word of benefit, not the verb. */
const isPrepare = (words: readonly string[], at: number): boolean =>
  words[at] === 'prepare' && (/^(?:la|de|ma|en|d|sur)$/.test(words[at - 1] ?? '') || benefitAround(words, at, at + 1, 'PREPARE'));

function findSigles(words: readonly string[], isKnown: (word: string) => boolean): Mention[] {
  return words.flatMap((word, at): Mention[] => {
    const direct = SIGLES.get(word);
    if (direct !== undefined) return [{ code: direct, from: at, to: at + 1, sur: true }];
    if (isKnown(word) || word.length > 8) return [];
    const bare = word.replace(GLUED, '');
    const glued = SIGLES.get(bare);
    if (glued !== undefined) return [{ code: glued, from: at, to: at + 1, sur: true }];
    const close = word.length >= 3 && word.length <= 6 ? closeSigle(word) ?? closeSigle(bare) : undefined;
    return close !== undefined && benefitAround(words, at, at + 1, close) ? [{ code: close, from: at, to: at + 1, sur: false }] : [];
  });
}

/** One letter too many, missing, wrong or swapped in an unknown short word. */
function closeSigle(word: string): Prestation | undefined {
  if (word.length < 3) return undefined;
  const near = [...SIGLES].filter(([sigle]) => editDistance(word, sigle, 1) <= 1 && sharesLetters(word, sigle));
  return near.length === 1 || new Set(near.map(([, code]) => code)).size === 1 ? near[0]?.[1] : undefined;
}

/** A swap or a doubled letter keeps the letters; another letter must leave the first one in place. */
const sharesLetters = (word: string, sigle: string): boolean =>
  [...sigle].every((letter) => word.includes(letter)) || (sigle.length >= 3 && word.charAt(0) === sigle.charAt(0) && word.length >= sigle.length);

/** "a p l", "a.p.l", "R S A", "c m g": letters one by one. */
function findLetters(words: readonly string[]): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < words.length; at++) {
    if (!LETTERS_IN_SIGLES.test(words[at] ?? '')) continue;
    let to = at;
    while (to < words.length && LETTERS_IN_SIGLES.test(words[to] ?? '') && to - at < 6) to++;
    const mention = sigleOfLetters(words, at, to);
    if (mention !== null) {
      found.push(mention);
      at = mention.to - 1;
    }
  }
  return [...found, ...cutSigles(words)];
}

function sigleOfLetters(words: readonly string[], at: number, to: number): Mention | null {
  for (let end = to; end - at >= 3; end--) {
    const code = SIGLES.get(words.slice(at, end).join(''));
    if (code !== undefined) return { code, from: at, to: end, sur: true };
  }
  return null;
}

/** "AP L", "r sa": a sigle cut in two. */
function cutSigles(words: readonly string[]): Mention[] {
  return words.flatMap((word, at): Mention[] => {
    const next = words[at + 1];
    if (next === undefined || word.length + next.length > 5 || word.length + next.length < 3 || isEveryday(word, next)) return [];
    const code = SIGLES.get(word + next);
    return code === undefined ? [] : [{ code, from: at, to: at + 2, sur: false }];
  });
}

const isEveryday = (a: string, b: string): boolean => /^(?:as|a|l|la|le|c)$/.test(a) && /^(?:f|es|la|me)$/.test(b) && !(a === 'as' && b === 'f');

const WIDEST = 5;

/** Words that, run together, sound like a sigle spelt aloud. Everyday words need words of benefit around them. */
function findHeard(words: readonly string[], isKnown: (word: string) => boolean): Mention[] {
  const found: Mention[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let to = Math.min(words.length, from + WIDEST); to > from; to--) {
      const code = heardSigle(words, from, to, isKnown);
      if (code === undefined) continue;
      found.push({ code, from, to, sur: false });
      from = to - 1;
      break;
    }
  }
  return found;
}

function heardSigle(words: readonly string[], from: number, to: number, isKnown: (word: string) => boolean): Prestation | undefined {
  const part = words.slice(from, to);
  if (part.some((w) => /\d|€/.test(w)) || part.join('').length > 12) return undefined;
  const heard = soundsTogether(part);
  if (heard.length < 3 || heard.length > 11) return undefined;
  const odd = part.some((w) => w.length === 1 ? !'aylcdjmnst'.includes(w) : !isKnown(w));
  const benefit = (code: Prestation): boolean => benefitAround(words, from, to, code);
  const exact = SOUNDS.find((s) => sameSound(heard, s.heard));
  if (exact !== undefined && (odd || part.length >= 3 || benefit(exact.code)) && !isCounter(words, from, to, exact.code)) return exact.code;
  if (odd ? part.length < 2 : part.length < 4) return undefined;
  return SOUNDS.find((s) => s.heard.length >= 5 && closeSound(heard, s.heard) && benefit(s.code))?.code;
}

/** The article may have been heard with the sigle ("l'air essa"). */
const withoutArticle = (heard: string): string => (heard.startsWith('les') ? heard.slice(3) : heard.startsWith('l') ? heard.slice(1) : heard);
const sameSound = (heard: string, sigle: string): boolean => heard === sigle || withoutArticle(heard) === sigle;
const closeSound = (heard: string, sigle: string): boolean => soundDistance(heard, sigle, 1) <= 1 || soundDistance(withoutArticle(heard), sigle, 1) <= 1;

function findOral(words: readonly string[]): Mention[] {
  return ORAL.flatMap(({ code, words: form }) => words.flatMap((_, at): Mention[] => {
    const to = at + form.length;
    if (!form.every((w, i) => words[at + i] === w) || !benefitAround(words, at, to, code) || isCounter(words, at, to, code)) return [];
    if (/^arrive$/.test(form[0] ?? '') && !/^(?:l|de|a|la|par)$/.test(words[at - 1] ?? '')) return [];
    return [{ code, from: at, to, sur: false }];
  }));
}

/** "la prime" alone: the words around say which. */
function findAmbiguous(words: readonly string[]): Mention[] {
  return LEXIQUE.ambigus.flatMap(({ mot, lectures }) => words.flatMap((word, at): Mention[] => {
    if (word !== mot && word !== `${mot}s`) return [];
    const scored = lectures.map(({ code, contexte }) => ({ code, score: contextScore(words, at, contexte) })).sort((a, b) => b.score - a.score);
    const best = scored[0];
    return best === undefined || best.score === 0 ? [] : [{ code: best.code, from: at, to: at + 1, sur: false }];
  }));
}

const contextScore = (words: readonly string[], at: number, stems: readonly string[]): number =>
  words.reduce((sum, word, i) => (i !== at && Math.abs(i - at) <= 14 && stems.some((s) => startsLike(word, s)) ? sum + 1 / (1 + Math.abs(i - at) / 4) : sum), 0);

const startsLike = (word: string, stem: string): boolean => (stem.length <= 3 ? word === stem : word.startsWith(stem));

function benefitAround(words: readonly string[], from: number, to: number, code: Prestation): boolean {
  const around = [...words.slice(Math.max(0, from - 8), from), ...words.slice(to, to + 8)];
  const counters = LEXIQUE.contreContexte[code] ?? [];
  return around.some((w) => LEXIQUE.contexteAide.some((s) => startsLike(w, s)) && !counters.some((s) => startsLike(w, s)));
}

function isCounter(words: readonly string[], from: number, to: number, code: Prestation): boolean {
  const around = [...words.slice(Math.max(0, from - 4), from), ...words.slice(to, to + 4)];
  return (LEXIQUE.contreContexte[code] ?? []).some((s) => around.some((w) => startsLike(w, s)));
}

/** "RSA majoré" heard as another word than the sigle: the mention takes the qualifier in. */
function withinRsaMajore(mentions: readonly Mention[], words: readonly string[]): Mention[] {
  return mentions.map((m) => (m.code === 'RSA' && /^major/.test(words[m.to] ?? '') ? { ...m, code: 'RSA_MAJORE', to: m.to + 1 } : m));
}

/** The words with each sigle that was spelt, cut or heard put back in its usual form, so that sentences about it look alike. */
export function withSigles(words: readonly string[], mentions: readonly Mention[]): string[] {
  const sigleOf = new Map(LEXIQUE.prestations.flatMap((p) => (p.sigles[0] === undefined ? [] : [[p.code, p.sigles[0]] as const])));
  const out: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const mention = mentions.find((m) => m.from === at);
    const sigle = mention === undefined ? undefined : sigleOf.get(mention.code);
    const spoken = mention !== undefined && sigle !== undefined && !FORMS.some((f) => f.code === mention.code && sameAt(words, at, f.words));
    if (!spoken || mention === undefined || sigle === undefined) {
      out.push(words[at] ?? '');
      continue;
    }
    out.push(sigle);
    at = mention.to - 1;
  }
  return out;
}
