import { z } from 'zod';
import raw from './catalogue/priorite.json';
import { addDays, addMonths } from './calendar';
import { headSchema, invalid, parseCatalogue } from './catalogue';
import { DRAPEAUX, MOTIFS, PRIORITES } from './codes';
import type { Drapeau, Motif, Priorite } from './codes';

/**
 * Priority of a demande (DOSSIER §8.2). Everything is declared, nothing is ever demanded, and anything added can only
 * raise the priority. Forced rules first; the points settle the rest: P1 from 60, P2 from 30.
 */

const critereSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/),
  /** Short and plain: shown to the person and to the expert. */
  libelle: z.string().min(3),
  domaine: z.string(),
  points: z.int().min(0).max(100),
  /** Criteria it stands for: their points are not added to its own. */
  remplace: z.array(z.string()).optional(),
  /** Health or violence: restricted access, never in the subject of a notification (§6.2). */
  sensible: z.literal(true).optional(),
  canalDiscret: z.literal(true).optional(),
  source: z.string(),
});

const regleSchema = z.strictObject({
  /** Stable: stored with dossiers and shown to auditors. */
  id: z.string(),
  priorite: z.enum(['P1', 'P2']),
  /** Forced when at least one of these holds… */
  unDe: z.array(z.string()).min(1),
  /** …together with all of these… */
  avec: z.array(z.string()).optional(),
  /** …in one of these motifs. */
  motifs: z.array(z.enum(MOTIFS)).optional(),
  source: z.string(),
});

const drapeauSchema = z.union([
  z.strictObject({ critere: z.string() }),
  z.strictObject({ priorite: z.literal('P0'), libelle: z.string() }),
]);

const schema = z.strictObject({
  ...headSchema,
  seuils: z.strictObject({ P1: z.int(), P2: z.int(), source: z.string() }),
  joursDelaiLegal: z.strictObject({ valeur: z.int().positive(), source: z.string() }),
  joursContrainte: z.strictObject({ valeur: z.int().positive(), source: z.string() }),
  drapeaux: z.record(z.string(), z.union([z.string(), drapeauSchema])),
  motifs: z.record(z.string(), z.string()),
  domaines: z.array(z.strictObject({ id: z.string(), libelle: z.string() })),
  criteres: z.array(critereSchema),
  forcees: z.array(regleSchema),
});
const DATA = parseCatalogue('priorite.json', schema, raw);
const BY_ID = new Map(DATA.criteres.map((critere) => [critere.id, critere]));
checkCrossReferences();

export type Critere = z.infer<typeof critereSchema>;

/** The criteria a person may declare, in the order of the table. */
export const CRITERES_PRIORITE: readonly Critere[] = DATA.criteres;

/** Dated or counted facts: each may add a criterion, none removes one. Dates are `YYYY-MM-DD`. */
export type FaitsPriorite = {
  /** Needed for the dated facts. */
  aujourdhui?: string;
  expulsionLe?: string | null;
  audienceLe?: string | null;
  contrainteLe?: string | null;
  convocationLe?: string | null;
  dateLimiteLegale?: string | null;
  moisSansPaiement?: number | null;
  moisSansReponse?: number | null;
  agesEnfants?: number[];
  age?: number | null;
  /** Share of the benefit that is withheld, in percent. */
  retenuePct?: number | null;
  /** Euros a day and a person. */
  resteAVivreParJour?: number | null;
};

export type DemandeDePriorite = { motif: Motif; drapeaux: Drapeau[]; criteres: string[]; faits?: FaitsPriorite };

export type ResultatPriorite = {
  priorite: Priorite;
  points: number;
  /** Why, in French: the criteria that count, those of a forced rule first. Empty for a plain P3. */
  raisons: string[];
  /** Ids behind it, for storage and audit. */
  criteres: string[];
  regles: string[];
};

/** Unknown criterion ids are ignored: an older dossier may name one that has been withdrawn. */
export function computePriority(demande: DemandeDePriorite): ResultatPriorite {
  const all = heldCriteria(demande);
  const counted = withoutReplaced(all);
  const points = counted.reduce((total, critere) => total + critere.points, 0);
  const ids = new Set(all.map(({ id }) => id));
  const forced = DATA.forcees.filter((regle) => applies(regle, ids, demande.motif));
  const danger = dangers(demande.drapeaux);
  return {
    priorite: danger.length > 0 ? 'P0' : highest([...forced.map((regle) => regle.priorite), byPoints(points)]),
    points,
    raisons: [...danger, ...forcedFirst(counted, forced).map(({ libelle }) => libelle)],
    criteres: counted.map(({ id }) => id),
    regles: forced.map(({ id }) => id),
  };
}

/** Higher of two priorities (P0 is the highest): a priority is only ever raised. */
export function higherPriority(a: Priorite, b: Priorite): Priorite {
  return highest([a, b]);
}

function heldCriteria({ motif, drapeaux, criteres, faits }: DemandeDePriorite): Critere[] {
  const ids = new Set([...criteres, ...drapeaux.flatMap(critereOfFlag), ...critereOfMotif(motif), ...criteriaOfFacts(faits ?? {})]);
  return DATA.criteres.filter(({ id }) => ids.has(id));
}

