import { computeComplexity, type DemandeDeComplexite } from '../../../src/domain/complexity';

const of = (over: Partial<DemandeDeComplexite>) => computeComplexity({ motif: 'CONTESTATION_CALCUL', criteres: [], ...over });

describe('computeComplexity (DOSSIER §8.3)', () => {
  it('is standard when nothing says otherwise', () => {
    expect(of({})).toEqual({ complexite: 'STANDARD', raisons: [] });
  });

  it.each([
    [{ motif: 'CONTROLE_FRAUDE' }, 'Contrôle ou soupçon de fraude'],
    [{ motif: 'RESIDENCE_ALTERNEE', criteres: ['sans_accord'] }, 'Résidence alternée sans accord entre les parents'],
    [{ motif: 'RESIDENCE_ALTERNEE', criteres: ['jugement_non_applique'] }, 'Jugement qui n’est pas appliqué'],
    [{ criteres: ['deux_pays'] }, 'Droits dans deux pays'],
    [{ motif: 'VIE_COMMUNE', criteres: ['dette_notifiee'] }, 'Dette notifiée avec une vie commune contestée'],
    [{ criteres: ['inter_services'] }, 'Plusieurs services à consulter'],
  ] as const)('is complex at once for %o', (over, raison) => {
    expect(of({ ...over, criteres: [...('criteres' in over ? over.criteres : [])] })).toEqual({ complexite: 'COMPLEXE', raisons: [raison] });
  });

  it('counts a debt or a missing agreement only in the motif they belong to', () => {
    expect(of({ motif: 'INDU_CONTESTATION', criteres: ['dette_notifiee', 'sans_accord'] }).complexite).toBe('STANDARD');
  });

  it('takes two points', () => {
    expect(of({ criteres: ['independant'] })).toEqual({ complexite: 'STANDARD', raisons: ['Indépendant ou statut mixte'] });
    expect(of({ criteres: ['independant', 'patrimoine'] })).toEqual({ complexite: 'COMPLEXE', raisons: ['Indépendant ou statut mixte', 'Patrimoine, donation ou vente'] });
    expect(of({ criteres: ['independant', 'independant'] }).complexite).toBe('STANDARD');
  });

  it('reads points from the facts, strictly over the limits', () => {
    expect(of({ prestation: 'MULTI', relances: 6 }).complexite).toBe('COMPLEXE');
    expect(of({ prestations: ['APL', 'RSA'], moisContestes: 13 }).complexite).toBe('COMPLEXE');
    expect(of({ prestations: ['APL', 'APL'], moisContestes: 12, relances: 5 })).toEqual({ complexite: 'STANDARD', raisons: [] });
  });

  it('ignores the criteria of priority', () => {
    expect(of({ criteres: ['handicap', 'parent_isole'] })).toEqual({ complexite: 'STANDARD', raisons: [] });
  });
});
