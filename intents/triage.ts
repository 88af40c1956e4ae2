import { isCodeSurete, isHorsPerimetre, isMotif, type Code, type Drapeau } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { clarificationBetween, codesOfPair } from './clarifications';
import { isOnlyInsults } from './insultes';
import { openPair } from './pairs';
import type { Pair, Reading, Side } from './reading';
import { DANGERS, hasAnyGraveWord, hasFalseFriend, hasGraveWord, isDangerSign, isFirstPerson, isGeneralQuestion, isIdiom, isLaughing, isOnlyRoofless, isRoofless, isScamTold, isSettledWell, isSketch, isTheftOfThings, type SigneSurete } from './safety';
import type { Signal } from './signals';

/**
 * From what the message seems to say to what is done with it. Each decision bears the name of the rule that took it.
 * Costs are not equal: a missed danger is far worse than a missed dispute, which is worse than a needless transfer.
 */

export type Group = Comprehension['group'];
export type Scored = { code: Code; confidence: number };
export type Decision = {
  group: Group; code: Code; confidence: number; rule: string; clarification: string | null; second: Scored | null;
  safety: Drapeau | null; drapeaux: Drapeau[]; alternatives: Scored[]; question: boolean; signals: Set<Signal>;
};

/** What is decided upon: the model's reading, the words, and the typed spans. */
export type Evidence = { text: string; reading: Reading; entities: readonly Entite[] };

type Shares = Reading['groups'];

export function decide(evidence: Evidence): Decision {
  const { reading } = evidence;
  const { signals } = reading;
  const drapeaux = flagsOf(evidence);
  const shared = { drapeaux, signals, question: isQuestion(evidence.text, signals), clarification: null, second: null, alternatives: alternativesOf(reading.codes) };
  const insults = onlyInsults(reading);
  const danger = insults === null ? dangerOf(evidence) : null;
  if (reading.words.length === 0) return { ...shared, group: 'simple', code: 'INCOMPREHENSION', confidence: 1, rule: 'vide', safety: null };
  if (danger !== null) return { ...shared, ...danger, alternatives: without(shared.alternatives, danger.code), group: 'expert', drapeaux: [danger.safety, ...drapeaux.filter((d) => d !== danger.safety)] };
  const chosen = withContrainte(insults ?? dangerDoubted(evidence) ?? chooseWithoutDanger(evidence, signals, drapeaux), evidence);
  const alternatives = chosen.group === 'out_of_scope' ? withOurs(shared.alternatives, reading.codes) : shared.alternatives;
  return { ...shared, ...chosen, alternatives: without(alternatives, chosen.code), safety: drapeaux[0] ?? null };
}

type Chosen = Pick<Decision, 'group' | 'code' | 'confidence' | 'rule' | 'clarification' | 'second'>;

function chooseWithoutDanger(evidence: Evidence, signals: ReadonlySet<Signal>, drapeaux: readonly Drapeau[]): Chosen {
  const { reading } = evidence;
  return withOther(compromised(reading, drapeaux) ?? reference(evidence), reading) ?? undecided(reading, signals, drapeaux) ?? noise(reading) ?? mixed(evidence) ?? unknownSubject(reading, signals) ?? untold(tipped(evidence, byGroup(drapeaux.includes('compte_compromis') ? reading : withoutCompromise(evidence), signals), signals, drapeaux), reading, signals);
}

/** A contrainte is opposed within 15 days (F-82), whatever is said of the debt behind it: not the 2 months of a contested debt. */
const withContrainte = (chosen: Chosen, { entities }: Evidence): Chosen =>
  chosen.code === 'INDU_CONTESTATION' && entities.some((e) => e.type === 'acte' && e.valeur === 'contrainte') ? { ...chosen, code: 'RETENUE_RECOUVREMENT', rule: 'acte-contrainte' } : chosen;

const plain = (group: Group, { code, confidence }: Scored, rule: string): Chosen => ({ group, code, confidence, rule, clarification: null, second: null });

// ---------------------------------------------------------------- insults and nothing else

export const INSULTE = 'insulte';

