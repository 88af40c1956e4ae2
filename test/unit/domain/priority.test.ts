import fc from 'fast-check';
import { DRAPEAUX, MOTIFS, PRIORITES, type Priorite } from '../../../src/domain/codes';
import { CRITERES_PRIORITE, computePriority, higherPriority, type DemandeDePriorite } from '../../../src/domain/priority';

const of = (over: Partial<DemandeDePriorite>) => computePriority({ motif: 'CONTESTATION_CALCUL', drapeaux: [], criteres: [], ...over });
const AUJOURDHUI = '2026-11-23';

describe('computePriority: the examples of DOSSIER §8.2', () => {
  it('single parent, child, impossible to pay: 30 points, P2', () => {
    expect(of({ criteres: ['parent_isole', 'enfant_mineur', 'impossible_payer'] })).toMatchObject({ priorite: 'P2', points: 30 });
  });

  it('handicap, energy cut off, withheld in spite of an appeal: 60 points, P1', () => {
    expect(of({ criteres: ['handicap', 'coupure_energie', 'retenue_malgre_recours'] })).toMatchObject({ priorite: 'P1', points: 60 });
  });

  it('a person alone who disputes a calculation: 0 points, P3', () => {
    expect(of({})).toEqual({ priorite: 'P3', points: 0, raisons: [], criteres: [], regles: [] });
  });
});

