import { z } from 'zod';
import type { Entite } from '../src/domain/comprehension';
import { NATURES_MANDAT } from '../src/domain/dossier';
import { entenduSchema } from '../src/domain/review';
import { CODES, DRAPEAUX, LANGUES, MOTIFS, PRESTATIONS, REVISIONS, SERVICES_EXPERTS } from '../src/domain/codes';

/**
 * What a conversation remembers between two turns. Plain data with a schema version: a conversation begun before a
 * deployment continues after it, so a field is added with a default and never changes its meaning.
 */
export const EXPOSE_PARTIES = ['situationInitiale', 'problemeRencontre', 'demarches', 'demandeFormelle'] as const;
export type PartieExpose = (typeof EXPOSE_PARTIES)[number];

export const CONTACT_CHAMPS = ['date', 'canal', 'interlocuteur', 'reference', 'reponse'] as const;
export type ChampContact = (typeof CONTACT_CHAMPS)[number];

const code = z.enum(CODES as [string, ...string[]]);
/** A mark from 1 to 5; null when the person does not know. */
const note = z.int().min(1).max(5).nullable();

/** The question last asked and not answered yet. Each has its handler in `questions/`. */
export const questionSchema = z.discriminatedUnion('id', [
  z.object({ id: z.literal('motif') }),
  z.object({ id: z.literal('motif-precise'), niveau1: z.string() }),
  z.object({ id: z.literal('revision') }),
  z.object({ id: z.literal('prestation') }),
  z.object({ id: z.literal('prestation-precise'), famille: z.string() }),
  z.object({ id: z.literal('sous-motif') }),
  z.object({ id: z.literal('qualification'), champ: z.string() }),
  z.object({ id: z.literal('service') }),
  z.object({ id: z.literal('situations') }),
  z.object({ id: z.literal('piece'), code: z.string() }),
  z.object({ id: z.literal('piece-fichier'), code: z.string() }),
  z.object({ id: z.literal('fichier-a-classer'), fichier: z.string() }),
  z.object({ id: z.literal('pieces-facultatives') }),
  z.object({ id: z.literal('urgence') }),
  z.object({ id: z.literal('contact') }),
  z.object({ id: z.literal('contact-detail'), champ: z.enum(CONTACT_CHAMPS) }),
  z.object({ id: z.literal('contact-autre') }),
  z.object({ id: z.literal('expose'), partie: z.enum(EXPOSE_PARTIES) }),
  z.object({ id: z.literal('expose-propose') }),
  z.object({ id: z.literal('numero-allocataire') }),
  z.object({ id: z.literal('recap') }),
  z.object({ id: z.literal('modifier') }),
  z.object({ id: z.literal('reprise') }),
  z.object({ id: z.literal('clarification'), paire: z.string() }),
  z.object({ id: z.literal('prestation-simple'), code: z.string() }),
  z.object({ id: z.literal('satisfaction') }),
  /** After "c’est pour la Caf": which of what the message may mean here. */
  z.object({ id: z.literal('sens'), codes: z.array(code) }),
  z.object({ id: z.literal('reference') }),
  z.object({ id: z.literal('code-suivi'), reference: z.string(), essais: z.int().min(0) }),
  /** `ecoute`: the person has just been thanked for telling. */
  z.object({ id: z.literal('surete'), ecoute: z.boolean().optional() }),
  z.object({ id: z.literal('humain') }),
  z.object({ id: z.literal('moyens') }),
  z.object({ id: z.literal('avis-pertinence'), reference: z.string() }),
  z.object({ id: z.literal('avis-accompagnement'), reference: z.string(), pertinence: note }),
  z.object({ id: z.literal('avis-commentaire'), reference: z.string(), pertinence: note, accompagnement: note }),
  z.object({ id: z.literal('avis-rouvrir'), reference: z.string() }),
  z.object({ id: z.literal('avis-raison'), reference: z.string() }),
  z.object({ id: z.literal('dossier-lequel'), pour: z.enum(['completer', 'noter', 'annuler']), references: z.array(z.string()) }),
  /** `sujet`: motif and prestation, for the question. */
  z.object({ id: z.literal('annulation'), reference: z.string(), sujet: z.string() }),
  /** `attendus`: labels of the documents awaited, for the question. */
  z.object({ id: z.literal('complement'), reference: z.string(), attendus: z.string() }),
  z.object({ id: z.literal('complement-piece'), fichier: z.string() }),
  z.object({ id: z.literal('lier') }),
  /** `adresse`: empty until it is given; then read back. */
  z.object({ id: z.literal('courriel'), reference: z.string(), etape: z.enum(['offre', 'adresse', 'relecture']), adresse: z.string() }),
  z.object({ id: z.literal('effacement') }),
  z.object({ id: z.literal('beneficiaire') }),
  z.object({ id: z.literal('mandat-nature') }),
  z.object({ id: z.literal('mandat-date') }),
  z.object({ id: z.literal('mandat-organisme') }),
  z.object({ id: z.literal('reprise-appel') }),
  z.object({ id: z.literal('reprise-preuve') }),
  /** A call back: when, then at which number (`numero`: empty until it is given; then read back). */
  z.object({ id: z.literal('rappel'), creneau: z.string(), numero: z.string() }),
  z.object({ id: z.literal('code-appel') }),
  /** `appel`: id of the draft whose code was given. */
  z.object({ id: z.literal('appel-verification'), appel: z.string(), essais: z.int().min(0) }),
]);
export type Question = z.infer<typeof questionSchema>;
export type QuestionDe<I extends Question['id']> = Extract<Question, { id: I }>;

