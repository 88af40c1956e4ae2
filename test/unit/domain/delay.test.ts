import fc from 'fast-check';
import type { Complexite, Priorite, Revision, ServiceExpert } from '../../../src/domain/codes';
import { SERVICES_EXPERTS } from '../../../src/domain/codes';
import {
  chargePctFor, chargeReason, computeDelay, periodePctFor, periodeReason, promise, standardDelay, workingDays, type FaitsPromesse,
} from '../../../src/domain/delay';

type Cas = {
  cas: string; ouvertLe: string; service: ServiceExpert; complexite?: Complexite; revision?: Revision; priorite?: Priorite;
  charge?: keyof typeof CHARGE; pieceManquante?: boolean; alsaceMoselle?: boolean; jours: number; echeance: string; reception?: string;
};

/** Workloads that give each step of c, whatever the service: ρ × standard, for 20 finalised in 20 working days. */
const CHARGE = { legere: 0.5, normale: 1, tendue: 1.3, forte: 2 };

const CAS: Cas[] = [
  { cas: 'Insertion standard, normal load', ouvertLe: '2027-03-02T10:00:00+01:00', service: 'INSERTION', jours: 18, echeance: '2027-03-26' },
  { cas: 'the same in Alsace-Moselle', ouvertLe: '2027-03-02T10:00:00+01:00', service: 'INSERTION', alsaceMoselle: true, jours: 18, echeance: '2027-03-30' },
  { cas: 'Recours complex, heavy load, January', ouvertLe: '2027-01-20T10:00:00+01:00', service: 'RECOURS', complexite: 'COMPLEXE', charge: 'forte', jours: 90, echeance: '2027-05-31' },
  { cas: 'rent revision in September', ouvertLe: '2027-09-17T10:00:00+02:00', service: 'HABITAT', revision: 'LOYER', jours: 18, echeance: '2027-10-13' },
  { cas: 'zone revision, a Saturday, light load', ouvertLe: '2027-04-10T10:00:00+02:00', service: 'HABITAT', revision: 'ZONE', charge: 'legere', jours: 27, echeance: '2027-05-21', reception: '2027-04-12' },
  { cas: 'Famille complex, P2, Friday 18:30, tense load', ouvertLe: '2027-04-30T18:30:00+02:00', service: 'FAMILLE', complexite: 'COMPLEXE', priorite: 'P2', charge: 'tendue', jours: 25, echeance: '2027-06-09', reception: '2027-05-03' },
  { cas: 'Habitat standard, P1, Christmas Eve', ouvertLe: '2026-12-24T10:00:00+01:00', service: 'HABITAT', priorite: 'P1', jours: 6, echeance: '2027-01-05' },
  { cas: 'charges revision, a piece missing', ouvertLe: '2027-07-13T10:00:00+02:00', service: 'HABITAT', revision: 'CHARGES', pieceManquante: true, jours: 23, echeance: '2027-08-16' },
  { cas: 'complex rent revision', ouvertLe: '2027-02-08T10:00:00+01:00', service: 'HABITAT', revision: 'LOYER', complexite: 'COMPLEXE', jours: 35, echeance: '2027-03-30' },
  { cas: 'Recours P1, tense load', ouvertLe: '2026-06-04T10:00:00+02:00', service: 'RECOURS', priorite: 'P1', charge: 'tendue', jours: 13, echeance: '2026-06-23' },
  { cas: 'Famille standard, heavy load, September', ouvertLe: '2027-09-01T10:00:00+02:00', service: 'FAMILLE', charge: 'forte', jours: 21, echeance: '2027-09-30' },
];

const faits = (cas: Partial<Cas> & Pick<Cas, 'ouvertLe' | 'service'>): FaitsPromesse => ({
  ouvertLe: new Date(cas.ouvertLe), service: cas.service, revision: cas.revision ?? null,
  complexite: { complexite: cas.complexite ?? 'STANDARD', raisons: [] },
  priorite: { priorite: cas.priorite ?? 'P3', raisons: [] },
  charge: { ouverts: CHARGE[cas.charge ?? 'normale'] * standardDelay(cas.service).standard * 10, finalisesSur20j: 200 },
  pieceManquante: cas.pieceManquante ?? false, alsaceMoselle: cas.alsaceMoselle ?? false,
});

describe('promise: the worked examples of DOSSIER §8.5', () => {
  it.each(CAS)('$cas: $jours working days, $echeance', (cas) => {
    const result = promise(faits(cas));

    expect(result).toMatchObject({ joursOuvres: cas.jours, echeance: cas.echeance });
    if (cas.reception) expect(result.receptionEffective).toBe(cas.reception);
  });

  it('keeps every term, and the reasons it was given', () => {
    const result = promise({
      ...faits({ ouvertLe: '2027-09-17T10:00:00+02:00', service: 'HABITAT', revision: 'LOYER' }),
      priorite: { priorite: 'P2', raisons: ['Deuil récent dans le foyer'] }, complexite: { complexite: 'STANDARD', raisons: ['Plusieurs prestations en cause'] },
      pieceManquante: true,
    });

    expect(result).toEqual({
      complexite: 'STANDARD', priorite: 'P2', raisonsPriorite: ['Deuil récent dans le foyer'], raisonsComplexite: ['Plusieurs prestations en cause'],
      composantes: { base: 15, raisonBase: 'changement de loyer', chargePct: 0, periodePct: 15, prioritePct: 75, pieceJours: 5 },
      joursOuvres: 18, receptionEffective: '2027-09-17', echeance: '2027-10-13',
    });
    expect(workingDays(result.composantes)).toBe(result.joursOuvres);
  });

  it('takes the period of the effective reception, not of the message', () => {
    expect(promise(faits({ ouvertLe: '2026-12-31T18:00:00+01:00', service: 'FAMILLE' })).composantes.periodePct).toBe(20);
    expect(promise(faits({ ouvertLe: '2027-01-29T18:00:00+01:00', service: 'FAMILLE' })).composantes.periodePct).toBe(0);
  });

  it('dates like a P1 a dossier opened in spite of a P0', () => {
    const p0 = promise(faits({ ouvertLe: '2026-12-24T10:00:00+01:00', service: 'HABITAT', priorite: 'P0' }));

    expect(p0).toMatchObject({ priorite: 'P0', joursOuvres: 6, echeance: '2027-01-05' });
  });
});

