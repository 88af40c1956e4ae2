import { GENRES_ALERTE, alerteUsager } from '../../../dialogs/alertes';
import type { GenreAlerte } from '../../../dialogs/alertes';
import { loadContent } from '../../../src/content';
import { parisDate } from '../../../src/domain/calendar';
import type { Acteur, Dossier, PieceDemande } from '../../../src/domain/dossier';
import { act } from '../../../src/domain/lifecycle';
import type { Acte } from '../../../src/domain/lifecycle';
import { uneDemande, unDossier } from '../../support/dossiers';

const contenu = loadContent();
const told = (dossier: Dossier, genre: GenreAlerte, evenement: number, today: string) => alerteUsager(dossier, genre, evenement, { today, contenu, alsaceMoselle: false });
const at = (day: string): Date => new Date(`${day}T09:00:00Z`);

type Pas = [day: string, qui: Acteur, acte: Acte];
const lived = (dossier: Dossier, ...steps: Pas[]): Dossier => steps.reduce((current, [day, qui, acte]) => {
  const result = act(current, acte, { now: at(day), qui, charge: { ouverts: 0, finalisesSur20j: 0 }, alsaceMoselle: false });
  if (!result.ok) throw new Error(result.detail);
  return result.dossier;
}, dossier);

const AFFECTER: Pas = ['2026-11-24', 'expert', { genre: 'affecter', expert: { id: 'e-1234', prenom: 'Inès' } }];
const DEMANDER: Pas = ['2026-11-25', 'expert', { genre: 'demander-complement', pieces: [{ code: 'D-BAIL', libelle: 'Bail signé' }], pourquoi: 'il manque la page 2' }];
const RELANCER: Pas = ['2026-12-17', 'systeme', { genre: 'relancer' }];
const RECEVOIR: Pas = ['2026-11-30', 'usager', { genre: 'completer', detail: 'bail.pdf' }];
const CLORE: Pas = ['2027-01-12', 'systeme', { genre: 'clore' }];
const REPONDRE: Pas = ['2026-11-26', 'expert', { genre: 'repondre', texte: 'Le loyer retenu est de 512 euros.', issue: 'defavorable' }];
const RAPPELER: Pas = ['2026-12-03', 'systeme', { genre: 'rappeler-avis' }];
const DEPASSER: Pas = ['2026-12-10', 'systeme', { genre: 'depasser' }];
const ROUVRIR: Pas = ['2026-12-01', 'usager', { genre: 'rouvrir', pourquoi: 'pas d’accord' }];
const REQUALIFIER: Pas = ['2026-11-25', 'expert', { genre: 'requalifier', complexite: 'COMPLEXE', pourquoi: 'deux services sont consultés' }];
const REORIENTER: Pas = ['2026-11-25', 'expert', { genre: 'reorienter', service: 'RECOURS', pourquoi: 'une dette est notifiée' }];

/** The life that leads to each alert; the alert tells of its last event. */
const VIES: Record<GenreAlerte, Pas[]> = {
  reception: [], affectation: [AFFECTER], complement: [AFFECTER, DEMANDER], 'complement-recu': [AFFECTER, DEMANDER, RECEVOIR],
  'complement-relance': [AFFECTER, DEMANDER, RELANCER], finalisation: [AFFECTER, REPONDRE], depassement: [AFFECTER, DEPASSER],
  'nouvelle-date': [AFFECTER, REQUALIFIER], reouverture: [AFFECTER, REPONDRE, ROUVRIR], 'sans-suite': [AFFECTER, DEMANDER, RELANCER, CLORE], avis: [AFFECTER, REPONDRE, RAPPELER],
};

const scene = (genre: GenreAlerte, from: Dossier = unDossier()): { dossier: Dossier; evenement: number; today: string } => {
  const dossier = lived(from, ...VIES[genre]);
  const evenement = dossier.evenements.length - 1;
  return { dossier, evenement, today: parisDate(new Date(dossier.evenements[evenement]?.at ?? '')) };
};
const words = (genre: GenreAlerte, from?: Dossier): string => {
  const { dossier, evenement, today } = scene(genre, from);
  return told(dossier, genre, evenement, today)?.texte ?? '';
};

/** What must be read in each. */
const DITS: Record<GenreAlerte, string[]> = {
  reception: ['bien reçue par le service Experts Logement', '9 décembre 2026', 'demande de logement courante'],
  affectation: ['Inès, du service Experts Logement', 'au plus tard le mercredi 9 décembre 2026', 'date annoncée au départ (12 jours ouvrés)'],
  complement: ['Bail signé', '« il manque la page 2 »', 'au plus tard le mercredi 16 décembre 2026', 'le délai de réponse est arrêté'],
  'complement-recu': ['bien reçu', 'L’étude reprend', 'Réponse estimée au plus tard le', 'Le délai a repris'],
  'complement-relance': ['Bail signé', 'mercredi 16 décembre 2026', 'jusqu’au', 'sera close'],
  finalisation: ['écrite par l’expert du service Experts Logement :\n« Le loyer retenu est de 512 euros. »', '3230', 'médiateur de la Caf', 'Défenseur des droits'],
  depassement: ['devait arriver au plus tard le mercredi 9 décembre 2026', 'prions de nous en excuser', 'priorité', 'Réponse estimée au plus tard le', '3230', 'médiateur', 'Défenseur des droits'],
  'nouvelle-date': ['« deux services sont consultés »', 'Réponse estimée au plus tard le'],
  reouverture: ['rouverte', 'Réponse estimée au plus tard le', 'nouveau délai'],
  'sans-suite': ['close sans suite', 'Bail signé', 'pas une décision sur vos droits', 'rouverte'],
  avis: ['donner mon avis', 'pas obligatoire'],
};

