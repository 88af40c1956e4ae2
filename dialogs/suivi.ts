import { formatLong, parisDate } from '../src/domain/calendar';
import { deadline, isLate } from '../src/domain/lifecycle';
import { OPEN_STATUTS } from '../src/domain/dossier';
import type { Dossier } from '../src/domain/dossier';
import { spellReference } from '../src/domain/reference';
import type { Carte, Reponse } from '../src/domain/tour';
import { completudeTexte } from './completude';
import { delaiExplique, delaiSousTitre, rappelLegalTexte } from './delai';
import type { Contexte } from './events';
import { lienDossier } from './moyens';
import { say, texte } from './textes';

/** The acknowledgement: number, service, date with its reasons, legal reminder, what comes next. */
export function accuse(dossier: Dossier, ctx: Contexte): Reponse {
  const { demande, promesse, reference } = dossier;
  const service = ctx.contenu.services[demande.service].nomLong;
  const legal = rappelLegalTexte(dossier.rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
  const params = { reference, service, delai: delaiExplique(promesse), legal: legal ?? '', date: formatLong(promesse.echeance), epelee: spellReference(reference) };
  return { ...say('accuse', params), texte: texte('accuse', params).replace(/\n{3,}/g, '\n\n').trim(), court: texte('accuse.court', params), carte: carteAccuse(dossier, service, legal) };
}

/** The other dossiers that the same words opened. */
export const liesTexte = ({ lies }: Dossier): Reponse[] => (lies?.length ? [say('suivi.lies', { liste: lies.join(', ') })] : []);

/** Pieces still to be sent may go by post, under the same number. */
export function courrierApres(dossier: Dossier): Reponse[] {
  if (!missingPieces(dossier)) return [];
  return [{ ...say('accuse.courrier', { reference: dossier.reference }), lien: lienDossier(dossier) }];
}

function carteAccuse(dossier: Dossier, service: string, legal: string | null): Carte {
  const missing = missingPieces(dossier);
  return {
    genre: 'accuse', titre: texte('accuse.titre', { reference: dossier.reference }), intro: texte('accuse.garder'),
    lignes: [
      { libelle: texte('recap.service'), valeur: service },
      { libelle: texte('accuse.date'), valeur: formatLong(dossier.promesse.echeance) },
      { libelle: texte('recap.delai'), valeur: delaiSousTitre(dossier.promesse) },
      ...(missing ? [{ libelle: texte('accuse.a-envoyer'), valeur: missing }] : []),
      ...(legal ? [{ libelle: texte('accuse.legal'), valeur: legal }] : []),
    ],
    boutons: [],
  };
}

/** « Où en est REF-EXP-… » : stage and date, never an opinion on the outcome. */
export function suivi(dossier: Dossier, ctx: Contexte): Reponse {
  const { reference, statut, demande } = dossier;
  const etape = texte(`statut.${statut}`);
  const missing = missingPieces(dossier);
  const legal = rappelLegalTexte(dossier.rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
  const params = {
    reference, etape, service: ctx.contenu.services[demande.service].nomLong, date: formatLong(deadline(dossier)),
    ouvert: formatLong(parisDate(new Date(dossier.ouvertLe))),
  };
  const score = OPEN_STATUTS.includes(statut) ? [completudeTexte(demande)] : [];
  const parts = [texte(isLate(dossier, ctx.today) ? 'suivi.retard' : 'suivi.etat', params), ...score, ...(missing ? [texte('suivi.pieces', { liste: missing })] : []), ...liesTexte(dossier).map((lie) => lie.texte), ...(legal ? [legal] : [])];
  return {
    texte: parts.join('\n\n'), oral: texte('suivi.oral', params), ...(missing ? { lien: lienDossier(dossier) } : {}),
    carte: {
      genre: 'suivi', titre: texte('suivi.titre', { reference }),
      lignes: [
        { libelle: texte('suivi.etape'), valeur: etape },
        { libelle: texte('recap.service'), valeur: params.service },
        { libelle: texte('accuse.date'), valeur: params.date },
        ...(missing ? [{ libelle: texte('accuse.a-envoyer'), valeur: missing }] : []),
      ],
      boutons: [],
    },
  };
}

const missingPieces = (dossier: Dossier): string =>
  dossier.demande.pieces.filter((p) => p.necessite === 'obligatoire' && p.statut !== 'recue').map((p) => p.libelle).join(', ');
