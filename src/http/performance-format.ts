import type { Indicateur, UniteIndicateur } from '../domain/performance';
import { fill } from '../ops/fill';
import T from './performance-textes.json';

/** One decimal at most, with a comma. */
export const decimal = (valeur: number): string => String(Math.round(valeur * 10) / 10).replace('.', ',');

/** « 4,8 % », « 9,5 j. ouvrés », « moins de 10 ». */
export function shownValue({ valeur, unite, masque }: Pick<Indicateur, 'valeur' | 'unite' | 'masque'>, seuil: number): string {
  if (masque) return fill(T.cache, { seuil });
  return valeur === null ? T.sansMesure : withUnit(valeur, unite);
}

export const withUnit = (valeur: number, unite: UniteIndicateur): string => fill(T.unites[unite], { valeur: decimal(valeur) });

/** A cell of a table: the number alone, its unit is in the heading. */
export const shownCell = (valeur: number | null, suffix = ''): string => (valeur === null ? T.cacheCourt : `${decimal(valeur)}${suffix}`);
