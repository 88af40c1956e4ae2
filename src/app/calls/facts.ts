import { asSentence } from '../../../dialogs/format';
import { words } from '../../../dialogs/lecture';
import { fill } from '../../../dialogs/textes';
import { extractEntities } from '../../../intents/entities';
import { compilePattern, matchesOf } from '../../../intents/patterns';
import type { BrouillonAppel, Lu } from '../../domain/appel';
import { addMonths } from '../../domain/calendar';
import type { Entite, EntiteDe } from '../../domain/comprehension';
import { foldSameLength, spokenRuns, wordsOf } from '../../ops/spoken-numbers';
import MOTS from './mots.json';
import { rounded } from './requests';
import { segmentAt } from './tours';
import type { TourAppel } from './tours';

/** What the caller tells: sentences sorted into the statement, and typed facts, each with its segment. */

/** A sentence of the call: one segment of a turn that tells something, or an answer that agrees with a question. */
export type Phrase = { texte: string; segment: number; confiance: number; entities: Entite[] };

/** What was only agreed with is believed a little less than what was said. */
const ACCORD = 0.8;

/** Typed spans of a turn. The question before it says what a bare number is, but gives no span of its own. */
export function entitiesOf(tour: TourAppel, now: Date): Entite[] {
  const context = tour.question === null ? '' : `${tour.question.texte}\n`;
  const found = extractEntities(context + tour.texte, now).flatMap((entite): Entite[] =>
    (entite.start >= context.length ? [{ ...entite, start: entite.start - context.length, end: entite.end - context.length }] : []));
  return inThePast(found, tour.texte, now);
}

/** What lasts "depuis le jugement du 14 juin" has begun: a day without its year is the one before. */
export function inThePast(entities: readonly Entite[], texte: string, now: Date): Entite[] {
  return entities.map((entite) => {
    const isToCome = entite.type === 'date' && Date.parse(entite.date) > now.getTime() && /\bdepuis\b[^.?!]{0,40}$/i.test(texte.slice(0, entite.start));
    return isToCome && !/\d{4}/.test(entite.text) ? { ...entite, date: addMonths(entite.date, -12) } : entite;
  });
}

const SHORTEST_WORDS = 3;

/** The sentences of one turn, each with its own spans. */
export function phrasesOf(tour: TourAppel, now: Date): Phrase[] {
  if (tour.accord && tour.question) return agreed(tour, tour.question, now);
  const entities = entitiesOf(tour, now);
  return tour.parties.flatMap(({ debut, segment }, i): Phrase[] => {
    const fin = tour.parties[i + 1]?.debut ?? tour.texte.length;
    const own = entities.filter(({ start }) => start >= debut && start < fin).map((entite) => ({ ...entite, start: entite.start - debut, end: entite.end - debut }));
    const texte = tour.texte.slice(debut, fin).trim();
    return words(texte).length >= SHORTEST_WORDS || own.length > 0 ? [{ texte, segment, confiance: tour.confiance, entities: own }] : [];
  });
}

/** "Oui" to a question with a fact in it says this fact; to any other question, nothing worth writing. */
function agreed({ confiance }: TourAppel, { texte: question, segment }: NonNullable<TourAppel['question']>, now: Date): Phrase[] {
  const texte = fill(MOTS.accord, { question });
  const at = MOTS.accord.indexOf('{question}');
  const entities = extractEntities(question, now).filter(({ type }) => FAITS.has(type)).map((entite) => ({ ...entite, start: entite.start + at, end: entite.end + at }));
  return entities.length === 0 ? [] : [{ texte, segment, confiance: confiance * ACCORD, entities }];
}

const FAITS: ReadonlySet<Entite['type']> = new Set(['acte', 'date', 'montant', 'situation', 'enfants', 'periode', 'duree']);

// ---------------------------------------------------------------- the statement

const SOUHAITS = MOTS.souhaits.map((pattern) => compilePattern(pattern));
const heardIn = (texte: string) => words(texte).map((norm) => ({ norm, repaired: norm }));
const wishes = (texte: string): boolean => SOUHAITS.some((pattern) => matchesOf(pattern, heardIn(texte)).length > 0);

type Partie = keyof BrouillonAppel['expose'];

/** Where a sentence goes: what was done, what is wanted, how the person lives; the rest is the problem. */
function partieOf({ texte, entities }: Phrase): Partie {
  if (entities.some(({ type }) => type === 'contact')) return 'demarches';
  if (wishes(texte)) return 'demandeFormelle';
  const tellsLife = entities.some(({ type }) => type === 'situation' || type === 'enfants');
  return tellsLife && !entities.some(({ type }) => type === 'montant' || type === 'acte') ? 'situationInitiale' : 'problemeRencontre';
}

const PARTIE_MAX = 1_500;

