import { formatLong, parisDate } from '../src/domain/calendar';
import type { Dossier } from '../src/domain/dossier';
import { deadline } from '../src/domain/lifecycle';
import type { Contenu } from './contenu';
import { rappelLegalTexte } from './delai';
import { contactLine } from './questions/contact';
import { EXPOSE_PARTIES } from './state';
import { texte } from './textes';

/** What a person keeps of a demande, as plain text: what was sent, to whom, by when. Never the tracking code, nor the number of the person. */
export function copie(dossier: Dossier, { motifs, prestations, services }: Contenu, today: string): string {
  const { demande, reference, ouvertLe } = dossier;
  const pieces = demande.pieces.map(({ libelle, statut }) => `${libelle} : ${texte(`piece.statut-${statut}`)}`);
  const rows: [string, string][] = [
    [texte('recap.motif'), motifs[demande.motif].libelle],
    [texte('recap.prestation'), prestations[demande.prestation].nom],
    [texte('recap.service'), services[demande.service].nomLong],
    ...Object.values(demande.reponses).map(({ libelle, texte: said }): [string, string] => [libelle, said]),
    ...EXPOSE_PARTIES.map((partie): [string, string] => [texte(`recap.${partie}`), demande.expose[partie]]),
    [texte('recap.chronologie'), demande.chronologie.map(contactLine).join('\n') || texte('recap.aucun-contact')],
    [texte('recap.pieces'), pieces.join('\n') || texte('recap.aucune-piece')],
    [texte('accuse.date'), formatLong(deadline(dossier))],
  ];
  const legal = rappelLegalTexte(dossier.rappelLegal, motifs[demande.motif].enjeuDecision, today);
  return [
    texte('copie.titre', { reference }), texte('copie.date', { date: formatLong(parisDate(new Date(ouvertLe))) }),
    ...rows.map(([libelle, valeur]) => `${libelle}\n${valeur}`), texte('copie.fin'), ...(legal ? [legal] : []), '',
  ].join('\n\n').replaceAll('**', '');
}
