import type { Prestation } from '../src/domain/codes';
import { editDistance } from '../src/domain/edit-distance';
import type { Token } from './normalize';
import { letterOf, sound, soundDistance, soundsTogether, spelled } from './phonetics';
import { NAMES, SIGLES } from './prestation-names';

/**
 * Prestations named in a message: official names, synonyms, sigles typed, spelt, cut, glued, or heard as other words
 * ("l'appel", "l'air essa"). Sounds decide what could be a sigle, the words around it decide whether it is one.
 */

/** A prestation said at tokens `from` (included) to `to` (excluded). `form`: its name as it should be written. */
export type Mention = { code: Prestation; from: number; to: number; form?: readonly string[] };

type Form = { code: Prestation; words: string[] };

const byLength = (a: Form, b: Form): number => b.words.length - a.words.length;
const FORMS: readonly Form[] = NAMES.prestations.flatMap((p) => p.formes.map((f) => ({ code: p.code, words: f.split(' ') }))).sort(byLength);
const ORAL: readonly Form[] = NAMES.prestations.flatMap((p) => p.oral.map((f) => ({ code: p.code, words: f.split(' ') }))).sort(byLength);
const MULTI: readonly string[][] = NAMES.multi.map((f) => f.split(' '));
/** Former names are recognised as they are, not misspelt; everyday words look like an article and a sigle. */
const FORMER: ReadonlySet<string> = new Set(NAMES.anciens);
const ORDINARY: ReadonlySet<string> = new Set(NAMES.motsCourants);
const SOUNDS = [...SIGLES].map(([sigle, code]) => ({ sigle, code, heard: spelled(sigle) })).filter((s) => s.heard.length >= 4 && s.sigle.length <= 4 && !FORMER.has(s.sigle));
const GLUED = /^(?:les|mes|des|mon|une|le|la|du|de|ma|l|d|m|c)(?=[a-z]{3})/;
const LETTERS_IN_SIGLES = /^[a-z]$/;

/** The words of the training sentences: others may be misspellings of them, or of a name. */
export type Words = { isKnown(word: string): boolean; repair(word: string): string };

