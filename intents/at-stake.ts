import { isMotif, SERVICES_EXPERTS, type Code, type Prestation, type PrestationOuAucune, type Service } from '../src/domain/codes';
import { prestationInfo } from '../src/domain/routing';
import { fitLogistic, flag, logOdds, logShare, probabilityOf, type Logistic } from './classifier/logistic';
import { conceptsOf } from './concepts';
import type { Example } from './data';
import { inDispute } from './in-dispute';
import lexiqueServices from './lexique/services.json';
import type { Bundle } from './model';
import { compilePattern, PatternIndex, type Heard } from './patterns';
import type { RawReading, Reading } from './reading';

/** Which prestation a message is about, once it is decided what is asked. */

const CLEARLY_MEANT = 0.45;
const HOUSING: readonly PrestationOuAucune[] = ['AL', 'APL', 'ALS', 'ALF'];
const PRIOR_WEIGHT = 0.7;
const SAID_BONUS = 4;
const UNSAID_MALUS = 1.1;
const NAMELESS: readonly PrestationOuAucune[] = ['INCONNUE', 'AUCUNE', 'MULTI'];

/**
 * Prestation at stake: what the words name, what the model makes of a paraphrase, and what usually goes with the code.
 *
 * @returns the label, the prestations named, first said first, and the service most of them belong to when none is sure
 */
export function prestationOf(reading: Reading, { code, second }: { code: Code; second: { code: Code } | null }, bundle: Bundle): { prestation: PrestationOuAucune; prestations: PrestationOuAucune[]; domaine: Service } {
  const named = namedIn(reading.mentions.map((m) => m.code));
  const disputed = isMotif(code) && second === null ? namedIn(inDispute(reading.words.map(({ norm }) => norm), reading.mentions)) : named;
  const labels = bundle.prestations.labels;
  const { shares } = reading.prestations;
  const prior = bundle.prior[code] ?? {};
  const weights = labels.map((label, i) =>
    Math.exp(Math.log((shares[i] ?? 0) + 1e-4) + PRIOR_WEIGHT * Math.log((prior[label] ?? 0) + 1e-3) + saidBonus(label, disputed, reading.everything)));
  const isSeveral = named.length > 1 && disputed.length === named.length && (joinedIn(reading) || second !== null || code === 'CUMUL');
  const prestation = namesNone(reading) ? unnamed(reading, prior, bundle) : isSeveral ? 'MULTI' : surest(labels, weights, disputed);
  return { prestation, prestations: named, domaine: namedService(reading.words) ?? domaineOf(labels, weights) };
}

const SERVICES_SAID = SERVICES_EXPERTS.map((service) => ({ service, patterns: new PatternIndex(lexiqueServices.services[service].map((source) => compilePattern(source))) }));

/** "les experts du logement": the service itself is named. */
const namedService = (words: readonly Heard[]): Service | null => SERVICES_SAID.find(({ patterns }) => patterns.holds(words))?.service ?? null;

const DOMAINE_SHARE = 0.75;

/** The service that the possible prestations point to together, or AUCUN when they point to several. */
function domaineOf(labels: readonly PrestationOuAucune[], weights: readonly number[]): Service {
  const shares = SERVICES_EXPERTS.map((service) => ({
    service, weight: labels.reduce((sum, label, i) => (label !== 'AUCUNE' && prestationInfo(label).service === service ? sum + (weights[i] ?? 0) : sum), 0),
  }));
  const total = shares.reduce((sum, s) => sum + s.weight, 0);
  const best = shares.reduce((a, b) => (b.weight > a.weight ? b : a));
  return total > 0 && best.weight / total >= DOMAINE_SHARE ? best.service : 'AUCUN';
}

/** Codes of which this share of the sentences bears on no prestation at all ("mot de passe oublié"). */
const NONE_AT_STAKE = 0.33;
/** A paraphrase meant with this chance is as good as a name: a wrong name costs a little more than a question. Chosen on authors left out. */
const MEANT = 0.55;

/** What nobody named is never guessed from the code: a clear paraphrase ("ce que vous versez pour la nounou"), or not said. */
function unnamed(reading: Reading, prior: Prior, { prestations: { labels }, judges }: Bundle): PrestationOuAucune {
  const { label, signals } = paraphraseOf(reading, prior, labels);
  if (probabilityOf(judges.paraphrase, signals) >= MEANT) return label;
  return (prior['AUCUNE'] ?? 0) >= NONE_AT_STAKE ? 'AUCUNE' : 'INCONNUE';
}

type Prior = Readonly<Record<string, number>>;
type Labels = readonly PrestationOuAucune[];

