import { z } from 'zod';
import raw from './catalogue/performance.json';
import { addDays, parisDate } from './calendar';
import { headSchema, parseCatalogue } from './catalogue';
import { CANAUX_NUMERIQUES, MOTIFS, SERVICES_EXPERTS } from './codes';
import type { Motif, ServiceExpert } from './codes';
import { MASQUE_SOUS, OBJECTIF_DEPASSEMENT_PCT, delays, factsIn, masked, monthlyReport } from './monthly-report';
import type { HistoireDossier, Ligne, Rapport, TableId } from './monthly-report';
import { share } from './statistics';

/**
 * The public figures (R-090, §8.7): those of the monthly report over the last thirty days, with the shares that the report does
 * not have, by week too. What counts fewer than ten dossiers is hidden here, so that no reader of the result sees it. Pure.
 */

const parametre = z.strictObject({ valeur: z.int().positive(), source: z.string() });
const DATA = parseCatalogue('performance.json', z.strictObject({
  ...headSchema, fenetreJours: parametre, semaines: parametre, objectifTransfertPct: parametre, objectifNumeriquePct: parametre,
}), raw);

export const FENETRE_JOURS = DATA.fenetreJours.valeur;
export const SEMAINES = DATA.semaines.valeur;

/** In the order in which they are shown. */
export const INDICATEURS = [
  'recus', 'finalises', 'mediane', 'decile', 'depassement', 'resolution', 'premier-coup', 'completude', 'transfert', 'numerique', 'note-pertinence', 'note-accompagnement',
] as const;
export type IndicateurId = (typeof INDICATEURS)[number];
export type UniteIndicateur = 'nombre' | 'jours' | 'pct' | 'score' | 'note';
export type Objectif = { sens: 'moins-de' | 'au-plus' | 'plus-de'; valeur: number };
/**
 * `nombre`: what the figure was worked out on. `masque`: fewer than ten, `valeur` and `nombre` are then `null`. `valeur` alone is
 * `null` when there is nothing to measure.
 */
export type Indicateur = { id: IndicateurId; unite: UniteIndicateur; valeur: number | null; nombre: number | null; masque: boolean; objectif: Objectif | null };

/** Delays of one service or motif, in working days; all `null` when hidden. */
export type Delais<C extends string> = { code: C; nombre: number | null; mediane: number | null; decile: number | null; depassementPct: number | null; masque: boolean };

/** A whole week, Monday to Sunday, both `YYYY-MM-DD`. A figure on fewer than ten dossiers is `null`. */
export type Semaine = { du: string; au: string; recus: number | null; finalises: number | null; mediane: number | null; depassementPct: number | null };

export type Performance = {
  /** ISO instant, UTC. */
  calculeLe: string;
  periode: { du: string; au: string; jours: number };
  masqueSous: number;
  /** Nothing was received nor finalised in the window. */
  vide: boolean;
  indicateurs: Indicateur[];
  services: Delais<ServiceExpert>[];
  motifs: Delais<Motif>[];
  semaines: Semaine[];
};

/** Counted as it happens, over the window: simple questions answered at once, demandes sent to an expert. */
export type Comptes = { reponses: number; transferts: number };

/** First day that any figure looks at, `YYYY-MM-DD`: a dossier to which nothing happened since brings nothing. */
export const firstDay = (now: Date, semaines: number): string => [windowOf(now).du, ...weeksBefore(parisDate(now), semaines).map(({ du }) => du)].sort()[0] ?? parisDate(now);

/** The thirty days that end today, `YYYY-MM-DD`, Europe/Paris. */
export function windowOf(now: Date): Performance['periode'] {
  const au = parisDate(now);
  return { du: addDays(au, 1 - FENETRE_JOURS), au, jours: FENETRE_JOURS };
}

/**
 * @param semaines how many whole weeks to look back on: no more than closed dossiers are kept
 */
export function performanceOf(histoires: readonly HistoireDossier[], comptes: Comptes, now: Date, semaines: number): Performance {
  const periode = windowOf(now);
  const inWindow = (jour: string): boolean => jour >= periode.du && jour <= periode.au;
  const faits = histoires.flatMap((histoire) => factsIn(histoire, inWindow) ?? []);
  const rapport = monthlyReport(`${periode.du}/${periode.au}`, faits);
  const lignes = indicatorRows(rapport, histoires, comptes, inWindow);
  return {
    calculeLe: now.toISOString(), periode, masqueSous: MASQUE_SOUS,
    vide: faits.length === 0 && comptes.reponses + comptes.transferts === 0,
    indicateurs: masked(lignes, false).map(toIndicator),
    services: masked(rowsOf(rapport, 'services'), true).flatMap(toDelays(SERVICES_EXPERTS)),
    motifs: masked(MOTIFS.flatMap((motif) => delays(motif, faits.filter((one) => one.motif === motif))), true).flatMap(toDelays(MOTIFS)),
    semaines: weeksBefore(periode.au, semaines).map((week) => weekOf(week, histoires)),
  };
}