const fichier = z.object({
  id: z.string(), nom: z.string(), typeMime: z.string(), octets: z.number(), sha256: z.string(),
  /** What its own text suggests; absent for a photo. */
  lecture: z.object({ pieces: z.array(z.string()), date: z.string().nullable(), mois: z.array(z.string()).default([]), deposee: z.string() }).optional(),
});

const piece = z.object({
  code: z.string(),
  libelle: z.string(),
  necessite: z.enum(['obligatoire', 'selon-situation', 'facultative']),
  aide: z.string(),
  /** Case in which the piece is asked for (id and plain words); null when it always is. */
  situation: z.object({ id: z.string(), libelle: z.string() }).nullable(),
  equivalents: z.array(z.string()),
  statut: z.enum(['recue', 'a-envoyer', 'absente', 'sans-objet']).nullable(),
  fichiers: z.array(fichier),
});
export type Piece = z.infer<typeof piece>;

const contact = z.object({
  date: z.string().optional(),
  /** The same day, `YYYY-MM-DD`, when a day was said: what silences are counted on. */
  jour: z.string().optional(),
  canal: z.string().optional(),
  interlocuteur: z.string().optional(),
  reference: z.string().optional(),
  reponse: z.string().optional(),
});
export type Contact = z.infer<typeof contact>;

const entite = z.custom<Entite>((value) => typeof value === 'object' && value !== null && 'type' in value);

/** A message kept while a question about it is open, so that nothing it said is asked again. */
const souvenir = z.object({
  texte: z.string(),
  code,
  prestation: z.enum([...PRESTATIONS, 'AUCUNE']),
  revision: z.enum(REVISIONS).nullable(),
  drapeau: z.enum(DRAPEAUX).nullable(),
  entities: z.array(entite),
  /** Files sent with it: they belong to the demande it may open. */
  fichiers: z.array(fichier),
  /** Every prestation named, when a question is about several. */
  prestations: z.array(z.enum([...PRESTATIONS, 'AUCUNE'])).default([]),
  /** Another motif that the message may be about as well. */
  secondMotif: z.enum(MOTIFS).nullable().default(null),
  /** What it may mean for the Caf, likeliest first, when it was taken for a question to another body. */
  autresSens: z.array(code).default([]),
  /** Precise facts that it asks for. */
  faits: z.array(z.string()).default([]),
  /** How sure the reading was. */
  confiance: z.number().default(1),
});
export type Souvenir = z.infer<typeof souvenir>;

export const reponseSchema = z.object({
  libelle: z.string(),
  texte: z.string(),
  valeur: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** `dit`: read from an earlier message, not asked. */
  origine: z.enum(['demande', 'dit']),
});