/** No word of danger is among them: the model alone, which hears a threat in any insult, is not believed. */
function onlyInsults({ words, signs, codes }: Reading): Chosen | null {
  if (signs.some(isDangerSign) || !isOnlyInsults(words)) return null;
  const share = codes.find(({ code }) => code === 'RECLAMATION_DEMARCHES')?.confidence ?? 0;
  return plain('simple', { code: 'RECLAMATION_DEMARCHES', confidence: Math.max(share, 0.6) }, INSULTE);
}

// ---------------------------------------------------------------- danger first

/** Chance of danger from which the model alone raises the alarm, and from which the person is asked how they are: a miss costs ten false alarms. */
const ALARM = 0.6;
const DOUBT = 0.15;
/** The same where a grave word is said: of 209 such sentences without danger in the tuning part and on questions kept out, one is between the two. */
const GRAVE_DOUBT = 0.08;
/** What is surely for another house frightens less: of 38 in danger read so (frozen part, noise included), one was below this chance, at .02. */
const OUTSIDE_DOUBT = 0.3;
const SURELY_OUT = 0.95;
/**
 * Chance of danger below which a sign in the words does not raise the alarm by itself, and makes ask instead. Of 326 training sentences with a sign, read by
 * heads that had not seen their authors, 17 of the 74 without danger are below it, and one of the 252 in danger.
 */
const SIGN_BELIEVED = 0.003;
/** An idiom, an open pair or a question in general explains a frightening word, and a few words, none of them grave, frighten little: more is needed. */
const EXPLAINED_ALARM = 0.98;
/** A few words, none of them grave: from this chance on, the person is asked. */
const FEW_WORDS = 16;
const UNFOUNDED_DOUBT = 0.2;
/** So few words, none of them grave, are never an alarm by the model alone, which hears one in "je viens demain": the person is asked, from this chance on. */
const VERY_FEW_WORDS = 5;
const VERY_FEW_DOUBT = 0.5;

type Danger = { code: Code; confidence: number; rule: string; safety: Drapeau };

function dangerOf(evidence: Evidence): Danger | null {
  const { reading } = evidence;
  const worst = reading.danger < SIGN_BELIEVED ? undefined : signsSeen(evidence).sort((x, y) => y.weight - x.weight)[0];
  if (worst !== undefined) return { code: worst.code, confidence: worst.confidence, rule: worst.rule, safety: worst.safety };
  if (saysNearlyNothing(reading) || isSketch(reading.words) || isIdiom(reading.words)) return null;
  if (reading.danger < (isLaughing(evidence.text, reading.words) || isImpersonal(reading) || isExplained(reading) || isUnfounded(reading) ? EXPLAINED_ALARM : ALARM)) return null;
  const [safety, code] = likeliestDanger(reading);
  if (safety === 'detresse' && isNeed(reading) && reading.danger < EXPLAINED_ALARM) return null;
  if (safety === 'violences' && isOnlyRoofless(reading.words, reading.signs)) return null;
  return { code, safety, rule: `surete-modele-${safety}`, confidence: reading.danger };
}

/** Dangers that the rules see in the words, but for a person who laughs, and a question in general about violence. */
function signsSeen({ text, reading }: Evidence): (Danger & { weight: number })[] {
  if (isLaughing(text, reading.words)) return [];
  return DANGERS.flatMap(([safety, code]) => {
    const sign = reading.signs.find((s) => s.drapeau === safety);
    const share = shareOf(reading, code);
    if (sign === undefined || (safety === 'violences' && isImpersonal(reading) && share < 0.6)) return [];
    return [{ code, safety, rule: `surete-${sign.regle}`, confidence: Math.max(share, 0.9), weight: share }];
  });
}

/** Nothing to eat, and no word of one's own life or despair: what frightens the model is the hunger, which has its own help (U04). */
const isNeed = ({ words, signs }: Reading): boolean => signs.some((s) => s.drapeau === 'urgence_alimentaire') && !hasGraveWord(words, 'detresse');

