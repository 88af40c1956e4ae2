import { formatLong } from '../src/domain/calendar';
import { chargeReason, periodeReason } from '../src/domain/delay';
import type { Promesse, RappelLegal } from '../src/domain/dossier';
import { isMonth } from '../src/domain/legal';
import { formatMois } from './format';
import { oral, texte } from './textes';

/** The estimate in words: every term that changed it, as DOSSIER §8.5 "message type". */
export function delaiExplique(promesse: Promesse): string {
  return `${texte('delai.total', totals(promesse))} ${delaiDetail(promesse)}`;
}

/** The same under a heading that already says that it is an estimate. */
export const delaiSousTitre = (promesse: Promesse): string => `${texte('delai.date', totals(promesse))} ${delaiDetail(promesse)}`;

const totals = ({ joursOuvres, echeance }: Promesse) => ({ jours: joursOuvres, date: formatLong(echeance) });

function delaiDetail(promesse: Promesse): string {
  const { composantes: c, receptionEffective } = promesse;
  // what a manager decided is told in their words; a term of 0 changes nothing and is not told
  const charge = c.chargePct === 0 ? null : c.raisonCharge ?? chargeReason(c.chargePct);
  const periode = c.periodePct === 0 ? null : c.raisonPeriode ?? periodeReason(receptionEffective);
  const terms = [
    texte('delai.base', { jours: c.base, raison: c.raisonBase }),
    ...(charge ? [texte('delai.charge', { pct: signed(c.chargePct), raison: charge })] : []),
    ...(periode ? [texte('delai.periode', { pct: signed(c.periodePct), raison: periode })] : []),
    ...(c.prioritePct < 100 ? [texte('delai.priorite', { priorite: promesse.priorite, pct: `${100 - c.prioritePct}` })] : []),
    ...(c.pieceJours > 0 ? [texte('delai.piece', { jours: c.pieceJours })] : []),
  ];
  return terms.join(' ');
}

const signed = (pct: number): string => `${pct > 0 ? '+' : '−'} ${Math.abs(pct)} %`;

/** D15: a transfer is not an appeal; the person's deadline, or the general rule when no date is known. */
export const rappelLegalTexte = (rappel: RappelLegal, enjeuDecision: boolean, today: string): string | null => legal(texte, rappel, enjeuDecision, today);

/** The same for the ear: the date alone. */
export const rappelLegalOral = (rappel: RappelLegal, enjeuDecision: boolean, today: string): string | null => legal(oral, rappel, enjeuDecision, today);

function legal(written: typeof texte, rappel: RappelLegal, enjeuDecision: boolean, today: string): string | null {
  if (rappel) {
    if (isMonth(rappel.dateActe)) return written(rappel.dateLimite < today ? 'legal.mois-depasse' : 'legal.mois', { date: formatLong(rappel.dateLimite), mois: formatMois(rappel.dateActe), organe: rappel.organe });
    const id = rappel.dateLimite < today ? 'legal.depasse' : rappel.nature === 'opposition-contrainte' ? 'legal.contrainte' : 'legal.recours';
    return written(id, { date: formatLong(rappel.dateLimite), acte: formatLong(rappel.dateActe), organe: rappel.organe });
  }
  return enjeuDecision ? written('legal.general') : null;
}
