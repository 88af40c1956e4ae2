import { z } from 'zod';
import { DRAPEAUX, type Drapeau } from '../src/domain/codes';
import rawBesoins from './besoins.json';
import raw from './lexique/surete.json';
import { compilePattern, matchesOf, PatternIndex, type Heard, type Pattern } from './patterns';

/**
 * Signs of danger in the words themselves (DOSSIER §3.4). A miss costs most, so the rules are wide; what people say
 * without danger ("mort de rire", "ce site me tue") is set aside by patterns of its own.
 */

const rule = z.strictObject({
  id: z.string(), drapeau: z.enum(DRAPEAUX), suite: z.string(),
  /** At least one must hold around the match. */
  avec: z.array(z.string()).optional(),
  /** None may hold around the match. */
  sauf: z.array(z.string()).optional(),
  /** Only when the person seems to be a minor or very young. */
  jeune: z.literal(true).optional(),
});
const LEXIQUE = z.strictObject({
  groupes: z.record(z.string(), z.string()), regles: z.array(rule), fauxAmis: z.array(z.string()), humour: z.array(z.string()), sansRire: z.array(z.string()), emojisHumour: z.string(), general: z.array(z.string()), premierePersonne: z.string(),
  /** Words that grave messages hold: in a few words without any, the model alone is not believed. */
  graves: z.strictObject({ detresse: z.array(z.string()), violences: z.array(z.string()), menace: z.array(z.string()) }),
}).parse(raw);

/** Kept out of the lexicon that the model learns from: it is read afterwards. */
const BESOINS = z.strictObject({
  /** Other ways to say a need or a danger. */
  regles: z.array(rule),
  /** More idioms that hold a frightening word. */
  fauxAmis: z.array(z.string()),
  /** What frightens the model by itself, where no grave word is said. */
  sansDanger: z.array(z.string()),
  /** Too short to say of what: "pas envie". */
  ebauches: z.array(z.string()),
  /** "je vais craquer": asked about. */
  aBout: z.array(z.string()),
  /** Violence, or who does it: without them, no roof is only that. */
  violenceDite: z.array(z.string()),
  /** A bag, a telephone: no account was entered. */
  volMateriel: z.array(z.string()),
  /** A scam, or something done on an account by another. */
  arnaque: z.array(z.string()),
  /** More of what sets a rule of the lexicon aside, by its id. */
  sauf: z.record(z.string(), z.array(z.string())),
  /** "je ne vais pas me suicider". */
  dementis: z.array(z.string()),
  /** "j'ai trouvé un arrangement": what ends a request without any danger. */
  issueHeureuse: z.array(z.string()),
}).parse(rawBesoins);

const compiled = (source: string): Pattern => compilePattern(source, LEXIQUE.groupes);
const SAID_RULES: readonly z.infer<typeof rule>[] = [...LEXIQUE.regles, ...BESOINS.regles];
const REGLES = SAID_RULES.map((r) => ({ ...r, suite: compiled(r.suite), avec: r.avec?.map(compiled), sauf: [...(r.sauf ?? []), ...(BESOINS.sauf[r.id] ?? [])].map(compiled) }));
const SUITES = new PatternIndex(REGLES.map(({ suite }) => suite));
const FAUX_AMIS = [...LEXIQUE.fauxAmis, ...BESOINS.fauxAmis].map(compiled);
const ANY_FALSE_FRIEND = new PatternIndex(FAUX_AMIS);
const HUMOUR = new PatternIndex(LEXIQUE.humour.map(compiled));
const IN_EARNEST = new PatternIndex(LEXIQUE.sansRire.map(compiled));
const LAUGHS = new Set(LEXIQUE.emojisHumour);
const GENERAL = new PatternIndex(LEXIQUE.general.map(compiled));
const gravesOf = (danger: keyof typeof LEXIQUE.graves): PatternIndex => new PatternIndex(LEXIQUE.graves[danger].map(compiled));
const GRAVES = { detresse: gravesOf('detresse'), violences: gravesOf('violences'), menace: gravesOf('menace') };
const indexOf = (patterns: readonly string[]): PatternIndex => new PatternIndex(patterns.map(compiled));
const SANS_DANGER = indexOf(BESOINS.sansDanger);
const EBAUCHES = indexOf(BESOINS.ebauches);
const A_BOUT = indexOf(BESOINS.aBout);
const VIOLENCE_DITE = indexOf(BESOINS.violenceDite);
const VOL_MATERIEL = indexOf(BESOINS.volMateriel);
const ARNAQUE = indexOf(BESOINS.arnaque);
const DEMENTIS = BESOINS.dementis.map(compiled);
const ANY_DEMENTI = new PatternIndex(DEMENTIS);
const ISSUE_HEUREUSE = new PatternIndex(BESOINS.issueHeureuse.map(compiled));
const PREMIERE = new PatternIndex([compiled(LEXIQUE.premierePersonne)]);
const JEUNE = compiled('ans|mineur|mineure|college|lycee|collegien*|lyceen*|seize|quinze|quatorze|treize|ado');
const AROUND = 16;