const isImpersonal = ({ words }: Reading): boolean => isGeneralQuestion(words) && !isFirstPerson(words);
const isExplained = ({ words, signals }: Reading): boolean => hasFalseFriend(words) || openPair(words, signals) !== null;
const isUnfounded = ({ words }: Reading): boolean => words.length <= FEW_WORDS && !hasAnyGraveWord(words);

const saysNearlyNothing = (reading: Reading): boolean => reading.words.length <= VERY_FEW_WORDS && isUnfounded(reading);

/** Share of a danger in the message or in one of its pieces. */
const shareOf = (reading: Reading, code: Code): number => Math.max(confidenceOf(reading, code), ...reading.pieces.map((p) => p.probabilities.get(code) ?? 0));

/** By what two heads say of each: its code and its flag. */
function likeliestDanger({ codeScores, drapeaux }: Reading): (typeof DANGERS)[number] {
  const scoreOf = ([safety, code]: (typeof DANGERS)[number]): number => (codeScores.get(code) ?? -1) + (drapeaux.get(safety) ?? -1);
  return DANGERS.reduce((x, y) => (scoreOf(y) > scoreOf(x) ? y : x));
}

/** Neither sure enough to give a suicide number, nor to speak of papers: how the person is must be asked. */
function dangerDoubted(evidence: Evidence): Chosen | null {
  const { reading } = evidence;
  const pair = openPair(reading.words, reading.signals);
  if (pair !== 'COLERE_OU_DETRESSE' && (pair !== null || !mayBeInDanger(evidence))) return null;
  const [, code] = pair === 'COLERE_OU_DETRESSE' ? DANGERS[0] : likeliestDanger(reading);
  const rule = isFounded(evidence) ? 'danger-en-doute' : 'danger-a-peine';
  return { group: 'clarify', code, confidence: Math.max(reading.danger, 0.5), rule, clarification: 'COLERE_OU_DETRESSE', second: null };
}

/** More than a resemblance: worth asking even in the middle of something else. */
const isFounded = ({ text, reading }: Evidence): boolean =>
  reading.signs.some(isDangerSign) || (reading.danger >= GRAVE_DOUBT && hasAnyGraveWord(reading.words)) || (reading.danger >= ALARM && !isQuestion(text, reading.signals));

function mayBeInDanger(evidence: Evidence): boolean {
  const { text, reading } = evidence;
  if (signsSeen(evidence).length > 0 || isGrimJoke(evidence)) return true;
  if (isSketch(reading.words) || isOnlyRoofless(reading.words, reading.signs)) return false;
  if (isUnfounded(reading) && isSettledWell(reading.words)) return false;
  const least = saysNearlyNothing(reading) ? VERY_FEW_DOUBT : isUnfounded(reading) ? UNFOUNDED_DOUBT : hasAnyGraveWord(reading.words) ? GRAVE_DOUBT : DOUBT;
  if (reading.danger < Math.max(least, reading.groups.out >= SURELY_OUT ? OUTSIDE_DOUBT : 0)) return false;
  return !hasFalseFriend(reading.words) && !isLaughing(text, reading.words) && !reading.signs.some((s) => s.drapeau === 'urgence_alimentaire');
}

/** One's own death announced, and a laugh: asked, never passed over. */
const isGrimJoke = ({ text, reading }: Evidence): boolean =>
  isLaughing(text, reading.words) && reading.danger >= ALARM && !hasFalseFriend(reading.words) && reading.signs.some(({ drapeau }) => drapeau === 'detresse');

const confidenceOf = (reading: Reading, code: Code): number => reading.codes.find((c) => c.code === code)?.confidence ?? 0;

const FLAG_MARGIN = 0;
/** A compromised account of which no scam is told: of the tuning and frozen parts, no such account is between the two. */
const UNTOLD_FLAG_MARGIN = 0.1;
/** The other signs of a compromised account also fit a mere attempt: they need the model's agreement. */
const SURE_COMPROMISE: ReadonlySet<string> = new Set(['rib-change', 'pirate', 'connexion-inconnue', 'clique-et-donne']);
const RAISED: readonly Drapeau[] = ['compte_compromis', 'expulsion', 'urgence_alimentaire', 'urgence_financiere', 'deuil'];

