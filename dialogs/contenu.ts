import { z } from 'zod';
import { CODES, LANGUES, MOTIFS, MOYENS, PRESTATIONS, SERVICES } from '../src/domain/codes';
import type { Code, Motif, Prestation } from '../src/domain/codes';
import { EVENEMENTS } from './evenements';

/** Shapes of the content files (dialogs/contenu, intents/answers, intents/clarifications.json), checked at start. */
const phrase = z.string().min(1);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const source = z.strictObject({ titre: phrase, url: z.url(), consulteLe: date });
const codeConnu = z.enum(CODES as [Code, ...Code[]]);

/** Reliability of a fact (DOSSIER, "Fiabilité"): C is never shown. */
const niveau = z.enum(['A', 'B', 'C']);

/** What a message may let an answer add, each computed by a function of the same name (`precisions.ts`). */
export const FAITS = [
  'paiementAVenir', 'paiementPasse', 'declarationSuivante', 'declarationEnRetard',
  'recoursOuvert', 'recoursProche', 'recoursPasse', 'oppositionOuverte', 'oppositionPassee',
  'versementPasEncoreDu', 'versementDelaiBancaire', 'versementAVerifier', 'versementEnRetard',
  'lieu', 'nouveauLieu', 'conseilDepartemental',
] as const;
export type Fait = (typeof FAITS)[number];

/** Said after the answer when the fact is known; its `suite`, if any, takes the place of the answer's next step. */
const precision = z.strictObject({ selon: z.enum(FAITS), texte: phrase, oral: phrase, suite: phrase.optional() });
export type Precision = z.infer<typeof precision>;

const variante = z.strictObject({
  texte: phrase,
  oral: phrase,
  suite: phrase.optional(),
  enSavoirPlus: phrase.optional(),
  source: source.optional(),
  niveau: niveau.optional(),
  aRevoirLe: date.optional(),
});

export const answerSchema = z.strictObject({
  texte: phrase,
  oral: phrase,
  /** One useful next step: a sentence, never a question, since one is asked right after. */
  suite: phrase,
  enSavoirPlus: phrase.optional(),
  organisme: phrase.optional(),
  prestations: z.partialRecord(z.enum(PRESTATIONS), variante).optional(),
  /** What is known of two prestations together, one of each list, in any order. */
  paires: z.array(variante.extend({ entre: z.array(z.enum(PRESTATIONS)).min(1), et: z.array(z.enum(PRESTATIONS)).min(1) })).default([]),
  precisions: z.array(precision).default([]),
  source,
  niveau,
  aRevoirLe: date,
});
export const answersSchema = z.record(z.string(), answerSchema);
export type Answer = z.infer<typeof answerSchema>;

/** Precise facts, each with the ideas that ask for it (`intents/facts.ts`) and what is then said instead of the general answer. */
export const faitsSchema = z.array(
  z.strictObject({
    id: phrase, fait: z.string().regex(/^F-\d{2}$/), code: codeConnu, quand: z.array(z.array(phrase).min(1)).min(1), pour: z.array(z.enum([...PRESTATIONS, 'AUCUNE'])).optional(), sauf: z.array(phrase).optional(),
    texte: phrase, oral: phrase, source, niveau, aRevoirLe: date,
  }),
);
export type FaitPrecis = z.infer<typeof faitsSchema>[number];

export const suretesSchema = z.record(
  z.string(),
  z.strictObject({
    texte: phrase, oral: phrase,
    /** Said instead when the same danger is told again just after. */
    encore: phrase.optional(),
    numeros: z.array(z.string()), suite: phrase, source, niveau, aRevoirLe: date,
  }),
);
export type TexteSurete = z.infer<typeof suretesSchema>[string];

/** Themes of the easy-to-read answers, in the order of the page that lists them. */
export const THEMES_FACILE = ['urgence', 'argent', 'papiers', 'changements', 'aides', 'mon-compte', 'probleme', 'autres'] as const;

/** The same answers in very simple French, one idea a line, under the keys of simple.json, hors-perimetre.json and surete.json. */
export const facileSchema = z.record(
  z.string(),
  z.strictObject({ theme: z.enum(THEMES_FACILE), question: phrase, texte: phrase, prestations: z.partialRecord(z.enum(PRESTATIONS), phrase).optional() }),
);
export type TexteFacile = z.infer<typeof facileSchema>[string];

export const numerosSchema = z.record(
  z.string(),
  z.strictObject({
    numero: phrase, libelle: phrase, horaires: z.string().nullable(), gratuit: z.boolean().nullable(), verifieLe: date, niveau,
    source: source.nullable(),
  }),
);

export const clarificationsSchema = z.array(
  z.strictObject({
    id: phrase,
    simple: z.array(z.string()),
    expert: z.array(z.string()),
    question: phrase,
    oral: phrase,
    choix: z.array(z.strictObject({ titre: phrase.max(40), code: codeConnu })).min(2).max(4),
  }),
);
export type Clarification = z.infer<typeof clarificationsSchema>[number];

const choixQuestion = z.strictObject({
  titre: phrase.max(40), valeur: phrase, synonymes: z.array(phrase).default([]),
  /** It stands for these other choices when they are named together. */
  reunit: z.array(phrase).default([]),
});