const exposeEntier = z.object({ situationInitiale: z.string(), problemeRencontre: z.string(), demarches: z.string(), demandeFormelle: z.string() });

/** What the person chose between their words and the sober version, and what both were about. */
const redaction = z.object({
  choix: z.enum(['propose', 'original']),
  /** The words compared: others call for another choice. */
  mots: z.string(),
  propose: exposeEntier,
  /** The first words, when the person wrote them again here. */
  premiers: exposeEntier.nullable(),
});

const brouillon = z.object({
  rang: z.int().min(1),
  commenceLe: z.string(),
  motif: z.enum(MOTIFS).nullable(),
  revision: z.enum(REVISIONS).nullable(),
  /** undefined: not asked; null: the person does not know. */
  sousMotif: z.string().nullable().optional(),
  prestation: z.enum(PRESTATIONS).nullable(),
  service: z.enum(SERVICES_EXPERTS as ['HABITAT', 'FAMILLE', 'INSERTION', 'RECOURS']).nullable(),
  serviceConfirme: z.boolean(),
  reponses: z.record(z.string(), reponseSchema),
  drapeaux: z.array(z.enum(DRAPEAUX)),
  criteres: z.array(z.string()).nullable(),
  /** Difficulties that the story told by itself. */
  criteresDits: z.array(z.string()).default([]),
  pieces: z.array(piece).nullable(),
  situations: z.record(z.string(), z.boolean()),
  facultativesVues: z.boolean(),
  aClasser: z.array(fichier),
  contacts: z.array(contact),
  contactEnCours: contact.nullable(),
  contactVu: z.boolean(),
  expose: z.object({
    situationInitiale: z.string().optional(),
    problemeRencontre: z.string().optional(),
    demarches: z.string().optional(),
    demandeFormelle: z.string().optional(),
  }),
  redaction: redaction.nullable().default(null),
  numeroAllocataire: z.string().nullable().optional(),
  paroles: z.array(z.string()),
  /** What the first message named besides: several prestations, maybe a second motif. */
  aussi: z.object({ motif: z.enum(MOTIFS).nullable(), prestations: z.array(z.enum(PRESTATIONS)) }).nullable().default(null),
  /** The dossier it goes with, and the files of that dossier which serve here too, by piece. */
  lie: z.object({ reference: z.string(), fichiers: z.record(z.string(), z.array(z.string())) }).nullable().default(null),
  /** For whom it is; null: not asked. */
  pour: z.enum(['soi', 'autre', 'inconnu']).nullable().default(null),
  /** For another person, by what right; a field left out was not asked, null: the person does not know. */
  mandat: z.object({ nature: z.enum(NATURES_MANDAT).optional(), date: z.string().nullable().optional(), organisme: z.string().nullable().optional() }).default({}),
});
export type Brouillon = z.infer<typeof brouillon>;

/** A second demande offered after a first was sent; `prestation` is null when it is to be asked. */
const lien = z.object({ reference: z.string(), motif: z.enum(MOTIFS), prestation: z.enum(PRESTATIONS).nullable(), brouillon });
export type Lien = z.infer<typeof lien>;

/** Files sent for a dossier already open, until it is known which one and which piece each is. */
const depot = z.object({
  reference: z.string().nullable(),
  fichiers: z.array(fichier.extend({ code: z.string().nullable() })),
  /** Piece named by the words that came with the files. */
  code: z.string().nullable(),
  /** Pieces of the dossier, once it is known. */
  pieces: z.array(z.object({ code: z.string(), libelle: z.string() })),
  /** Words to add, already said. */
  mots: z.string().nullable().default(null),
});
export type Depot = z.infer<typeof depot>;