export function findPrestations(tokens: readonly Token[], lexicon: Words): Mention[] {
  const words = tokens.map((t) => t.norm);
  const found: Mention[] = [];
  for (const finder of [findForms, findOral, findSigles, findLetters, findHeard, findAmbiguous]) {
    for (const mention of finder(words, lexicon)) if (!found.some((f) => f.from < mention.to && mention.from < f.to)) found.push(mention);
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

/** What covers most words first; a name inside another adds nothing. Typed as they are, else as they sound or once mended ("rpime d'activité"). */
function findForms(words: readonly string[], lexicon: Words): Mention[] {
  const found: Mention[] = [];
  const mended = words.map((word) => lexicon.repair(word));
  const likely = mended.some((word, at) => word !== words[at]) ? formsAt(mended).map((form) => ({ ...form, isApproximate: true })) : [];
  for (const { code, from, to, form } of [...formsAt(words), ...heardForms(words), ...likely].sort((a, b) => b.to - b.from - (a.to - a.from) || Number(a.isApproximate) - Number(b.isApproximate) || b.form.length - a.form.length || a.from - b.from)) {
    if (found.some((f) => f.from < to && from < f.to)) continue;
    if (code === 'PREPARE' && form[0] === 'prepare' && !isPrepare(words, from)) continue;
    if (code === 'AF' && OTHER_ALLOCATIONS.has(words[to] ?? '')) continue;
    found.push({ code, from, to, form });
  }
  return found;
}

/** "allocations chômage": not those of families. */
const OTHER_ALLOCATIONS: ReadonlySet<string> = new Set(NAMES.autresAllocations);

type Named = { code: Prestation; from: number; to: number; form: readonly string[]; isApproximate: boolean };

/** By the first letter, which is the one people keep (`isNear`). */
const FORMS_BY_LETTER = groupedBy(FORMS, (form) => (form.words[0] ?? '').charAt(0));

const formsAt = (words: readonly string[]): Named[] =>
  words.flatMap((word, at) =>
    (FORMS_BY_LETTER.get(word.charAt(0)) ?? []).filter((form) => sameAt(words, at, form.words)).map(({ code, words: form }) => ({ code, from: at, to: at + form.length, form, isApproximate: false })));

/** Words that come and go inside a name: "complément (du) mode (de) garde". */
const SMALL: ReadonlySet<string> = new Set(['a', 'au', 'aux', 'd', 'de', 'des', 'du', 'en', 'l', 'la', 'le', 'les', 'ma', 'mes', 'mon', 'pour', 'un', 'une']);

/** Sounds of the words run together, less the small ones. */
const runTogether = (words: readonly string[]): string => words.filter((w) => !SMALL.has(w)).reduce((heard, word) => linked(heard, sound(word)), '');

/** A sound said twice in a row is heard once. */
const linked = (before: string, after: string): string => (before !== '' && before.charCodeAt(before.length - 1) === after.charCodeAt(0) ? before + after.slice(1) : before + after);

/** Names of several words, by the first sounds of the whole: "ede logement", "prime dactiviter", "soutien familiale". */
const SHORTEST_HEARD = 7;
const CLOSE_HEARD = 10;
const LONG_HEARD = 14;
const FIRST_SOUNDS = 2;
const HEARD_FORMS = groupedBy(
  FORMS.filter((f) => f.words.filter((w) => !SMALL.has(w)).length > 1 && !f.words.some((w) => SIGLES.has(w))).map((f) => ({ ...f, heard: runTogether(f.words) })).filter((f) => f.heard.length >= SHORTEST_HEARD), (f) => f.heard.slice(0, FIRST_SOUNDS));
const LONGEST_HEARD = Math.max(...[...HEARD_FORMS.values()].flat().map((f) => f.heard.length));

function heardForms(words: readonly string[]): Named[] {
  const whole = words.map(sound);
  return words.flatMap((first, from) => {
    const found: Named[] = [];
    if (SMALL.has(first)) return found;
    let before = '';
    for (let to = from + 1; to <= words.length; to++) {
      const word = words[to - 1]!;
      if (SMALL.has(word)) continue;
      const heard = linked(before, whole[to - 1]!);
      if (heard.length > LONGEST_HEARD + 2 || !mayBeginForm(heard)) break;
      const form = heardForm(heard) ?? (/^[ldms][aeiouy@IO]/.test(heard) ? heardForm(heard.slice(1)) : undefined);
      if (form !== undefined) found.push({ code: form.code, from, to, form: form.words, isApproximate: true });
      before = heard;
    }
    return found;
  });
}

/** False when no name begins with these sounds, after an article or not: more words change nothing. */
const mayBeginForm = (heard: string): boolean =>
  heard.length <= FIRST_SOUNDS || HEARD_FORMS.has(heard.slice(0, FIRST_SOUNDS)) || HEARD_FORMS.has(heard.slice(1, FIRST_SOUNDS + 1));

function heardForm(heard: string): Form | undefined {
  if (heard.length < SHORTEST_HEARD - 1) return undefined;
  return (HEARD_FORMS.get(heard.slice(0, FIRST_SOUNDS)) ?? []).find((f) => {
    const limit = f.heard.length >= LONG_HEARD ? 2 : f.heard.length >= CLOSE_HEARD ? 1 : 0;
    return Math.abs(heard.length - f.heard.length) <= limit && soundDistance(heard, f.heard, limit) <= limit;
  });
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** "la PreParE", "je touche prépare": an article or a word of benefit, not the verb. */
const isPrepare = (words: readonly string[], at: number): boolean =>
  words[at] === 'prepare' && !VERB_FOLLOWS.has(words[at - 1] ?? '') && (/^(?:la|une|ma|sa|cette|de|en|d|sur)$/.test(words[at - 1] ?? '') || benefitAround(words, at, at + 1, 'PREPARE'));

function findSigles(words: readonly string[], lexicon: Words): Mention[] {
  return words.flatMap((word, at): Mention[] => {
    const direct = SIGLES.get(word);
    if (direct !== undefined) return [{ code: direct, from: at, to: at + 1 }];
    const article = GLUED.exec(word)?.[0] ?? '';
    const bare = word.slice(article.length);
    if (bare.length > 7 || ORDINARY.has(word)) return [];
    const glued = article === '' ? undefined : SIGLES.get(bare);
    if (glued !== undefined) return [{ code: glued, from: at, to: at + 1 }];
    if (lexicon.isKnown(word) || bare.length > 6) return [];
    const close = closeSigle(word) ?? (article === 'l' || article.length > 1 ? closeSigle(bare) : undefined) ?? (article === 'la' && bare.length > 3 ? closeSigle(word.slice(1)) : undefined);
    return close !== undefined && (benefitAround(words, at, at + 1, close) || isUnelided(words, at)) ? [{ code: close, from: at, to: at + 1 }] : [];
  });
}

/** "la aha": French would elide before a word that is no name. */
const isUnelided = (words: readonly string[], at: number): boolean => /^(?:la|le|de|que)$/.test(words[at - 1] ?? '') && /^[aeiou]/.test(words[at] ?? '');

/** One letter too many, missing, wrong or swapped in an unknown short word. */
function closeSigle(word: string): Prestation | undefined {
  if (word.length < 3) return undefined;
  const near = [...SIGLES].filter(([sigle]) => !FORMER.has(sigle) && editDistance(word, sigle, 1) <= 1 && sharesLetters(word, sigle));
  return near.length === 1 || new Set(near.map(([, code]) => code)).size === 1 ? near[0]?.[1] : undefined;
}

/** A swap or a doubled letter keeps the letters; another letter must leave the first one in place. */
const sharesLetters = (word: string, sigle: string): boolean =>
  [...sigle].every((letter) => word.includes(letter)) || (sigle.length >= 3 && word.charAt(0) === sigle.charAt(0) && word.length >= sigle.length);

/** "a p l", "a.p.l", "c m g", "a deux e h": letters one by one. */
function findLetters(words: readonly string[]): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < words.length; at++) {
    const mention = sigleOfLetters(words, at);
    if (mention === null) continue;
    found.push(mention);
    at = mention.to - 1;
  }
  return [...found, ...cutSigles(words)];
}

const MOST_LETTERS = 6;
const TWICE: ReadonlySet<string> = new Set(['deux', 'double']);
/** Words that come before a name. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(['l', 'la', 'le', 'les', 'mon', 'ma', 'mes', 'son', 'sa', 'ses', 'd', 'de', 'du', 'des', 'une', 'un', 'votre', 'vos', 'cette', 'cet', 'pour', 'sans', 'avec', 'et', 'ou']);

/** Letters, or words that sound like their names, from `at` on; the article may have kept the first ("la j pp" for "l'a j p p"). */
function sigleOfLetters(words: readonly string[], at: number): Mention | null {
  let letters = words[at] === 'la' ? 'a' : '';
  let isSpelt = true;
  let longest: Mention | null = null;
  for (let to = at + letters.length; to < words.length && letters.length < MOST_LETTERS; to++) {
    const twice = TWICE.has(words[to] ?? '');
    const word = words[twice ? to + 1 : to] ?? '';
    const letter = letterOf(word);
    if (letter === undefined) break;
    isSpelt &&= LETTERS_IN_SIGLES.test(word);
    letters += twice ? letter + letter : letter;
    if (twice) to++;
    const code = letters.length < 3 ? undefined : SIGLES.get(letters);
    if (code !== undefined && (isSpelt || isCalledFor(words, at, to + 1, code))) longest = { code, from: at, to: to + 1 };
  }
  return longest;
}

/** Everyday words are a name only where one is expected. */
const isCalledFor = (words: readonly string[], from: number, to: number, code: Prestation): boolean =>
  words[from] === 'la' || BEFORE_NAMES.has(words[from - 1] ?? '') || benefitAround(words, from, to, code);

/** "AP L", "r sa": a sigle cut in two. */
function cutSigles(words: readonly string[]): Mention[] {
  return words.flatMap((word, at): Mention[] => {
    const next = words[at + 1];
    if (next === undefined || word.length + next.length > 5 || word.length + next.length < 3 || isEveryday(word, next)) return [];
    const code = SIGLES.get(word + next);
    return code === undefined ? [] : [{ code, from: at, to: at + 2 }];
  });
}

const isEveryday = (a: string, b: string): boolean => /^(?:as|a|l|la|le|c)$/.test(a) && /^(?:f|es|la|me)$/.test(b) && !(a === 'as' && b === 'f');

const WIDEST = 5;

/** Words that, run together, sound like a sigle spelt aloud. Everyday words need words of benefit around them. */
function findHeard(words: readonly string[], lexicon: Words): Mention[] {
  const found: Mention[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let to = Math.min(words.length, from + WIDEST); to > from; to--) {
      const code = heardSigle(words, from, to, lexicon);
      if (code === undefined) continue;
      found.push({ code, from, to });
      from = to - 1;
      break;
    }
  }
  return found;
}

