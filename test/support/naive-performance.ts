import type { Dossier } from '../../src/domain/dossier';

/** The public figures worked out again the slow way, straight from the dossiers and with nothing of the product's own code. */

const paris = (iso: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date(iso));
const shift = (day: string, days: number): string => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Holidays of the period of the tests, from a calendar. */
const HOLIDAYS = ['2026-07-14', '2026-08-15', '2026-11-01', '2026-11-11', '2026-12-25'];
const isOpen = (day: string): boolean => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()) && !HOLIDAYS.includes(day);

type Answer = { day: string; days: number; late: boolean; settled: boolean; dossier: Dossier };

function answersOf(dossier: Dossier): Answer[] {
  const answers: Answer[] = [];
  let from = dossier.promesse.receptionEffective;
  let overrun = false;
  for (const [rank, event] of dossier.evenements.entries()) {
    const day = paris(event.at);
    if (event.quoi === 'depasser') overrun = true;
    if (event.quoi === 'rouvrir') {
      from = day;
      overrun = false;
    }
    if (event.quoi !== 'repondre') continue;
    let days = 0;
    for (let at = shift(from, 1); at <= day; at = shift(at, 1)) if (isOpen(at)) days += 1;
    let date = dossier.promesse.echeance;
    for (const annonce of dossier.vie?.annonces ?? []) if (annonce.le <= day) date = annonce.echeance;
    const isReopened = dossier.evenements.slice(rank).some(({ quoi }) => quoi === 'rouvrir');
    answers.push({ day, days, late: overrun || day > date, settled: event.detail !== 'reoriente' && !isReopened, dossier });
  }
  return answers;
}

const middle = (values: number[]): number => {
  const order = [...values].sort((a, b) => a - b);
  const half = order.length / 2;
  return order.length % 2 === 1 ? order[Math.floor(half)]! : (order[half - 1]! + order[half]!) / 2;
};
const ninth = (values: number[]): number => {
  const order = [...values].sort((a, b) => a - b);
  return order.find((value) => order.filter((other) => other <= value).length * 10 >= order.length * 9)!;
};
const percent = (part: number, whole: number): number => (100 * part) / whole;
const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export type Delays = { nombre: number; mediane: number; decile: number; depassementPct: number };

const delaysOf = (answers: Answer[]): Delays | null => (answers.length < 10 ? null : {
  nombre: answers.length, mediane: middle(answers.map(({ days }) => days)), decile: ninth(answers.map(({ days }) => days)),
  depassementPct: percent(answers.filter(({ late }) => late).length, answers.length),
});

export function naivePerformance(dossiers: readonly Dossier[], today: string, counts: { reponses: number; transferts: number }) {
  const start = shift(today, -29);
  const within = (day: string, from = start, to = today): boolean => day >= from && day <= to;
  const answers = dossiers.flatMap(answersOf);
  const recent = answers.filter(({ day }) => within(day));
  const received = dossiers.filter(({ ouvertLe }) => within(paris(ouvertLe)));
  const closed = dossiers.flatMap(({ evenements }) => evenements).filter(({ quoi, at }) => quoi === 'clore' && within(paris(at)));
  const finished = [...new Set(recent.map(({ dossier }) => dossier))];
  const marks = dossiers.flatMap(({ vie }) => (vie?.avis && within(paris(vie.avis.at)) ? [vie.avis] : []));
  const monday = shift(today, -((new Date(`${today}T12:00:00Z`).getUTCDay() || 7) + 6));
  return {
    indicateurs: {
      recus: received.length, finalises: recent.length, mediane: middle(recent.map(({ days }) => days)), decile: ninth(recent.map(({ days }) => days)),
      depassement: percent(recent.filter(({ late }) => late).length, recent.length),
      resolution: percent(recent.filter(({ settled }) => settled).length, recent.length + closed.length),
      'premier-coup': percent(finished.filter(({ evenements }) => !evenements.some(({ quoi }) => quoi === 'reorienter')).length, finished.length),
      completude: average(received.map(({ completude }) => completude ?? NaN)),
      transfert: percent(counts.transferts, counts.transferts + counts.reponses),
      numerique: percent(received.filter(({ canal }) => canal !== 'ivr').length, received.length),
      'note-pertinence': average(marks.flatMap(({ pertinence }) => pertinence ?? [])), 'note-accompagnement': average(marks.flatMap(({ accompagnement }) => accompagnement ?? [])),
    } as Record<string, number>,
    service: (code: string): Delays | null => delaysOf(recent.filter(({ dossier }) => dossier.demande.service === code)),
    motif: (code: string): Delays | null => delaysOf(recent.filter(({ dossier }) => dossier.demande.motif === code)),
    /** The nth whole week before the current one, 1 for the last. */
    week: (n: number) => {
      const du = shift(monday, -7 * (n - 1));
      const au = shift(du, 6);
      const got = dossiers.filter(({ ouvertLe }) => within(paris(ouvertLe), du, au)).length;
      const delays = delaysOf(answers.filter(({ day }) => within(day, du, au)));
      return { du, au, recus: got < 10 ? null : got, finalises: delays?.nombre ?? null, mediane: delays?.mediane ?? null, depassementPct: delays?.depassementPct ?? null };
    },
  };
}
