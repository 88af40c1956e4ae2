import { z } from 'zod';
import { STATUTS } from '../domain/dossier';
import * as S from './schemas';
import type { Portee } from './tokens';

/**
 * Every operation of the API: its route, the scope that opens it, what it takes and gives. The server mounts exactly these, the document is
 * made of them, and a test walks each with each scope. What they mean is in `documentation.json`.
 */

export type Operation = {
  methode: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After `/api/v1`; `{name}` is a parameter. */
  chemin: string;
  /** null: any token in force. */
  portee: Portee | null;
  chemins?: z.ZodObject;
  requete?: z.ZodObject;
  /** By header name, lower case. */
  entetes?: z.ZodObject;
  corps?: { schema: z.ZodType; /** Files may come as a form as well. */ formulaire?: true };
  reponse: { status: 200 | 201 | 204; schema: z.ZodType | null; /** Headers beside those of every answer. */ entetes?: readonly string[] };
  /** Statuses of problems of its own, beside 401, 403, 429 and 503. */
  problemes: readonly number[];
};

const reference = z.object({ reference: S.referenceSchema });
const ofDossier = { chemins: reference, problemes: [404] } as const;

export const PAGE_LIMIT = { defaut: 20, max: 100 } as const;

export const OPERATIONS = {
  trierMessage: { methode: 'POST', chemin: '/triage', portee: 'triage', corps: { schema: S.demandeTriageSchema }, reponse: { status: 200, schema: S.triageSchema }, problemes: [400, 408, 413, 415, 422] },

  ouvrirDossier: {
    methode: 'POST', chemin: '/dossiers', portee: 'dossiers:ecrire', entetes: z.object({ 'idempotency-key': S.idempotencyKeySchema }), corps: { schema: S.nouvelleDemandeSchema },
    reponse: { status: 201, schema: S.dossierOuvertSchema, entetes: ['Location'] }, problemes: [400, 408, 409, 413, 415, 422],
  },
  listerDossiers: {
    methode: 'GET', chemin: '/dossiers', portee: 'dossiers:lire', reponse: { status: 200, schema: S.listeDossiersSchema, entetes: ['Link'] }, problemes: [400, 422],
    requete: z.object({ statut: z.enum(STATUTS).optional(), apres: S.cursorSchema.optional(), limite: z.coerce.number().int().min(1).max(PAGE_LIMIT.max).optional() }),
  },
  lireDossier: { methode: 'GET', chemin: '/dossiers/{reference}', portee: 'dossiers:lire', ...ofDossier, reponse: { status: 200, schema: S.dossierSchema } },
  lireEvenements: { methode: 'GET', chemin: '/dossiers/{reference}/evenements', portee: 'dossiers:lire', ...ofDossier, reponse: { status: 200, schema: S.evenementsSchema } },
  envoyerComplement: {
    methode: 'POST', chemin: '/dossiers/{reference}/complements', portee: 'dossiers:ecrire', chemins: reference, corps: { schema: S.envoiSchema, formulaire: true },
    reponse: { status: 200, schema: S.envoiRecuSchema }, problemes: [400, 404, 408, 409, 413, 415, 422],
  },
  annulerDossier: { methode: 'POST', chemin: '/dossiers/{reference}/annulation', portee: 'dossiers:ecrire', chemins: reference, reponse: { status: 200, schema: S.dossierSchema }, problemes: [404, 409] },
  donnerAvis: {
    methode: 'POST', chemin: '/dossiers/{reference}/avis', portee: 'dossiers:ecrire', chemins: reference, corps: { schema: S.avisSchema },
    reponse: { status: 200, schema: S.dossierSchema }, problemes: [400, 404, 408, 409, 413, 415, 422],
  },

  listerMotifs: { methode: 'GET', chemin: '/catalogue/motifs', portee: null, reponse: { status: 200, schema: S.motifsSchema }, problemes: [] },
  listerPrestations: { methode: 'GET', chemin: '/catalogue/prestations', portee: null, reponse: { status: 200, schema: S.prestationsSchema }, problemes: [] },
  listerServices: { methode: 'GET', chemin: '/catalogue/services', portee: null, reponse: { status: 200, schema: S.servicesSchema }, problemes: [] },
  listerIntentions: { methode: 'GET', chemin: '/catalogue/intentions', portee: null, reponse: { status: 200, schema: S.intentionsSchema }, problemes: [] },

  declarerWebhook: { methode: 'PUT', chemin: '/webhook', portee: 'webhooks', corps: { schema: S.webhookDemandeSchema }, reponse: { status: 200, schema: S.webhookDeclareSchema }, problemes: [400, 408, 413, 415, 422] },
  lireWebhook: { methode: 'GET', chemin: '/webhook', portee: 'webhooks', reponse: { status: 200, schema: S.webhookSchema }, problemes: [404] },
  supprimerWebhook: { methode: 'DELETE', chemin: '/webhook', portee: 'webhooks', reponse: { status: 204, schema: null }, problemes: [404] },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
export const OPERATION_IDS = Object.keys(OPERATIONS).filter((id): id is OperationId => id in OPERATIONS);
export const operation = (id: OperationId): Operation => OPERATIONS[id];
export const API_PATH = '/api/v1';
/** Problems that any operation may answer. */
export const COMMON_PROBLEMS: readonly number[] = [401, 403, 429, 500, 503];