function heardSigle(words: readonly string[], from: number, to: number, lexicon: Words): Prestation | undefined {
  const part = words.slice(from, to);
  if (isVerbOrCounted(words, from, to) || part.some((w) => w.charCodeAt(0) < 97) || part.join('').length > 12) return undefined;
  const heard = soundsTogether(part);
  if (heard.length < 3 || heard.length > 11) return undefined;
  const odd = part.some((w) => w.length === 1 ? !'aylcdjmnst'.includes(w) : !lexicon.isKnown(w));
  const exact = SIGLE_HEARD.get(heard) ?? SIGLE_HEARD.get(withoutArticle(heard));
  if (exact !== undefined && (odd || part.length >= 3 || (part.length > 1 && heard.length >= LONG_SIGLE) || benefitAround(words, from, to, exact)) && !isCounter(words, from, to, exact)) return exact;
  if (!odd && part.length < 4) return undefined;
  const strange = part.some((w) => w.length > 1 && !lexicon.isKnown(lexicon.repair(w)));
  const expected = strange && BEFORE_NAMES.has(words[from - 1] ?? '');
  if (strange ? part.length < 2 && !expected : part.length < 4) return undefined;
  const close = LONG_SOUNDS.filter((s) => closeSound(heard, s.heard) && (expected || benefitAround(words, from, to, s.code)));
  return (close.find((s) => s.heard.at(-1) === heard.at(-1)) ?? close[0])?.code;
}

