import type { DemandeConfirmee, Dossier } from '../../src/domain/dossier';

/** Builders with good defaults: a test spells out only the fact it is about. */
export function uneDemande(overrides: Partial<DemandeConfirmee> = {}): DemandeConfirmee {
  return {
    motif: 'CONTESTATION_CALCUL', revision: null, sousMotif: null, prestation: 'APL', service: 'HABITAT',
    reponses: { mois: { libelle: 'Quel mois ?', texte: 'octobre 2026', valeur: '2026-10' } },
    pieces: [{ code: 'D-BAIL', libelle: 'Bail en cours', necessite: 'obligatoire', statut: 'recue', fichiers: ['f1'] }],
    expose: {
      situationInitiale: 'Locataire depuis 2024.', problemeRencontre: 'APL baissée.', demarches: 'Un appel.', demandeFormelle: 'Un nouveau calcul.',
    },
    chronologie: [{ date: '2026-11-02', canal: 'téléphone', interlocuteur: '', reference: '', reponse: 'attendre' }],
    criteres: [], drapeaux: [], numeroAllocataire: null, codePostal: '75011', paroles: ['on m’a baissé mon APL'],
    critere: 'litige', theme: 'aides au logement', discret: false,
    ...overrides,
  };
}

export function unDossier(overrides: Partial<Dossier> = {}): Dossier {
  return {
    schema: 1, reference: 'REF-EXP-1234563', cle: 'c:1', personne: 'p1', canal: 'web', ouvertLe: '2026-11-23T09:00:00.000Z',
    statut: 'RECU', demande: uneDemande(),
    promesse: {
      complexite: 'STANDARD', priorite: 'P3', raisonsPriorite: [], raisonsComplexite: [],
      composantes: { base: 12, raisonBase: 'demande de logement courante', chargePct: 0, periodePct: 0, prioritePct: 100, pieceJours: 0 },
      joursOuvres: 12, receptionEffective: '2026-11-23', echeance: '2026-12-09',
    },
    rappelLegal: null,
    evenements: [{ at: '2026-11-23T09:00:00.000Z', quoi: 'ouverture', qui: 'usager', statut: 'RECU', detail: '' }],
    ...overrides,
  };
}
