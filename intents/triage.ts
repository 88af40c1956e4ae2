import { isCodeSurete, isHorsPerimetre, isMotif, SALUTATION, type Code, type Drapeau } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import { clarificationBetween, codesOfPair } from './clarifications';
import { openPair } from './pairs';
import type { Reading, Side } from './reading';
import { hasFalseFriend, hasGraveWord, isFirstPerson, isGeneralQuestion, safetySigns, type SigneSurete } from './safety';
import { signalsOf, type Signal } from './signals';

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

type Shares = { simple: number; expert: number; out: number; danger: number };

export function decide(evidence: Evidence): Decision {
  const { reading } = evidence;
  const signs = safetySigns(reading.words);
  const drapeaux = flagsOf(reading, signs);
  const signals = signalsOf(reading.words);
  const shared = { drapeaux, signals, question: isQuestion(evidence.text, signals), clarification: null, second: null, alternatives: alternativesOf(reading.codes) };
  const danger = dangerOf(reading, signs, signals);
  if (reading.words.length === 0) return { ...shared, group: 'simple', code: 'INCOMPREHENSION', confidence: 1, rule: 'vide', safety: null };
  if (danger !== null) return { ...shared, ...danger, alternatives: without(shared.alternatives, danger.code), group: 'expert', drapeaux: [danger.safety, ...drapeaux.filter((d) => d !== danger.safety)] };
  const chosen = distressDoubted(reading, signals, signs) ?? chooseWithoutDanger(evidence, signals, drapeaux);
  return { ...shared, ...chosen, alternatives: without(shared.alternatives, chosen.code), safety: drapeaux[0] ?? null };
}

type Chosen = Pick<Decision, 'group' | 'code' | 'confidence' | 'rule' | 'clarification' | 'second'>;

function chooseWithoutDanger(evidence: Evidence, signals: ReadonlySet<Signal>, drapeaux: readonly Drapeau[]): Chosen {
  const { reading } = evidence;
  return compromised(reading, drapeaux) ?? reference(evidence) ?? undecided(reading, signals, drapeaux) ?? noise(reading) ?? mixed(evidence) ?? unknownSubject(reading, signals) ?? tipped(evidence, byGroup(reading, signals), signals, drapeaux);
}

const plain = (group: Group, { code, confidence }: Scored, rule: string): Chosen => ({ group, code, confidence, rule, clarification: null, second: null });

// ---------------------------------------------------------------- danger first

const DANGERS = [['detresse', 'DETRESSE'], ['violences', 'VIOLENCES'], ['menace', 'MENACE']] as const;
/** Share of danger, all kinds together, from which the model alone raises the alarm: an alarm for nothing hurts too. */
const ALARMS = { detresse: 0.5, violences: 0.25, menace: 0.42 } as const;
/** A piece of a story this sure raises it too, when the whole leaves some room for it. */
const PIECE_ALARM = 0.6;
const ROOM = 0.06;
/** In so few words, the model's opinion needs at least one grave word to rest on. */
const FEW_WORDS = 16;
/** Below the alarm and from this share, the person is asked how they are. */
const DOUBT = 0.2;
const SURE_OF_ANOTHER = 0.4;

type Danger = { code: Code; confidence: number; rule: string; safety: Drapeau };

function dangerOf(reading: Reading, signs: readonly SigneSurete[], signals: ReadonlySet<Signal>): Danger | null {
  const calm = hasFalseFriend(reading.words) || openPair(reading.words, signals) !== null;
  const impersonal = isGeneralQuestion(reading.words) && !isFirstPerson(reading.words);
  const total = sharesOf(reading).danger;
  const found = DANGERS.flatMap(([safety, code]): (Danger & { weight: number })[] => {
    const sign = signs.find((s) => s.drapeau === safety);
    const share = confidenceOf(reading, code);
    if (safety === 'violences' && impersonal && share < 0.6) return [];
    if (sign !== undefined) return [{ code, safety, rule: `surete-${sign.regle}`, confidence: Math.max(share, 0.9), weight: share + 1 }];
    const inPiece = Math.max(0, ...reading.pieces.map((p) => p.probabilities.get(code) ?? 0));
    const explained = (safety !== 'detresse' && signs.some((s) => s.drapeau === 'expulsion')) || (safety !== 'violences' && signs.some((s) => s.drapeau === 'urgence_alimentaire'));
    const unfounded = reading.words.length <= FEW_WORDS && !hasGraveWord(reading.words, safety);
    const alarmed = !explained && !unfounded && ((total >= ALARMS[safety] && share >= total / 3) || (inPiece >= PIECE_ALARM && total >= ROOM));
    return alarmed && !calm ? [{ code, safety, rule: `surete-modele-${safety}`, confidence: Math.max(share, total), weight: share }] : [];
  });
  const worst = found.sort((a, b) => b.weight - a.weight)[0];
  return worst === undefined ? null : { code: worst.code, confidence: worst.confidence, rule: worst.rule, safety: worst.safety };
}