const SIGLE_HEARD = new Map([...SOUNDS].reverse().map((s) => [s.heard, s.code]));
/** So many sounds do not come together by chance. */
const LONG_SIGLE = 5;
const LONG_SOUNDS = SOUNDS.filter((s) => s.heard.length >= LONG_SIGLE);

/** The article may have been heard with the sigle ("l'air essa"). */
const withoutArticle = (heard: string): string => (heard.startsWith('les') ? heard.slice(3) : heard.startsWith('l') ? heard.slice(1) : heard);
const closeSound = (heard: string, sigle: string): boolean => soundDistance(heard, sigle, 1) <= 1 || soundDistance(withoutArticle(heard), sigle, 1) <= 1;

const ORAL_BY_WORD = groupedBy(ORAL.map((form, rank) => ({ ...form, rank })), (form) => form.words[0] ?? '');

function findOral(words: readonly string[]): Mention[] {
  const said = words.flatMap((word, at) =>
    (ORAL_BY_WORD.get(word) ?? []).filter((form) => form.words.every((w, i) => words[at + i] === w)).map(({ code, words: { length }, rank }) => ({ code, from: at, to: at + length, rank })));
  return said.sort((a, b) => a.rank - b.rank || a.from - b.from)
    .filter(({ code, from, to }) => !isVerbOrCounted(words, from, to) && benefitAround(words, from, to, code) && !isCounter(words, from, to, code))
    .filter(({ from }) => words[from] !== 'arrive' || /^(?:l|de|a|la|par)$/.test(words[from - 1] ?? ''))
    .map(({ code, from, to }) => ({ code, from, to }));
}

/** "la prime" alone: the words around say which. */
function findAmbiguous(words: readonly string[]): Mention[] {
  return NAMES.ambigus.flatMap(({ mot, lectures }) => words.flatMap((word, at): Mention[] => {
    if (word !== mot && word !== `${mot}s`) return [];
    const scored = lectures.map(({ code, contexte }) => ({ code, score: contextScore(words, at, contexte) })).sort((a, b) => b.score - a.score);
    const best = scored[0];
    const named = lectures.find(({ code }) => code === best?.code);
    return best === undefined || named === undefined || best.score === 0 || isOtherPrime(words, at, named.nom ?? named.contexte) ? [] : [{ code: best.code, from: at, to: at + 1 }];
  }));
}

/** "la prime de précarité": what follows is the name of another. */
function isOtherPrime(words: readonly string[], at: number, names: readonly string[]): boolean {
  if (!/^(?:d|de|du|des)$/.test(words[at + 1] ?? '')) return false;
  const name = words.slice(at + 2, at + 5).find((word) => !SMALL.has(word));
  return name !== undefined && !startsLike(name, 'caf') && !names.some((stem) => startsLike(name, stem));
}

const contextScore = (words: readonly string[], at: number, stems: readonly string[]): number =>
  words.reduce((sum, word, i) => (i !== at && Math.abs(i - at) <= 14 && stems.some((s) => startsLike(word, s)) ? sum + 1 / (1 + Math.abs(i - at) / 4) : sum), 0);

