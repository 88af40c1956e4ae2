import mots from './contenu/mots.json';
import { formatEuros } from './format';
import { normalize } from './lecture';

/** A sum, and where it stands in the words. */
export type SommeDite = { start: number; end: number; euros: number };

/** "410 au lieu de 1041": both sums, with the words between; null when no two sums are told against each other. */
export function ecartDit(sommes: readonly SommeDite[], said: string): { texte: string; valeur: number } | null {
  const at = sommes.findIndex((one, i) => opposes(said.slice(one.end, sommes[i + 1]?.start ?? one.end)));
  const [first, second] = at < 0 ? [] : sommes.slice(at, at + 2);
  if (!first || !second) return null;
  const between = said.slice(first.end, second.start).replace(/^\s*(?:€|euros?\b)/i, '').replace(/\s+/g, ' ');
  return { texte: `${formatEuros(first.euros)}${between}${formatEuros(second.euros)}`, valeur: first.euros };
}

const ENTRE_MAX = 60;
const opposes = (between: string): boolean => between.length <= ENTRE_MAX && OPPOSE.test(` ${normalize(between)} `);
const OPPOSE = new RegExp(` (?:${mots.auLieuDe.join('|')}) `);
