import { isCodeSurete, isMotif, type Canal, type Code, type Drapeau, type PrestationOuAucune, type Priorite, type Service } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { computePriority, higherPriority } from '../src/domain/priority';
import { serviceFor } from '../src/domain/routing';
import { prestationOf } from './at-stake';
import { extractEntities } from './entities';
import { probabilityOf } from './classifier/logistic';
import { scoresOf } from './classifier/weights';
import type { Share } from './classifier/vectorizer';
import { rightSignals } from './judgement';
import { ByLabel } from './by-label';
import { factHeard, factsIn, isOwnCase, type Fact } from './facts';
import { dangerEtranger, detectLangue, type DangerEtranger } from './langues';
import { readWords, type Bundle } from './model';
import { loadBundle } from './model-cache';
import { read, revisionOf, type Reading } from './reading';
import { denialsIn, isDangerSign } from './safety';
import { Speller } from './spelling';
import { decide, INSULTE, type Decision } from './triage';

export type Understander = {
  /** Names the trained model: same sentences and code, same id. */
  modelId: string;
  understand(text: string, ctx: { now: Date; canal: Canal }): Comprehension;
};

export type ExplainingUnderstander = Understander & {
  /** The words that weighed most in the code's own score, heaviest first, whatever rule decided in the end. */
  explain(text: string, code: Code): Share[];
};

export type UnderstanderOptions = { dataDir: string; cacheDir: string; onProgress?: (message: string) => void };

/**
 * Loads the model from `cacheDir`, or trains it from `dataDir` (some seconds, once for each state of the sentences).
 *
 * @throws CodedError CONTENU_INVALIDE when a training line is wrong, MODELE_INDISPONIBLE when sentences or cache are out of reach
 */
export function loadUnderstander({ dataDir, cacheDir, onProgress = () => undefined }: UnderstanderOptions): ExplainingUnderstander {
  return understanderOf(loadBundle(dataDir, cacheDir, onProgress));
}

/** An understander over a bundle already trained. */
export function understanderOf(bundle: Bundle): ExplainingUnderstander {
  const speller = new Speller(bundle.lexicon);
  return {
    modelId: bundle.id,
    understand: (text, ctx) => understand(text, ctx.now, bundle, speller),
    explain: (text, code) => weightsOf(text, code, bundle, speller),
  };
}

const MOST_WORDS_SHOWN = 8;

