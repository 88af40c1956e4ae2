import { asksToComplete, asksToRate, classified, pieceAnnoncee, piecesAttendues } from '../../../dialogs/complements';
import { readNote } from '../../../dialogs/questions/avis';
import { uneDemande, unDossier } from '../../support/dossiers';

describe('a mark', () => {
  it.each([['1', 1], ['5', 5], ['4/5', 4], ['quatre', 4], ['je mets 3', 3], ['deux sur cinq', 2], ['5 étoiles', 5], ['Tout à fait', 5], ['2 – Plutôt non', 2], ['plutôt non', 2], ['une note de trois', 3], ['une étoile', 1], ['note de trois', 3]])('is read in « %s »', (said, note) => {
    expect(readNote(said)).toBe(note);
  });

  it.each(['', '0', '6', '10', '3,5', '4.5', '1 ou 2', 'bien', 'c’est un bon travail', 'j’ai attendu 3 mois', '8/10'])('is not read in « %s »', (said) => {
    expect(readNote(said)).toBeNull();
  });
});

describe('words about a dossier already sent', () => {
  it.each(['ajouter un document', 'je voudrais ajouter un document à REF-EXP-7K2M4TR', 'compléter ma demande REF-EXP-7K2M4TR svp', 'je veux envoyer les documents demandés'])('ask to complete it: « %s »', (said) => {
    expect(asksToComplete(said)).toBe(true);
  });

  it.each(['comment envoyer un document à la Caf ?', 'ma demande n’est pas complète', 'on me demande un document que je n’ai pas'])('do not: « %s »', (said) => {
    expect(asksToComplete(said)).toBe(false);
  });

  it.each(['noter', 'donner mon avis', 'je voudrais donner mon avis sur REF-EXP-7K2M4TR', 'mettre une note'])('ask to rate it: « %s »', (said) => {
    expect(asksToRate(said)).toBe(true);
  });

  it.each([['j’ai le bail maintenant', 'D-BAIL'], ['voici ma carte d’identité', 'D-ID'], ['j’ai enfin retrouvé mon acte de naissance', 'D-NAIS']])('announce a document: « %s »', (said, code) => {
    expect(pieceAnnoncee(said)).toBe(code);
  });

  it.each(['je n’ai pas le bail', 'j’ai perdu mon bail et je ne sais pas quoi faire', 'j’ai le bail ?', 'j’ai signé un bail à Lyon le 3 mars', 'le bail', 'j’ai un nouveau bail, est-ce que je dois le dire'])('announce none: « %s »', (said) => {
    expect(pieceAnnoncee(said)).toBeNull();
  });
});

describe('files sent for a dossier', () => {
  const bail = { code: 'D-BAIL', libelle: 'Bail en cours', necessite: 'obligatoire', statut: 'a-envoyer', fichiers: [] } as const;
  const identite = { code: 'D-ID', libelle: 'Carte d’identité', necessite: 'obligatoire', statut: 'absente', fichiers: [] } as const;
  const dossier = unDossier({ demande: uneDemande({ pieces: [{ ...bail, fichiers: [] }, { ...identite, fichiers: [] }] }) });
  const depot = (nom: string, code: string | null = null) => ({ reference: null, code, pieces: [], mots: null, fichiers: [{ id: 'f', nom, typeMime: 'image/jpeg', octets: 1, sha256: 's', code: null }] });
  const codeOf = (nom: string, code: string | null = null) => classified(depot(nom, code), dossier).fichiers[0]?.code;

  it('are the piece of their name, else of the words sent with them, else unknown', () => {
    expect([codeOf('bail_2024.pdf', 'D-ID'), codeOf('IMG_1.jpg', 'D-ID'), codeOf('IMG_1.jpg')]).toEqual(['D-BAIL', 'D-ID', null]);
  });

  it('leave the mandatory pieces not received as awaited', () => {
    expect(piecesAttendues(dossier).map(({ code }) => code)).toEqual(['D-BAIL', 'D-ID']);
  });
});
