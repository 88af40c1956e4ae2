import { z } from 'zod';
import { NO_WORD } from './classifier/features';
import { hash32, mixed } from './hash';
import raw from './lexique/concepts.json';
import { signalsOf } from './signals';

/**
 * Ideas behind the words: "coupé", "radié" and "stoppé" say one thing. A few sentences then teach what many would,
 * and pairs of ideas ("déjà déclaré" with "logement") say what neither says alone.
 */
const LEXIQUE = Object.entries(z.record(z.string(), z.string()).parse(raw)).map(([name, words]) => ({ name, words: words.split('|') }));

const exact = new Map<string, string[]>();
const stems = new Map<string, string[]>();
for (const { name, words } of LEXIQUE) {
  for (const word of words) {
    const into = word.endsWith('*') ? stems : exact;
    const key = word.endsWith('*') ? word.slice(0, -1) : word;
    into.set(key, [...(into.get(key) ?? []), name]);
  }
}

const memo = new Map<string, readonly string[]>();

export function conceptsOf(word: string): readonly string[] {
  const known = memo.get(word);
  if (known !== undefined) return known;
  const found = new Set(exact.get(word) ?? []);
  for (let n = 2; n <= word.length; n++) for (const name of stems.get(word.slice(0, n)) ?? []) found.add(name);
  const names = [...found];
  if (memo.size < 20_000) memo.set(word, names);
  return names;
}

const NEGATIONS = new Set(['pas', 'plus', 'jamais', 'rien', 'aucun', 'aucune', 'sans', 'ni']);
const FIRST = new Set(['je', 'j', 'me', 'm', 'mon', 'ma', 'mes', 'moi', 'nous', 'notre', 'nos']);
const YOU = new Set(['vous', 'votre', 'vos']);
const ASKING = new Set(['comment', 'quand', 'combien', 'quel', 'quelle', 'quels', 'quelles', 'pourquoi', 'ou', 'qui', 'quoi']);

/** Shape of the message: what is asked, said of oneself, supposed, counted. One name each, prefixed by `=`. */
export function shapeOf(words: readonly string[]): string[] {
  const has = (set: ReadonlySet<string>, upTo = words.length): boolean => words.slice(0, upTo).some((w) => set.has(w));
  const pairs = words.map((w, i) => `${w} ${words[i + 1] ?? ''}`);
  const said = (...list: string[]): boolean => pairs.some((p) => list.includes(p));
  return [
    `=long${Math.min(6, Math.floor(Math.log2(words.length + 1)))}`,
    has(FIRST) ? '=moi' : '=sansmoi',
    ...(has(YOU) ? ['=vous'] : []),
    ...(has(NEGATIONS) ? ['=negation'] : []),
    ...(has(ASKING, 4) ? ['=question'] : []),
    ...(said('est ce') ? ['=estce'] : []),
    ...(words.includes('si') ? ['=si'] : []),
    ...(said('j ai', 'on m', 'vous m', 'm a', 'avez ', 'nous avons', 'vous avez', 'm avez', 'm ont') ? ['=passe'] : []),
    ...(said('je veux', 'je demande', 'je souhaite', 'je voudrais', 'merci de', 'je conteste', 'je sollicite') ? ['=jeveux'] : []),
    ...(words.includes('depuis') || said('ca fait') ? ['=depuis'] : []),
    ...(words.includes('0montant') || words.includes('euros') ? ['=montant'] : []),
  ];
}

/** One idea as a feature. Shapes, signals and negated ideas (`isSign`) are paired with plain ideas, not among themselves. */
type Idea = { hash: number; isSign: boolean };
const IDEA_SEED = 23;
const PAIR_SEED = 29;
const MOST_IDEAS = 70;

const interned = new Map<string, Idea>();

function ideaOf(name: string): Idea {
  const known = interned.get(name);
  if (known !== undefined) return known;
  const idea = { hash: hash32(name, IDEA_SEED), isSign: name < 'A' };
  interned.set(name, idea);
  return idea;
}

/** Calls `add` once for each idea, negated idea and pair of ideas of the message, with the places of the words that gave it. */
export function eachIdea(words: readonly string[], add: (hash: number, first: number, second: number) => void): void {
  const ideas = ideasIn(words);
  for (const [{ hash }, at] of ideas) add(hash, at, at);
  if (ideas.size > MOST_IDEAS) return;
  const plain = [...ideas].filter(([idea]) => !idea.isSign);
  for (const [a, first] of ideas) {
    if (!a.isSign) continue;
    for (const [b, second] of plain) add(mixed(a.hash, b.hash, PAIR_SEED), first === NO_WORD ? second : first, second);
  }
}

/** Each idea once, and the place of the first word that gave it: none for what the whole message says. */
function ideasIn(words: readonly string[]): Map<Idea, number> {
  const ideas = new Map<Idea, number>();
  const note = (name: string, at: number): void => {
    const idea = ideaOf(name);
    if (!ideas.has(idea)) ideas.set(idea, at);
  };
  words.forEach((word, at) => {
    const negated = NEGATIONS.has(words[at - 1] ?? '') || NEGATIONS.has(words[at - 2] ?? '') || NEGATIONS.has(words[at + 1] ?? '');
    for (const name of conceptsOf(word)) {
      note(name, at);
      if (negated) note(`!${name}`, at);
    }
  });
  for (const shape of shapeOf(words)) note(shape, NO_WORD);
  const signals = signalsOf(words.map((w) => ({ norm: w, repaired: w })));
  for (const signal of signals) note(`@${signal}`, NO_WORD);
  note(signals.has('caf') ? '@dedans' : signals.has('ailleurs') ? '@dehors' : '@nullepart', NO_WORD);
  return ideas;
}
