import { isCommand, words } from '../../../dialogs/lecture';
import { MARQUE_CAVIARDAGE } from '../../domain/transcription';
import type { Segment, Transcription } from '../../domain/transcription';
import { foldSameLength, isNumberWord } from '../../ops/spoken-numbers';
import MOTS from './mots.json';
import { sensitiveZones } from './spoken-secrets';

/** The caller's turns of a call: what a listener would call one answer, whatever the recogniser cut it into. */

/**
 * One turn, masked. `parties`: where each segment begins in `texte`. `question`: what the agent had just said, masked; null when nothing.
 * `accord`: the turn is a plain yes to it, and `refus` a plain no. `confiance`: of the recogniser, 1 when it does not say.
 */
export type TourAppel = {
  texte: string; parties: { debut: number; segment: number }[]; question: { texte: string; segment: number } | null;
  accord: boolean; refus: boolean; confiance: number;
};

/** A recogniser that does not say is neither believed whole nor doubted. */
const SANS_CONFIANCE = 0.9;

/** Segment in which a place of the text was said. */
export const segmentAt = ({ parties }: Pick<TourAppel, 'parties'>, at: number): number =>
  parties.reduce((found, { debut, segment }) => (debut <= at ? segment : found), parties[0]?.segment ?? 0);

/** When nobody is known to be the caller, every voice that nobody names may be. */
export const isAnonymous = ({ segments }: Pick<Transcription, 'segments'>): boolean => !segments.some(({ locuteur }) => locuteur === 'allocataire');

/** What is being put together: the caller's segments, what the agent said before them, and since. */
type Ouvert = { spoken: Segment[]; before: Segment[]; since: Segment[] };

/** The caller's turns in order. Linear in the length of the call. */
export function toursOf(transcription: Pick<Transcription, 'segments'>): TourAppel[] {
  const caller = isAnonymous(transcription) ? 'inconnu' : 'allocataire';
  const turns: Ouvert[] = [];
  let open: Ouvert = { spoken: [], before: [], since: [] };
  for (const segment of transcription.segments) {
    if (segment.locuteur !== caller) open.since.push(segment);
    else if (open.spoken.length > 0 && goesOn(open.spoken, open.since, segment)) open.spoken.push(segment);
    else turns.push((open = { spoken: [segment], before: open.since, since: [] }));
    if (segment.locuteur === caller) open.since = [];
  }
  return turns.map(({ spoken, before }) => tourOf(spoken, before));
}

/** Beyond, a monologue is cut: what a person says is read best by a few sentences. */
const LONGEST_WORDS = 60;
const QUESTIONS: ReadonlySet<string> = new Set(MOTS.questions.split('|'));
const PASSING_WORDS = 3;
const ECHO_WORDS = 8;

/** What the agent said in between lets the caller go on: nothing, "oui", "d'accord", or the figures said back. */
function goesOn(spoken: readonly Segment[], between: readonly Segment[], next: Segment): boolean {
  if (countWords(spoken.map(({ texte }) => texte).join(' ')) >= LONGEST_WORDS) return false;
  const interrupted = between.map(({ texte }) => texte).join(' ');
  if (between.length === 0) return true;
  if (countWords(interrupted) <= PASSING_WORDS) return !words(interrupted).some((word) => QUESTIONS.has(word)) && !answersPlainly(next.texte);
  const dictating = endsWithNumber(spoken.at(-1)?.texte ?? '') && startsWithNumber(next.texte);
  return dictating && countWords(interrupted) <= ECHO_WORDS;
}

const countWords = (text: string): number => words(text).length;
const tokensOf = (text: string): string[] => foldSameLength(text).match(/[a-z]+|\d+/g) ?? [];
const isNumber = (word: string | undefined): boolean => word !== undefined && (/^\d+$/.test(word) || isNumberWord(word));
const endsWithNumber = (text: string): boolean => isNumber(tokensOf(text).at(-1));
const startsWithNumber = (text: string): boolean => isNumber(tokensOf(text)[0]);
/** A yes or a no belongs to the question just asked, however short that was. */
const answersPlainly = (text: string): boolean => isCommand(text, 'oui') || isCommand(text, 'non');

function tourOf(spoken: readonly Segment[], asked: readonly Segment[]): TourAppel {
  const { texte, parties } = maskedJoin(spoken);
  const last = asked.findLast(({ texte: said }) => countWords(said) > 1);
  const question = last === undefined ? null : { texte: maskedJoin([last]).texte, segment: last.n };
  return { texte, parties, question, accord: question !== null && isCommand(texte, 'oui'), refus: question !== null && isCommand(texte, 'non'), confiance: heardAt(spoken) };
}

const heardAt = (spoken: readonly Segment[]): number => Math.min(...spoken.map(({ confiance }) => confiance ?? SANS_CONFIANCE));

/** Joined first, so that a number dictated over several segments is hidden whole; places are moved as the masks change lengths. */
function maskedJoin(spoken: readonly Segment[]): Pick<TourAppel, 'texte' | 'parties'> {
  const starts: number[] = [];
  let joined = '';
  for (const { texte } of spoken) {
    joined += joined === '' ? '' : ' ';
    starts.push(joined.length);
    // the marks of a recogniser are shown, but are no words of the person
    joined += texte.replace(MARQUE_CAVIARDAGE, CACHE);
  }
  const zones = sensitiveZones(joined);
  const moved = (at: number): number => zones.reduce((place, { start, end, masque }) => (end <= at ? place + masque.length - (end - start) : start < at ? place - (at - start) : place), at);
  const texte = zones.reduceRight((text, { start, end, masque }) => text.slice(0, start) + masque + text.slice(end), joined);
  return { texte, parties: spoken.map(({ n }, i) => ({ debut: moved(starts[i] ?? 0), segment: n })) };
}

/** In the place of what was taken out before us. */
export const CACHE = '…';