describe('computeDelay', () => {
  const base = { service: 'HABITAT', complexite: 'STANDARD', revision: null, chargePct: 0, periodePct: 0, priorite: 'P3', pieceManquante: false } as const;

  it('adds no day by rounding: 15 × 1.20 is 18, where floating point says 19', () => {
    expect(Math.ceil(15 * (1 + 0.1 + 0.1))).toBe(19);

    expect(computeDelay({ ...base, revision: 'LOYER', chargePct: 10, periodePct: 10 })?.joursOuvres).toBe(18);
  });

  it('has no delay for P0', () => {
    expect(computeDelay({ ...base, priorite: 'P0' })).toBeNull();
  });

  it('is never under two working days', () => {
    expect(computeDelay({ ...base, chargePct: -99, priorite: 'P1' })?.joursOuvres).toBe(2);
  });

  it('reads the table of services and the table of revisions as they are', () => {
    const days = (over: object): number | undefined => computeDelay({ ...base, ...over })?.joursOuvres;

    expect(SERVICES_EXPERTS.map((service) => [days({ service }), days({ service, complexite: 'COMPLEXE' })])).toEqual([[12, 35], [14, 28], [18, 42], [21, 60]]);
    expect(['LOYER', 'SUPERFICIE', 'ZONE', 'CHARGES', 'SITUATION'].map((revision) => days({ revision }))).toEqual([15, 21, 30, 18, 12]);
    expect(['LOYER', 'SUPERFICIE', 'ZONE', 'CHARGES', 'SITUATION'].map((revision) => days({ revision, complexite: 'COMPLEXE' }))).toEqual([35, 35, 35, 35, 35]);
    expect(days({ service: 'RECOURS', revision: 'LOYER' })).toBe(21);
  });

  it('equals the exact fraction, whatever the coefficients', () => {
    fc.assert(fc.property(
      fc.constantFrom(...SERVICES_EXPERTS), fc.integer({ min: -50, max: 200 }), fc.integer({ min: 0, max: 100 }), fc.constantFrom('P1', 'P2', 'P3'),
      (service, chargePct, periodePct, priorite) => {
        const { joursOuvres, composantes } = computeDelay({ ...base, service, chargePct, periodePct, priorite }) ?? fail();
        const exact = BigInt(composantes.base) * BigInt(100 + chargePct + periodePct) * BigInt(composantes.prioritePct);
        expect(BigInt(Math.max(joursOuvres, 2))).toBe(bigMax((exact + 9_999n) / 10_000n, 2n));
      }));
  });

  it('is never longer for a higher priority', () => {
    fc.assert(fc.property(fc.constantFrom(...SERVICES_EXPERTS), fc.integer({ min: -10, max: 30 }), (service, chargePct) => {
      const [p1, p2, p3] = (['P1', 'P2', 'P3'] as const).map((priorite) => computeDelay({ ...base, service, chargePct, priorite })?.joursOuvres ?? NaN);
      expect(p1).toBeLessThanOrEqual(p2 ?? NaN);
      expect(p2).toBeLessThanOrEqual(p3 ?? NaN);
    }));
  });
});

describe('chargePctFor', () => {
  // HABITAT, 12 days: with 20 finalised in 20 days (one a day), ρ = ouverts ÷ 12; with 200, ρ = ouverts ÷ 120.
  it.each([
    [0, 200, -10], [107, 200, -10], [108, 200, 0], [120, 200, 0], [132, 200, 0], [133, 200, 15], [180, 200, 15], [181, 200, 30], [9_999, 200, 30],
  ])('%i open, %i finalised: %i %%', (ouverts, finalisesSur20j, expected) => {
    expect(chargePctFor({ ouverts, finalisesSur20j, service: 'HABITAT' })).toBe(expected);
  });

  it('measures nothing when nothing was finalised', () => {
    expect(chargePctFor({ ouverts: 500, finalisesSur20j: 0, service: 'HABITAT' })).toBe(0);
  });

  it('is relative to the service’s own delay', () => {
    expect(chargePctFor({ ouverts: 140, finalisesSur20j: 200, service: 'HABITAT' })).toBe(15);
    expect(chargePctFor({ ouverts: 140, finalisesSur20j: 200, service: 'FAMILLE' })).toBe(0);
  });

  it('says why in French', () => {
    expect(chargeReason(0)).toBeNull();
    expect(chargeReason(30)).toBe('le service est très chargé en ce moment');
    expect(chargeReason(-10)).toBe('le service est peu chargé en ce moment');
  });
});

describe('periodePctFor', () => {
  it('raises January and September only', () => {
    const months = Array.from({ length: 12 }, (_, i) => periodePctFor(`2027-${String(i + 1).padStart(2, '0')}-15`));

    expect(months).toEqual([20, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 0]);
    expect([periodePctFor('2027-01-01'), periodePctFor('2027-01-31'), periodePctFor('2027-02-01')]).toEqual([20, 20, 0]);
    expect(periodeReason('2027-09-17')).toBe('septembre est une période chargée');
    expect(periodeReason('2027-10-17')).toBeNull();
  });
});

function fail(): never {
  throw new Error('a delay was expected');
}

function bigMax(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
