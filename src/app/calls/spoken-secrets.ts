import { findSensitive } from '../../ops/masking';
import { secretZone } from '../../ops/mask-zone';
import type { ZoneMasquee } from '../../ops/mask-zone';
import { foldSameLength } from '../../ops/spoken-numbers';
import MOTS from './mots.json';

/**
 * What must never be kept of speech, in order, without overlap. A transcript has no marks to tell where a password ends: what is said
 * after "mon mot de passe c'était" is hidden, and costs little when it was none.
 */
export function sensitiveZones(text: string): ZoneMasquee[] {
  const written = findSensitive(text);
  const said = [...foldSameLength(text).matchAll(SAID)].map((match) => secretZone(match.index + (match[1] ?? '').length, match.index + match[0].length));
  const added = said.filter((zone) => zone.end > zone.start && !written.some(({ start, end }) => start < zone.end && zone.start < end));
  return [...written, ...added].sort((a, b) => a.start - b.start);
}

/** At most six words after the verb. */
const SAID = new RegExp(`(\\b${MOTS.secrets}\\b(?: \\w+){0,2} (?:c ?'?est|c ?'?etait|etait) )\\S+(?: \\S+){0,5}`, 'g');
