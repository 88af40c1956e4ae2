import { z } from 'zod';
import raw from './catalogue/rapport.json';
import { parisDate, workingDaysBetween } from './calendar';
import { headSchema, parseCatalogue } from './catalogue';
import { CANAUX, MOTIFS, PRIORITES, SERVICES_EXPERTS } from './codes';
import type { Canal, Motif, Priorite, ServiceExpert } from './codes';
import { completeness } from './completeness';
import type { Avis, Dossier } from './dossier';
import { lifeOf } from './lifecycle';
import type { Acte } from './lifecycle';
import { mean, median, ninthDecile, share } from './statistics';

/** The monthly report (R-095, §8.7): what is kept of each dossier, the tables made of it, and what is hidden from the public. Pure. */

const seuil = z.strictObject({ valeur: z.int().positive(), source: z.string() });
const DATA = parseCatalogue('rapport.json', z.strictObject({ ...headSchema, masqueSous: seuil, objectifDepassementPct: seuil }), raw);

export const MASQUE_SOUS = DATA.masqueSous.valeur;
export const OBJECTIF_DEPASSEMENT_PCT = DATA.objectifDepassementPct.valeur;

/** What one dossier brings to a month: figures only, but for the comment and the number of a P1 to audit. */
export type FaitsDossier = {
  motif: Motif;
  service: ServiceExpert;
  /** Received in the month. */
  recu: { canal: Canal; priorite: Priorite; raisons: string[]; completude: number; p1NonConfirme: string | null } | null;
  /** Each time it was finalised in the month: working days since the reception or the reopening, and whether a date was missed. */
  finalises: { joursOuvres: number; depasse: boolean }[];
  reorientations: number;
  avis: Avis | null;
};

/** Everything that figures are made of in one dossier, each with its day (`YYYY-MM-DD`, Europe/Paris). */
export type HistoireDossier = {
  motif: Motif;
  service: ServiceExpert;
  recu: NonNullable<FaitsDossier['recu']> & { jour: string };
  finalises: Finalisation[];
  /** Days on which it went to another service, and on which it was closed for want of an answer from the person. */
  reorientations: string[];
  sansSuite: string[];
  avis: { jour: string; avis: Avis } | null;
};

/** @returns what happened to a dossier so far, whatever the period looked at afterwards */
export function historyOf(dossier: Dossier, alsaceMoselle: boolean): HistoireDossier {
  const { demande, evenements, vie } = dossier;
  const daysOf = (acte: Acte['genre']): string[] => evenements.filter(({ quoi }) => quoi === acte).map(({ at }) => dayOf(at));
  return {
    motif: demande.motif, service: demande.service,
    recu: { ...received(dossier), jour: dayOf(dossier.ouvertLe) },
    finalises: finalisations(dossier, alsaceMoselle),
    reorientations: daysOf('reorienter'), sansSuite: daysOf('clore'),
    avis: vie?.avis ? { jour: dayOf(vie.avis.at), avis: vie.avis } : null,
  };
}

/** @returns what it brings to the days that `isIn` accepts; `null` when nothing happened to it then */
export function factsIn({ motif, service, recu: { jour: recuLe, ...recu }, finalises, reorientations, avis }: HistoireDossier, isIn: (jour: string) => boolean): FaitsDossier | null {
  const facts: FaitsDossier = {
    motif, service,
    recu: isIn(recuLe) ? recu : null,
    finalises: finalises.filter(({ jour }) => isIn(jour)).map(({ joursOuvres, depasse }) => ({ joursOuvres, depasse })),
    reorientations: reorientations.filter(isIn).length,
    avis: avis && isIn(avis.jour) ? avis.avis : null,
  };
  return facts.recu || facts.finalises.length > 0 || facts.reorientations > 0 || facts.avis ? facts : null;
}

/** @param mois `YYYY-MM`, Europe/Paris @returns `null` when nothing happened to it that month */
export const factsOf = (dossier: Dossier, mois: string, alsaceMoselle: boolean): FaitsDossier | null =>
  factsIn(historyOf(dossier, alsaceMoselle), (jour) => jour.startsWith(mois));

const dayOf = (instant: string): string => parisDate(new Date(instant));

function received(dossier: Dossier): NonNullable<FaitsDossier['recu']> {
  const { promesse, canal, demande, reference, completude } = dossier;
  const now = lifeOf(dossier).priorite;
  const lowered = promesse.priorite === 'P1' && (now === 'P2' || now === 'P3');
  return { canal, priorite: promesse.priorite, raisons: promesse.raisonsPriorite, completude: completude ?? completeness(demande).score, p1NonConfirme: lowered ? reference : null };
}

/** `issue`: what the expert answered. `rouvert`: the person came back to it afterwards. */
export type Finalisation = { jour: string; joursOuvres: number; depasse: boolean; issue: string; rouvert: boolean };