const startsLike = (word: string, stem: string): boolean => (stem.length <= 3 ? word === stem : word.startsWith(stem));

function benefitAround(words: readonly string[], from: number, to: number, code: Prestation): boolean {
  const around = [...words.slice(Math.max(0, from - 8), from), ...words.slice(to, to + 8)];
  const counters = NAMES.contreContexte[code] ?? [];
  return around.some((w) => NAMES.contexteAide.some((s) => startsLike(w, s)) && !counters.some((s) => startsLike(w, s)));
}

function isCounter(words: readonly string[], from: number, to: number, code: Prestation): boolean {
  const around = [...words.slice(Math.max(0, from - 4), from), ...words.slice(to, to + 4)];
  return (NAMES.contreContexte[code] ?? []).some((s) => around.some((w) => startsLike(w, s)));
}

const VERB_FOLLOWS: ReadonlySet<string> = new Set(NAMES.avantVerbe);
const AUXILIARIES: ReadonlySet<string> = new Set(NAMES.auxiliaires);
const COUNTED: ReadonlySet<string> = new Set(NAMES.avantCompte);
const ARTICLES: ReadonlySet<string> = new Set(['l', 'la', 'le', 'les']);

/** "je vous appelle", "je l'appelle", "m'a appelé", "trois appels": a verb follows a pronoun, and benefits are not counted. */
function isVerbOrCounted(words: readonly string[], from: number, to: number): boolean {
  const [first = '', before = '', further = ''] = [words[from], words[from - 1], words[from - 2]];
  if (ARTICLES.has(first) || words.slice(from, to).every((w) => w.length === 1)) return false;
  const hiatus = /^[mts]a$/.test(before) && /^[aeiou]/.test(first);
  return VERB_FOLLOWS.has(before) || AUXILIARIES.has(before) || COUNTED.has(before) || hiatus || (ARTICLES.has(before) && VERB_FOLLOWS.has(further));
}

/** "RSA majoré", "RSA des mères isolées": the mention takes in what makes it the other prestation. */
function withinRsaMajore(mentions: readonly Mention[], words: readonly string[]): Mention[] {
  return mentions.map((m) => {
    const to = m.code === 'RSA' ? endOfMajore(words, m.to) : m.to;
    return to === m.to ? m : { code: 'RSA_MAJORE', from: m.from, to };
  });
}

const MAJORE = sound('majore');
const ALONE: ReadonlySet<string> = new Set(NAMES.parentSeul.qui);
const ALONE_STEMS: readonly string[] = NAMES.parentSeul.comment;

/** Where the words that make a RSA the majored one end; `at` when there are none. */
function endOfMajore(words: readonly string[], at: number): number {
  const next = words[at] ?? '';
  if (next === 'majo' || sound(next).startsWith(MAJORE)) return at + 1;
  let who = at;
  while (who < at + 3 && SMALL.has(words[who] ?? '')) who++;
  const isAlone = ALONE.has(words[who] ?? '') && ALONE_STEMS.some((stem) => (words[who + 1] ?? '').startsWith(stem));
  return isAlone ? who + 2 : at;
}

/**
 * The words with each name that was spelt, cut, heard or misspelt put back in its usual form, so that sentences about it look alike.
 *
 * @returns words, and for each the token it stands at
 */
export function withSigles(words: readonly string[], mentions: readonly Mention[]): { words: string[]; at: number[] } {
  const out: { words: string[]; at: number[] } = { words: [], at: [] };
  for (let at = 0; at < words.length; at++) {
    const mention = mentions.find((m) => m.from === at);
    const put = mention === undefined ? [words[at]!] : usualForm(words.slice(mention.from, mention.to), mention);
    for (const word of put) {
      out.words.push(word);
      out.at.push(at);
    }
    if (mention !== undefined) at = mention.to - 1;
  }
  return out;
}

const usualForm = (said: readonly string[], { code, form }: Mention): readonly string[] => form ?? (isNamed(said, code) ? said : (USUAL_SIGLES.get(code) ?? said));
const USUAL_SIGLES = new Map(NAMES.prestations.flatMap((p) => (p.sigles[0] === undefined ? [] : [[p.code, [p.sigles[0]]] as const])));
const isNamed = (said: readonly string[], code: Prestation): boolean => FORMS.some((f) => f.code === code && sameAt(said, 0, f.words));
