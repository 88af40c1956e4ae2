import { extractEntities } from '../../../intents/entities';
import type { BrouillonAppel, Lu } from '../../domain/appel';
import { PRIORITES } from '../../domain/codes';
import type { Drapeau, Priorite, ServiceExpert } from '../../domain/codes';
import type { Comprehension, Entite } from '../../domain/comprehension';
import { serviceFor } from '../../domain/routing';
import type { Transcription } from '../../domain/transcription';
import { exposeOf, factsOf, fitting, inThePast, numeroOf, phrasesOf } from './facts';
import type { Phrase } from './facts';
import { demandesOf, isCourtesy, isTelling, readTours, rounded, segmentSaying } from './requests';
import type { Demandes, ReadingDeps, TourLu } from './requests';
import { isAnonymous, toursOf } from './tours';

export type DraftDeps = ReadingDeps;

/** A voice that nobody named may be the agent's. */
const ANONYME = 0.6;
const PAROLES_MAX = 2_500;
const TOURS_MAX = 200;

/**
 * The draft of a demande from the transcript of a call. It opens nothing. Everything in it is masked.
 * @param deps.now instant of the call, that "hier" is counted from
 */
export async function draftFromCall(transcription: Transcription, deps: DraftDeps): Promise<BrouillonAppel> {
  const voixInconnues = isAnonymous(transcription);
  const tours = toursOf(transcription).map((tour) => (voixInconnues ? { ...tour, confiance: tour.confiance * ANONYME } : tour));
  const read = await readTours(tours, deps);
  const demandes = demandesOf(read, deps);
  const phrases = toldPhrases(read, deps.now);
  const paroles = fitting(phrases, PAROLES_MAX);
  const { fournisseur, appel, empreinte, langue, caviardee, dureeMs = 0, segments } = transcription;
  return {
    schema: 1, fournisseur, appel, empreinte, langue, caviardee, appelLe: deps.now.toISOString(), dureeMs, segments: segments.length, voixInconnues,
    ...requestsIn(demandes, deps), revision: revisionOf(read, demandes),
    drapeaux: drapeauxOf(read, deps), priorite: prioriteOf(read, demandes, deps), expose: exposeOf(paroles), ...factsOf(phrases), numeroAllocataire: numeroOf(tours.slice(-TOURS_MAX), deps.now) ?? numeroOf(tours.slice(0, TOURS_MAX), deps.now),
    paroles: paroles.map(({ texte, segment }) => ({ texte, segment })), entities: spansOf(paroles, deps.now),
  };
}

function spansOf(paroles: readonly Phrase[], now: Date): Entite[] {
  const texte = paroles.map((one) => one.texte).join('\n');
  return inThePast(extractEntities(texte, now), texte, now);
}

/** Sentences of the turns that tell, surest first when the call is long, and the answers that come right after them. */
function toldPhrases(read: readonly TourLu[], now: Date): Phrase[] {
  const telling = new Set(read.filter(isTelling).sort((a, b) => b.c.confidence - a.c.confidence).slice(0, TOURS_MAX));
  const told = read.filter((one, i) => telling.has(one) || (i > 0 && telling.has(read[i - 1] ?? one) && !isCourtesy(one)));
  // a turn with a danger in it was read whole, then by parts
  return [...new Map(told.flatMap(({ tour }) => phrasesOf(tour, now)).map((phrase) => [phrase.segment, phrase])).values()];
}

function requestsIn({ motif, prestation, autres }: Demandes, deps: ReadingDeps): Pick<BrouillonAppel, 'motif' | 'prestation' | 'service' | 'autres'> {
  const service = motif && serviceFor(motif.valeur, prestation?.valeur ?? 'INCONNUE');
  return {
    motif: motif && luFrom(motif, (c) => c.code === motif.valeur, deps),
    prestation: prestation && luFrom(prestation, (c) => c.prestation === prestation.valeur, deps),
    service: motif && service && service !== 'AUCUN' ? luFrom<ServiceExpert>({ ...motif, valeur: service, confiance: Math.min(motif.confiance, prestation?.confiance ?? motif.confiance) }, (c) => c.code === motif.valeur, deps) : null,
    autres: autres.map((other) => ({ ...luFrom(other, (c) => c.code === other.valeur, deps), prestation: other.prestation })),
  };
}

const luFrom = <V>({ valeur, confiance, lu }: { valeur: V; confiance: number; lu: TourLu }, fits: (c: Comprehension) => boolean, deps: ReadingDeps): Lu<V> =>
  ({ valeur, confiance, segment: segmentSaying(lu, fits, deps) });

const revisionOf = (read: readonly TourLu[], { motif, ensemble }: Demandes): BrouillonAppel['revision'] =>
  (motif?.valeur !== 'DEMANDE_REVISION' ? null : (read.find(({ c }) => c.revision !== null)?.c.revision ?? ensemble?.revision ?? null));

/** How surely the other flags are believed: the understanding does not say. */
const FLAG = 0.8;
const SURE: readonly Drapeau[] = ['detresse', 'violences', 'menace'];

/** Any turn may raise one, and the surest gives its segment: a danger said once, in two hours, is a danger. */
function drapeauxOf(read: readonly TourLu[], deps: ReadingDeps): Lu<Drapeau>[] {
  const heard = new Map<Drapeau, { valeur: Drapeau; confiance: number; lu: TourLu }>();
  for (const lu of read) {
    const { safety: valeur, group, confidence } = lu.c;
    if (valeur === null) continue;
    const confiance = rounded((SURE.includes(valeur) && group === 'expert' ? confidence : FLAG) * lu.tour.confiance);
    if ((heard.get(valeur)?.confiance ?? 0) < confiance) heard.set(valeur, { valeur, confiance, lu });
  }
  return [...heard.values()].map((one) => luFrom(one, (c) => c.safety === one.valeur, deps));
}

/** The most urgent that the turns of this motif, all of them together, or a sign of urgency call for. */
function prioriteOf(read: readonly TourLu[], { motif, ensemble }: Demandes, deps: ReadingDeps): Lu<Priorite> | null {
  const said = read.filter(({ c }) => c.code === motif?.valeur || c.safety !== null);
  const together = ensemble && ensemble.code === motif?.valeur ? [{ ...motif.lu, c: ensemble }] : [];
  const rank = ({ c }: TourLu): number => PRIORITES.indexOf(c.priority);
  const top = [...said, ...together].sort((a, b) => rank(a) - rank(b))[0];
  return top === undefined ? null : luFrom({ valeur: top.c.priority, confiance: rounded(top.c.confidence * top.tour.confiance), lu: top }, (c) => c.priority === top.c.priority, deps);
}