/** Neither sure enough to give a suicide number, nor to speak of papers: how the person is must be asked. */
function distressDoubted(reading: Reading, signals: ReadonlySet<Signal>, signs: readonly SigneSurete[]): Chosen | null {
  const share = confidenceOf(reading, 'DETRESSE');
  const other = Math.max(0, ...reading.codes.filter((c) => !isCodeSurete(c.code)).map((c) => c.confidence));
  const pair = openPair(reading.words, signals);
  const likely = share + confidenceOf(reading, 'VIOLENCES') >= ALARMS.detresse;
  const possible = share >= DOUBT && other < SURE_OF_ANOTHER && isFirstPerson(reading.words) && !signals.has('question');
  const doubted = (likely || possible) && !hasFalseFriend(reading.words) && !signs.some((s) => s.drapeau === 'urgence_alimentaire');
  if (pair !== 'COLERE_OU_DETRESSE' && (pair !== null || !doubted)) return null;
  return { group: 'clarify', code: 'DETRESSE', confidence: Math.max(share, 0.5), rule: 'detresse-en-doute', clarification: 'COLERE_OU_DETRESSE', second: null };
}

const confidenceOf = (reading: Reading, code: Code): number => reading.codes.find((c) => c.code === code)?.confidence ?? 0;

const FLAG_MARGIN = 0;
/** The other signs of a compromised account also fit a mere attempt: they need the model's agreement. */
const SURE_COMPROMISE: ReadonlySet<string> = new Set(['rib-change', 'pirate', 'connexion-inconnue', 'clique-et-donne']);
const RAISED: readonly Drapeau[] = ['compte_compromis', 'expulsion', 'urgence_alimentaire', 'urgence_financiere', 'deuil'];

/** Flags that raise the priority: seen by the rules, or clearly by the model. Worst first. */
function flagsOf(reading: Reading, signs: readonly SigneSurete[]): Drapeau[] {
  return RAISED.filter((d) => signs.some((s) => s.drapeau === d && (d !== 'compte_compromis' || SURE_COMPROMISE.has(s.regle))) || (reading.drapeaux.get(d) ?? -1) > FLAG_MARGIN);
}

const LEAST_COMPROMISE = 0.05;