/** Every passage to « finalised »; the count starts again at each reopening. */
function finalisations(dossier: Dossier, alsaceMoselle: boolean): Finalisation[] {
  let since = dossier.promesse.receptionEffective;
  let late = false;
  return dossier.evenements.flatMap(({ at, quoi, detail }, rank, all): Finalisation[] => {
    if (quoi === 'depasser') late = true;
    if (quoi === 'rouvrir') [since, late] = [dayOf(at), false];
    if (quoi !== 'repondre') return [];
    const jour = dayOf(at);
    const joursOuvres = jour > since ? workingDaysBetween(since, jour, alsaceMoselle) : 0;
    const rouvert = all.slice(rank).some((after) => after.quoi === 'rouvrir');
    return [{ jour, joursOuvres, depasse: late || jour > announcedBefore(dossier, jour), issue: detail, rouvert }];
  });
}

/** Date in force that day. */
const announcedBefore = (dossier: Dossier, day: string): string => lifeOf(dossier).annonces.filter(({ le }) => le <= day).at(-1)?.echeance ?? dossier.promesse.echeance;

// ---------------------------------------------------------------- tables

export type Unite = 'nombre' | 'pct' | 'jours' | 'note' | 'score';
/** `n`: dossiers behind the row, what masking looks at. `valeur`: `null` when there is nothing to measure, or when it is hidden. */
export type Ligne = { cle: string; n: number; masquee?: true; cellules: { colonne: string; unite: Unite; valeur: number | null }[] };
export type Table = { id: TableId; lignes: Ligne[] };
export const TABLES = ['ensemble', 'services', 'types', 'canaux', 'priorites', 'raisons', 'pertinence', 'accompagnement'] as const;
export type TableId = (typeof TABLES)[number];

export type Rapport = { mois: string; tables: Table[]; p1NonConfirmes: string[]; commentaires: { pertinence: number | null; accompagnement: number | null; commentaire: string }[] };

/** The whole report, rows in a fixed order: the same dossiers give the same report, in whatever order they come. */
export function monthlyReport(mois: string, faits: readonly FaitsDossier[]): Rapport {
  const recus = faits.flatMap(({ recu }) => recu ?? []);
  const avis = faits.flatMap((one) => one.avis ?? []);
  return {
    mois,
    tables: [
      { id: 'ensemble', lignes: overall(faits) },
      { id: 'services', lignes: SERVICES_EXPERTS.flatMap((service) => delays(service, faits.filter((one) => one.service === service))) },
      { id: 'types', lignes: MOTIFS.flatMap((motif) => SERVICES_EXPERTS.flatMap((service) => delays(`${motif}/${service}`, faits.filter((one) => one.motif === motif && one.service === service)))) },
      { id: 'canaux', lignes: counted(CANAUX, recus.map(({ canal }) => canal), recus.length) },
      { id: 'priorites', lignes: counted(PRIORITES, recus.map(({ priorite }) => priorite), recus.length) },
      { id: 'raisons', lignes: counted([...new Set(recus.flatMap(({ raisons }) => raisons))].sort(), recus.flatMap(({ raisons }) => raisons), recus.length) },
      ...(['pertinence', 'accompagnement'] as const).map((id): Table => ({ id, lignes: distribution(avis.flatMap((one) => one[id] ?? [])) })),
    ],
    p1NonConfirmes: recus.flatMap(({ p1NonConfirme }) => p1NonConfirme ?? []).sort(),
    commentaires: avis.filter(({ commentaire }) => commentaire !== '').sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1)).map(({ pertinence, accompagnement, commentaire }) => ({ pertinence, accompagnement, commentaire })),
  };
}

/** By date, then by what was said, so that the order never depends on that of the dossiers. */
const rankOf = ({ at, commentaire, pertinence, accompagnement }: Avis): string => JSON.stringify([at, commentaire, pertinence, accompagnement]);

function overall(faits: readonly FaitsDossier[]): Ligne[] {
  const recus = faits.flatMap(({ recu }) => recu ?? []);
  const finalises = faits.flatMap((one) => one.finalises);
  const notes = (id: 'pertinence' | 'accompagnement'): number[] => faits.flatMap(({ avis }) => avis?.[id] ?? []);
  const unconfirmed = recus.filter(({ p1NonConfirme }) => p1NonConfirme !== null).length;
  const reroutings = faits.reduce((sum, { reorientations }) => sum + reorientations, 0);
  return [
    one('recus', recus.length, 'nombre', recus.length),
    one('finalises', finalises.length, 'nombre', finalises.length),
    one('mediane', finalises.length, 'jours', median(finalises.map(({ joursOuvres }) => joursOuvres))),
    one('decile', finalises.length, 'jours', ninthDecile(finalises.map(({ joursOuvres }) => joursOuvres))),
    one('depassement', finalises.length, 'pct', share(finalises.filter(({ depasse }) => depasse).length, finalises.length)),
    one('completude', recus.length, 'score', mean(recus.map(({ completude }) => completude))),
    one('reorientations', reroutings, 'nombre', reroutings),
    one('p1-non-confirmes', unconfirmed, 'nombre', unconfirmed),
    one('avis', faits.filter(({ avis }) => avis).length, 'nombre', faits.filter(({ avis }) => avis).length),
    one('note-pertinence', notes('pertinence').length, 'note', mean(notes('pertinence'))),
    one('note-accompagnement', notes('accompagnement').length, 'note', mean(notes('accompagnement'))),
  ];
}

