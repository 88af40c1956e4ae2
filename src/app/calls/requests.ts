import { setImmediate as breathe } from 'node:timers/promises';
import type { Understander } from '../../../intents/understand';
import { isHorsPerimetre, isMotif, SALUTATION } from '../../domain/codes';
import type { Code, Motif, Prestation, PrestationOuAucune } from '../../domain/codes';
import type { Comprehension } from '../../domain/comprehension';
import { words } from '../../../dialogs/lecture';
import type { TourAppel } from './tours';

/** What the caller asks for, over the whole call: each turn is read by itself, then the turns that say something together. */

/** A turn and what it was understood to mean; a plain yes means what the agent asked. */
export type TourLu = { tour: TourAppel; dit: string; c: Comprehension };

export type Demandes = {
  motif: { valeur: Motif; confiance: number; lu: TourLu } | null;
  prestation: { valeur: Prestation; confiance: number; lu: TourLu } | null;
  autres: { valeur: Code; prestation: Prestation | null; confiance: number; lu: TourLu }[];
  /** The telling turns read together; null when there are none. */
  ensemble: Comprehension | null;
};

export type ReadingDeps = { understander: Pick<Understander, 'understand'>; now: Date; onProgress?: ((done: number, total: number) => void) | undefined };

const SHORTEST_WORDS = 3;
/** Turns read before others get their share of the process. */
const BREATH = 8;

/** Reads every turn worth reading. Two hours of call take seconds: the process serves others in between. */
export async function readTours(tours: readonly TourAppel[], { understander, now, onProgress }: ReadingDeps): Promise<TourLu[]> {
  const read: TourLu[] = [];
  for (const [i, tour] of tours.entries()) {
    const dit = tour.accord && tour.question ? tour.question.texte : tour.texte;
    if (!tour.refus && words(dit).length >= SHORTEST_WORDS) read.push(...readTour(tour, dit, (text) => understander.understand(text, { now, canal: 'ivr' })));
    if (i % BREATH === BREATH - 1) {
      onProgress?.(i + 1, tours.length);
      await breathe();
    }
  }
  onProgress?.(tours.length, tours.length);
  return read;
}

/** A danger covers everything else that a turn says: what was asked beside it is read by itself, one segment after the other. */
function readTour(tour: TourAppel, dit: string, understand: (text: string) => Comprehension): TourLu[] {
  const whole: TourLu = { tour, dit, c: understand(dit) };
  if (!isDangerCode(whole.c.code) || tour.parties.length < 2 || dit !== tour.texte) return [whole];
  const alone = tour.parties.map(({ debut, segment }, i): TourAppel => ({ ...tour, texte: tour.texte.slice(debut, tour.parties[i + 1]?.debut).trim(), parties: [{ debut: 0, segment }] }));
  return [whole, ...alone.filter(({ texte }) => words(texte).length >= SHORTEST_WORDS).map((part) => ({ tour: part, dit: part.texte, c: understand(part.texte) }))];
}

/** What people say on any call, whatever it is about: greetings, who they are, wishing for someone who already answers. */
const COURTOISIES: readonly Code[] = [SALUTATION, 'REMERCIEMENT', 'INCOMPREHENSION', 'IDENTIFICATION', 'CONTACT_HUMAIN', 'CONTACT'];
const TELLS = 0.5;

/** Turns that say something of a request. A turn said to be for another administration must be surer: half a sentence often is. */
export const isTelling = ({ c }: TourLu): boolean =>
  !COURTOISIES.includes(c.code) && c.confidence >= (isHorsPerimetre(c.code) ? 0.8 : isMotif(c.code) ? 0.4 : TELLS);

/** Says nothing but good morning or thank you. */
export const isCourtesy = ({ c }: TourLu): boolean => c.code === SALUTATION || c.code === 'REMERCIEMENT';