/** Flags that raise the priority: seen by the rules, or clearly by the model. Worst first. */
function flagsOf(evidence: Evidence): Drapeau[] {
  const { reading } = evidence;
  const { signs } = reading;
  const said = (d: Drapeau): boolean => signs.some((s) => s.drapeau === d && (d !== 'compte_compromis' || SURE_COMPROMISE.has(s.regle)));
  const marginOf = (d: Drapeau): number => (d === 'compte_compromis' && !isScamTold(reading.words) ? UNTOLD_FLAG_MARGIN : FLAG_MARGIN);
  const understood = (d: Drapeau): boolean => (reading.drapeaux.get(d) ?? -1) > marginOf(d) && (d !== 'compte_compromis' || !(answersAsOften(reading, signs) || isUntouched(evidence)));
  return RAISED.filter((d) => said(d) || understood(d));
}

/** A bag stolen, a code typed by mistake: nobody else had to do with the account. */
const isUntouched = ({ text, reading }: Evidence): boolean => {
  const { words, signs } = reading;
  return !signs.some((s) => s.drapeau === 'compte_compromis') && (isTheftOfThings(words) || (HIDDEN.test(text) && !isScamTold(words) && compromiseShare(reading) < SURE_WITHOUT_A_WORD));
};

/** What the channel leaves of a code or of a card. */
const HIDDEN = /•{4}/;

const VERY_FEW_COMPROMISE = 0.6;

/** So few words without a sign of it ("sur mon compte", "c'est pas ma demande") answer a question as often: the model must think a compromised account likelier than not. */
const answersAsOften = (reading: Reading, signs: readonly SigneSurete[]): boolean =>
  reading.words.length <= VERY_FEW_WORDS && !signs.some((s) => s.drapeau === 'compte_compromis') && compromiseShare(reading) < VERY_FEW_COMPROMISE;

const compromiseShare = (reading: Reading): number => Math.max(confidenceOf(reading, 'SECURITE_COMPTE'), reading.whole.get('SECURITE_COMPTE') ?? 0);

/** From this chance on, the model knows a compromised account without being told of anybody. */
const SURE_WITHOUT_A_WORD = 0.6;
/** The same where the flag of a compromised account is not raised: "mes coordonnées ne sont plus les miennes" is one all the same. */
const SURE_THOUGH_UNTOLD = 0.85;

/** Where nobody is told to have had to do with the account, what is read of it says something else. */
function withoutCompromise(evidence: Evidence): Reading {
  const { reading } = evidence;
  const share = confidenceOf(reading, 'SECURITE_COMPTE');
  const isUntold = isUntouched(evidence) || answersAsOften(reading, reading.signs) || (share < SURE_THOUGH_UNTOLD && !isScamTold(reading.words));
  if (share === 0 || !isUntold) return reading;
  const motifs = reading.codes.reduce((sum, { code, confidence }) => sum + (isMotif(code) ? confidence : 0), 0);
  return {
    ...reading, codes: reading.codes.filter(({ code }) => code !== 'SECURITE_COMPTE'),
    groups: { ...reading.groups, expert: reading.groups.expert * (1 - share / Math.max(motifs, share)) },
  };
}

const LEAST_COMPROMISE = 0.05;
function compromised(reading: Reading, drapeaux: readonly Drapeau[]): Chosen | null {
  const share = compromiseShare(reading);
  if (!drapeaux.includes('compte_compromis') || (share < LEAST_COMPROMISE && reading.codes[0]?.code !== 'ARNAQUE')) return null;
  return plain('expert', { code: 'SECURITE_COMPTE', confidence: Math.max(share, 0.6) }, 'compte-compromis');
}

// ---------------------------------------------------------------- a reference, or two requests in one

function reference({ reading, entities }: Evidence): Chosen | null {
  if (!entities.some((e) => e.type === 'reference')) return null;
  const late = reading.whole.get('SUIVI_DEPASSEMENT') ?? 0;
  const follow = reading.whole.get('SUIVI_TRANSFERT') ?? 0;
  if (late + follow < 0.15 && reading.words.length > 12) return null;
  return late > follow
    ? plain('expert', { code: 'SUIVI_DEPASSEMENT', confidence: Math.max(late, 0.6) }, 'reference-depassee')
    : plain('simple', { code: 'SUIVI_TRANSFERT', confidence: Math.max(follow, 0.6) }, 'reference');
}