export const questionQualificationSchema = z.strictObject({
  id: phrase,
  texte: phrase,
  oral: phrase,
  /** How it is asked of who helps another person. */
  tiers: z.strictObject({ texte: phrase, oral: phrase }).optional(),
  type: z.enum(['date', 'montant', 'texte', 'choix', 'ouiNon', 'duree', 'mois', 'periode', 'reference']),
  choix: z.array(choixQuestion).optional(),
  champ: phrase,
  exemple: z.string(),
  remplirAvec: z.enum(['date', 'dateOuMois', 'echeance', 'montant', 'ecart', 'montantParMois', 'montantTotal', 'ressources', 'charges', 'raison', 'enfants', 'loyersDus', 'choix', 'mois', 'duree', 'periode', '']),
  /** What a day, a period or a length of time must be told of to be this answer (`contenu/evenements.json`). */
  evenements: z.array(z.enum(EVENEMENTS)).default([]),
  /** One told of nothing in particular is taken too. */
  sansEvenement: z.boolean().default(false),
  sensible: z.boolean(),
});
export type QuestionQualification = z.infer<typeof questionQualificationSchema>;

/** The exact labels of R-018. */
export const NIVEAUX1 = [
  'contestation de calcul', 'demande de révision', 'situation particulière non prévue par les barèmes automatiques',
] as const;

export const motifsSchema = z.record(
  z.enum(MOTIFS),
  z.strictObject({
    libelle: phrase,
    niveau1: z.enum(NIVEAUX1),
    aide: phrase,
    critere: z.enum(['complexité technique', 'litige avéré', 'situation non couverte par les procédures standard']),
    enjeuDecision: z.boolean(),
    /** It bears on the person more than on a benefit: one that was not named is asked, never guessed from the words. */
    prestationNommee: z.boolean().default(false),
    /** Proposed wording of the fourth part of the statement; `{de}` is the prestation with its preposition. */
    demandeFormelle: phrase,
    sousMotifs: z
      .array(z.strictObject({ code: phrase, libelle: phrase.max(40), service: z.enum(SERVICES).optional() }))
      .default([]),
    avertissement: phrase.optional(),
    questions: z.array(questionQualificationSchema).max(4),
    /** The four criteria of R-053, asked after the pieces. */
    questionsRecours: z.array(questionQualificationSchema).max(4).default([]),
  }),
);
export type ContenuMotif = z.infer<typeof motifsSchema>[Motif];

export const servicesSchema = z.record(
  z.enum(SERVICES),
  z.strictObject({ nomCourt: phrase, nomLong: phrase, theme: phrase, competences: z.array(phrase).min(1), quand: phrase }),
);

const famillePrestation = z.enum(['logement', 'famille', 'insertion', 'handicap', 'autre']);
export const prestationsSchema = z.strictObject({
  prestations: z.record(
    z.enum(PRESTATIONS),
    z.strictObject({ nom: phrase, court: phrase, de: phrase, famille: famillePrestation }),
  ),
  questionPrestation: z.strictObject({
    question: phrase,
    oral: phrase,
    choix: z.array(
      z.strictObject({
        titre: phrase.max(40), valeur: phrase, prestation: z.enum(PRESTATIONS), service: z.enum(SERVICES), synonymes: z.array(phrase),
      }),
    ),
  }),
});

export const urgencesSchema = z.array(
  z.strictObject({
    critere: phrase, titre: phrase.max(40), libelle: phrase,
    /** The difficulty is a lack ("je ne sais pas lire"): a negation does not deny it. */
    manque: z.literal(true).optional(),
    /** Just before a form, these words make it less than what it says ("presque plus rien"). */
    presque: z.array(phrase).optional(),
    synonymes: z.array(phrase),
    /** Forms sure enough to be believed anywhere in a story, not only in answer to the question. */
    recit: z.array(phrase).default([]),
  }),
);

/** `{numero:3230}` stands for a help number. */
export const languesSchema = z.record(
  z.enum(LANGUES),
  z.strictObject({
    nom: phrase,
    /** Two lines: what the assistant is and who helps for free; the numbers. */
    texte: phrase,
    /** Said the next times. */
    encore: phrase,
    detresse: phrase,
    violences: phrase,
  }),
);
/** The other official ways to go on (DOSSIER §1.11): what each is for, how, what to bring. */
export const moyensSchema = z.record(z.enum(MOYENS), z.strictObject({ titre: phrase.max(40), texte: phrase, oral: phrase, source, niveau, aRevoirLe: date }));
export type ContenuMoyen = z.infer<typeof moyensSchema>[keyof z.infer<typeof moyensSchema>];

export const commandesSchema = z.record(z.string(), z.array(phrase));

/** All the content a dialog may say, loaded and checked once. */
export type Contenu = {
  reponses: Record<string, Answer>;
  faits: readonly FaitPrecis[];
  surete: Record<string, TexteSurete>;
  facile: Record<string, TexteFacile>;
  numeros: z.infer<typeof numerosSchema>;
  clarifications: Clarification[];
  motifs: Record<Motif, ContenuMotif>;
  services: z.infer<typeof servicesSchema>;
  prestations: Record<Prestation, { nom: string; court: string; de: string; famille: z.infer<typeof famillePrestation> }>;
  questionPrestation: z.infer<typeof prestationsSchema>['questionPrestation'];
  urgences: z.infer<typeof urgencesSchema>;
  langues: z.infer<typeof languesSchema>;
  moyens: z.infer<typeof moyensSchema>;
};

