import { mandatTexte } from '../../dialogs/mandat';
import { formatLong, parisDate } from '../domain/calendar';
import type { Complement, Dossier, EvenementDossier, Statut } from '../domain/dossier';
import { deadline, isLate, lifeOf } from '../domain/lifecycle';
import { fill } from '../ops/fill';
import TEXTES from './dossier-textes.json';

/** Dossiers as lines of a terminal. The person's identity and address are never shown. */
export function listLines(dossiers: readonly Dossier[], today: string): string[] {
  return dossiers.length === 0 ? [TEXTES.vide] : [TEXTES.entete, ...dossiers.map((dossier) => listLine(dossier, today))];
}

function listLine(dossier: Dossier, today: string): string {
  const { reference, statut, demande } = dossier;
  const { priorite, expert } = lifeOf(dossier);
  const cells = [reference.padEnd(17), TEXTES.statuts[statut].padEnd(20), demande.service.padEnd(12), priorite.padEnd(9), deadline(dossier).padEnd(11), expert?.prenom ?? '-'];
  return `${cells.join(' ')}${isLate(dossier, today) ? TEXTES.retard : ''}`;
}

/** One dossier whole, as an expert reads it. */
export function showLines(dossier: Dossier): string[] {
  const { demande, statut, ouvertLe, evenements } = dossier;
  const { priorite, expert, complements } = lifeOf(dossier);
  const rows: [keyof typeof TEXTES.show, string][] = [
    ['etape', TEXTES.statuts[statut]], ['service', demande.service], ['motif', demande.motif], ['prestation', demande.prestation], ['ouvert', formatLong(parisDate(new Date(ouvertLe)))],
    ['date', formatLong(deadline(dossier))], ['priorite', priorite], ['expert', expert?.prenom ?? '-'],
    ['pieces', demande.pieces.map(({ libelle, statut: etat }) => `${libelle} (${etat})`).join(', ') || '-'],
    ...(demande.mandat ? [['mandat', mandatTexte(demande.mandat)] satisfies [keyof typeof TEXTES.show, string]] : []),
    ...complements.map((one): [keyof typeof TEXTES.show, string] => ['complement', complementLine(one)]),
    ['probleme', demande.expose.problemeRencontre], ['demande', demande.expose.demandeFormelle],
  ];
  return [
    dossier.reference, ...rows.map(([id, value]) => `  ${TEXTES.show[id].padEnd(17)} ${value}`), ...(demande.discret ? [`  ${TEXTES.show.discret}`] : []),
    `  ${TEXTES.show.evenements}`, ...evenements.map(eventLine),
  ];
}

const complementLine = ({ pieces, demandeLe, limite, recuLe }: Complement): string =>
  fill(TEXTES.complementLigne, {
    pieces: pieces.map(({ libelle }) => libelle).join(', '), demande: formatLong(demandeLe), limite: formatLong(limite), recu: recuLe === null ? '' : fill(TEXTES.recu, { date: formatLong(recuLe) }),
  });

const eventLine = ({ at, quoi, qui, detail }: EvenementDossier): string => `    ${parisDate(new Date(at))}  ${quoi.padEnd(20)} ${TEXTES.acteurs[qui]}${detail === '' ? '' : ` : ${detail}`}`;

/** What an act left behind, in one line. */
export function doneLine(dossier: Dossier): string {
  const running: Statut[] = ['RECU', 'AFFECTE', 'COMPLEMENT_RECU', 'REOUVERT'];
  const date = dossier.statut === 'COMPLEMENT_DEMANDE' ? TEXTES.suspendu : running.includes(dossier.statut) ? fill(TEXTES.dateEnVigueur, { date: formatLong(deadline(dossier)) }) : '';
  return fill(TEXTES.fait, { reference: dossier.reference, etape: TEXTES.statuts[dossier.statut], date });
}