/** The prestation that words without a name point to most, and what tells whether they mean it. */
function paraphraseOf({ prestations: { shares, scores }, words, unknownShare }: RawReading, prior: Prior, labels: Labels): { label: PrestationOuAucune; signals: number[] } {
  const shareOf = (label: PrestationOuAucune): number => shares[labels.indexOf(label)] ?? 0;
  const scoreOf = (label: PrestationOuAucune): number => scores[labels.indexOf(label)] ?? -1;
  const sumOf = (of: Labels, each: (label: PrestationOuAucune) => number): number => of.reduce((sum, label) => sum + each(label), 0);
  const named = labels.filter((label) => !NAMELESS.includes(label));
  const other = named.filter((label) => !HOUSING.includes(label)).reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  const housing = sumOf(HOUSING, shareOf);
  const isHousing = housing > shareOf(other) && words.some(speaksOfHousing);
  const label = !isHousing ? other : shareOf('APL') >= housing / 2 ? 'APL' : 'AL';
  const family = isHousing ? HOUSING : [other];
  const share = label === 'AL' ? housing : shareOf(label);
  const next = Math.max(...named.filter((l) => !family.includes(l)).map(shareOf));
  return {
    label,
    signals: [
      1, logShare(share), logOdds(share), logShare(next), ...NAMELESS.map((l) => logShare(shareOf(l))),
      Math.max(...family.map(scoreOf)), scoreOf('INCONNUE'), scoreOf('AUCUNE'), logShare(sumOf(family, (l) => prior[l] ?? 0)), logShare(prior['AUCUNE'] ?? 0), logShare(prior['INCONNUE'] ?? 0),
      Math.log1p(words.length), unknownShare, flag(isHousing),
    ],
  };
}

const namesNone = ({ mentions, everything }: RawReading): boolean => mentions.length === 0 && !everything;

/** Fits the judge of paraphrases on messages that name no prestation, whose authors the heads had not seen. `code`: what was decided. */
export function fitParaphrases(read: readonly { raw: RawReading; code: Code; example: Example }[], { prior, labels }: { prior: Bundle['prior']; labels: Labels }, ridge: number): Logistic {
  const rows = read.filter(({ raw, example }) => namesNone(raw) && example.prestation !== null).map(({ raw, code, example }) => {
    const { label, signals } = paraphraseOf(raw, prior[code] ?? {}, labels);
    return { signals, isMeant: example.prestation === label };
  });
  return fitLogistic(rows.map((r) => r.signals), rows.map((r) => r.isMeant), ridge);
}

/** Ideas without which "my aid" is not an aid for housing. */
const HOUSING_IDEAS: ReadonlySet<string> = new Set(['LOGEMENT', 'LOGEMENT_TYPE', 'BAIL_PARTIES', 'PROPRIO_AGENCE', 'SURFACE', 'CHARGES_LOC', 'LOYER_HAUSSE', 'IMPAYE_LOYER', 'COLOC']);
const speaksOfHousing = ({ norm, repaired }: Heard): boolean => [norm, repaired].some((word) => conceptsOf(word).some((idea) => HOUSING_IDEAS.has(idea)));

const JOINS: ReadonlySet<string> = new Set(['et', 'ou', 'avec', 'plus', 'ni', 'aussi']);
const MOST_BETWEEN = 4;

/** "le RSA et l'APL": two names side by side, the message is about both. */
function joinedIn({ mentions, words }: Reading): boolean {
  return mentions.some((first, i) => {
    const next = mentions[i + 1];
    if (next === undefined || namedIn([first.code, next.code]).length < 2 || next.from - first.to > MOST_BETWEEN) return false;
    const between = words.slice(first.to, next.from).map((w) => w.norm);
    return between.length === 0 || between.some((w) => JOINS.has(w));
  });
}

/** What is named weighs most; what is not must be clearly meant: else "not said", or the housing benefits in general. */
function surest(labels: readonly PrestationOuAucune[], weights: readonly number[], named: readonly PrestationOuAucune[]): PrestationOuAucune {
  const total = weights.reduce((a, b) => a + b, 0);
  const shareOf = (label: PrestationOuAucune): number => (weights[labels.indexOf(label)] ?? 0) / total;
  const best = labels.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  if (NAMELESS.includes(best) || named.includes(best) || shareOf(best) >= CLEARLY_MEANT) return best;
  if (HOUSING.reduce((sum, h) => sum + shareOf(h), 0) >= CLEARLY_MEANT) return 'AL';
  return shareOf('AUCUNE') > shareOf('INCONNUE') ? 'AUCUNE' : 'INCONNUE';
}

function saidBonus(label: PrestationOuAucune, named: readonly PrestationOuAucune[], everything: boolean): number {
  if (named.includes(label)) return SAID_BONUS - (named.length > 1 ? 1 + 0.3 * named.indexOf(label) : 0);
  if (label === 'MULTI') return (named.length > 1 ? 1.6 : 0) + (everything ? 1.5 : 0);
  if (named.length > 0 && (label === 'AUCUNE' || label === 'INCONNUE')) return -UNSAID_MALUS;
  return NAMELESS.includes(label) ? 0 : -0.4;
}

/** Each prestation once; "aide au logement" adds nothing to a named one of them. */
function namedIn(said: readonly Prestation[]): PrestationOuAucune[] {
  const codes = [...new Set(said)];
  const precise = codes.some((c) => c === 'APL' || c === 'ALF' || c === 'ALS');
  const majore = codes.includes('RSA_MAJORE');
  return codes.filter((c) => !(c === 'AL' && precise) && !(c === 'RSA' && majore));
}
