import { z } from 'zod';
import {
  CANAUX, COMPLEXITES, DRAPEAUX, MOTIFS, PRESTATIONS, PRIORITES, REVISIONS, SERVICES_EXPERTS,
} from './codes';
import { ISSUES, NATURES_MANDAT, STATUTS } from './dossier';
import type { Dossier } from './dossier';

/** Shape of a stored dossier: what a store reads back is checked, never trusted. */

const reponse = z.object({ libelle: z.string(), texte: z.string(), valeur: z.union([z.string(), z.number(), z.boolean(), z.null()]) });

const expose = z.object({
  situationInitiale: z.string(), problemeRencontre: z.string(), demarches: z.string(), demandeFormelle: z.string(),
});

const demande = z.object({
  motif: z.enum(MOTIFS),
  revision: z.enum(REVISIONS).nullable(),
  sousMotif: z.string().nullable(),
  prestation: z.enum(PRESTATIONS),
  service: z.enum(SERVICES_EXPERTS),
  reponses: z.record(z.string(), reponse),
  pieces: z.array(z.object({
    code: z.string(),
    libelle: z.string(),
    necessite: z.enum(['obligatoire', 'selon-situation', 'facultative']),
    statut: z.enum(['recue', 'a-envoyer', 'absente']),
    fichiers: z.array(z.string()),
  })),
  expose,
  exposeOriginal: expose.optional(),
  exposeChoix: z.enum(['propose', 'original']).optional(),
  chronologie: z.array(z.object({
    date: z.string(), canal: z.string(), interlocuteur: z.string(), reference: z.string(), reponse: z.string(),
  })),
  pointsDeBlocage: z.array(z.string()).optional(),
  criteres: z.array(z.string()),
  drapeaux: z.array(z.enum(DRAPEAUX)),
  numeroAllocataire: z.string().nullable(),
  codePostal: z.string().nullable(),
  paroles: z.array(z.string()),
  critere: z.string(),
  theme: z.string(),
  discret: z.boolean(),
  mandat: z.object({ nature: z.enum(NATURES_MANDAT), date: z.string().nullable(), organisme: z.string().nullable() }).nullable().optional(),
});

const promesse = z.object({
  complexite: z.enum(COMPLEXITES),
  priorite: z.enum(PRIORITES),
  raisonsPriorite: z.array(z.string()),
  raisonsComplexite: z.array(z.string()),
  composantes: z.object({
    base: z.number(), raisonBase: z.string(), chargePct: z.number(), periodePct: z.number(),
    prioritePct: z.number(), pieceJours: z.number(),
    raisonCharge: z.string().optional(), raisonPeriode: z.string().optional(),
  }),
  joursOuvres: z.number(),
  receptionEffective: z.string(),
  echeance: z.string(),
});

const statut = z.enum(STATUTS);

const vie = z.object({
  horloge: z.object({ depuis: z.string(), restants: z.number(), total: z.number(), suspendueLe: z.string().nullable() }),
  annonces: z.array(z.object({
    echeance: z.string(), le: z.string(), joursOuvres: z.number(), pourquoi: z.string(),
    raison: z.enum(['ouverture', 'complement', 'requalification', 'reorientation', 'depassement', 'reouverture']),
  })).min(1),
  priorite: z.enum(PRIORITES),
  complexite: z.enum(COMPLEXITES),
  expert: z.object({ id: z.string(), prenom: z.string() }).nullable(),
  complements: z.array(z.object({
    pieces: z.array(z.object({ code: z.string().nullable(), libelle: z.string() })), pourquoi: z.string(), demandeLe: z.string(), limite: z.string(),
    relanceLe: z.string().nullable(), recuLe: z.string().nullable(),
  })),
  depassements: z.number(),
  prealerteLe: z.string().nullable(),
  reponse: z.object({ texte: z.string(), issue: z.enum(ISSUES), at: z.string() }).nullable(),
  avis: z.object({ pertinence: z.number().nullable(), accompagnement: z.number().nullable(), commentaire: z.string(), at: z.string() }).nullable(),
  avisRappeleLe: z.string().nullable(),
});

const dossier: z.ZodType<Dossier> = z.object({
  schema: z.literal(1),
  reference: z.string(),
  cle: z.string(),
  personne: z.string(),
  canal: z.enum(CANAUX),
  ouvertLe: z.string(),
  statut,
  demande,
  promesse,
  rappelLegal: z.object({
    nature: z.enum(['recours-amiable', 'opposition-contrainte']),
    dateActe: z.string(), dateLimite: z.string(), organe: z.string(),
  }).nullable(),
  evenements: z.array(z.object({
    at: z.string(), quoi: z.string(), qui: z.enum(['usager', 'systeme', 'expert']), statut, detail: z.string(), par: z.string().optional(),
  })),
  vie: vie.optional(),
  lies: z.array(z.string()).optional(),
  completude: z.number().optional(),
  contact: z.object({ email: z.string() }).nullable().optional(),
  prochain: z.string().nullable().optional(),
  suivi: z.object({ sel: z.string(), hash: z.string() }).optional(),
});

/** A guard rather than a parse: fields that a newer version added must survive a rewrite by this one. */
export function isDossier(value: unknown): value is Dossier {
  return dossier.safeParse(value).success;
}
