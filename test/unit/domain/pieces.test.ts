import { MOTIFS, PRESTATIONS, REVISIONS, type Motif, type Prestation, type Revision } from '../../../src/domain/codes';
import { declarationsFor, isFresh, isPieceCode, matchPiece, matchPieces, pieceInfo, piecesFor } from '../../../src/domain/pieces';

const list = (motif: Motif, prestation: Prestation, revision: Revision | null = null, situations: string[] = []) =>
  piecesFor({ motif, prestation, revision, situations });
const codes = (necessite: string, ...args: Parameters<typeof list>): string[] =>
  list(...args).filter((piece) => piece.necessite === necessite).map((piece) => piece.code);

describe('piecesFor (DOSSIER §5.2)', () => {
  it('offers to join the paper by which someone acts for another, last and never required (D-MANDAT)', () => {
    const demande = { motif: 'REFUS_DROIT', prestation: 'PPA', revision: null, situations: [] } as const;

    expect(piecesFor({ ...demande, situations: [], surMandat: true })).toEqual([...piecesFor({ ...demande, situations: [] }), expect.objectContaining({ code: 'D-MANDAT', necessite: 'facultative' })]);
  });

  it('asks what the article asks for a housing calculation (R-066, R-067)', () => {
    expect(codes('obligatoire', 'CONTESTATION_CALCUL', 'APL')).toEqual(['D-BAIL', 'D-QUITT3', 'D-RESS', 'D-NOTIF']);
    expect(codes('selon-situation', 'CONTESTATION_CALCUL', 'APL')).toEqual(['D-AVEN', 'D-COLOC', 'D-COLOC-CH', 'D-COLOC-OCC', 'D-SITFAM']);
    expect(codes('facultative', 'CONTESTATION_CALCUL', 'APL')).toEqual(['D-EDL', 'D-IMPOT', 'D-CORR']);
  });

  it.each([['LOYER', 'D-BAIL-NOUV'], ['SUPERFICIE', 'D-DIAG'], ['ZONE', 'D-ADR'], ['CHARGES', 'D-DECOMPTE']] as const)(
    'asks one document for a revision of %s (R-050): %s', (revision, code) => {
      expect(codes('obligatoire', 'DEMANDE_REVISION', 'ALS', revision)).toEqual([code]);
      expect(codes('obligatoire', 'DEMANDE_REVISION', 'INCONNUE', revision)).toEqual([code]);
    });

  it.each([
    ['IMPAYE_LOGEMENT', 'APL', ['D-BAIL', 'D-DETTE']], ['REFUS_DROIT', 'ALF', ['D-NOTIF']], ['VIE_COMMUNE', 'APL', ['D-BAIL', 'D-NOTIF']],
    ['REFUS_DROIT', 'PRIME_DEMENAGEMENT', ['D-NOTIF', 'D-BAIL']], ['CONTESTATION_CALCUL', 'AF', ['D-SITFAM', 'D-NOTIF']],
    ['CONTESTATION_CALCUL', 'CF', ['D-NAIS', 'D-RESS', 'D-NOTIF']], ['RESIDENCE_ALTERNEE', 'AF', ['D-ACCORD', 'D-GARDE']],
    ['PENSION_ASF', 'ASF', ['D-JUG', 'D-PENSION']], ['REFUS_DROIT', 'CMG', ['D-NOTIF', 'D-RESS']], ['BLOCAGE_RETARD', 'AEEH', ['D-NOTIF', 'D-JUG']],
    ['CONTESTATION_CALCUL', 'RSA', ['D-RESS', 'D-NOTIF']], ['REVENUS_ATYPIQUES', 'PPA', ['D-RESS']], ['SUSPENSION_DROIT', 'AAH', ['D-NOTIF']],
    ['INTERNATIONAL_SEJOUR', 'RSA', ['D-SEJOUR']], ['CONTESTATION_CALCUL', 'AAH', ['D-NOTIF', 'D-JUG']],
    ['INDU_CONTESTATION', 'APL', ['D-NOTIF', 'D-PERIODE']], ['REMISE_DETTE', 'RSA', ['D-NOTIF', 'D-RESS', 'D-DETTE']],
    ['RETENUE_RECOUVREMENT', 'AF', ['D-NOTIF', 'D-RETENUE']], ['CONTROLE_FRAUDE', 'INCONNUE', ['D-CONTROLE']],
    ['SITUATION_PARTICULIERE', 'MULTI', ['D-SITFAM', 'D-RESS']], ['BLOCAGE_RETARD', 'RSA', ['D-DEPOT']], ['SECURITE_COMPTE', 'RSA', []],
  ] as const)('%s, %s: requires %j', (motif, prestation, expected) => {
    expect(codes('obligatoire', motif, prestation)).toEqual(expected);
  });

  it('requires nothing where the table says nothing', () => {
    expect(list('VIE_COMMUNE', 'RSA').map(({ code, necessite }) => [code, necessite])).toEqual([['D-NOTIF', 'facultative'], ['D-CORR', 'facultative']]);
    expect(codes('obligatoire', 'DEMANDE_REVISION', 'APL', null)).toEqual([]);
  });

  it('uses the row of the field when the prestation is not known', () => {
    expect(codes('obligatoire', 'IMPAYE_LOGEMENT', 'INCONNUE')).toEqual(['D-BAIL', 'D-DETTE']);
    expect(codes('obligatoire', 'PENSION_ASF', 'MULTI')).toEqual(['D-JUG', 'D-PENSION']);
  });

  it('makes one entry of an alternative, and says both', () => {
    expect(list('RESIDENCE_ALTERNEE', 'AF')[0]).toMatchObject({ code: 'D-ACCORD', libelle: 'Accord écrit entre les parents, ou jugement', equivalents: ['D-JUG'] });
  });

  it('puts the situations the person is in first, and says the condition of each', () => {
    const pieces = list('CONTESTATION_CALCUL', 'APL', null, ['colocation']).filter(({ necessite }) => necessite === 'selon-situation');

    expect(pieces.map(({ code, applicable }) => [code, applicable])).toEqual([
      ['D-COLOC', true], ['D-COLOC-CH', true], ['D-COLOC-OCC', true], ['D-AVEN', false], ['D-SITFAM', false],
    ]);
    expect(pieces[0]?.situation).toBe('si vous êtes en colocation');
  });

  it('never requires anything of a victim of violence', () => {
    expect(codes('obligatoire', 'BLOCAGE_RETARD', 'AIDE_VIOLENCES')).toEqual([]);
  });

  it('never requires a medical document, and mentions one only where the prestation may want it', () => {
    const asked = MOTIFS.flatMap((motif) => PRESTATIONS.flatMap((prestation) => [null, ...REVISIONS].flatMap((revision) =>
      list(motif, prestation, revision).filter(({ code }) => code === 'D-MED').map(({ necessite, applicable }) => ({ motif, prestation, necessite, applicable })))));

    expect(new Set(asked.map(({ prestation }) => prestation))).toEqual(new Set(['AEEH', 'AJPP']));
    expect(asked.filter(({ necessite, applicable }) => necessite !== 'selon-situation' || applicable !== false)).toEqual([]);
  });

  it('never asks for bank details', () => {
    for (const motif of MOTIFS) for (const prestation of PRESTATIONS) expect(list(motif, prestation).map(({ code }) => code)).not.toContain('D-RIB');
  });

  it('asks each piece once, with a label and a help', () => {
    for (const motif of MOTIFS) {
      for (const prestation of PRESTATIONS) {
        const pieces = list(motif, prestation);
        expect(new Set(pieces.map(({ code }) => code)).size).toBe(pieces.length);
        expect(pieces.filter(({ libelle, aide }) => libelle.length < 3 || aide.length < 10)).toEqual([]);
        expect(pieces.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('declarationsFor', () => {
  it('keeps apart what is said and not sent', () => {
    const of = (motif: Motif, prestation: Prestation) => declarationsFor({ motif, prestation, revision: null, situations: [] }).map(({ code }) => code);

    expect(of('SECURITE_COMPTE', 'RSA')).toEqual(['D-DATES-OP']);
    expect(of('BLOCAGE_RETARD', 'RSA')).toEqual(['D-CHRONO']);
    expect(of('INTERNATIONAL_SEJOUR', 'RSA')).toEqual(['D-DATES-ABS']);
    expect(of('VIE_COMMUNE', 'RSA')).toEqual([]);
  });
});

describe('isFresh (DOSSIER §5.2, rule 3)', () => {
  it.each([
    ['D-DOM', '2026-08-23', '2026-11-23', true], ['D-DOM', '2026-08-22', '2026-11-23', false],
    ['D-SITFAM', '2025-12-31', '2026-03-31', true], ['D-SITFAM', '2026-02-28', '2026-05-31', true], ['D-SITFAM', '2026-02-27', '2026-05-31', false],
    ['D-BAIL', '2012-01-01', '2026-11-23', true], ['D-VIOL', '2025-11-23', '2026-11-23', true], ['D-VIOL', '2025-11-22', '2026-11-23', false],
  ])('%s dated %s sent on %s: %s', (code, datePiece, dateDepot, expected) => {
    expect(isFresh(code, datePiece, dateDepot)).toBe(expected);
  });
});

describe('matchPiece', () => {
  const CANDIDATES = ['D-BAIL', 'D-BAIL-NOUV', 'D-QUITT3', 'D-RESS', 'D-NOTIF', 'D-EDL', 'D-CORR', 'D-DIAG', 'D-CTR'];

  it.each([
    ['bail.pdf', 'D-BAIL'], ['Bail_signé_2024.PDF', 'D-BAIL'], ['NouveauBail.pdf', 'D-BAIL-NOUV'], ['nouveau contrat de location', 'D-BAIL-NOUV'],
    ['quittances-sept-oct-nov.zip', 'D-QUITT3'], ['Quittance de loyer octobre.jpg', 'D-QUITT3'], ['fiche-de-paie-octobre.pdf', 'D-RESS'],
    ['mes bulletins de salaire', 'D-RESS'], ['Notification CAF 12-10.pdf', 'D-NOTIF'], ['état des lieux entrée.pdf', 'D-EDL'], ['DPE appartement.pdf', 'D-DIAG'],
    ['la lettre d’huissier', 'D-CTR'], ['IMG_20261103_1022.jpg', null], ['scan.pdf', null], ['', null], ['travail', null], ['baille', null],
  ])('%j: %s', (text, expected) => {
    expect(matchPiece(text, CANDIDATES)).toBe(expected);
  });

  it('chooses among the candidates only', () => {
    expect(matchPiece('bail.pdf', ['D-RESS'])).toBeNull();
    expect(matchPiece('bail.pdf', [])).toBeNull();
  });

  it('takes an equivalent for the piece that was asked', () => {
    expect(matchPiece('jugement du JAF.pdf', ['D-ACCORD', 'D-GARDE'])).toBe('D-ACCORD');
    expect(matchPiece('avenant n°1.pdf', [{ code: 'D-BAIL-NOUV', equivalents: ['D-AVEN'] }])).toBe('D-BAIL-NOUV');
    expect(matchPiece('avenant n°1.pdf', ['D-BAIL-NOUV', 'D-AVEN'])).toBe('D-AVEN');
  });

  it('finds each piece named in a sentence, without the shorter word inside the longer', () => {
    expect(matchPieces('j’ai la notification et le bail', CANDIDATES)).toEqual(['D-BAIL', 'D-NOTIF']);
    expect(matchPieces('le nouveau bail seulement', CANDIDATES)).toEqual(['D-BAIL-NOUV']);
    expect(matchPieces('je n’ai rien', CANDIDATES)).toEqual([]);
  });
});

describe('catalogue', () => {
  it('knows its codes', () => {
    expect(isPieceCode('D-BAIL')).toBe(true);
    expect(isPieceCode('D-RIEN')).toBe(false);
    expect(pieceInfo('D-QUITT3')).toMatchObject({ graine: true });
    expect(() => pieceInfo('D-RIEN')).toThrow(expect.objectContaining({ code: 'CONTENU_INVALIDE' }));
  });
});
