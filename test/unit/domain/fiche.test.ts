import { fichePath, readFiche } from '../../../src/domain/fiche';

const read = (query: string) => readFiche(new URLSearchParams(query));

describe('fichePath', () => {
  it('holds codes only, and comes back as it was', () => {
    const fiche = { motif: 'DEMANDE_REVISION', revision: 'LOYER', prestation: 'APL', situations: ['colocation', 'bail_modifie'], reference: 'REF-EXP-1234563' } as const;
    const path = fichePath({ ...fiche, situations: [...fiche.situations] });

    expect(path).toBe('/fiche?motif=DEMANDE_REVISION&prestation=APL&revision=LOYER&situations=colocation,bail_modifie&ref=REF-EXP-1234563');
    expect(read(path.split('?')[1] ?? '')).toEqual({ genre: 'fiche', fiche });
  });

  it.each([[null, null], ['DEMANDE_REVISION', null]] as const)('leads to the form while something is not known (%s)', (motif, revision) => {
    expect(fichePath({ motif, revision, prestation: 'INCONNUE', situations: [], reference: null })).toBe('/fiche');
  });
});

describe('readFiche', () => {
  it('is a form on a first visit, and says what is left to choose', () => {
    expect(read('')).toMatchObject({ genre: 'formulaire', manque: null });
    expect(read('motif=&revision=&prestation=APL')).toMatchObject({ genre: 'formulaire', manque: 'motif', choisis: { prestation: 'APL' } });
    expect(read('motif=DEMANDE_REVISION&revision=&prestation=APL')).toMatchObject({ genre: 'formulaire', manque: 'revision', choisis: { motif: 'DEMANDE_REVISION' } });
  });

  it('leaves aside what a revision is about when nothing is revised, and names it does not know', () => {
    expect(read('motif=REFUS_DROIT&revision=LOYER&fbclid=x')).toEqual({ genre: 'fiche', fiche: { motif: 'REFUS_DROIT', revision: null, prestation: 'INCONNUE', situations: [], reference: null } });
  });

  it.each([
    'motif=INCONNU', 'motif=refus_droit', 'motif=REFUS_DROIT&prestation=XXX', 'motif=REFUS_DROIT&situations=colocation,rien', 'motif=REFUS_DROIT&situations=,',
    'motif=REFUS_DROIT&ref=REF-EXP-1234567', 'motif=REFUS_DROIT&ref=1234563', 'motif=REFUS_DROIT&motif=REFUS_DROIT', 'motif=constructor', 'situations=__proto__', 'motif=%00',
  ])('refuses %s', (query) => {
    expect(read(query)).toEqual({ genre: 'invalide' });
  });
});