describe('what a person is told at each stage', () => {
  it.each(GENRES_ALERTE)('%s: the number, what happens, when, why, what next', (genre) => {
    const said = words(genre);

    expect(said).toContain('REF-EXP-1234563');
    for (const part of DITS[genre]) expect(said).toContain(part);
  });

  it.each(GENRES_ALERTE)('%s: never the identifier of the expert nor the outcome in our own words', (genre) => {
    expect(words(genre)).not.toMatch(/e-1234|favorable|accept|refus/i);
  });

  it.each(GENRES_ALERTE)('%s: nothing in quiet mode', (genre) => {
    const { dossier, evenement, today } = scene(genre, unDossier({ demande: uneDemande({ discret: true }) }));

    expect(told(dossier, genre, evenement, today)).toBeNull();
  });

  it.each(GENRES_ALERTE)('%s: can be said aloud', (genre) => {
    const { dossier, evenement, today } = scene(genre);

    expect(told(dossier, genre, evenement, today)?.oral).not.toMatch(/\*|http|•|REF-EXP/);
  });

  it.each(GENRES_ALERTE.filter((genre) => genre !== 'avis'))('%s: recalls the legal deadline', (genre) => {
    const rappelLegal = { nature: 'recours-amiable', dateActe: '2026-11-02', dateLimite: '2027-02-02', organe: 'la CRA' } as const;

    expect(words(genre, unDossier({ rappelLegal }))).toContain('jusqu’au mardi 2 février 2027');
  });

  it.each(['affectation', 'complement-recu', 'nouvelle-date', 'reouverture', 'depassement'] as const)('%s told after the date it gives: excuses and ways to be helped, no date in the past given as a hope', (genre) => {
    const { dossier, evenement } = scene(genre);
    const said = told(dossier, genre, evenement, '2028-01-03')?.texte;

    expect(said).toContain('cette date est passée. Nous vous prions de nous en excuser.');
    expect(said?.match(/médiateur de la Caf ou le Défenseur des droits/g)).toHaveLength(1);
    expect(said).not.toContain('Réponse estimée');
  });
});

describe('an alert that leaves late', () => {
  it('still tells of its own complement when another was asked since', () => {
    const dossier = lived(unDossier(), AFFECTER, DEMANDER, RECEVOIR, ['2026-12-01', 'expert', { genre: 'demander-complement', pieces: [{ code: null, libelle: 'Quittance de mai' }], pourquoi: 'pour comparer' }]);

    expect(told(dossier, 'complement', 2, '2026-12-01')?.texte).toContain('Bail signé');
    expect(told(dossier, 'complement', 4, '2026-12-01')?.texte).toContain('Quittance de mai');
  });

  it('names the expert of then, who may have left since', () => {
    const dossier = lived(unDossier(), AFFECTER, ['2026-11-25', 'expert', { genre: 'liberer', pourquoi: 'absence' }]);

    expect(told(dossier, 'affectation', 1, '2026-11-25')?.texte).toContain('Inès');
  });

  it('says nothing of an answer taken back by a reopening', () => {
    const dossier = lived(unDossier(), AFFECTER, REPONDRE, ROUVRIR);

    expect(told(dossier, 'finalisation', 2, '2026-12-01')).toBeNull();
  });

  it('says nothing of an event that is not there', () => {
    expect(told(unDossier(), 'affectation', 7, '2026-12-01')).toBeNull();
  });
});

describe('what next', () => {
  const piece: PieceDemande = { code: 'D-BAIL', libelle: 'Bail en cours', necessite: 'obligatoire', statut: 'a-envoyer', fichiers: [] };
  const incomplet = unDossier({ demande: uneDemande({ pieces: [piece] }) });

  it.each(['reception', 'affectation', 'complement-recu', 'reouverture'] as const)('%s: names the pieces still to be sent, and does not say that there is nothing to do', (genre) => {
    expect(words(genre, incomplet)).toContain('Documents encore attendus : Bail en cours.');
    expect(words(genre, incomplet)).not.toContain('rien à faire');
  });

  it.each(['affectation', 'complement-recu', 'reouverture'] as const)('%s: nothing to do when nothing is missing', (genre) => expect(words(genre)).toContain('Vous n’avez rien à faire'));
});

describe('an overrun', () => {
  it('proposes a person the second time, not the first', () => {
    const once = lived(unDossier(), AFFECTER, DEPASSER);
    const second = lived(once, ['2026-12-21', 'systeme', { genre: 'depasser' }]);

    expect(told(second, 'depassement', 2, '2026-12-10')?.texte).not.toContain('deuxième fois');
    expect(told(second, 'depassement', 3, '2026-12-21')?.texte).toContain('deuxième fois');
  });
});

describe('a dossier sent to another service', () => {
  it('names it, with the reason of the expert', () => {
    const said = told(lived(unDossier(), AFFECTER, REORIENTER), 'nouvelle-date', 2, '2026-11-25')?.texte;

    expect(said).toContain('suivie par le service Experts Recours');
    expect(said).toContain('« une dette est notifiée »');
  });
});
