import { estimate } from '../src/domain/estimate';
import type { DemandeConfirmee, Promesse } from '../src/domain/dossier';
import { chronologique, pointsDeBlocage } from './chronologie';
import type { Contexte } from './events';
import { serviceProposeDe } from './demande';
import { mandatOf } from './mandat';
import { withSharedFiles } from './lies';
import { exposeChoisi } from './redaction/proposition';
import type { Brouillon, Etat } from './state';
import { criteresDe } from './urgences';

/** The draft as it will be sent: what the recap shows is exactly what the dossier holds. */
export function demandeConfirmee(b: Brouillon, etat: Etat, ctx: Contexte): DemandeConfirmee {
  const motif = b.motif ?? 'SITUATION_PARTICULIERE';
  const service = serviceProposeDe(b);
  return {
    motif, revision: b.revision, sousMotif: b.sousMotif ?? null, prestation: b.prestation ?? 'INCONNUE', service,
    reponses: Object.fromEntries(Object.entries(b.reponses).map(([id, { libelle, texte, valeur }]) => [id, { libelle, texte, valeur }])),
    pieces: withSharedFiles((b.pieces ?? []).flatMap((p) =>
      p.statut === null || p.statut === 'sans-objet' ? [] : [{ code: p.code, libelle: p.libelle, necessite: p.necessite, statut: p.statut, fichiers: p.fichiers.map((f) => f.id) }]), b),
    ...exposeChoisi(b, ctx),
    chronologie: chronologique(b.contacts).map((c) => ({ date: c.date ?? '', canal: c.canal ?? '', interlocuteur: c.interlocuteur ?? '', reference: c.reference ?? '', reponse: c.reponse ?? '' })),
    pointsDeBlocage: pointsDeBlocage(b, ctx.today),
    criteres: criteresDe(b), drapeaux: b.drapeaux,
    numeroAllocataire: b.numeroAllocataire ?? null, codePostal: null,
    paroles: b.paroles, critere: ctx.contenu.motifs[motif].critere, theme: ctx.contenu.services[service].theme,
    discret: etat.discret, mandat: mandatOf(b),
  };
}

export const promesseEstimee = (demande: DemandeConfirmee, ctx: Contexte): Promesse =>
  estimate(demande, ctx.now, ctx.charge[demande.service], ctx.alsaceMoselle);

