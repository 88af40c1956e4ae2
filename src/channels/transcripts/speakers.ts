import type { Locuteur } from '../../domain/transcription';
import NOMS from './locuteurs.json';

/** Names of speakers as transcripts write them ("Speaker 1", "canal 0"), folded, and who they are. */
export type Speakers = ReadonlyMap<string, Locuteur>;

const KNOWN: Readonly<Record<string, string>> = NOMS;
const isLocuteur = (word: string): word is Locuteur => word === 'allocataire' || word === 'agent' || word === 'svi' || word === 'inconnu';

/**
 * The names that everybody uses, completed or replaced by those of an installation.
 * @param given name → who, already checked
 */
export function speakersOf(given: Readonly<Record<string, Locuteur>>): Speakers {
  const known = Object.entries(KNOWN).flatMap(([name, who]): [string, Locuteur][] => (isLocuteur(who) ? [[name, who]] : []));
  return new Map([...known, ...Object.entries(given).map(([name, who]): [string, Locuteur] => [fold(name), who])]);
}

export const speakerNamed = (name: string, speakers: Speakers): Locuteur => speakers.get(fold(name)) ?? 'inconnu';

/** What a channel stands for is a matter of wiring: only a setting can tell. A recogniser's own speaker number comes after. */
export function speakerOn(channel: number | undefined, speaker: number | string | undefined, speakers: Speakers): Locuteur {
  const byChannel = channel === undefined ? undefined : speakers.get(`canal ${channel}`);
  return byChannel ?? (speaker === undefined ? 'inconnu' : speakerNamed(typeof speaker === 'number' ? `speaker ${speaker}` : speaker, speakers));
}

const fold = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