export type SigneSurete = { drapeau: Drapeau; regle: string; from: number; to: number };

/** Every sign the rules see, in the order of the rules. */
export function safetySigns(words: readonly Heard[]): SigneSurete[] {
  const begun = SUITES.matching(words);
  return REGLES.filter((_, rank) => begun.has(rank)).flatMap((r) => matchesOf(r.suite, words).flatMap((m): SigneSurete[] => {
    const start = Math.max(0, m.from - AROUND);
    const near = words.slice(start, m.to + AROUND + 1);
    const inside = { from: m.from - start, to: m.to - start };
    if (r.jeune === true && matchesOf(JEUNE, words).length === 0) return [];
    if (r.avec !== undefined && !r.avec.some((p) => matchesOf(p, near).length > 0)) return [];
    if ([...r.sauf, ...FAUX_AMIS].some((p) => matchesOf(p, near).some((x) => x.from <= inside.to && inside.from <= x.to))) return [];
    return [{ drapeau: r.drapeau, regle: r.id, from: m.from, to: m.to }];
  }));
}

/** "mort de rire": words that would frighten a model and should not. */
export const hasFalseFriend = (words: readonly Heard[]): boolean => ANY_FALSE_FRIEND.holds(words) || (SANS_DANGER.holds(words) && !hasAnyGraveWord(words));

/** The dangers for a person, as a flag and as a code. */
export const DANGERS = [['detresse', 'DETRESSE'], ['violences', 'VIOLENCES'], ['menace', 'MENACE']] as const;

export const isDangerSign = ({ drapeau }: SigneSurete): boolean => DANGERS.some(([danger]) => danger === drapeau);

/** Whether the message holds a word of any of them, whatever it means here. */
export const hasAnyGraveWord = (words: readonly Heard[]): boolean => DANGERS.some(([danger]) => hasGraveWord(words, danger)) || A_BOUT.holds(words);

/** The person laughs, and does not say the contrary: strong words are then most often an idiom. */
export const isLaughing = (text: string, words: readonly Heard[]): boolean =>
  !IN_EARNEST.holds(words) && ([...text].some((sign) => LAUGHS.has(sign)) || HUMOUR.holds(words));

/** Asks about a rule or a right rather than tells what happens to someone. */
export const isGeneralQuestion = (words: readonly Heard[]): boolean => GENERAL.holds(words);

export const isFirstPerson = (words: readonly Heard[]): boolean => PREMIERE.holds(words);

/** Whether the message holds a word of that danger, whatever it means here. */
export const hasGraveWord = (words: readonly Heard[], danger: keyof typeof GRAVES): boolean => GRAVES[danger].holds(words);

/** First and last word of each place where the person says that they do not mean to die. */
export const denialsIn = (words: readonly Heard[]): { from: number; to: number }[] => (ANY_DEMENTI.holds(words) ? DEMENTIS.flatMap((pattern) => matchesOf(pattern, words)) : []);

const EBAUCHE_MOTS_MAX = 3;

const IDIOMES = indexOf(BESOINS.fauxAmis);
const IDIOME_MOTS_MAX = 12;

/** An idiom that holds the whole of a short message. */
export const isIdiom = (words: readonly Heard[]): boolean => words.length <= IDIOME_MOTS_MAX && IDIOMES.holds(words);

/** Two or three words that do not say of what: they answer something, and frighten nobody. */
export const isSketch = (words: readonly Heard[]): boolean => words.length <= EBAUCHE_MOTS_MAX && EBAUCHES.holds(words);

/** No roof, and nobody who hurts: the roof comes first (U03). */
export const isOnlyRoofless = (words: readonly Heard[], signs: readonly SigneSurete[]): boolean => signs.some(isRoofless) && !VIOLENCE_DITE.holds(words);

export const isRoofless = ({ regle }: SigneSurete): boolean => regle === 'sans-toit';

/** Whether someone else had to do with the account: a stolen bag, or a code typed by mistake, is no hacked account. */
export const isScamTold = (words: readonly Heard[]): boolean => ARNAQUE.holds(words);

export const isTheftOfThings = (words: readonly Heard[]): boolean => VOL_MATERIEL.holds(words) && !ARNAQUE.holds(words);

/** The person says what settled the matter. */
export const isSettledWell = (words: readonly Heard[]): boolean => ISSUE_HEUREUSE.holds(words);
