import T from './performance-textes.json';
import { decimal } from './performance-format';
import { html, NOTHING, type Html } from './html';

/**
 * Charts as inline SVG, without script: drawn for a phone's width, in classes that the style sheet colours for the screen, the dark
 * and the paper. Two series differ by their outline too, not by colour alone. The same figures are in a table beside.
 */

const WIDTH = 360;
const round = (n: number): number => Math.round(n * 10) / 10;

function chart(titre: string, height: number, body: Html): Html {
  return html`<svg class="graphique" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${T.voirTableau.replace('{titre}', titre)}" focusable="false">${body}</svg>`;
}

export type Serie = { nom: string; classe: 'plein' | 'creux' | 'seuil' };

/** What each outline stands for; read as text. */
export const legend = (series: readonly Serie[]): Html =>
  html`<p class="legende">${series.map(({ nom, classe }) => html`<span><svg class="puce" viewBox="0 0 16 10" aria-hidden="true" focusable="false">${classe === 'seuil' ? html`<line class="seuil" x1="0" y1="5" x2="16" y2="5"/>` : html`<rect class="${classe}" x="1" y="1" width="14" height="8"/>`}</svg> ${nom}</span> `)}</p>`;

// ---------------------------------------------------------------- bars

export type Barre = { libelle: string; plein: number; creux: number };

const LINE = 15;
const BAR = 11;
const LABEL_SIGNS = 48;
const VALUE_ROOM = 40;

/** Horizontal bars, two a row, each with its value at its end. */
export function bars(titre: string, rows: readonly Barre[]): Html {
  const most = Math.max(1, ...rows.flatMap(({ plein, creux }) => [plein, creux]));
  const scale = (valeur: number): number => round((valeur / most) * (WIDTH - VALUE_ROOM));
  let y = 0;
  const drawn = rows.map(({ libelle, plein, creux }) => {
    const lines = wrapped(libelle);
    const top = y + lines.length * LINE + 4;
    const row = html`${lines.map((line, i) => html`<text x="0" y="${y + (i + 1) * LINE - 3}">${line}</text>`)}${bar('plein', top, plein, scale)}${bar('creux', top + BAR + 3, creux, scale)}`;
    y = top + 2 * BAR + 3 + 12;
    return row;
  });
  return chart(titre, y, html`${drawn}`);
}

const bar = (classe: Serie['classe'], y: number, valeur: number, scale: (valeur: number) => number): Html =>
  html`<rect class="${classe}" x="0.5" y="${y}" width="${Math.max(1, scale(valeur))}" height="${BAR}"/><text class="valeur" x="${scale(valeur) + 6}" y="${y + BAR - 1}">${decimal(valeur)}</text>`;

/** SVG does not wrap text. */
function wrapped(libelle: string): string[] {
  const lines = [''];
  for (const word of libelle.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > LABEL_SIGNS) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

// ---------------------------------------------------------------- weeks

const LEFT = 30;
const TOP = 22;
const BOTTOM = 150;
const HEIGHT = 176;

/** `null`: hidden, or nothing to measure. */
type Valeurs = readonly (number | null)[];

/** A curve broken where a week is hidden, with its target when there is one. */
export function curve(titre: string, semaines: readonly string[], valeurs: Valeurs, seuil: number | null): Html {
  const scale = scaleOf([...valeurs, seuil]);
  const points = valeurs.map((valeur, i) => (valeur === null ? null : { x: xOf(i, valeurs.length), y: scale.y(valeur), valeur }));
  const line = seuil === null ? NOTHING : html`<line class="seuil" x1="${LEFT}" y1="${scale.y(seuil)}" x2="${WIDTH}" y2="${scale.y(seuil)}"/>`;
  return chart(titre, HEIGHT, html`${axes(scale, semaines)}${line}${segments(points).map((segment) => html`<polyline class="courbe" points="${segment.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`)}${points.flatMap((point) => (point === null ? [] : [html`<circle class="point" cx="${point.x}" cy="${point.y}" r="3.5"/><text class="valeur milieu" x="${point.x}" y="${point.y - 7}">${decimal(point.valeur)}</text>`]))}`);
}

type Point = { x: number; y: number; valeur: number };

const segments = (points: readonly (Point | null)[]): Point[][] =>
  points.reduce<Point[][]>((all, point) => (point === null ? [...all, []] : [...all.slice(0, -1), [...(all.at(-1) ?? []), point]]), [[]]).filter(({ length }) => length > 1);

/** Two bars a week. */
export function columns(titre: string, semaines: readonly string[], plein: Valeurs, creux: Valeurs): Html {
  const scale = scaleOf([...plein, ...creux]);
  const width = 10;
  const column = (classe: Serie['classe'], valeur: number | null | undefined, x: number): Html =>
    valeur === null || valeur === undefined ? NOTHING : html`<rect class="${classe}" x="${round(x)}" y="${scale.y(valeur)}" width="${width}" height="${round(BOTTOM - scale.y(valeur))}"/>`;
  return chart(titre, HEIGHT, html`${axes(scale, semaines)}${semaines.map((_, i) => html`${column('plein', plein[i], xOf(i, semaines.length) - width - 0.5)}${column('creux', creux[i], xOf(i, semaines.length) + 0.5)}`)}`);
}

const xOf = (i: number, count: number): number => round(LEFT + ((i + 0.5) * (WIDTH - LEFT)) / Math.max(1, count));

type Scale = { steps: number[]; y: (valeur: number) => number };

/** From zero, in round steps. */
function scaleOf(valeurs: Valeurs): Scale {
  const most = Math.max(1, ...valeurs.filter((valeur): valeur is number => valeur !== null));
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].find((size) => most / size <= 5) ?? Math.ceil(most / 5);
  const steps = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
  const top = steps.at(-1) ?? 1;
  return { steps, y: (valeur) => round(BOTTOM - (valeur / top) * (BOTTOM - TOP)) };
}

/** Every other week is named: twelve dates do not fit on a phone. */
const axes = ({ steps, y }: Scale, semaines: readonly string[]): Html => html`${steps.map((step) => html`<line class="grille" x1="${LEFT}" y1="${y(step)}" x2="${WIDTH}" y2="${y(step)}"/><text class="fin" x="${LEFT - 5}" y="${y(step) + 4}">${step}</text>`)}${semaines.map((semaine, i) => ((semaines.length - 1 - i) % 2 === 0 ? html`<text class="milieu" x="${xOf(i, semaines.length)}" y="${BOTTOM + 16}">${semaine}</text>` : NOTHING))}`;