function weightsOf(text: string, code: Code, { vectorizer, codes }: Bundle, speller: Speller): Share[] {
  const { words } = readWords(text, speller);
  const label = codes.labels.indexOf(code);
  if (label < 0) return [];
  return vectorizer.sharesOf(words, codes.model, label)
    .map(({ word, weight }) => ({ word, weight: Math.round(weight * 1000) / 1000 }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, MOST_WORDS_SHOWN);
}

/** Beyond this, what a person pastes is not a message any more; the beginning and the end say what it is about. */
const LONGEST = 6_000;

function understand(original: string, now: Date, bundle: Bundle, speller: Speller): Comprehension {
  const text = original.length <= LONGEST ? original : `${original.slice(0, LONGEST / 2)}\n${original.slice(-LONGEST / 2)}`;
  const reading = read(text, bundle, speller);
  const entities = extractEntities(original, now);
  const danger = reading.signs.some(isDangerSign) ? null : dangerEtranger(original);
  const decision = withDanger(decide({ text, reading, entities }), danger);
  const { prestation, prestations, domaine } = prestationOf(reading, decision, bundle);
  const confidence = Math.max(probabilityOf(bundle.judges.right, rightSignals(decision, reading)), pairChance(decision, reading));
  const facts = factsAsked(decision, reading, { prestation, prestations }, bundle);
  const sure = facts.filter(({ isSure }) => isSure);
  const { group, code, rule, clarification, second, safety, question, alternatives } = withFact(decision, sure, confidence < UNSURE && reading.words.length <= ONE_QUESTION);
  return {
    group, code, prestation, prestations, entities, rule, clarification, second, safety, question, alternatives,
    faits: facts.filter((fact) => fact.code === code).map(({ id }) => id),
    service: group === 'simple' ? 'AUCUN' : serviceOf(decision, prestation, domaine),
    priority: priorityOf(decision, prestation, entities, now),
    confidence: Math.round(confidence * 1000) / 1000,
    revision: code === 'DEMANDE_REVISION' ? revisionOf(reading, bundle) : null,
    langue: danger?.langue ?? detectLangue(original), insulte: rule === INSULTE,
    dementi: denied(text, reading, now, bundle, speller),
  };
}

/** Two requests are judged by their own judge; the whole message often says one of them only. */
const pairChance = ({ code, second }: Decision, { pairs }: Reading): number =>
  second === null ? 0 : (pairs.find(({ before, after }) => [before.code, after.code].includes(code) && [before.code, after.code].includes(second.code))?.chance ?? 0);

/** Without the words that deny: what is left may still be a danger, or name another need. */
function denied(text: string, { tokens, words }: Reading, now: Date, bundle: Bundle, speller: Speller): Comprehension | null {
  const spans = denialsIn(words);
  if (spans.length === 0) return null;
  const isDenied = (at: number): boolean => spans.some(({ from, to }) => from <= at && at <= to);
  const rest = tokens.reduceRight((left, { start, end }, at) => (isDenied(at) ? `${left.slice(0, start)} ${left.slice(end)}` : left), text);
  return understand(rest, now, bundle, speller);
}

/** Words of danger in another language weigh more than what the model hears there; words of danger in French weigh most. */
function withDanger(decision: Decision, danger: DangerEtranger | null): Decision {
  if (danger === null) return decision;
  const { safety, code } = danger;
  return { ...decision, group: 'expert', code, confidence: 1, rule: 'surete-langue', clarification: null, second: null, safety, drapeaux: [safety, ...decision.drapeaux.filter((drapeau) => drapeau !== safety)] };
}

type FactAsked = Fact & { isSure: boolean };

/** A general question is about a fact; a person's own case, a danger or two requests are not settled by one. */
function factsAsked({ group, rule, question, second, drapeaux, signals, code }: Decision, { words, vector }: Reading, atStake: Pick<Comprehension, 'prestation' | 'prestations'>, { faits }: Bundle): FactAsked[] {
  if (second !== null || drapeaux.length > 0 || isCodeSurete(code) || isOwnCase(signals)) return [];
  if (group === 'expert' && (rule !== 'modele-expert' || !question)) return [];
  // without an interrogative form, only what the model already hears as a request for information
  if (!question && group === 'simple' && !INFORMATION.has(code)) return [];
  const said = factsIn(words, atStake).map((fact): FactAsked => ({ ...fact, isSure: true }));
  const heard = words.length <= ONE_QUESTION ? factHeard(new ByLabel(faits, scoresOf(faits.model, vector)), atStake) : null;
  return heard === null || said.some(({ id }) => id === heard.id) ? said : [...said, heard];
}

const INFORMATION: ReadonlySet<Code> = new Set<Code>([
  'DROIT_CONDITIONS', 'MONTANT_BAREME', 'PAIEMENT_DATE', 'INFO_RECOURS', 'INFO_INDU', 'IMPAYE_INFO', 'CUMUL', 'DTR', 'QUOTIENT_FAMILIAL', 'CONTACT', 'SIMULATION', 'DOCUMENTS', 'OBLIGATIONS_RSA', 'RECLAMATION_DEMARCHES',
  'EXPLICATION_MONTANT', 'DEMANDE_PRESTATION', 'DEMANDE_PRESTATION_LOGEMENT_COLOC', 'PRIME_DEMENAGEMENT_INFO', 'INCOMPREHENSION',
]);

/** A longer message tells a story, whatever ideas it holds. */
const ONE_QUESTION = 30;
/** Chosen on the tuning part: from there on, the model is right more often than the ideas of a fact. */
const UNSURE = 0.75;

/** What a question is precisely about says more than an unsure reading of its words. */
function withFact(decision: Decision, [fact, ...others]: readonly Fact[], isUnsure: boolean): Decision {
  if (!fact || !isUnsure || [fact, ...others].some(({ code }) => code === decision.code)) return decision;
  return { ...decision, group: 'simple', code: fact.code, rule: 'fait-demande', clarification: null };
}

/** The prestation may not be said while its field is clear ("mon aide", "mon loyer"): the field then decides. */
function serviceOf({ group, code, signals }: Decision, prestation: PrestationOuAucune, domaine: Service): Service {
  if (group !== 'expert' || !isMotif(code)) return 'AUCUN';
  const service = serviceFor(code, prestation, { detteOuFraude: signals.has('dette') });
  return service === 'AUCUN' && prestation === 'INCONNUE' && code !== 'SECURITE_COMPTE' ? domaine : service;
}

function priorityOf({ group, code, drapeaux, signals }: Decision, prestation: PrestationOuAucune, entities: readonly Entite[], now: Date): Priorite {
  if (isCodeSurete(code)) return group === 'clarify' ? fromFlags(drapeaux) : 'P0';
  if (!isMotif(code)) return fromFlags(drapeaux);
  const result = computePriority({ motif: code, drapeaux: [...drapeaux], criteres: criteriaOf(code, prestation, entities, signals), faits: factsOf(entities, now) });
  return higherPriority(result.priorite, fromFlags(drapeaux));
}

const URGENT: readonly Drapeau[] = ['compte_compromis', 'expulsion', 'urgence_alimentaire'];

function fromFlags(drapeaux: readonly Drapeau[]): Priorite {
  if (drapeaux.some((d) => URGENT.includes(d))) return 'P1';
  return drapeaux.length > 0 ? 'P2' : 'P3';
}

/** Criteria of DOSSIER §8.2 that the words themselves declare. */
function criteriaOf(code: Code, prestation: PrestationOuAucune, entities: readonly Entite[], signals: Decision['signals']): string[] {
  const situations = new Set(entities.flatMap((e) => (e.type === 'situation' ? [e.valeur] : [])));
  const actes = new Set(entities.flatMap((e) => (e.type === 'acte' ? [e.valeur] : [])));
  const held: [boolean, string][] = [
    [code === 'SUSPENSION_DROIT' && ['RSA', 'RSA_MAJORE', 'AAH'].includes(prestation), 'minimum_vital_arrete'],
    [code === 'SUSPENSION_DROIT' && prestation === 'MULTI', 'tout_coupe'],
    [actes.has('contrainte'), 'contrainte'], [actes.has('mise_en_demeure'), 'mise_en_demeure'], [actes.has('audience'), 'assignation'],
    [signals.has('peuxPasPayer'), 'impossible_payer'], [situations.has('sans_domicile'), 'sans_domicile'],
    [situations.has('enceinte'), 'grossesse'], [situations.has('handicap'), 'handicap'], [situations.has('seul') && entities.some((e) => e.type === 'enfants'), 'parent_isole'],
  ];
  return held.flatMap(([holds, id]) => (holds ? [id] : []));
}

const PARIS = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });

function factsOf(entities: readonly Entite[], now: Date): { aujourdhui: string; agesEnfants: number[] } {
  const ages = entities.flatMap((e) => (e.type === 'enfants' ? (e.ages.length > 0 ? e.ages : [10]) : []));
  return { aujourdhui: PARIS.format(now), agesEnfants: ages };
}