function withoutReplaced(criteres: Critere[]): Critere[] {
  const replaced = new Set(criteres.flatMap((critere) => critere.remplace ?? []));
  return criteres.filter(({ id }) => !replaced.has(id));
}

function applies(regle: z.infer<typeof regleSchema>, ids: ReadonlySet<string>, motif: Motif): boolean {
  if (regle.motifs && !regle.motifs.includes(motif)) return false;
  return regle.unDe.some((id) => ids.has(id)) && (regle.avec ?? []).every((id) => ids.has(id));
}

function forcedFirst(counted: Critere[], forced: z.infer<typeof regleSchema>[]): Critere[] {
  const strong = new Set(forced.flatMap((regle) => [...regle.unDe, ...(regle.avec ?? [])]));
  return [...counted.filter(({ id }) => strong.has(id)), ...counted.filter(({ id }) => !strong.has(id))];
}

function byPoints(points: number): Priorite {
  if (points >= DATA.seuils.P1) return 'P1';
  return points >= DATA.seuils.P2 ? 'P2' : 'P3';
}

function highest(priorites: Priorite[]): Priorite {
  return PRIORITES.find((priorite) => priorites.includes(priorite)) ?? 'P3';
}

function dangers(drapeaux: Drapeau[]): string[] {
  return drapeaux.flatMap((drapeau) => {
    const effect = DATA.drapeaux[drapeau];
    return typeof effect === 'object' && 'priorite' in effect ? [effect.libelle] : [];
  });
}

function critereOfFlag(drapeau: Drapeau): string[] {
  const effect = DATA.drapeaux[drapeau];
  return typeof effect === 'object' && 'critere' in effect ? [effect.critere] : [];
}

function critereOfMotif(motif: Motif): string[] {
  const critere = DATA.motifs[motif];
  return critere === undefined ? [] : [critere];
}

function criteriaOfFacts(faits: FaitsPriorite): string[] {
  const held: [boolean, string][] = [
    ...datedFacts(faits),
    [(faits.moisSansPaiement ?? 0) >= 2, 'aucun_paiement_2_mois'],
    [(faits.moisSansReponse ?? 0) >= 6, 'sans_reponse_6_mois'],
    [(faits.agesEnfants ?? []).some((age) => age < 18), 'enfant_mineur'],
    [(faits.agesEnfants ?? []).some((age) => age < 3), 'enfant_moins_3_ans'],
    [(faits.age ?? 0) >= 70, 'age_70'],
    [(faits.retenuePct ?? 0) > 30, 'retenue_30'],
    [(faits.resteAVivreParJour ?? Infinity) < 5, 'reste_a_vivre_5'],
  ];
  return held.flatMap(([holds, id]) => (holds ? [id] : []));
}

function datedFacts(faits: FaitsPriorite): [boolean, string][] {
  const today = faits.aujourdhui;
  if (today === undefined) return [];
  const within = (date: string | null | undefined, limit: string): boolean => date != null && date < limit;
  const inOneMonth = addMonths(today, 1);
  const inTenDays = addDays(today, DATA.joursDelaiLegal.valeur);
  const contrainteRunning = faits.contrainteLe != null && today <= addDays(faits.contrainteLe, DATA.joursContrainte.valeur);
  return [
    [faits.expulsionLe != null, 'expulsion_datee'],
    [within(faits.expulsionLe, inOneMonth) || (within(faits.audienceLe, inOneMonth) && (faits.audienceLe ?? '') >= today), 'expulsion_moins_1_mois'],
    [contrainteRunning, 'contrainte'],
    [faits.contrainteLe != null, 'contrainte_ancienne'],
    [within(faits.convocationLe, inTenDays) && (faits.convocationLe ?? '') >= today, 'convocation_10j'],
    [within(faits.dateLimiteLegale, inTenDays) && (faits.dateLimiteLegale ?? '') >= today, 'delai_legal_10j'],
  ];
}

function checkCrossReferences(): void {
  const problems: string[] = [];
  const known = (id: string, where: string): void => { if (!BY_ID.has(id)) problems.push(`${where} : critère inconnu ${id}`); };
  for (const critere of DATA.criteres) (critere.remplace ?? []).forEach((id) => known(id, critere.id));
  for (const regle of DATA.forcees) [...regle.unDe, ...(regle.avec ?? [])].forEach((id) => known(id, regle.id));
  for (const drapeau of DRAPEAUX) if (!(drapeau in DATA.drapeaux)) problems.push(`drapeaux : ${drapeau} manque`);
  for (const drapeau of DRAPEAUX) critereOfFlag(drapeau).forEach((id) => known(id, drapeau));
  for (const motif of MOTIFS) critereOfMotif(motif).forEach((id) => known(id, motif));
  if (BY_ID.size !== DATA.criteres.length) problems.push('criteres : un identifiant est en double');
  if (problems.length > 0) throw invalid('priorite.json', problems);
}