export function exposeOf(phrases: readonly Phrase[]): BrouillonAppel['expose'] {
  const part = (wanted: Partie) => {
    const mine = fitting(phrases.filter((phrase) => partieOf(phrase) === wanted), PARTIE_MAX);
    if (mine.length === 0) return null;
    return { texte: mine.map(({ texte }) => asSentence(texte)).join(' '), confiance: rounded(Math.min(...mine.map(({ confiance }) => confiance))), segments: mine.map(({ segment }) => segment) };
  };
  return { situationInitiale: part('situationInitiale'), problemeRencontre: part('problemeRencontre'), demarches: part('demarches'), demandeFormelle: part('demandeFormelle') };
}

/** The first ones that fit: a story begins by what matters, and two hours of it are no statement. */
export function fitting(phrases: readonly Phrase[], max: number): Phrase[] {
  let left = max;
  return phrases.filter(({ texte }) => (left -= texte.length + 1) >= 0);
}

// ---------------------------------------------------------------- typed facts

const FAITS_MAX = 50;

type Trouve<T extends Entite['type']> = { entite: EntiteDe<T>; phrase: Phrase };

function all<T extends Entite['type']>(phrases: readonly Phrase[], type: T): Trouve<T>[] {
  const isOfType = (entite: Entite): entite is EntiteDe<T> => entite.type === type;
  return phrases.flatMap((phrase) => phrase.entities.filter(isOfType).map((entite) => ({ entite, phrase }))).slice(0, FAITS_MAX);
}

const luOf = <V>(valeur: V, { confiance, segment }: Phrase, doubt = 1): Lu<V> => ({ valeur, confiance: rounded(confiance * doubt), segment });
const DOUBT = 0.6;

export type Faits = Pick<BrouillonAppel, 'chronologie' | 'contacts' | 'montants' | 'actes'>;

export function factsOf(phrases: readonly Phrase[]): Faits {
  return {
    chronologie: all(phrases, 'date').map(({ entite: { date, precision, ambigu }, phrase }) =>
      ({ date, precision, texte: phrase.texte.slice(0, 300), confiance: rounded(phrase.confiance * (ambigu ? DOUBT : 1)), segment: phrase.segment })).sort((a, b) => a.date.localeCompare(b.date)),
    contacts: all(phrases, 'contact').map((found) => luOf({ canal: found.entite.canal, date: found.entite.date, reponse: answerTo(found) }, found.phrase)),
    montants: all(phrases, 'montant').map(({ entite: { euros, parMois, approximatif }, phrase }) => luOf({ euros, parMois }, phrase, approximatif ? DOUBT : 1)),
    actes: all(phrases, 'acte').map(({ entite: { valeur }, phrase }) => luOf<string>(valeur, phrase)),
  };
}

/** What was answered, as it was said: from the words that announce an answer to the next contact. */
function answerTo({ entite, phrase }: Trouve<'contact'>): string {
  const next = phrase.entities.find(({ type, start }) => type === 'contact' && start >= entite.end);
  const after = phrase.texte.slice(entite.end, next?.start ?? phrase.texte.length);
  return /\b(?:on|ils?|elles?) (?:ne )?(?:m['’ ]|nous )(?:a|ont) .*|\b(?:sans|pas de|aucune) r[ée]ponse/iu.exec(after)?.[0].replace(/ (?:et|j['’]ai|je)(?: (?:et|j['’]ai|je))*\s*$/iu, '').trim().slice(0, 300) ?? '';
}

/** Asked for by the agent or announced by the caller; the last one said is the one that was corrected. */
export function numeroOf(tours: readonly TourAppel[], now: Date): Lu<string> | null {
  for (const tour of tours.toReversed()) {
    const found = numeroIn(tour, now);
    if (found) return { valeur: found.valeur, confiance: rounded(tour.confiance), segment: segmentAt(tour, found.start) };
  }
  return null;
}

const ANNONCES: ReadonlySet<string> = new Set(MOTS.numero);

/** Between the question and the figures people look for their papers: the run of figures is read as if it came at once. */
function numeroIn(tour: TourAppel, now: Date): { valeur: string; start: number } | null {
  const own = entitiesOf(tour, now).find((entite) => entite.type === 'numero_allocataire');
  if (own?.type === 'numero_allocataire') return own;
  if (!words(tour.question?.texte ?? '').some((word) => ANNONCES.has(word))) return null;
  return spokenRuns(wordsOf(foldSameLength(tour.texte))).flatMap(({ words: run }) => {
    const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0];
    const read = extractEntities(MOTS.annonceNumero + tour.texte.slice(start, end), now).find((entite) => entite.type === 'numero_allocataire');
    return read?.type === 'numero_allocataire' ? [{ valeur: read.valeur, start }] : [];
  })[0] ?? null;
}
