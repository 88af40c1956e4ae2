import fc from 'fast-check';
import { factsOf, isEmptyReport, monthlyReport, publicReport } from '../../../src/domain/monthly-report';
import type { FaitsDossier, Rapport, TableId } from '../../../src/domain/monthly-report';
import { CANAUX, MOTIFS, PRIORITES, SERVICES_EXPERTS } from '../../../src/domain/codes';
import { act } from '../../../src/domain/lifecycle';
import type { Acte } from '../../../src/domain/lifecycle';
import type { Acteur, Dossier } from '../../../src/domain/dossier';
import { unDossier } from '../../support/dossiers';

const CALME = { ouverts: 0, finalisesSur20j: 0 };

function after(dossier: Dossier, ...acts: [string, Acteur, Acte][]): Dossier {
  return acts.reduce((before, [at, qui, acte]) => {
    const result = act(before, acte, { now: new Date(at), qui, charge: CALME, alsaceMoselle: false });
    if (!result.ok) throw new Error(result.detail);
    return result.dossier;
  }, dossier);
}

const AFFECTE: [string, Acteur, Acte] = ['2026-11-24T09:00:00Z', 'expert', { genre: 'affecter', expert: { id: 'e', prenom: 'Sophie' } }];
const reponduLe = (day: string): [string, Acteur, Acte] => [`${day}T09:00:00Z`, 'expert', { genre: 'repondre', texte: 'réponse', issue: 'favorable' }];

describe('what a dossier brings to a month', () => {
  it('counts working days from the reception to the answer', () => {
    // Monday 23 November to Friday 4 December: nine working days after
    expect(factsOf(after(unDossier(), AFFECTE, reponduLe('2026-12-04')), '2026-12', false)?.finalises).toEqual([{ joursOuvres: 9, depasse: false }]);
  });

  it('is late past the announced date, even when the overrun was not recorded', () => {
    expect(factsOf(after(unDossier(), AFFECTE, reponduLe('2026-12-10')), '2026-12', false)?.finalises).toMatchObject([{ depasse: true }]);
  });

  it('is received in one month and finalised in another', () => {
    const dossier = after(unDossier(), AFFECTE, reponduLe('2026-12-04'));

    expect(factsOf(dossier, '2026-11', false)).toMatchObject({ recu: { canal: 'web', priorite: 'P3' }, finalises: [] });
    expect(factsOf(dossier, '2026-12', false)?.recu).toBeNull();
    expect(factsOf(dossier, '2027-01', false)).toBeNull();
  });

  it('counts again from a reopening', () => {
    const dossier = after(unDossier(), AFFECTE, reponduLe('2026-11-26'), ['2026-12-01T09:00:00Z', 'usager', { genre: 'rouvrir', pourquoi: 'incomplet' }], ['2026-12-01T10:00:00Z', 'expert', { genre: 'affecter', expert: { id: 'e', prenom: 'Sophie' } }], reponduLe('2026-12-03'));

    expect(factsOf(dossier, '2026-11', false)?.finalises.map(({ joursOuvres }) => joursOuvres)).toEqual([3]);
    expect(factsOf(dossier, '2026-12', false)?.finalises.map(({ joursOuvres }) => joursOuvres)).toEqual([2]);
  });

  it('uses the Paris day: the last evening of a month in Paris is not the next month', () => {
    expect(factsOf(unDossier({ ouvertLe: '2026-11-30T23:30:00.000Z' }), '2026-11', false)).toBeNull();
    expect(factsOf(unDossier({ ouvertLe: '2026-11-30T23:30:00.000Z' }), '2026-12', false)?.recu).not.toBeNull();
  });

  it('names a P1 that the expert lowered, and no other', () => {
    const urgent = unDossier({ promesse: { ...unDossier().promesse, priorite: 'P1' } });
    const lowered = after(urgent, AFFECTE, ['2026-11-25T09:00:00Z', 'expert', { genre: 'requalifier', priorite: 'P3', pourquoi: 'pas d’urgence' }]);

    expect(factsOf(lowered, '2026-11', false)?.recu?.p1NonConfirme).toBe('REF-EXP-1234563');
    expect(factsOf(urgent, '2026-11', false)?.recu?.p1NonConfirme).toBeNull();
  });
});