const one = (cle: string, n: number, unite: Unite, valeur: number | null): Ligne => ({ cle, n, cellules: [{ colonne: 'valeur', unite, valeur }] });

/** One row of delays; none when nothing was finalised. */
export function delays(cle: string, faits: readonly FaitsDossier[]): Ligne[] {
  const finalises = faits.flatMap((fait) => fait.finalises);
  const days = finalises.map(({ joursOuvres }) => joursOuvres);
  if (days.length === 0) return [];
  return [{
    cle, n: days.length, cellules: [
      { colonne: 'finalises', unite: 'nombre', valeur: days.length },
      { colonne: 'mediane', unite: 'jours', valeur: median(days) },
      { colonne: 'decile', unite: 'jours', valeur: ninthDecile(days) },
      { colonne: 'depassement', unite: 'pct', valeur: share(finalises.filter(({ depasse }) => depasse).length, days.length) },
    ],
  }];
}

const counted = (cles: readonly string[], said: readonly string[], whole: number): Ligne[] => cles.flatMap((cle) => {
  const n = said.filter((other) => other === cle).length;
  return n === 0 ? [] : [{ cle, n, cellules: [{ colonne: 'nombre', unite: 'nombre', valeur: n }, { colonne: 'part', unite: 'pct', valeur: share(n, whole) }] }];
});

const distribution = (notes: readonly number[]): Ligne[] => counted(['1', '2', '3', '4', '5'], notes.map(String), notes.length);

export const isEmptyReport = ({ tables }: Rapport): boolean => tables.every(({ id, lignes }) => (id === 'ensemble' ? lignes.every(({ n }) => n === 0) : lignes.length === 0));

// ---------------------------------------------------------------- what the public does not see

/** Tables whose rows add up to a total that is shown: one hidden row alone could be worked out from the others. */
const ADDITIVES: readonly TableId[] = ['services', 'types', 'canaux', 'priorites', 'pertinence', 'accompagnement'];

/** The same report for the public: rows under ten dossiers hidden, no comment, no number of a dossier. */
export function publicReport({ mois, tables }: Rapport): Rapport {
  const hiddenServices = masked(tables.find(({ id }) => id === 'services')?.lignes ?? [], true).filter(({ masquee }) => masquee).map(({ cle }) => cle);
  return { mois, tables: tables.map(({ id, lignes }) => ({ id, lignes: id === 'types' ? maskedTypes(lignes, hiddenServices) : masked(lignes, ADDITIVES.includes(id)) })), p1NonConfirmes: [], commentaires: [] };
}

/** The rows of one service add up to its own row: each service is masked by itself, and wholly when its row is hidden. */
const maskedTypes = (lignes: readonly Ligne[], hiddenServices: readonly string[]): Ligne[] => {
  const byService = SERVICES_EXPERTS.flatMap((service) => masked(lignes.filter(({ cle }) => serviceOf(cle) === service), true));
  const known = new Map(byService.map((ligne) => [ligne.cle, ligne]));
  return lignes.map((ligne) => (hiddenServices.includes(serviceOf(ligne.cle)) ? hidden(ligne) : (known.get(ligne.cle) ?? hidden(ligne))));
};

const serviceOf = (cle: string): string => cle.split('/')[1] ?? '';

/** @param additive the rows add up to a total that is shown: a row hidden alone takes its smallest neighbour with it */
export function masked(lignes: readonly Ligne[], additive: boolean): Ligne[] {
  const small = lignes.filter(({ n }) => n < MASQUE_SOUS);
  const neighbour = additive && small.length === 1 ? lignes.filter((ligne) => !small.includes(ligne)).sort((a, b) => a.n - b.n)[0] : undefined;
  return lignes.map((ligne) => (small.includes(ligne) || ligne === neighbour ? hidden(ligne) : ligne));
}

const hidden = ({ cle, cellules }: Ligne): Ligne => ({ cle, n: 0, masquee: true, cellules: cellules.map((cellule) => ({ ...cellule, valeur: null })) });
