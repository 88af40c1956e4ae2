import { MASQUE_SOUS, OBJECTIF_DEPASSEMENT_PCT } from '../domain/monthly-report';
import type { Ligne, Rapport, Table, Unite } from '../domain/monthly-report';
import { fill } from '../ops/fill';
import { maskForReview } from '../ops/review-masking';
import TEXTES from './report-textes.json';

/** The report in French: Markdown to read, CSV for a spreadsheet. The same report always gives the same text. */

export type Partie = keyof typeof TEXTES.parties;
/** Names of motifs and services, from the content. */
export type Noms = (cle: string) => string;

/** « novembre 2026 ». @param mois `YYYY-MM` */
export const moisEnMots = (mois: string): string => `${TEXTES.mois[Number(mois.slice(5)) - 1] ?? ''} ${mois.slice(0, 4)}`;

export function toMarkdown(rapport: Rapport, partie: Partie, noms: Noms): string {
  const parts = [
    `# ${fill(TEXTES.titre, { mois: moisEnMots(rapport.mois), partie: TEXTES.parties[partie] })}`,
    fill(TEXTES.legende[partie], { seuil: MASQUE_SOUS }), TEXTES.delais,
    ...rapport.tables.map((table) => tableText(table, noms)),
    ...(partie === 'interne' ? [audit(rapport), comments(rapport), plan(rapport)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function tableText({ id, lignes }: Table, noms: Noms): string {
  const title = `## ${TEXTES.tables[id]}`;
  const [first] = lignes;
  if (!first) return `${title}\n\n${TEXTES.aucuneLigne}`;
  const header = [TEXTES.premiere, ...first.cellules.map(({ colonne }) => nameOf(TEXTES.colonnes, colonne))];
  const rows = lignes.map((ligne) => [rowName(ligne.cle, noms), ...ligne.cellules.map(({ unite, valeur }) => shown(ligne, unite, valeur))]);
  return [title, '', row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;

const nameOf = (names: Record<string, string>, key: string): string => names[key] ?? key;

const rowName = (cle: string, noms: Noms): string => nameOf(TEXTES.ensemble, cle) === cle ? nameOf(TEXTES.canaux, cle.split('/').map(noms).join(' – ')) : nameOf(TEXTES.ensemble, cle);

function shown({ masquee }: Ligne, unite: Unite, valeur: number | null): string {
  if (masquee) return fill(TEXTES.masque, { seuil: MASQUE_SOUS });
  return valeur === null ? TEXTES.sansMesure : fill(TEXTES.unites[unite], { valeur: decimal(valeur, unite) });
}

/** Days and marks to one decimal, shares to the whole percent. */
const decimal = (valeur: number, unite: Unite): string => (unite === 'jours' || unite === 'note' ? String(Math.round(valeur * 10) / 10) : String(Math.round(valeur))).replace('.', ',');

// ---------------------------------------------------------------- internal part

const audit = ({ p1NonConfirmes }: Rapport): string => `## ${TEXTES.p1.titre}\n\n${p1NonConfirmes.map((reference) => `- ${reference}`).join('\n') || TEXTES.p1.aucune}`;

function comments({ commentaires }: Rapport): string {
  const note = (valeur: number | null): string => (valeur === null ? TEXTES.sansMesure : String(valeur));
  const lines = commentaires.map(({ pertinence, accompagnement, commentaire }) =>
    `- ${fill(TEXTES.commentaires.ligne, { pertinence: note(pertinence), accompagnement: note(accompagnement), commentaire: harmless(maskForReview(commentaire)) })}`);
  return `## ${TEXTES.commentaires.titre}\n\n${lines.join('\n') || TEXTES.commentaires.aucun}`;
}

/** Words of a person are never read as a link, an image or a page. */
const harmless = (text: string): string => text.replace(/[\\`*_<>#|]|!?\[(?=[^\]]*\]\()/g, (sign) => `\\${sign}`);

/** The findings that call for an action, with the columns left to fill in. */
function plan(rapport: Rapport): string {
  const { constats } = TEXTES.plan;
  const value = (cle: string): number => rapport.tables[0]?.lignes.find((ligne) => ligne.cle === cle)?.cellules[0]?.valeur ?? 0;
  const low = rapport.tables.filter(({ id }) => id === 'pertinence' || id === 'accompagnement').flatMap(({ lignes }) => lignes).filter(({ cle }) => Number(cle) <= 2).reduce((sum, { n }) => sum + n, 0);
  const found = [
    ...(value('depassement') >= OBJECTIF_DEPASSEMENT_PCT ? [fill(constats.depassement, { valeur: decimal(value('depassement'), 'pct'), objectif: OBJECTIF_DEPASSEMENT_PCT })] : []),
    ...(low > 0 ? [fill(constats.notes, { valeur: low })] : []),
    ...(value('reorientations') > 0 ? [fill(constats.reorientations, { valeur: value('reorientations') })] : []),
    ...(value('p1-non-confirmes') > 0 ? [fill(constats.p1, { valeur: value('p1-non-confirmes') })] : []),
    constats.autre,
  ];
  const blank = ['', '', '', '', ''];
  return [`## ${TEXTES.plan.titre}`, '', TEXTES.plan.entete, row(['---', ...blank.map(() => '---')]), ...found.map((constat) => row([constat, ...blank]))].join('\n');
}

// ---------------------------------------------------------------- CSV

/** UTF-8 with its mark, semicolons, decimal commas, as French spreadsheets read them. */
export function toCsv({ mois, tables }: Rapport, partie: Partie, noms: Noms): string {
  const rows = tables.flatMap(({ id, lignes }) => lignes.flatMap((ligne) =>
    ligne.cellules.map(({ colonne, unite, valeur }) => [mois, partie, id, rowName(ligne.cle, noms), nameOf(TEXTES.colonnes, colonne), unite, ligne.masquee ? fill(TEXTES.masque, { seuil: MASQUE_SOUS }) : valeur === null ? '' : decimal(valeur, unite)])));
  return `\uFEFF${[TEXTES.csv.entete, ...rows].map((cells) => cells.map(cell).join(';')).join('\r\n')}\r\n`;
}

const cell = (text: string): string => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