/** Chance from which two requests are read, chosen by cost on the tuning part: one too many is a needless question, one missed is a request lost. */
const TWO = 0.7;
/** A dispute that leads is felt in the whole message, unless the two requests are told apart beyond doubt: the whole then says the other one only. */
const LEAST_EXPERT = 0.05;
const SURELY_TWO = 0.9;

/** Two requests in one message: a dispute leads, of two the one that the whole message says most, else the first said. */
function mixed({ reading }: Evidence): Chosen | null {
  const [pair] = reading.pairs;
  if (pair === undefined || pair.chance < TWO) return null;
  const [lead, second] = leadFirst(pair, reading);
  if (isMotif(lead.code) && reading.groups.expert < LEAST_EXPERT && pair.chance < SURELY_TWO) return null;
  return { ...plain(groupOf(lead.code), lead, 'demande-mixte'), second: scored(second) };
}

function leadFirst({ before, after }: Pair, { codes }: Reading): [Side, Side] {
  const isLed = isMotif(before.code) ? after.code === bestWhere(codes, isMotif).code : isMotif(after.code);
  return isLed ? [after, before] : [before, after];
}

/** What fact decided comes first; the other request of the message, if there is one, is kept. */
function withOther(chosen: Chosen | null, { pairs }: Reading): Chosen | null {
  if (chosen === null) return null;
  const pair = pairs.find(({ before, after, chance }) => chance >= TWO && (before.code === chosen.code || after.code === chosen.code));
  return pair === undefined ? chosen : { ...chosen, second: scored(pair.before.code === chosen.code ? pair.after : pair.before) };
}

const scored = ({ code, confidence }: Side): Scored => ({ code, confidence });

// ---------------------------------------------------------------- nothing that decides

/** The subject of a pair, and nothing that tells which side: asked, the likelier side being kept in mind. */
function undecided(reading: Reading, signals: ReadonlySet<Signal>, drapeaux: readonly Drapeau[]): Chosen | null {
  const id = drapeaux.length > 0 ? null : openPair(reading.words, signals);
  if (id === null) return null;
  const sides = codesOfPair(id);
  return { group: 'clarify', ...bestWhere(reading.codes, (c) => sides.includes(c)), rule: 'paire-ouverte', clarification: id, second: null };
}

const NOISE_UNKNOWN = 0.5;
const NOISE_WORDS = 3;

/** A word or two that no sentence ever held, and nothing of the Caf. */
function noise(reading: Reading): Chosen | null {
  const best = reading.codes[0];
  if (best === undefined || reading.words.length > NOISE_WORDS || reading.mentions.length > 0 || reading.unknownShare < NOISE_UNKNOWN) return null;
  return best.confidence >= 0.7 ? null : plain('simple', { code: 'INCOMPREHENSION', confidence: 0.6 }, 'bruit');
}

// ---------------------------------------------------------------- what is not for the Caf

const UNKNOWN_SHARE = 0.3;
const UNSURE = 0.3;
const SHORTEST = 4;

/** Nothing of the Caf, no clear class, and words never met or words of another house: something else entirely. */
function unknownSubject(reading: Reading, signals: ReadonlySet<Signal>): Chosen | null {
  const best = reading.codes[0];
  if (best === undefined || signals.has('caf') || reading.mentions.length > 0 || reading.words.length < SHORTEST) return null;
  if (best.confidence >= UNSURE || (reading.unknownShare < UNKNOWN_SHARE && !signals.has('ailleurs'))) return null;
  const out = bestWhere(reading.codes, isHorsPerimetre);
  return plain('out_of_scope', out.confidence >= 0.1 ? out : { code: 'OOS_AUTRE', confidence: 0.4 }, 'sujet-inconnu');
}

