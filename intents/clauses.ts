import { z } from 'zod';
import raw from './lexique/liaisons.json';
import type { Token } from './normalize';

/** Where a second request may begin in a message. */
const LIAISONS = z.strictObject({
  source: z.string(),
  /** Words that say themselves that another request comes. */
  annonces: z.array(z.string()),
  /** Words that link anything. */
  liens: z.array(z.string()),
}).parse(raw);

/** `announced`: words say that another request comes. `resumed`: a sentence ends there, and the next begins with a link word. `sentence`: a sentence ends there. `link`: a comma, "et". `none`: between two words. */
export const MARKS = ['announced', 'resumed', 'sentence', 'link', 'none'] as const;
export type Mark = (typeof MARKS)[number];
export type Cut = { at: number; mark: Mark };

type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

/** By their first word. */
const byFirst = (forms: readonly string[]): Phrases => {
  const phrases = new Map<string, string[][]>();
  for (const words of forms.map((f) => f.split(' '))) phrases.set(words[0]!, [...(phrases.get(words[0]!) ?? []), words]);
  return phrases;
};
const ANNOUNCED = byFirst(LIAISONS.annonces);
const LINKS = byFirst(LIAISONS.liens);

const SHORTEST_CLAUSE = 3;
/** Words after a mark within which an announcement belongs to it ("Bon, et sinon…"). */
const NEAR = 3;

/** Where a clause of three words or more begins after another; the words that announce it belong to it. */
export function cutsAtMarks(text: string, tokens: readonly Token[]): Cut[] {
  const cuts: Cut[] = [];
  let last = 0;
  for (let i = SHORTEST_CLAUSE; i <= tokens.length - SHORTEST_CLAUSE; i++) {
    const mark = i - last < SHORTEST_CLAUSE ? null : markAt(text, tokens, i);
    if (mark === null) continue;
    cuts.push({ at: tokens[i]!.start, mark });
    last = i;
  }
  return cuts;
}

function markAt(text: string, tokens: readonly Token[], i: number): Mark | null {
  const signs = text.slice(tokens[i - 1]!.end, tokens[i]!.start);
  const isSign = /[.,;:!?&\n\u2026]/.test(signs);
  if (isSign ? isSaidNear(ANNOUNCED, tokens, i) : saidAt(ANNOUNCED, tokens, i)) return 'announced';
  const isLinked = saidAt(LINKS, tokens, i);
  if (/[.!?\n\u2026]/.test(signs)) return isLinked ? 'resumed' : 'sentence';
  return isSign || isLinked ? 'link' : null;
}

const isSaidNear = (phrases: Phrases, tokens: readonly Token[], i: number): boolean => Array.from({ length: NEAR + 1 }, (_, k) => i + k).some((k) => saidAt(phrases, tokens, k));
const saidAt = (phrases: Phrases, tokens: readonly Token[], i: number): boolean =>
  phrases.get(tokens[i]?.norm ?? '')?.some((words) => words.every((w, k) => tokens[i + k]?.norm === w)) ?? false;
