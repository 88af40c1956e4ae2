import type { Bin, Report, Ratio } from '../../intents/evaluate';
import { MEASURES, type Measure } from '../../intents/evaluate';
import { CONDITIONS, intervalOf, type Condition, type Drop } from './frozen';
import TEXTES from './textes.json';

/** What `npm run evaluate` found, as one readable page: no script, no external file. */
export type Share = { key: string; report: Report };
export type Page = {
  modelId: string; messages: number; scribes: number; reports: Record<Condition, Report>; drops: Drop[]; byStyle: Share[]; byScribe: Share[]; leftOut: Share[] | null;
  outOfScope: { of: number; out: number; /** Answered by asking to say it otherwise. */ notUnderstood: number; taken: { text: string; code: string }[]; transferred: number; alarms: number } | null;
};

const C = TEXTES.colonnes;
const S = TEXTES.sections;

export function pageOf(page: Page): string {
  const clean = page.reports.propre;
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(TEXTES.titre)}</title><style>${STYLE}</style></head><body><main>
<h1>${escape(TEXTES.titre)}</h1><p>${fill(TEXTES.intro, { n: page.messages, s: page.scribes, m: page.modelId })}</p>
${section(S.ensemble, table([C.mesure, C.part, C.compte, C.intervalle], MEASURES.map((m) => [TEXTES.mesures[m], percent(clean[m]), `${clean[m].right} / ${clean[m].of}`, interval(clean[m])]))
  + paragraph(TEXTES.ece, { x: clean.ece.toFixed(3) }) + paragraph(TEXTES.macro, rounded(clean.macroF1)) + paragraph(TEXTES.cout, { x: clean.cost.toFixed(3) }) + paragraph(TEXTES.questions, { x: `${clean.clarified.right} / ${clean.clarified.of}` }))}
${section(S.reference, page.drops.length === 0 ? paragraph(TEXTES.sansBaisse, {}) : table([C.mesure, C.bruit, C.accepte, C.mesuree], page.drops.map((d) => [TEXTES.mesures[d.measure], TEXTES.bruits[d.condition], percent(d.before), percent(d.after)])))}
${section(S.bruit, table([C.mesure, ...CONDITIONS.map((c) => TEXTES.bruits[c])], [...MEASURES.map((m) => [TEXTES.mesures[m], ...CONDITIONS.map((c) => percent(page.reports[c][m]))]), ['ECE', ...CONDITIONS.map((c) => page.reports[c].ece.toFixed(3))]]))}
${section(S.style, shares(C.registre, page.byStyle, (key) => nameOf(TEXTES.styles, key)))}
${section(S.scribe, shares(C.personnage, page.byScribe, (key) => key))}
${page.leftOut === null ? '' : section(S.laisse, shares(C.registre, page.leftOut, (key) => nameOf(TEXTES.styles, key)))}
${section(S.calibration, reliability(clean.bins) + table([C.de, C.a, C.nombre, C.annonce, C.juste], clean.bins.map((b) => [b.from.toFixed(1), b.to.toFixed(1), String(b.count), share(b.confidence), share(b.right)])))}
${page.outOfScope === null ? '' : section(S.horsSujet, paragraph(TEXTES.horsSujet, outOfScopeCounts(page.outOfScope))
  + table([C.exemples, C.confusion], page.outOfScope.taken.map((t) => [t.text, t.code])))}
${section(S.confusions, table([C.confusion, C.nombre, C.exemples], clean.confusions.map((c) => [c.pair, String(c.count), c.examples.join(' — ')])))}
</main></body></html>`;
}

const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1b1b1f}main{max-width:70rem;margin:auto;padding:1rem}table{border-collapse:collapse;margin:.5rem 0 1.5rem;display:block;overflow-x:auto}'
  + 'th,td{white-space:nowrap;border:1px solid #9a9aa5;padding:.3rem .6rem;text-align:left;vertical-align:top}th{background:#eef1f6}h2{margin-top:2rem}svg{max-width:24rem;width:100%}';

const COLUMNS: readonly Measure[] = ['group', 'expertRecall', 'motif', 'prestation', 'safetyRecall'];

const shares = (title: string, list: readonly Share[], nameOfKey: (key: string) => string): string =>
  table([title, C.nombre, ...COLUMNS.map((m) => TEXTES.mesures[m])], list.map(({ key, report }) => [nameOfKey(key), String(report.group.of), ...COLUMNS.map((m) => percent(report[m]))]));

const nameOf = (names: Record<string, string>, key: string): string => names[key] ?? key;
/** Figures of the sentence on questions to other administrations. */
export const outOfScopeCounts = ({ of, out, notUnderstood, taken, transferred, alarms }: NonNullable<Page['outOfScope']>): Record<string, number> =>
  ({ n: of, o: out, i: notUnderstood, c: taken.length, e: transferred, d: alarms });

const section = (title: string, body: string): string => `<section><h2>${escape(title)}</h2>${body}</section>`;
const paragraph = (text: string, values: Record<string, string | number>): string => `<p>${fill(text, values)}</p>`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((h) => `<th scope="col">${escape(h)}</th>`).join('')}</tr></thead><tbody>${rows.map((r) => `<tr>${r.map((cell, i) => (i === 0 ? `<th scope="row">${escape(cell)}</th>` : `<td>${escape(cell)}</td>`)).join('')}</tr>`).join('')}</tbody></table>`;

/** Announced against right, with the diagonal of a perfect calibration; the table below says the same. */
function reliability(bins: readonly Bin[]): string {
  const points = bins.map((b) => `${(b.confidence * 100).toFixed(1)},${(100 - b.right * 100).toFixed(1)}`);
  return `<svg viewBox="-4 -4 108 108" role="img" aria-label="${escape(S.calibration)}"><rect width="100" height="100" fill="none" stroke="#9a9aa5"/><path d="M0 100 100 0" stroke="#9a9aa5" stroke-dasharray="2"/>`
    + `<polyline points="${points.join(' ')}" fill="none" stroke="#0b5cad" stroke-width="1.5"/>${points.map((p) => `<circle cx="${p.split(',')[0]}" cy="${p.split(',')[1]}" r="1.6" fill="#0b5cad"/>`).join('')}</svg>`;
}

const percent = ({ right, of }: Ratio): string => (of === 0 ? '–' : `${((100 * right) / of).toFixed(1)} %`);
const share = (x: number): string => `${(100 * x).toFixed(1)} %`;
const interval = (r: Ratio): string => `${share(intervalOf(r).low)} – ${share(intervalOf(r).high)}`;
const rounded = (values: Record<string, number>): Record<string, string> => Object.fromEntries(Object.entries(values).map(([k, v]) => [k, v.toFixed(3)]));
const fill = (text: string, values: Record<string, string | number>): string => escape(text).replace(/\{(\w+)\}/g, (_, name: string) => escape(String(values[name] ?? '')));
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
