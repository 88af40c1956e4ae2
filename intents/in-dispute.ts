import { z } from 'zod';
import type { Prestation } from '../src/domain/codes';
import raw from './lexique/contentement.json';
import type { Mention } from './prestation';

/** Of several prestations named, those that the person does not say to be all right ("la prime d'activité est arrivée, mais pas l'APL"). */

const LEXIQUE = z.strictObject({ source: z.string(), surs: z.array(z.string()), possibles: z.array(z.string()), phrases: z.array(z.string()), contrastes: z.array(z.string()), negations: z.array(z.string()) }).parse(raw);
const SURE: ReadonlySet<string> = new Set(LEXIQUE.surs);
/** All right only where what follows is set against it ("est versée, mais…"). */
const POSSIBLE: ReadonlySet<string> = new Set(LEXIQUE.possibles);
/** All right whatever else is said: a negation in them denies nothing. */
const PHRASES: readonly (readonly string[])[] = LEXIQUE.phrases.map((phrase) => phrase.split(' '));
const CONTRASTS: ReadonlySet<string> = new Set(LEXIQUE.contrastes);
const NEGATIONS: ReadonlySet<string> = new Set(LEXIQUE.negations);
/** Words after a name that may say how it goes. */
const REACH = 8;

/** @returns every prestation named when none, or all, are said to be all right */
export function inDispute(words: readonly string[], mentions: readonly Mention[]): Prestation[] {
  const named = [...new Set(mentions.map(({ code }) => code))];
  const fine = new Set(mentions.filter((mention) => isFine(words, mention, nextOther(mention, mentions, words.length))).map(({ code }) => code));
  const left = named.filter((code) => !fine.has(code));
  return left.length === 0 ? named : left;
}

const nextOther = ({ code, to }: Mention, mentions: readonly Mention[], end: number): number => mentions.find((other) => other.from >= to && other.code !== code)?.from ?? end;

function isFine(words: readonly string[], { to }: Mention, next: number): boolean {
  const between = words.slice(to, next);
  const contrast = between.findIndex((word) => CONTRASTS.has(word));
  const said = between.slice(0, contrast === -1 ? REACH : Math.min(contrast, REACH));
  if (PHRASES.some((phrase) => holds(said, phrase))) return true;
  if (said.some((word) => NEGATIONS.has(word))) return false;
  return said.some((word) => SURE.has(word)) || (contrast !== -1 && said.some((word) => POSSIBLE.has(word)));
}

const holds = (said: readonly string[], phrase: readonly string[]): boolean => said.some((_, at) => phrase.every((word, i) => said[at + i] === word));
