import type { Speakers } from './speakers';
import type { Spoken } from './segments';

/** What a vendor's file says besides the words; absent when it does not. */
export type Parsed = {
  spoken: Spoken[];
  appel?: string | undefined;
  debut?: string | undefined;
  langue?: string | undefined;
  dureeMs?: number | undefined;
  /** The vendor says that it took things out. */
  caviardee?: boolean | undefined;
};

export type JsonParser = (value: unknown, speakers: Speakers) => Parsed;

/** An instant as an ISO string, or nothing. */
export function instantOf(text: string | null | undefined): string | undefined {
  const ms = text ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
