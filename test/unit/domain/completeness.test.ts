import fc from 'fast-check';
import { completeness } from '../../../src/domain/completeness';
import { estimate, legalReminderOf } from '../../../src/domain/estimate';
import type { NecessitePiece, PieceDemande, StatutPiece } from '../../../src/domain/dossier';
import { uneDemande } from '../../support/dossiers';

const piece = (code: string, necessite: NecessitePiece, statut: StatutPiece): PieceDemande => ({ code, libelle: code, necessite, statut, fichiers: [] });
const scoreOf = (...pieces: PieceDemande[]): number => completeness(uneDemande({ pieces, numeroAllocataire: '1234567' })).score;

describe('completeness', () => {
  it('is 100 when nothing expected is missing, and tells nothing to add', () => {
    const whole = completeness(uneDemande({ pieces: [piece('a', 'obligatoire', 'recue')], numeroAllocataire: '1234567' }));

    expect([whole.score, whole.surtout]).toEqual([100, null]);
  });

  it('names the missing piece that weighs most: mandatory before situation, pieces before the number', () => {
    const { surtout } = completeness(uneDemande({ pieces: [piece('s', 'selon-situation', 'a-envoyer'), piece('o', 'obligatoire', 'absente')], numeroAllocataire: null }));

    expect(surtout).toMatchObject({ genre: 'piece', code: 'o' });
  });

  it('ignores optional pieces', () => {
    expect(scoreOf(piece('a', 'obligatoire', 'recue'), piece('f', 'facultative', 'absente'))).toBe(100);
  });

  it('counts an answer that the person does not know as missing, for little', () => {
    const demande = uneDemande({ reponses: { mois: { libelle: 'Mois', texte: 'Ne sait pas', valeur: null } }, numeroAllocataire: '1234567' });

    // 4 (piece) + 4 (story) + 1 (number) out of 10
    expect(completeness(demande)).toMatchObject({ score: 90, surtout: { genre: 'reponse', libelle: 'Mois' } });
  });

  const pieces = fc.array(fc.record({
    code: fc.string(), libelle: fc.string(), fichiers: fc.constant<string[]>([]),
    necessite: fc.constantFrom<NecessitePiece>('obligatoire', 'selon-situation', 'facultative'), statut: fc.constantFrom<StatutPiece>('recue', 'a-envoyer', 'absente'),
  }), { maxLength: 8 });

  it('stays between 0 and 100, and receiving any piece never lowers it', () => {
    fc.assert(fc.property(pieces, (list) => {
      const before = scoreOf(...list);
      expect(before).toBeGreaterThanOrEqual(0);
      expect(before).toBeLessThanOrEqual(100);
      list.forEach((one, at) => expect(scoreOf(...list.with(at, { ...one, statut: 'recue' }))).toBeGreaterThanOrEqual(before));
    }));
  });

  it('raises most with the piece it names', () => {
    fc.assert(fc.property(pieces, (list) => {
      const demande = uneDemande({ pieces: list, numeroAllocataire: '1234567' });
      const { surtout, elements } = completeness(demande);
      const heaviest = Math.max(0, ...elements.filter(({ present }) => !present).map(({ poids }) => poids));
      expect(surtout?.poids ?? 0).toBe(heaviest);
    }));
  });
});

describe('missing mandatory pieces', () => {
  const NOW = new Date('2026-11-26T10:00:00+01:00');
  const CALME = { ouverts: 0, finalisesSur20j: 0 };
  const reponses = { dateDecision: { libelle: 'Date', texte: '9 novembre 2026', valeur: '2026-11-09' } };
  const both = (criteres: string[]) => (['recue', 'absente'] as const).map((statut) => uneDemande({ criteres, reponses, pieces: [piece('a', 'obligatoire', statut)] }));

  it.each([['P1', ['expulsion_moins_1_mois']], ['P1', ['sans_ressources', 'enfant_mineur']], ['P3', []]])('change neither the priority nor its reasons: %s %j', (priorite, criteres) => {
    const [complete, lacking] = both(criteres).map((demande) => estimate(demande, NOW, CALME, false));

    expect(lacking?.priorite).toBe(priorite);
    expect([lacking?.priorite, lacking?.raisonsPriorite]).toEqual([complete?.priorite, complete?.raisonsPriorite]);
  });

  it('leave the legal deadline as it is', () => {
    const [complete, lacking] = both([]).map(legalReminderOf);

    expect(lacking).toEqual(complete);
    expect(lacking?.dateLimite).toBe('2027-01-09');
  });
});
