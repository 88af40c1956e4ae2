import { formatLong } from '../src/domain/calendar';
import type { Entite } from '../src/domain/comprehension';
import type { Contexte } from './events';
import type { Brouillon } from './state';

const euros = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', trailingZeroDisplay: 'stripIfInteger' });
const mois = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** « 1 250,50 € » */
export const formatEuros = (amount: number): string => euros.format(amount).replace(/[\u202f\u00a0]/g, '\u00a0');

/** `2026-11` or `2026-11-09` → « novembre 2026 » */
export const formatMois = (date: string): string => mois.format(new Date(`${date.slice(0, 7)}-01T00:00:00Z`));

const conjunction = new Intl.ListFormat('fr', { type: 'conjunction' });

/** « août, septembre et octobre » */
export const enumerer = (items: readonly string[]): string => conjunction.format(items);

/** A typed value as it is shown and kept in the dossier. */
export function formatEntite(entite: Entite): string {
  switch (entite.type) {
    case 'montant':
      return `${formatEuros(entite.euros)}${entite.parMois ? ' par mois' : ''}`;
    case 'date':
      if (entite.precision === 'annee') return entite.date.slice(0, 4);
      return entite.precision === 'mois' ? formatMois(entite.date) : formatLong(entite.date);
    default:
      return entite.text;
  }
}

/** « de l’APL », or of the family in play when no prestation was named. */
export function prestationAvecDe(b: Pick<Brouillon, 'prestation'>, ctx: Contexte): string {
  return ctx.contenu.prestations[b.prestation ?? 'INCONNUE'].de;
}

/** One prestation was named: neither unknown nor several. */
export const prestationDite = (b: Pick<Brouillon, 'prestation'>): boolean =>
  b.prestation !== null && b.prestation !== 'INCONNUE' && b.prestation !== 'MULTI';

export const nomPrestation = (b: Pick<Brouillon, 'prestation'>, ctx: Contexte): string =>
  ctx.contenu.prestations[b.prestation ?? 'INCONNUE'].nom;

/** First letter capital, a final mark: a spoken phrase becomes a sentence, its words untouched. */
export function asSentence(text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  if (trimmed === '') return '';
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…»]$/.test(capital) ? capital : `${capital}.`;
}

export const majuscule = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
