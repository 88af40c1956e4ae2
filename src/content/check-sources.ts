import { HORS_PERIMETRE, NUMEROS, SIMPLES, SURETE } from './corpus';
import type { Chemin, Corpus } from './corpus';
import { constat } from './constat';
import type { CodeConstat, Constat, Lieu } from './constat';

/** Sources, levels and dates. An entry is shown to all, or is a variant that gives way to the general text. */
type Source = { titre: string; url: string; consulteLe: string };
type Dated = Lieu & { source: Source | null; niveau: string; aRevoirLe: string | null; variante: boolean };

const SOON_DAYS = 60;
const DAY_MS = 86_400_000;

/** @param today `YYYY-MM-DD` */
export function checkSources(corpus: Partial<Corpus>, today: string): Constat[] {
  return [...datedOf(corpus).flatMap((entry) => [...sourceFaults(entry, today), ...levelFaults(entry), ...reviewFaults(entry, today)]), ...checkNumbers(corpus, today)];
}

/** The earliest day on or after today when a text must be reviewed; `null` when none is to come. */
export function nextReview(corpus: Partial<Corpus>, today: string): string | null {
  return datedOf(corpus).map(({ aRevoirLe }) => aRevoirLe).filter((date) => date !== null).filter((date) => date >= today).sort()[0] ?? null;
}

function datedOf(corpus: Partial<Corpus>): Dated[] {
  const safety = Object.entries(corpus[SURETE] ?? {}).map(([code, { source, niveau, aRevoirLe }]) => ({ fichier: SURETE, entree: code, source, niveau, aRevoirLe, variante: false }));
  return [...answersOf(SIMPLES, corpus), ...answersOf(HORS_PERIMETRE, corpus), ...safety];
}

function answersOf(fichier: Chemin & (typeof SIMPLES | typeof HORS_PERIMETRE), corpus: Partial<Corpus>): Dated[] {
  return Object.entries(corpus[fichier] ?? {}).flatMap(([code, answer]): Dated[] => [
    { fichier, entree: code, source: answer.source, niveau: answer.niveau, aRevoirLe: answer.aRevoirLe, variante: false },
    ...Object.entries(answer.prestations ?? {}).map(([prestation, v]): Dated => ({
      fichier, entree: `${code}.prestations.${prestation}`, source: v?.source ?? null, niveau: v?.niveau ?? answer.niveau, aRevoirLe: v?.aRevoirLe ?? answer.aRevoirLe, variante: true,
    })),
  ]);
}

function sourceFaults({ source, ...where }: Lieu & { source: Source | null }, today: string): Constat[] {
  if (!source) return [];
  const faults = source.url.startsWith('https://') ? [] : [constat('SOURCE_SANS_HTTPS', where, { url: source.url })];
  return [...faults, ...readFaults('consulteLe', source.consulteLe, 'SOURCE_ANCIENNE', where, today)];
}

/** A day when something was read: real, not to come, at most twelve months ago. */
function readFaults(champ: string, date: string, old: CodeConstat, where: Lieu, today: string): Constat[] {
  if (!isDay(date)) return [constat('DATE_IMPOSSIBLE', where, { champ, date })];
  if (date > today) return [constat('SOURCE_FUTURE', where, { champ, date })];
  return date < oneYearBefore(today) ? [constat(old, where, { date })] : [];
}

function levelFaults({ niveau, variante, ...where }: Dated): Constat[] {
  return niveau === 'C' ? [constat(variante ? 'VARIANTE_CACHEE' : 'NIVEAU_C_MONTRE', where)] : [];
}

function reviewFaults({ aRevoirLe: date, variante, ...where }: Dated, today: string): Constat[] {
  if (date === null) return [];
  if (!isDay(date)) return [constat('DATE_IMPOSSIBLE', where, { champ: 'aRevoirLe', date })];
  if (date < today) return [constat(variante ? 'VARIANTE_PERIMEE' : 'PERIME', where, { date })];
  const jours = daysBetween(today, date);
  return jours <= SOON_DAYS ? [constat('BIENTOT_PERIME', where, { date, jours })] : [];
}

function checkNumbers(corpus: Partial<Corpus>, today: string): Constat[] {
  return Object.entries(corpus[NUMEROS] ?? {}).flatMap(([id, { verifieLe, niveau, source }]) => {
    const where = { fichier: NUMEROS, entree: id };
    const textes = Object.entries(corpus[SURETE] ?? {}).filter(([, content]) => content.texte.includes(`{numero:${id}}`)).map(([code]) => code);
    return [
      ...(source ? sourceFaults({ ...where, source }, today) : [constat('NUMERO_SANS_SOURCE', where)]),
      ...readFaults('verifieLe', verifieLe, 'NUMERO_ANCIEN', where, today),
      ...(niveau === 'C' && textes.length > 0 ? [constat('NUMERO_PEU_SUR', where, { textes: textes.join(', ') })] : []),
    ];
  });
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** A day of the calendar: `2026-02-30` has the shape of one and is none. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const oneYearBefore = (today: string): string => `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