/** Below this everywhere, no turn is really for an expert; which motif it is, all of them say together. */
const MOTIF_MIN = 0.55;
const SIMPLE_MIN = 0.6;
/** A simple question must be said this much more to win: a missed dispute costs more than a needless draft. */
const SIMPLE_WINS = 2;
const TOGETHER_CHARS = 4_000;

/** @returns the main demande, what else was asked; no motif when nothing in the call is for an expert */
export function demandesOf(read: readonly TourLu[], { understander, now }: ReadingDeps): Demandes {
  const telling = read.filter(isTelling);
  const together = surest(telling);
  const ensemble = together.length === 0 ? null : understander.understand(together.map(({ dit }) => dit).join('\n'), { now, canal: 'ivr' });
  const motifs = ranked(telling, ensemble, (code): code is Motif => isMotif(code));
  const simples = ranked(telling, ensemble, (code): code is Code => !isMotif(code) && !isHorsPerimetre(code) && !COURTOISIES.includes(code) && !isDangerCode(code));
  const [first] = motifs;
  const isSimpleOnly = first === undefined || motifs.every(({ best }) => best.c.confidence < MOTIF_MIN) || (simples[0]?.score ?? 0) > SIMPLE_WINS * first.score;
  const motif = isSimpleOnly ? null : { valeur: first.code, confiance: confidenceOf(first, ensemble), lu: first.best };
  const prestation = motif && prestationOf(motif.valeur, read, ensemble);
  return { motif, prestation, autres: [...secondMotifs(motifs, motif?.valeur ?? null, prestation?.valeur ?? null), ...questions(simples)], ensemble };
}

const isDangerCode = (code: Code): boolean => code === 'DETRESSE' || code === 'VIOLENCES' || code === 'MENACE';

/** The surest turns, as many as a message holds, in the order of the call. */
function surest(telling: readonly TourLu[]): TourLu[] {
  let left = TOGETHER_CHARS;
  const kept = [...telling].sort((a, b) => b.c.confidence - a.c.confidence).filter(({ dit }) => (left -= dit.length + 1) >= 0);
  return telling.filter((one) => kept.includes(one));
}

type Ranked<C extends Code> = { code: C; score: number; best: TourLu };

/** What a caller says first is why they call; the rest comes from the agent's questions. */
const OPENING = 0.3;

/** Said surely counts first, said again counts less and less: an hour of talk about one thing does not hide the other. */
function ranked<C extends Code>(telling: readonly TourLu[], ensemble: Comprehension | null, accepts: (code: Code) => code is C): Ranked<C>[] {
  const byCode = new Map<C, TourLu[]>();
  for (const one of telling) {
    const { code } = one.c;
    if (accepts(code)) byCode.set(code, [...(byCode.get(code) ?? []), one]);
  }
  const [opening] = telling;
  return [...byCode].flatMap(([code, said]): Ranked<C>[] => {
    const [best, second, third] = [...said].sort((a, b) => weightOf(b) - weightOf(a));
    return best === undefined ? [] : [{ code, best, score: weightOf(best) + weightOf(second) / 2 + weightOf(third) / 4 + shareOf(code, ensemble) + (opening?.c.code === code ? OPENING : 0) }];
  }).sort((a, b) => b.score - a.score);
}

/** What is not decided between two readings weighs half. */
const weightOf = (one: TourLu | undefined): number => (one === undefined ? 0 : one.c.confidence * one.tour.confiance * (one.c.group === 'clarify' ? 0.5 : 1));

const shareOf = (code: Code, ensemble: Comprehension | null): number =>
  ensemble?.code === code ? ensemble.confidence : (ensemble?.alternatives.find((other) => other.code === code)?.confidence ?? 0);

/** Half of it is how surely it was said, half how surely the whole says the same. */
function confidenceOf({ code, best }: Ranked<Code>, ensemble: Comprehension | null): number {
  const { confidence } = best.c;
  return rounded((best.tour.confiance * (confidence + Math.max(shareOf(code, ensemble), confidence / 2))) / 2);
}

