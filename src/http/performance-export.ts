import type { Contenu } from '../../dialogs/contenu';
import type { Delais, Performance, Semaine } from '../domain/performance';
import { fill } from '../ops/fill';
import T from './performance-textes.json';

/** The figures of the page for machines: what is hidden there is hidden here. Fields: `champs` of performance-textes.json, shown on the page. */

type Named<D> = D & { libelle: string };
export type PerformanceExport = Omit<Performance, 'services' | 'motifs'> & { legende: string; services: Named<Performance['services'][number]>[]; motifs: Named<Performance['motifs'][number]>[] };

export function toJson({ services, motifs, ...performance }: Performance, contenu: Contenu): PerformanceExport {
  return {
    ...performance, legende: T.legende,
    services: services.map((one) => ({ ...one, libelle: contenu.services[one.code].nomLong })),
    motifs: motifs.map((one) => ({ ...one, libelle: contenu.motifs[one.code].libelle })),
  };
}

/** UTF-8 with its mark, semicolons, decimal commas, as French spreadsheets read them. */
export function toCsv(performance: Performance, contenu: Contenu): string {
  const { indicateurs, services, motifs, semaines } = toJson(performance, contenu);
  const { du, au } = performance.periode;
  const rows = [
    ...indicateurs.map(({ id, unite, valeur, nombre, masque }) => ['indicateurs', id, T.indicateurs[id].nom, du, au, 'valeur', unite, masque ? hiddenText(performance) : number(valeur), number(nombre)]),
    ...services.flatMap((one) => delaysRows('services', one, performance)), ...motifs.flatMap((one) => delaysRows('motifs', one, performance)),
    ...semaines.flatMap((one) => weekRows(one, performance)),
  ];
  return `\uFEFF${[T.csvEntete, ...rows].map((cells) => cells.map(quoted).join(';')).join('\r\n')}\r\n`;
}

const hiddenText = ({ masqueSous }: Performance): string => fill(T.cache, { seuil: masqueSous }).toLowerCase();
const number = (valeur: number | null): string => (valeur === null ? '' : String(Math.round(valeur * 100) / 100).replace('.', ','));

function delaysRows(tableau: string, { code, libelle, nombre, mediane, decile, depassementPct, masque }: Named<Delais<string>>, performance: Performance): string[][] {
  const { du, au } = performance.periode;
  const measures: [string, string, number | null][] = [['nombre', 'nombre', nombre], ['mediane', 'jours', mediane], ['decile', 'jours', decile], ['depassement', 'pct', depassementPct]];
  return measures.map(([mesure, unite, valeur]) => [tableau, code, libelle, du, au, mesure, unite, masque ? hiddenText(performance) : number(valeur), number(nombre)]);
}

function weekRows({ du, au, recus, finalises, mediane, depassementPct }: Semaine, performance: Performance): string[][] {
  const measures: [string, string, number | null][] = [['recus', 'nombre', recus], ['finalises', 'nombre', finalises], ['mediane', 'jours', mediane], ['depassement', 'pct', depassementPct]];
  return measures.map(([mesure, unite, valeur]) => ['semaines', du, '', du, au, mesure, unite, valeur === null ? hiddenText(performance) : number(valeur), number(mesure === 'recus' ? recus : finalises)]);
}

const quoted = (text: string): string => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