describe('computePriority', () => {
  it('has the table’s points', () => {
    const points = Object.fromEntries(CRITERES_PRIORITE.map(({ id, points: value }) => [id, value]));

    expect(points).toMatchObject({
      sans_ressources: 40, reste_a_vivre_5: 30, coupure_energie: 20, retenue_malgre_recours: 25, retenue_30: 15, impossible_payer: 10,
      assignation: 25, expulsion_datee: 40, sans_domicile: 20, enfant_mineur: 10, enfant_moins_3_ans: 15, grossesse: 10, parent_isole: 10,
      age_70: 10, handicap: 15, maladie_grave: 15, deuil_recent: 20, violences: 30, tutelle: 5, exclusion_numerique: 5, delai_legal_10j: 20, contrainte: 25,
    });
  });

  it.each([
    'expulsion_moins_1_mois', 'plus_rien_a_manger', 'minimum_vital_arrete', 'tout_coupe', 'contrainte', 'mise_en_demeure', 'convocation_10j',
    'delai_legal_10j', 'compte_compromis', 'delai_depasse', 'violences',
  ])('forces P1 for %s alone', (critere) => {
    const result = of({ criteres: [critere] });

    expect(result.priorite).toBe('P1');
    expect(result.regles).toHaveLength(1);
    expect(result.raisons).toHaveLength(1);
  });

  it.each(['aucun_paiement_2_mois', 'sans_reponse_6_mois', 'deuil_recent'])('forces P2 for %s alone', (critere) => {
    expect(of({ criteres: [critere] }).priorite).toBe('P2');
  });

  it('forces P1 without resources and with someone dependent, P2 without', () => {
    expect(of({ criteres: ['sans_ressources'] }).priorite).toBe('P2');
    for (const charge of ['enfant_mineur', 'enfant_moins_3_ans', 'personne_dependante']) {
      expect(of({ criteres: ['sans_ressources', charge] }).priorite).toBe('P1');
    }
  });

  it('forces P2 under guardianship when the right is stopped', () => {
    expect(of({ criteres: ['tutelle'] }).priorite).toBe('P3');
    expect(of({ criteres: ['tutelle'], motif: 'SUSPENSION_DROIT' }).priorite).toBe('P2');
  });

  it('counts a child under three once', () => {
    expect(of({ criteres: ['enfant_mineur', 'enfant_moins_3_ans'] })).toMatchObject({ points: 15, criteres: ['enfant_moins_3_ans'] });
  });

  it.each([
    ['detresse', 'P0'], ['violences', 'P0'], ['menace', 'P0'], ['expulsion', 'P1'], ['urgence_alimentaire', 'P1'],
    ['urgence_financiere', 'P2'], ['deuil', 'P2'], ['compte_compromis', 'P1'],
  ] as const)('reads the flag %s as %s', (drapeau, priorite) => {
    const result = of({ drapeaux: [drapeau] });

    expect(result.priorite).toBe(priorite);
    expect(result.raisons).not.toEqual([]);
  });

  it('raises by motif what always is urgent', () => {
    expect(of({ motif: 'SECURITE_COMPTE' }).priorite).toBe('P1');
    expect(of({ motif: 'SUIVI_DEPASSEMENT' }).priorite).toBe('P1');
  });

  it('reads dated facts', () => {
    const priority = (faits: object): Priorite => of({ faits: { aujourdhui: AUJOURDHUI, ...faits } }).priorite;

    expect(priority({ expulsionLe: '2026-12-22' })).toBe('P1');
    expect(priority({ expulsionLe: '2026-12-23' })).toBe('P2');
    expect(priority({ audienceLe: '2026-12-10' })).toBe('P1');
    expect(priority({ audienceLe: '2026-10-10' })).toBe('P3');
    expect(priority({ contrainteLe: '2026-11-08' })).toBe('P1');
    expect(priority({ contrainteLe: '2026-11-07' })).toBe('P3');
    expect(priority({ convocationLe: '2026-12-02' })).toBe('P1');
    expect(priority({ convocationLe: '2026-12-03' })).toBe('P3');
    expect(priority({ dateLimiteLegale: '2026-12-02' })).toBe('P1');
    expect(priority({ dateLimiteLegale: '2026-11-22' })).toBe('P3');
    expect(priority({ moisSansPaiement: 2 })).toBe('P2');
    expect(priority({ moisSansReponse: 5 })).toBe('P3');
    expect(priority({ moisSansReponse: 6 })).toBe('P2');
  });

  it('reads counted facts', () => {
    expect(of({ faits: { agesEnfants: [2, 7], age: 70, retenuePct: 31, resteAVivreParJour: 4.9 } })).toMatchObject({
      points: 15 + 10 + 15 + 30, criteres: ['reste_a_vivre_5', 'retenue_30', 'enfant_moins_3_ans', 'age_70'],
    });
    expect(of({ faits: { agesEnfants: [18], age: 69, retenuePct: 30, resteAVivreParJour: 5 } }).points).toBe(0);
  });

  it('gives reasons in French, those of a forced rule first', () => {
    expect(of({ criteres: ['parent_isole', 'contrainte'] }).raisons).toEqual(['Contrainte reçue, délai de 15 jours en cours', 'Parent seul']);
  });

  it('ignores a criterion that it does not know', () => {
    expect(of({ criteres: ['retire_en_2027'] }).priorite).toBe('P3');
  });

  it('only ever raises: nothing added lowers the priority or the points', () => {
    const ids = CRITERES_PRIORITE.map(({ id }) => id);
    fc.assert(fc.property(
      fc.constantFrom(...MOTIFS), fc.subarray(ids), fc.constantFrom(...ids), fc.subarray([...DRAPEAUX]), fc.constantFrom(...DRAPEAUX),
      (motif, criteres, added, drapeaux, flag) => {
        const before = of({ motif, criteres, drapeaux });
        for (const after of [of({ motif, criteres: [...criteres, added], drapeaux }), of({ motif, criteres, drapeaux: [...drapeaux, flag] })]) {
          expect(PRIORITES.indexOf(after.priorite)).toBeLessThanOrEqual(PRIORITES.indexOf(before.priorite));
          expect(after.points).toBeGreaterThanOrEqual(before.points);
        }
      }), { numRuns: 300 });
  });
});

describe('higherPriority', () => {
  it('keeps the more urgent of two', () => {
    expect(higherPriority('P2', 'P1')).toBe('P1');
    expect(higherPriority('P0', 'P3')).toBe('P0');
    expect(higherPriority('P3', 'P3')).toBe('P3');
  });
});