function compromised(reading: Reading, drapeaux: readonly Drapeau[]): Chosen | null {
  const share = Math.max(confidenceOf(reading, 'SECURITE_COMPTE'), reading.whole.get('SECURITE_COMPTE') ?? 0);
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

/** Both sides of a split must be this sure of two different requests. */
const SURE_SIDE = 0.85;
const SMALL_TALK: ReadonlySet<Code> = new Set<Code>(['REMERCIEMENT', 'INCOMPREHENSION', 'IDENTIFICATION', SALUTATION, 'RECLAMATION_DEMARCHES']);

/** Two requests in one message, each clear on its side of a cut: a dispute leads, else the first said. */
function mixed({ reading }: Evidence): Chosen | null {
  const best = reading.splits
    .filter(({ before, after }) => mayStandApart(before, after) && Math.min(before.confidence, after.confidence) >= SURE_SIDE)
    .sort((a, b) => b.before.confidence * b.after.confidence - a.before.confidence * a.after.confidence)[0];
  if (best === undefined) return null;
  const [lead, second] = isMotif(best.after.code) ? [best.after, best.before] : [best.before, best.after];
  return { group: groupOf(lead.code), ...lead, rule: 'demande-mixte', clarification: null, second };
}

/** Different requests that people make together: two disputes are one story, thanks are not a request, and what is simple is asked, not told. */
function mayStandApart(before: Side, after: Side): boolean {
  if (before.code === after.code) return false;
  return [before, after].every((side) => !SMALL_TALK.has(side.code) && !isCodeSurete(side.code) && (isMotif(side.code) || side.asks))
    && !(isMotif(before.code) && isMotif(after.code));
}

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

// ---------------------------------------------------------------- the pairs that a fact settles (DOSSIER §3.5)

/** Days of waiting from which "where is my file" and "I was not paid" are no longer simple. */
const LONG_WAIT_DAYS = 60;
const UNSURE_EXPULSION = 0.45;
const STUCK: ReadonlySet<string> = new Set(['rien', 'toujours', 'encore', 'ancien', 'ancienne', 'inchange', 'inchangee', 'pareil']);

/** A long wait, a change already declared without effect, a lock about to be changed: facts outweigh the model's doubt. */
function tipped({ reading, entities }: Evidence, chosen: Chosen, signals: ReadonlySet<Signal>, drapeaux: readonly Drapeau[]): Chosen {
  const { code, confidence, group } = chosen;
  const asksInGeneral = signals.has('hypothese') || signals.has('futur');
  if (drapeaux.includes('expulsion') && group !== 'expert' && confidence < UNSURE_EXPULSION) return plain('expert', { code: 'IMPAYE_LOGEMENT', confidence }, 'expulsion-imminente');
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

/** A dispute weighs more than a simple request of the same share. */
const EXPERT_WEIGHT = 1.2;
const SIGNAL_WEIGHT = 0.2;
const AMBIGUOUS = 0.68;

function byGroup(reading: Reading, signals: ReadonlySet<Signal>): Chosen {
  const shares = weighted(sharesOf(reading), signals);
  const simple = bestWhere(reading.codes, (c) => groupOf(c) === 'simple');
  const expert = bestWhere(reading.codes, isMotif);
  const out = bestWhere(reading.codes, (c) => groupOf(c) === 'out_of_scope');
  if (shares.out > shares.simple && shares.out > shares.expert) return plain('out_of_scope', { ...out, confidence: Math.max(out.confidence, shares.out) }, 'hors-perimetre');
  const question = ambiguousBetween(simple, expert, shares);
  if (question !== null) return { group: 'clarify', ...(shares.expert > shares.simple ? expert : simple), rule: 'paire-ambigue', clarification: question, second: null };
  if (shares.expert > shares.simple) return plain('expert', expert, ruleOf(signals));
  return plain('simple', simple, 'modele-simple');
}

function ambiguousBetween(simple: Scored, expert: Scored, shares: Shares): string | null {
  const id = clarificationBetween(simple.code, expert.code);
  const total = shares.simple + shares.expert;
  if (id === null || total === 0) return null;
  return Math.max(shares.simple, shares.expert) / total < AMBIGUOUS && simple.confidence > 0.12 && expert.confidence > 0.12 ? id : null;
}

const groupOf = (code: Code): Group => (isMotif(code) || isCodeSurete(code) ? 'expert' : isHorsPerimetre(code) ? 'out_of_scope' : 'simple');

/** A danger below the alarm is not counted for any side. */
function sharesOf(reading: Reading): Shares {
  const shares: Shares = { simple: 0, expert: 0, out: 0, danger: 0 };
  for (const { code, confidence } of reading.codes) {
    if (isCodeSurete(code)) shares.danger += confidence;
    else if (isMotif(code)) shares.expert += confidence;
    else if (isHorsPerimetre(code)) shares.out += confidence;
    else shares.simple += confidence;
  }
  return shares;
}

const EXPERT_SIGNALS: readonly Signal[] = ['desaccord', 'dette', 'droitArrete', 'blocage', 'dejaDeclare', 'horsBareme', 'peuxPasPayer'];

/** Weight of "not for the Caf" where another house is named, and where nothing names the Caf: chosen on the tuning part. */
const OUTSIDE_NAMED = 8;
const OUTSIDE_UNANCHORED = 6;

/** The signals of the trade tip what the model leaves in the balance; a question in general tips the other way. */
function weighted(shares: Shares, signals: ReadonlySet<Signal>): Shares {
  const forExpert = EXPERT_SIGNALS.filter((s) => signals.has(s)).length;
  const forSimple = Number(signals.has('hypothese')) + Number(signals.has('question') && !signals.has('decision')) + Number(signals.has('futur'));
  const tip = EXPERT_WEIGHT * (1 + SIGNAL_WEIGHT * (Math.min(2, forExpert) - Math.min(2, forSimple)) * 0.5);
  const outside = signals.has('caf') ? 1 : signals.has('ailleurs') ? OUTSIDE_NAMED : OUTSIDE_UNANCHORED;
  return { ...shares, expert: shares.expert * Math.max(0.5, tip), out: shares.out * outside };
}

const RULE_OF: readonly (readonly [Signal, string])[] = [
  ['peuxPasPayer', 'dette-impossible'], ['dette', 'dette-notifiee'], ['droitArrete', 'droit-arrete'], ['desaccord', 'decision-contestee'], ['blocage', 'blocage'], ['dejaDeclare', 'deja-declare'], ['horsBareme', 'hors-bareme'],
];
const ruleOf = (signals: ReadonlySet<Signal>): string => RULE_OF.find(([s]) => signals.has(s))?.[1] ?? 'modele-expert';

function bestWhere(codes: readonly Scored[], keep: (code: Code) => boolean): Scored {
  return codes.find((c) => keep(c.code)) ?? { code: 'INCOMPREHENSION', confidence: 0 };
}

const alternativesOf = (codes: readonly Scored[]): Scored[] => codes.slice(0, 4).filter((c) => c.confidence >= 0.02).map(({ code, confidence }) => ({ code, confidence: round(confidence) }));

const without = (alternatives: readonly Scored[], code: Code): Scored[] => alternatives.filter((a) => a.code !== code);

const round = (x: number): number => Math.round(x * 1000) / 1000;

const isQuestion = (text: string, signals: ReadonlySet<Signal>): boolean => text.includes('?') || signals.has('question');