const rowsOf = ({ tables }: Rapport, id: TableId): Ligne[] => tables.find((table) => table.id === id)?.lignes ?? [];

// ---------------------------------------------------------------- indicators

function indicatorRows(rapport: Rapport, histoires: readonly HistoireDossier[], { reponses, transferts }: Comptes, inWindow: (jour: string) => boolean): Ligne[] {
  const known = new Map(rowsOf(rapport, 'ensemble').map((ligne) => [ligne.cle, ligne]));
  const finalised = histoires.filter(({ finalises }) => finalises.some(({ jour }) => inWindow(jour)));
  const canaux = histoires.filter(({ recu }) => inWindow(recu.jour)).map(({ recu }) => recu.canal);
  const shares: Ligne[] = [
    resolution(histoires, inWindow),
    part('premier-coup', finalised.filter(({ reorientations }) => reorientations.length === 0).length, finalised.length),
    part('transfert', transferts, reponses + transferts),
    part('numerique', canaux.filter((canal) => CANAUX_NUMERIQUES.includes(canal)).length, canaux.length),
  ];
  for (const ligne of shares) known.set(ligne.cle, ligne);
  return INDICATEURS.flatMap((id) => known.get(id) ?? []);
}

const part = (cle: IndicateurId, n: number, whole: number): Ligne => ({ cle, n: whole, cellules: [{ colonne: 'valeur', unite: 'pct', valeur: share(n, whole) }] });

/** What ended with an expert's answer that settled the demande: not sent elsewhere, not closed for want of a document, not reopened since. */
function resolution(histoires: readonly HistoireDossier[], inWindow: (jour: string) => boolean): Ligne {
  const answers = histoires.flatMap(({ finalises }) => finalises).filter(({ jour }) => inWindow(jour));
  const closed = histoires.flatMap(({ sansSuite }) => sansSuite).filter(inWindow);
  return part('resolution', answers.filter(({ issue, rouvert }) => issue !== 'reoriente' && !rouvert).length, answers.length + closed.length);
}

const OBJECTIFS: Partial<Record<IndicateurId, Objectif>> = {
  depassement: { sens: 'moins-de', valeur: OBJECTIF_DEPASSEMENT_PCT },
  transfert: { sens: 'au-plus', valeur: DATA.objectifTransfertPct.valeur },
  numerique: { sens: 'plus-de', valeur: DATA.objectifNumeriquePct.valeur },
};

/** Whether a target is met; `null` without a target or without a figure. */
export function isMet({ valeur, objectif }: Pick<Indicateur, 'valeur' | 'objectif'>): boolean | null {
  if (valeur === null || objectif === null) return null;
  if (objectif.sens === 'plus-de') return valeur > objectif.valeur;
  return objectif.sens === 'au-plus' ? valeur <= objectif.valeur : valeur < objectif.valeur;
}

function toIndicator({ cle, n, masquee, cellules: [cellule] }: Ligne): Indicateur {
  const id = z.enum(INDICATEURS).parse(cle);
  const masque = masquee === true;
  return { id, unite: cellule?.unite ?? 'nombre', valeur: cellule?.valeur ?? null, nombre: masque ? null : n, masque, objectif: OBJECTIFS[id] ?? null };
}

// ---------------------------------------------------------------- delays, weeks

const toDelays = <C extends string>(codes: readonly C[]) => ({ cle, n, masquee, cellules }: Ligne): Delais<C>[] => {
  const valueOf = (colonne: string): number | null => cellules.find((cellule) => cellule.colonne === colonne)?.valeur ?? null;
  const masque = masquee === true;
  return codes.filter((code) => code === cle).map((code) => ({
    code, nombre: masque ? null : n, mediane: valueOf('mediane'), decile: valueOf('decile'), depassementPct: valueOf('depassement'), masque,
  }));
};

type Jours = { du: string; au: string };

/** The last whole weeks before a day, oldest first. */
function weeksBefore(today: string, count: number): Jours[] {
  const sunday = addDays(today, -(new Date(`${today}T12:00:00Z`).getUTCDay() || 7));
  return Array.from({ length: count }, (_, i) => addDays(sunday, -7 * (count - 1 - i))).map((au) => ({ du: addDays(au, -6), au }));
}

function weekOf({ du, au }: Jours, histoires: readonly HistoireDossier[]): Semaine {
  const faits = histoires.flatMap((histoire) => factsIn(histoire, (jour) => jour >= du && jour <= au) ?? []);
  const [row] = masked(delays('semaine', faits), false);
  const valueOf = (colonne: string): number | null => row?.cellules.find((cellule) => cellule.colonne === colonne)?.valeur ?? null;
  const received = faits.filter(({ recu }) => recu !== null).length;
  return { du, au, recus: received < MASQUE_SOUS ? null : received, finalises: valueOf('finalises'), mediane: valueOf('mediane'), depassementPct: valueOf('depassement') };
}