const note = fc.option(fc.integer({ min: 1, max: 5 }));
const faits: fc.Arbitrary<FaitsDossier[]> = fc.array(fc.record({
  motif: fc.constantFrom(...MOTIFS.slice(0, 4)), service: fc.constantFrom(...SERVICES_EXPERTS),
  recu: fc.option(fc.record({ canal: fc.constantFrom(...CANAUX), priorite: fc.constantFrom(...PRIORITES), raisons: fc.subarray(['a', 'b', 'c']), completude: fc.integer({ min: 0, max: 100 }), p1NonConfirme: fc.constant(null) })),
  finalises: fc.array(fc.record({ joursOuvres: fc.integer({ min: 0, max: 60 }), depasse: fc.boolean() }), { maxLength: 2 }),
  reorientations: fc.integer({ min: 0, max: 2 }),
  avis: fc.option(fc.record({ pertinence: note, accompagnement: note, commentaire: fc.constantFrom('', 'bien', 'long'), at: fc.constantFrom('2026-11-02', '2026-11-03') })),
}), { maxLength: 120 });

const rows = (rapport: Rapport, id: TableId) => rapport.tables.find((table) => table.id === id)?.lignes ?? [];
const valueOf = (rapport: Rapport, cle: string) => rows(rapport, 'ensemble').find((ligne) => ligne.cle === cle)?.cellules[0]?.valeur;

describe('the report of a month', () => {
  it('adds up: channels and priorities to what was received, services and types to what was finalised', () => {
    fc.assert(fc.property(faits, (list) => {
      const rapport = monthlyReport('2026-11', list);
      const total = (id: TableId): number => rows(rapport, id).reduce((sum, { n }) => sum + n, 0);
      expect([total('canaux'), total('priorites')]).toEqual([valueOf(rapport, 'recus'), valueOf(rapport, 'recus')]);
      expect([total('services'), total('types')]).toEqual([valueOf(rapport, 'finalises'), valueOf(rapport, 'finalises')]);
    }));
  });

  it('does not depend on the order of the dossiers', () => {
    fc.assert(fc.property(faits, (list) => {
      expect(monthlyReport('2026-11', [...list].reverse())).toEqual(monthlyReport('2026-11', list));
    }));
  });

  it('is empty when nothing happened', () => {
    expect(isEmptyReport(monthlyReport('2026-11', []))).toBe(true);
    expect(isEmptyReport(monthlyReport('2026-11', [{ motif: 'INDU_CONTESTATION', service: 'RECOURS', recu: null, finalises: [], reorientations: 1, avis: null }]))).toBe(false);
  });
});

describe('the public part', () => {
  it('shows no row under ten dossiers, no comment, no number of a dossier', () => {
    fc.assert(fc.property(faits, (list) => {
      const whole = monthlyReport('2026-11', list);
      const open = publicReport(whole);
      whole.tables.forEach(({ id, lignes }) => lignes.forEach(({ cle, n }) => {
        const shown = rows(open, id).find((ligne) => ligne.cle === cle);
        if (n < 10) expect(shown).toMatchObject({ masquee: true, n: 0 });
        if (shown?.masquee) expect(shown.cellules.every(({ valeur }) => valeur === null)).toBe(true);
      }));
      expect([open.commentaires, open.p1NonConfirmes]).toEqual([[], []]);
    }));
  });

  it('never leaves one hidden row alone beside its total, in a table or within a service', () => {
    fc.assert(fc.property(faits, (list) => {
      const open = publicReport(monthlyReport('2026-11', list));
      for (const id of ['services', 'canaux', 'priorites'] as const) {
        const hidden = rows(open, id).filter(({ masquee }) => masquee).length;
        if (rows(open, id).length > 1) expect(hidden).not.toBe(1);
      }
      for (const service of rows(open, 'services')) {
        const types = rows(open, 'types').filter(({ cle }) => cle.endsWith(`/${service.cle}`));
        if (service.masquee) expect(types.every(({ masquee }) => masquee)).toBe(true);
        else if (types.length > 1) expect(types.filter(({ masquee }) => masquee)).not.toHaveLength(1);
      }
    }));
  });
});