export const rounded = (confidence: number): number => Math.round(Math.min(1, confidence) * 100) / 100;

/** The segment of a turn that says it by itself; its first one when only the whole turn does. */
export function segmentSaying({ tour, dit }: TourLu, fits: (c: Comprehension) => boolean, { understander, now }: ReadingDeps): number {
  const [first] = tour.parties;
  if (tour.parties.length < 2 || dit !== tour.texte) return tour.accord && tour.question ? tour.question.segment : (first?.segment ?? 1);
  const alone = tour.parties.map(({ debut, segment }, i) => ({ segment, c: understander.understand(tour.texte.slice(debut, tour.parties[i + 1]?.debut), { now, canal: 'ivr' }) }));
  return alone.filter(({ c }) => fits(c)).sort((a, b) => b.c.confidence - a.c.confidence)[0]?.segment ?? first?.segment ?? 1;
}

// ---------------------------------------------------------------- prestation

const isNamed = (prestation: PrestationOuAucune): prestation is Prestation => prestation !== 'AUCUNE' && prestation !== 'INCONNUE';
/** Said in general, then precisely. */
const PRECISIONS: Partial<Record<Prestation, readonly Prestation[]>> = { AL: ['APL', 'ALF', 'ALS'], RSA: ['RSA_MAJORE'] };

/** The one said with the motif; else the one of the whole call; a later turn may say precisely what a first said in general. */
function prestationOf(motif: Motif, read: readonly TourLu[], ensemble: Comprehension | null): Demandes['prestation'] {
  const said = mostSaid(read.filter((one) => one.c.code === motif && isTelling(one))) ?? mostSaid(read, ensemble?.prestation);
  if (said === null) return null;
  const precise = PRECISIONS[said.valeur] ?? [];
  return read.flatMap(found).find(({ valeur }) => precise.includes(valeur)) ?? said;
}

const found = (lu: TourLu): NonNullable<Demandes['prestation']>[] => (isNamed(lu.c.prestation) ? [{ valeur: lu.c.prestation, confiance: rounded(lu.tour.confiance), lu }] : []);

function mostSaid(said: readonly TourLu[], wanted?: PrestationOuAucune): Demandes['prestation'] {
  const named = said.flatMap(found);
  if (wanted !== undefined && isNamed(wanted)) {
    const lu = named.find(({ valeur }) => valeur === wanted)?.lu ?? said[0];
    return lu ? { valeur: wanted, confiance: rounded(lu.tour.confiance * 0.8), lu } : null;
  }
  const weight = (prestation: Prestation): number => named.reduce((sum, { valeur, lu }) => sum + (valeur === prestation ? weightOf(lu) : 0), 0);
  return [...named].sort((a, b) => weight(b.valeur) - weight(a.valeur))[0] ?? null;
}

// ---------------------------------------------------------------- what else

/** Another demande names another prestation: the same trouble told otherwise is no second demande. */
function secondMotifs(motifs: readonly Ranked<Motif>[], motif: Motif | null, prestation: Prestation | null): Demandes['autres'] {
  if (motif === null) return [];
  return motifs.filter(({ code, best }) => code !== motif && best.c.confidence >= SIMPLE_MIN && isNamed(best.c.prestation) && best.c.prestation !== 'MULTI' && best.c.prestation !== prestation)
    .map(({ code, best }) => ({ valeur: code, prestation: isNamed(best.c.prestation) ? best.c.prestation : null, confiance: rounded(weightOf(best)), lu: best }));
}

/** Simple questions are asked as questions; what is only mentioned is none. */
const questions = (simples: readonly Ranked<Code>[]): Demandes['autres'] =>
  simples.filter(({ best }) => best.c.confidence >= SIMPLE_MIN && best.c.question && !best.tour.accord)
    .map(({ code, best }) => ({ valeur: code, prestation: isNamed(best.c.prestation) ? best.c.prestation : null, confiance: rounded(weightOf(best)), lu: best }));