/** Least chance of a code that answers, and of one that sends elsewhere although the groups rather said ours: chosen on the tuning part and on questions to other administrations. */
const TOLD = 0.4;
const TOLD_ELSEWHERE = 0.25;
const RATHER_OURS = 0.45;

/** Names nothing of the Caf, and points to no code: what it is about was not told ("quelles sont les démarches ?"). */
function untold(chosen: Chosen, reading: Reading, signals: ReadonlySet<Signal>): Chosen {
  const { rule, confidence } = chosen;
  const isTold = rule === BY_MODEL.simple ? confidence >= TOLD : rule !== BY_MODEL.out || confidence >= TOLD_ELSEWHERE || reading.groups.out >= RATHER_OURS;
  return isTold || isAnchored(reading, signals) ? chosen : plain('simple', { code: 'INCOMPREHENSION', confidence: TOLD }, 'sujet-non-dit');
}

// ---------------------------------------------------------------- the pairs that a fact settles (DOSSIER §3.5)

/** Days of waiting from which "where is my file" and "I was not paid" are no longer simple. */
const LONG_WAIT_DAYS = 60;
const UNSURE_EXPULSION = 0.45;
const STUCK: ReadonlySet<string> = new Set(['rien', 'toujours', 'encore', 'ancien', 'ancienne', 'inchange', 'inchangee', 'pareil']);

/** A long wait, a change already declared without effect, a lock about to be changed: facts outweigh the model's doubt. */
function tipped({ reading, entities }: Evidence, chosen: Chosen, signals: ReadonlySet<Signal>, drapeaux: readonly Drapeau[]): Chosen {
  const { code, confidence, group } = chosen;
  const asksInGeneral = signals.has('hypothese') || signals.has('futur');
  if (drapeaux.includes('expulsion') && !reading.signs.some(isRoofless) && group !== 'expert' && confidence < UNSURE_EXPULSION) return plain('expert', { code: 'IMPAYE_LOGEMENT', confidence }, 'expulsion-imminente');
  if (asksInGeneral) return chosen;
  const waited = longestWait(entities) >= LONG_WAIT_DAYS;
  if (code === 'SUIVI_DOSSIER' && waited) return plain('expert', { code: 'BLOCAGE_RETARD', confidence }, 'attente-longue');
  if (code === 'PAIEMENT_NON_RECU' && waited) return plain('expert', { code: 'SUSPENSION_DROIT', confidence }, 'arret-long');
  const stuck = signals.has('dejaDeclare') && reading.words.some((w) => STUCK.has(w.norm));
  if ((code === 'CHANGEMENT_LOYER' || code === 'CHANGEMENT_ADRESSE') && stuck) return plain('expert', { code: 'DEMANDE_REVISION', confidence }, 'deja-declare');
  return chosen;
}

const DAYS = { jour: 1, semaine: 7, mois: 30, an: 365 } as const;

const longestWait = (entities: readonly Entite[]): number =>
  Math.max(0, ...entities.map((e) => (e.type === 'duree' ? e.nombre * DAYS[e.unite] : 0)));

// ---------------------------------------------------------------- by group, then by code within it

/** Where nothing names the Caf, another house is likelier than in training; where something does, less: chosen on the tuning part and on questions to other administrations. */
const OUTSIDE_UNANCHORED = 2.5;
const OUTSIDE_ANCHORED = 0.5;
const AMBIGUOUS = 0.68;
/** A dispute missed costs four needless transfers: chosen by cost on the tuning part and on authors left out. What is asked in general is no dispute. */
const EXPERT_SHARE = 1.25;

