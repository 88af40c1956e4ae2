import { z } from 'zod';
import rawMotifs from './catalogue/motifs.json';
import rawPrestations from './catalogue/prestations.json';
import rawServices from './catalogue/services.json';
import { completeMap, headSchema, motifSchema, parseCatalogue, prestationSchema, serviceExpertSchema, serviceSchema } from './catalogue';
import { MOTIFS, PRESTATIONS, REVISIONS, SERVICES_EXPERTS } from './codes';
import type { Motif, Prestation, PrestationOuAucune, Revision, Service, ServiceExpert } from './codes';

/** Which service takes a demande (DOSSIER §2.1), and the catalogues behind it: prestations, motifs, services. */

const prestationsSchema = z.strictObject({
  ...headSchema,
  prestations: z.array(z.strictObject({
    code: prestationSchema,
    nom: z.string().min(3),
    /** Name used inside a sentence. */
    court: z.string().min(2),
    service: serviceSchema,
    /** Who decides the right itself, when the Caf only pays it. */
    droitAilleurs: z.literal('MDPH').optional(),
    source: z.string(),
  })),
});

const motifsSchema = z.strictObject({
  ...headSchema,
  motifs: z.array(z.strictObject({
    code: motifSchema,
    libelle: z.string().min(3),
    /** 1: the three motifs of the article's list, worded as it words them; 2: the others. */
    niveau: z.union([z.literal(1), z.literal(2)]),
    /** The R-035 criterion that makes this motif an expert's. */
    eligibilite: z.enum(['complexite', 'litige', 'hors-procedure']),
    /** A decision is usually disputed: the legal reminder is due (D15). */
    decisionEnCause: z.boolean(),
    route: z.discriminatedUnion('regle', [
      z.strictObject({ regle: z.literal('motif'), service: serviceExpertSchema }),
      z.strictObject({
        regle: z.literal('prestation'),
        siInconnue: serviceExpertSchema.optional(),
        siDetteOuFraude: serviceExpertSchema.optional(),
      }),
    ]),
    propose: serviceExpertSchema,
    source: z.string(),
  })),
  revisions: z.array(z.strictObject({ code: z.enum(REVISIONS), libelle: z.string().min(3), source: z.string() })),
});

const servicesSchema = z.strictObject({
  ...headSchema,
  services: z.array(z.strictObject({
    code: serviceExpertSchema,
    nomCourt: z.string().min(3),
    nomLong: z.string().min(3),
    description: z.string().min(10),
    competences: z.array(z.string().min(3)).min(1),
    /** Parameter of the article, not a verified statistic: internal use (DOSSIER D10). */
    tauxResolutionPct: z.int().min(0).max(100),
    source: z.string(),
  })),
});

export type FichePrestation = z.infer<typeof prestationsSchema>['prestations'][number];
export type FicheMotif = z.infer<typeof motifsSchema>['motifs'][number];
export type FicheService = z.infer<typeof servicesSchema>['services'][number];
type FicheRevision = z.infer<typeof motifsSchema>['revisions'][number];

const prestations = parseCatalogue('prestations.json', prestationsSchema, rawPrestations).prestations;
const motifs = parseCatalogue('motifs.json', motifsSchema, rawMotifs);
const services = parseCatalogue('services.json', servicesSchema, rawServices).services;

/** Description of a prestation: official name, short name, service. */
export const prestationInfo: (code: Prestation) => FichePrestation =
  completeMap('prestations.json', PRESTATIONS, prestations.map((fiche) => [fiche.code, fiche] as [Prestation, FichePrestation]));

/** Description of a motif: label, level in the list, eligibility criterion. */
export const motifInfo: (code: Motif) => FicheMotif =
  completeMap('motifs.json', MOTIFS, motifs.motifs.map((fiche) => [fiche.code, fiche] as [Motif, FicheMotif]));

/** Label of a kind of revision. */
export const revisionInfo: (code: Revision) => FicheRevision =
  completeMap('motifs.json', REVISIONS, motifs.revisions.map((fiche) => [fiche.code, fiche] as [Revision, FicheRevision]));

/** Names and competences of an expert service (R-024, D6). */
export const serviceInfo: (code: ServiceExpert) => FicheService =
  completeMap('services.json', SERVICES_EXPERTS, services.map((fiche) => [fiche.code, fiche] as [ServiceExpert, FicheService]));

/**
 * Service that takes a demande, or AUCUN when nothing said so far decides.
 *
 * 1. The motif decides alone for debts, recoveries and controls: RECOURS whatever the prestation.
 * 2. VIE_COMMUNE goes to RECOURS once a debt or a suspension for fraud is notified.
 * 3. Otherwise the prestation decides, AAH and AEEH included (their payment; their right is the MDPH's, not a dossier here).
 * 4. With the prestation unknown, plural or absent, a motif that names its field still decides: rent arrears and
 *    revisions of housing data are HABITAT, maintenance and shared custody are FAMILLE. The others (calculation,
 *    suspension, account security…) happen in every field: AUCUN, and `serviceProposeFor` prefills a choice.
 *
 * @param detteOuFraude a debt or a suspension for fraud was notified
 */
export function serviceFor(motif: Motif, prestation: PrestationOuAucune, facts: { detteOuFraude?: boolean } = {}): Service {
  const { route } = motifInfo(motif);
  if (route.regle === 'motif') return route.service;
  if (facts.detteOuFraude === true && route.siDetteOuFraude !== undefined) return route.siDetteOuFraude;
  const byPrestation = prestation === 'AUCUNE' ? 'AUCUN' : prestationInfo(prestation).service;
  if (byPrestation !== 'AUCUN') return byPrestation;
  return route.siInconnue ?? 'AUCUN';
}

/** Service to prefill, always one of the four: `serviceFor` when it decides, else the motif's `propose`. The person may change it. */
export function serviceProposeFor(motif: Motif, prestation: PrestationOuAucune, facts: { detteOuFraude?: boolean } = {}): ServiceExpert {
  const service = serviceFor(motif, prestation, facts);
  return service === 'AUCUN' ? motifInfo(motif).propose : service;
}
