import { z } from 'zod';
import { EVENEMENTS_PUBLICS } from '../app/api-events';
import { DRAPEAUX, MOTIFS, PRESTATIONS, PRIORITES, REVISIONS, SERVICES_EXPERTS } from '../domain/codes';
import { ISSUES, NATURES_MANDAT, STATUTS } from '../domain/dossier';

/**
 * What programs send and receive. The same schemas check requests and make the document (`openapi.ts`); what each field means is in
 * `documentation.json`, by schema and field.
 */

export const SCHEMAS = z.registry<{ id: string }>();

function named<S extends z.ZodType>(id: string, schema: S): S {
  SCHEMAS.add(schema, { id });
  return schema;
}

const words = (max: number) => z.string().min(1).max(max);
const service = z.enum(SERVICES_EXPERTS as ['HABITAT', 'FAMILLE', 'INSERTION', 'RECOURS']);
const day = z.iso.date();
const instant = z.iso.datetime();
/** Pieces, urgency criteria and questions are checked against the catalogue: see `demande.ts`. */
const code = z.string().min(1).max(60).regex(/^[\w-]+$/);

export const referenceSchema = z.string().regex(/^REF-EXP-[0-9A-Z]{7}$/);
export const cursorSchema = z.string().min(1).max(40).regex(/^[\w-]+$/);
export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{8,200}$/);

// ---------------------------------------------------------------- triage

export const demandeTriageSchema = named('DemandeTriage', z.strictObject({ texte: words(4_000), canal: z.enum(['web', 'teams', 'ivr']).optional() }));

const surete = named('Surete', z.strictObject({ drapeau: z.enum(DRAPEAUX), texte: z.string() }));
const source = named('Source', z.strictObject({ titre: z.string(), url: z.string(), consulteLe: day }));
const reponseSimple = named('ReponseSimple', z.strictObject({ texte: z.string(), suite: z.string(), source }));
const question = named('Question', z.strictObject({ texte: z.string(), choix: z.array(z.string()) }));
const demandeComprise = named('DemandeComprise', z.strictObject({
  motif: z.enum(MOTIFS), libelle: z.string(), prestation: z.enum(PRESTATIONS).nullable(), service, priorite: z.enum(PRIORITES),
}));

export const triageSchema = named('Triage', z.strictObject({
  surete: surete.nullable(),
  groupe: z.enum(['simple', 'expert', 'hors-perimetre', 'a-preciser']),
  code: z.string(), confiance: z.number().min(0).max(1), prestations: z.array(z.string()),
  reponse: reponseSimple.nullable(), demande: demandeComprise.nullable(), question: question.nullable(),
}));
export type Triage = z.infer<typeof triageSchema>;

// ---------------------------------------------------------------- opening

const expose = named('Expose', z.strictObject({
  situationInitiale: words(3_000), problemeRencontre: words(3_000), demarches: words(3_000).optional(), demandeFormelle: words(3_000),
}));
const contact = named('Contact', z.strictObject({
  date: day, canal: words(60), interlocuteur: words(120).optional(), reference: words(60).optional(), reponse: words(500).optional(),
}));
const pieceDite = named('PieceDite', z.strictObject({ code, statut: z.enum(['a-envoyer', 'absente']) }));
const acteur = named('Acteur', z.strictObject({ organisme: words(120), agent: z.string().regex(/^[\w.@-]{1,60}$/) }));
const consentement = named('Consentement', z.strictObject({ accord: z.literal(true), moyen: z.enum(['oral', 'ecrit']), le: day }));
const mandat = named('Mandat', z.strictObject({ nature: z.enum(NATURES_MANDAT).exclude(['inconnue']), date: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/).optional() }));

export const nouvelleDemandeSchema = named('NouvelleDemande', z.strictObject({
  pour: z.enum(['soi', 'autre']), acteur, consentement, mandat: mandat.optional(),
  motif: z.enum(MOTIFS), revision: z.enum(REVISIONS).optional(), sousMotif: code.optional(), prestation: z.enum(PRESTATIONS), service: service.optional(),
  reponses: z.record(code, z.union([z.string().min(1).max(500), z.number(), z.boolean(), z.null()])).optional(),
  expose, paroles: z.array(words(2_000)).max(10).optional(),
  chronologie: z.array(contact).max(30).optional(),
  pieces: z.array(pieceDite).max(40).optional(), situations: z.array(code).max(20).optional(), urgences: z.array(code).max(20).optional(),
  numeroAllocataire: z.string().regex(/^\d{7}$/).optional(),
  discret: z.boolean().optional(),
}));
export type NouvelleDemande = z.infer<typeof nouvelleDemandeSchema>;

const serviceNomme = named('ServiceNomme', z.strictObject({ code: service, nom: z.string() }));
const echeance = named('Echeance', z.strictObject({ date: day, joursOuvres: z.int(), explication: z.string() }));
const pieceAttendue = named('PieceAttendue', z.strictObject({ code: z.string(), libelle: z.string(), necessite: z.enum(['obligatoire', 'selon-situation', 'facultative']), demandee: z.boolean() }));

export const dossierOuvertSchema = named('DossierOuvert', z.strictObject({
  surete: surete.nullable(),
  reference: referenceSchema, statut: z.enum(STATUTS), ouvertLe: instant, service: serviceNomme, echeance, codeSuivi: z.string().nullable(), adresseSuivi: z.string(),
  rappelLegal: z.string().nullable(), completude: z.int().min(0).max(100), piecesAttendues: z.array(pieceAttendue),
}));
export type DossierOuvert = z.infer<typeof dossierOuvertSchema>;