function byGroup(reading: Reading, signals: ReadonlySet<Signal>): Chosen {
  const { groups } = reading;
  const shares = {
    simple: groups.simple,
    expert: groups.expert * (asks(signals) ? 1 : EXPERT_SHARE),
    out: groups.out * (isAnchored(reading, signals) ? OUTSIDE_ANCHORED : OUTSIDE_UNANCHORED),
  };
  const simple = bestWhere(reading.codes, (c) => groupOf(c) === 'simple');
  const expert = bestWhere(reading.codes, isMotif);
  const out = bestWhere(reading.codes, isHorsPerimetre);
  if (shares.out > shares.simple && shares.out > shares.expert && !isDenied(out, [simple, expert])) return plain('out_of_scope', out.confidence > 0 ? out : { code: 'OOS_AUTRE', confidence: shares.out }, BY_MODEL.out);
  const question = ambiguousBetween(simple, expert, shares);
  if (question !== null && isSettled(signals)) return plain('expert', expert, ruleOf(signals));
  if (question !== null) return { group: 'clarify', ...(shares.expert > shares.simple ? expert : simple), rule: 'paire-ambigue', clarification: question, second: null };
  if (shares.expert > shares.simple) return plain('expert', expert, ruleOf(signals));
  return plain('simple', simple, BY_MODEL.simple);
}

/** The head of the codes sees no other house at all, and is sure of something of the Caf. */
const isDenied = (out: Scored, ours: readonly Scored[]): boolean => out.confidence < SEES_NOTHING && ours.some(({ confidence }) => confidence >= SURE_OF_IT);
const SEES_NOTHING = 0.1;
const SURE_OF_IT = 0.8;

/** Between two sides, a sign of dispute in a message that asks nothing settles the matter. */
const isSettled = (signals: ReadonlySet<Signal>): boolean => RULE_OF.some(([s]) => signals.has(s)) && !asks(signals);
const ASKS: readonly Signal[] = ['question', 'hypothese', 'futur'];
const asks = (signals: ReadonlySet<Signal>): boolean => ASKS.some((s) => signals.has(s));

const isAnchored = ({ mentions }: Reading, signals: ReadonlySet<Signal>): boolean => signals.has('caf') || mentions.length > 0;

function ambiguousBetween(simple: Scored, expert: Scored, shares: Shares): string | null {
  const id = clarificationBetween(simple.code, expert.code);
  const total = shares.simple + shares.expert;
  if (id === null || total === 0) return null;
  return Math.max(shares.simple, shares.expert) / total < AMBIGUOUS && simple.confidence > 0.12 && expert.confidence > 0.12 ? id : null;
}

const BY_MODEL = { simple: 'modele-simple', out: 'hors-perimetre' } as const;

const groupOf = (code: Code): Group => (isMotif(code) || isCodeSurete(code) ? 'expert' : isHorsPerimetre(code) ? 'out_of_scope' : 'simple');

const RULE_OF: readonly (readonly [Signal, string])[] = [
  ['peuxPasPayer', 'dette-impossible'], ['dette', 'dette-notifiee'], ['droitArrete', 'droit-arrete'], ['desaccord', 'decision-contestee'], ['blocage', 'blocage'], ['dejaDeclare', 'deja-declare'], ['horsBareme', 'hors-bareme'],
];
const ruleOf = (signals: ReadonlySet<Signal>): string => RULE_OF.find(([s]) => signals.has(s))?.[1] ?? 'modele-expert';

function bestWhere(codes: readonly Scored[], keep: (code: Code) => boolean): Scored {
  return codes.find((c) => keep(c.code)) ?? { code: 'INCOMPREHENSION', confidence: 0 };
}

const alternativesOf = (codes: readonly Scored[]): Scored[] => codes.slice(0, 4).filter((c) => c.confidence >= 0.02).map(rounded);

const OURS_AT_LEAST = 3;

/** What is sent elsewhere may be the Caf's all the same: its likeliest codes are always among the others. */
function withOurs(alternatives: readonly Scored[], codes: readonly Scored[]): Scored[] {
  const ours = codes.filter(({ code }) => !isHorsPerimetre(code) && !isCodeSurete(code)).slice(0, OURS_AT_LEAST).map(rounded);
  return [...alternatives, ...ours.filter(({ code }) => !alternatives.some((other) => other.code === code))];
}

const without = (alternatives: readonly Scored[], code: Code): Scored[] => alternatives.filter((a) => a.code !== code);

const rounded = ({ code, confidence }: Scored): Scored => ({ code, confidence: Math.round(confidence * 1000) / 1000 });

const isQuestion = (text: string, signals: ReadonlySet<Signal>): boolean => text.includes('?') || signals.has('question');
