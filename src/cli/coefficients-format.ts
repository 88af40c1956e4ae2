import { formatShort, parisDate, parisHour } from '../domain/calendar';
import { SERVICES_EXPERTS } from '../domain/codes';
import type { ServiceExpert } from '../domain/codes';
import type { Coefficients, LigneCoefficients, Periode } from '../domain/coefficients';
import { fill } from '../ops/fill';
import TEXTES from './coefficients-textes.json';

/** The manager's coefficients as a terminal shows them. */

/** @param mesures c of each service as measured now, in % */
export function showLines(coefficients: Coefficients, version: number, mesures: Record<ServiceExpert, number>): string[] {
  const { show } = TEXTES;
  return [
    fill(show.titre, { version }), show.charge, ...SERVICES_EXPERTS.map((service) => chargeLine(service, coefficients, mesures[service])),
    show.periodes, ...periodeLines(coefficients.periodes),
  ];
}

function chargeLine(service: ServiceExpert, { charge }: Coefficients, mesure: number): string {
  const decided = charge[service];
  const padded = service.padEnd(Math.max(...SERVICES_EXPERTS.map(({ length }) => length)));
  if (!decided) return fill(TEXTES.show.mesure, { service: padded, pct: signed(mesure) });
  return fill(TEXTES.show.decide, { service: padded, pct: signed(decided.pct), raison: decided.raison });
}

function periodeLines(periodes: readonly Periode[]): string[] {
  if (periodes.length === 0) return [TEXTES.show.aucune];
  return [...periodes.map((one, i) => fill(TEXTES.show.periode, { n: i + 1, ...valuesOf(one) })), TEXTES.show.ailleurs];
}

const valuesOf = ({ debut, fin, pct, raison }: Periode): Record<string, string> => ({ debut: formatShort(debut), fin: formatShort(fin), pct: signed(pct), raison });

export function journalLines(lines: readonly LigneCoefficients[]): string[] {
  if (lines.length === 0) return [TEXTES.journal.vide];
  return lines.map(({ version, at, qui, pourquoi, avant, apres }) => {
    const instant = new Date(at);
    const { heure, minute } = parisHour(instant);
    const [h, m] = [heure, minute].map((n) => String(n).padStart(2, '0'));
    return fill(TEXTES.journal.ligne, { version, jour: formatShort(parisDate(instant)), heure: `${h}:${m}`, qui, pourquoi, avant: summary(avant), apres: summary(apres) });
  });
}

function summary({ charge, periodes }: Coefficients): string {
  const decided = SERVICES_EXPERTS.flatMap((service) => {
    const one = charge[service];
    return one ? [fill(TEXTES.journal.charge, { service, pct: signed(one.pct), raison: one.raison })] : [];
  });
  return [...decided, ...periodes.map((one) => fill(TEXTES.journal.periode, valuesOf(one)))].join(' ; ') || TEXTES.journal.rien;
}

function signed(pct: number): string {
  if (pct === 0) return '0 %';
  return `${pct > 0 ? '+' : '−'} ${Math.abs(pct)} %`;
}