// ---------------------------------------------------------------- reading

const complement = named('Complement', z.strictObject({ pieces: z.array(z.string()), pourquoi: z.string(), limite: day }));
const reponseExpert = named('ReponseExpert', z.strictObject({ texte: z.string(), issue: z.enum(ISSUES), le: instant }));

export const dossierSchema = named('Dossier', z.strictObject({
  reference: referenceSchema, statut: z.enum(STATUTS), libelle: z.string(), motif: z.enum(MOTIFS), prestation: z.enum(PRESTATIONS), service: serviceNomme,
  ouvertLe: instant, echeance: day.nullable(), enRetard: z.boolean(), complement: complement.nullable(), reponse: reponseExpert.nullable(),
  piecesAttendues: z.array(pieceAttendue), rappelLegal: z.string().nullable(), avisDonne: z.boolean(),
}));
export type DossierLu = z.infer<typeof dossierSchema>;

const resume = named('DossierResume', z.strictObject({ reference: referenceSchema, statut: z.enum(STATUTS), motif: z.enum(MOTIFS), service, ouvertLe: instant, echeance: day.nullable() }));
export const listeDossiersSchema = named('ListeDossiers', z.strictObject({ dossiers: z.array(resume), suivant: cursorSchema.nullable() }));

const evenement = named('Evenement', z.strictObject({ rang: z.int().min(0), type: z.enum(EVENEMENTS_PUBLICS), le: instant, statut: z.enum(STATUTS), texte: z.string() }));
export const evenementsSchema = named('Evenements', z.strictObject({ reference: referenceSchema, evenements: z.array(evenement) }));

// ---------------------------------------------------------------- acts

const fichier = named('Fichier', z.strictObject({ nom: words(200), contenu: z.base64().min(1), piece: code.optional() }));
export const envoiSchema = named('Envoi', z.strictObject({ mot: words(1_000).optional(), fichiers: z.array(fichier).max(5).optional() }));
const fichierRefuse = named('FichierRefuse', z.strictObject({ nom: z.string(), raison: z.string(), texte: z.string() }));
export const envoiRecuSchema = named('EnvoiRecu', z.strictObject({ dossier: dossierSchema, recus: z.array(z.string()), doublons: z.array(z.string()), refus: z.array(fichierRefuse) }));

const note = z.int().min(1).max(5).nullable();
export const avisSchema = named('Avis', z.strictObject({ pertinence: note, accompagnement: note, commentaire: words(1_000).optional() }));

// ---------------------------------------------------------------- catalogue

const sousMotif = named('SousMotif', z.strictObject({ code: z.string(), libelle: z.string() }));
const questionMotif = named('QuestionMotif', z.strictObject({
  code: z.string(), texte: z.string(), type: z.enum(['date', 'montant', 'texte', 'choix', 'ouiNon', 'duree', 'mois', 'periode', 'reference']), choix: z.array(z.string()),
}));
const motifDecrit = named('MotifDecrit', z.strictObject({ code: z.enum(MOTIFS), libelle: z.string(), aide: z.string(), sousMotifs: z.array(sousMotif), questions: z.array(questionMotif) }));
export const motifsSchema = named('Motifs', z.strictObject({ motifs: z.array(motifDecrit) }));
const prestationDecrite = named('PrestationDecrite', z.strictObject({ code: z.enum(PRESTATIONS), nom: z.string(), service: service.nullable() }));
export const prestationsSchema = named('Prestations', z.strictObject({ prestations: z.array(prestationDecrite) }));
const serviceDecrit = named('ServiceDecrit', z.strictObject({ code: service, nom: z.string(), description: z.string(), competences: z.array(z.string()) }));
export const servicesSchema = named('Services', z.strictObject({ services: z.array(serviceDecrit) }));
const intention = named('Intention', z.strictObject({ code: z.string(), groupe: z.enum(['simple', 'hors-perimetre']), source }));
export const intentionsSchema = named('Intentions', z.strictObject({ intentions: z.array(intention) }));

// ---------------------------------------------------------------- webhook

export const webhookDemandeSchema = named('WebhookDemande', z.strictObject({ url: z.string().min(1).max(2_000), evenements: z.array(z.enum(EVENEMENTS_PUBLICS)).min(1).max(EVENEMENTS_PUBLICS.length).optional(), nouveauSecret: z.boolean().optional() }));
export type WebhookDemande = z.infer<typeof webhookDemandeSchema>;
const etatWebhook = named('EtatWebhook', z.strictObject({ dernierEssaiLe: instant.nullable(), dernierReussi: z.boolean().nullable(), abandons: z.int().min(0) }));
export const webhookSchema = named('Webhook', z.strictObject({ url: z.string(), evenements: z.array(z.enum(EVENEMENTS_PUBLICS)), creeLe: instant, etat: etatWebhook }));
export const webhookDeclareSchema = named('WebhookDeclare', z.strictObject({ ...webhookSchema.shape, secret: z.string() }));
/** What the receiver gets: never a word of the person. */
export const notificationSchema = named('Notification', z.strictObject({ id: z.string(), type: z.enum(EVENEMENTS_PUBLICS), reference: referenceSchema, rang: z.int().min(0), statut: z.enum(STATUTS), le: instant }));

const champ = named('Champ', z.strictObject({ lieu: z.string(), message: z.string() }));
export const problemeSchema = named('Probleme', z.strictObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string(), champs: z.array(champ).optional() }));
export type Probleme = z.infer<typeof problemeSchema>;