/** A telephone call going on, and the drafts that hung up before it. */
const voix = z.object({
  /** The call that speaks now: another one from the same number begins anew. */
  appel: z.string().default(''),
  /** What each key stands for, from 1: the options just said; then those not said yet. */
  options: z.array(z.string()).default([]),
  reste: z.array(z.string()).default([]),
  silences: z.int().min(0).default(0),
  /** What was heard and read back, waiting for a yes; the other readings come after a no. */
  aConfirmer: z.array(z.string()).default([]),
  /** What was read back of it: a correction takes the place of one of these. */
  faits: z.array(entite).default([]),
  /** Drafts of earlier calls from the same number: nothing of them is said before the caller tells what they are about. */
  gardes: z.array(brouillon).default([]),
});
export type Voix = z.infer<typeof voix>;

export const etatSchema = z.object({
  schema: z.literal(1),
  question: questionSchema.nullable(),
  /** The question interrupted by a safety signal, a break or a person's request: asked again on return. */
  suspendue: questionSchema.nullable(),
  brouillon: brouillon.nullable(),
  /** Rank of the last demande begun in this conversation: with the conversation id, the key under which it opens once. */
  rang: z.int().min(0),
  /** Misunderstandings in a row: two lead to a way out. */
  echecs: z.int().min(0),
  demandesHumain: z.int().min(0),
  /** The last answer given to a simple question: never given twice alike. */
  derniereReponse: z.object({ code, prestation: z.string(), approfondie: z.boolean(), precisions: z.array(z.string()).default([]) }).nullable(),
  /** Code of the département last said: where the person lives, as far as they said. */
  lieu: z.string().nullable().default(null),
  souvenir: souvenir.nullable(),
  /** Flags whose help numbers were already given in this conversation. */
  drapeauxVus: z.array(z.enum(DRAPEAUX)),
  /** Languages in which the way to find help was already said. */
  langues: z.array(z.enum(LANGUES)).default([]),
  ouverts: z.array(z.object({ rang: z.int(), reference: z.string() })),
  /** The dossier last shown here. */
  suivie: z.string().nullable().default(null),
  enPause: z.boolean(),
  discret: z.boolean(),
  /** Answers in very simple French, when an easy text exists. */
  facile: z.boolean().default(false),
  /** The person said how they are: a mere doubt is not asked again in a demande. */
  douteLeve: z.boolean().default(false),
  /** What the last turn said that may have an easy text: given again in it when the person asks for simpler words. */
  aSimplifier: z.object({ cle: z.string(), prestation: z.enum([...PRESTATIONS, 'AUCUNE']) }).nullable().default(null),
  /** Turns to wait before « Autre moyen » is offered again. */
  reposMoyens: z.int().min(0).default(0),
  vuLe: z.string(),
  /** The last request, masked for review. */
  entendu: entenduSchema.nullable().default(null),
  depot: depot.nullable().default(null),
  lien: lien.nullable().default(null),
  /** Dossiers whose rating was already asked for here without being requested. */
  avisDemandes: z.array(z.string()).default([]),
  /** The draft was deleted while the person was away: said when they come back. */
  brouillonExpire: z.boolean().default(false),
  /** Rank of the next of one's own deposits to list; null when all were. */
  depots: z.int().min(0).nullable().default(null),
  voix: voix.nullable().default(null),
});
export type Etat = z.infer<typeof etatSchema>;

export const etatInitial = (now: Date): Etat => ({
  schema: 1, question: null, suspendue: null, brouillon: null, rang: 0, echecs: 0, demandesHumain: 0,
  derniereReponse: null, lieu: null, souvenir: null, drapeauxVus: [], langues: [], ouverts: [], suivie: null, enPause: false, discret: false, facile: false, douteLeve: false, aSimplifier: null, reposMoyens: 0, vuLe: now.toISOString(), entendu: null,
  depot: null, lien: null, avisDemandes: [], brouillonExpire: false, depots: null, voix: null,
});

export const nouveauBrouillon = (rang: number, now: Date): Brouillon => ({
  rang, commenceLe: now.toISOString(), motif: null, revision: null, prestation: null, service: null, serviceConfirme: false, reponses: {},
  drapeaux: [], criteres: null, criteresDits: [], pieces: null, situations: {}, facultativesVues: false, aClasser: [], contacts: [],
  contactEnCours: null, contactVu: false, expose: {}, redaction: null, paroles: [], aussi: null, lie: null, pour: null, mandat: {},
});
