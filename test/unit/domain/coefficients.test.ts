import fc from 'fast-check';
import { delaiExplique } from '../../../dialogs/delai';
import { addDays } from '../../../src/domain/calendar';
import { SERVICES_EXPERTS } from '../../../src/domain/codes';
import { SANS_COEFFICIENTS, coefficientsSchema, overlapping, termsOn, withCharge, withPeriode, withoutPeriode } from '../../../src/domain/coefficients';
import type { Coefficients } from '../../../src/domain/coefficients';
import { delayTerms, promise } from '../../../src/domain/delay';
import type { FaitsPromesse } from '../../../src/domain/delay';
import { isDossier } from '../../../src/domain/dossier-schema';
import { act, lifeOf } from '../../../src/domain/lifecycle';
import { unDossier } from '../../support/dossiers';

const AFFLUENCE = { pct: 10, raison: 'beaucoup de demandes de logement arrivent' };
const FETES = { debut: '2026-12-15', fin: '2027-01-31', pct: 10, raison: 'les bureaux ferment pour les fêtes' };
/** ρ = 1.3: measured at +15 %. */
const TENDUE = { ouverts: 156, finalisesSur20j: 200 };

const faits = (coefficients: Coefficients, ouvertLe = '2026-12-16T10:00:00+01:00', charge = { ouverts: 0, finalisesSur20j: 0 }): FaitsPromesse => ({
  ouvertLe: new Date(ouvertLe), service: 'HABITAT', revision: 'LOYER', complexite: { complexite: 'STANDARD', raisons: [] }, priorite: { priorite: 'P3', raisons: [] },
  charge: { ...charge, coefficients }, pieceManquante: false,
});
const BOTH = withPeriode(withCharge(SANS_COEFFICIENTS, 'HABITAT', AFFLUENCE), FETES);

describe('what a manager decided', () => {
  it('gives 18 days for 15 days, + 10 % of load and + 10 % of period: the counter-example of DOSSIER §8.5', () => {
    expect(Math.ceil(15 * (1 + 0.1 + 0.1))).toBe(19);
    expect(promise(faits(BOTH)).joursOuvres).toBe(18);
  });

  it('comes before the measure, and only for its service', () => {
    expect(delayTerms('2026-11-26', 'HABITAT', TENDUE).chargePct).toBe(15);
    expect(delayTerms('2026-11-26', 'HABITAT', { ...TENDUE, coefficients: BOTH })).toEqual({ chargePct: 10, raisonCharge: AFFLUENCE.raison, periodePct: 0 });
    expect(delayTerms('2026-11-26', 'FAMILLE', { ouverts: 182, finalisesSur20j: 200, coefficients: BOTH })).toEqual({ chargePct: 15, periodePct: 0 });
    expect(delayTerms('2026-11-26', 'HABITAT', { ...TENDUE, coefficients: withCharge(BOTH, 'HABITAT', null) })).toEqual({ chargePct: 15, periodePct: 0 });
  });

  it('comes before the months of the catalogue, first and last day included, and leaves the other days to them', () => {
    const p = (day: string) => termsOn(day, 'HABITAT', BOTH, { chargePct: 0, periodePct: delayTerms(day, 'HABITAT', TENDUE).periodePct }).periodePct;

    expect(['2026-12-14', '2026-12-15', '2027-01-31', '2027-02-01', '2028-01-10', '2027-09-10'].map(p)).toEqual([0, 10, 10, 0, 20, 15]);
  });

  it('applies to the day of effective reception: a Friday at 18:00 counts on Monday', () => {
    const weekend = withPeriode(SANS_COEFFICIENTS, { ...FETES, debut: '2026-12-05', fin: '2026-12-07' });

    expect(promise(faits(weekend, '2026-12-04T17:00:00+01:00')).composantes.periodePct).toBe(0);
    expect(promise(faits(weekend, '2026-12-04T18:00:00+01:00')).composantes.periodePct).toBe(10);
  });

  it('is told with its own reason, kept with the promise', () => {
    const promesse = promise(faits(BOTH));

    expect(promesse.composantes).toMatchObject({ raisonCharge: AFFLUENCE.raison, raisonPeriode: FETES.raison });
    expect(delaiExplique(promesse)).toContain(`+ 10 % : ${AFFLUENCE.raison}.`);
    expect(delaiExplique(promesse)).toContain(`+ 10 % : ${FETES.raison}.`);
  });

  it('tells nothing when it decides 0, even in January at a heavy load', () => {
    const calm: Coefficients = { charge: { HABITAT: { pct: 0, raison: 'renfort' } }, periodes: [{ ...FETES, pct: 0 }] };
    const promesse = promise(faits(calm, '2027-01-13T10:00:00+01:00', TENDUE));

    expect(promesse.joursOuvres).toBe(15);
    expect(delaiExplique(promesse)).not.toContain('%');
  });

  it('never brings a delay under two working days', () => {
    const least: Coefficients = { charge: { HABITAT: { pct: -50, raison: 'renfort' } }, periodes: [{ ...FETES, pct: -50 }] };

    expect(promise(faits(least)).joursOuvres).toBe(2);
  });

  it('holds for a dossier taken up again, without changing what was promised', () => {
    const closed = unDossier({ statut: 'FINALISE', demande: { ...unDossier().demande, service: 'INSERTION' } });
    const reopen = (coefficients: Coefficients) =>
      act(closed, { genre: 'rouvrir', pourquoi: 'x' }, { now: new Date('2026-12-16T09:00:00Z'), qui: 'usager', charge: { ouverts: 0, finalisesSur20j: 0, coefficients }, alsaceMoselle: false });
    const [plain, decided] = [reopen(SANS_COEFFICIENTS), reopen(BOTH)].map((result) => (result.ok ? result.dossier : fail()));

    expect([plain, decided].map((dossier) => lifeOf(dossier ?? fail()).annonces.at(-1)?.joursOuvres)).toEqual([18, 20]);
    expect(decided?.promesse).toEqual(closed.promesse);
  });

  it('is kept with a dossier, and dossiers of before are still read', () => {
    const read = (promesse = unDossier().promesse) => isDossier(JSON.parse(JSON.stringify(unDossier({ promesse }))));

    expect([read(), read(promise(faits(BOTH)))]).toEqual([true, true]);
  });
});

describe('the record', () => {
  const accepts = (value: unknown): boolean => coefficientsSchema.safeParse(value).success;
  const load = (change: object) => ({ charge: { HABITAT: { ...AFFLUENCE, ...change } }, periodes: [] });
  const period = (...periodes: object[]) => ({ charge: {}, periodes: periodes.map((one) => ({ ...FETES, ...one })) });

  it('takes whole percentages from −50 to 200, with a reason of one line', () => {
    expect([SANS_COEFFICIENTS, BOTH, load({ pct: -50 }), load({ pct: 200 }), load({ raison: 'été' })].map(accepts)).toEqual([true, true, true, true, true]);
    expect([load({ pct: -51 }), load({ pct: 201 }), load({ pct: 1.5 }), load({ raison: 'ab' }), load({ raison: 'x'.repeat(201) }), load({ raison: 'deux\nlignes' }), load({ raison: '   ' }), load({ autre: 1 })].map(accepts))
      .toEqual(Array(8).fill(false));
    expect(accepts({ charge: { GUICHET: AFFLUENCE }, periodes: [] })).toBe(false);
  });

  it('takes days that exist, in order, and no day twice', () => {
    expect([period({}), period({}, { debut: '2027-02-01', fin: '2027-02-01' })].map(accepts)).toEqual([true, true]);
    expect([period({ debut: '2026-02-30' }), period({ fin: '2026-12-14' }), period({}, { debut: '2027-01-31', fin: '2027-02-10' }), period({}, { debut: '2026-12-20', fin: '2026-12-21' })].map(accepts)).toEqual(Array(4).fill(false));
  });

  it('keeps periods in the order of the days, and takes one away by its rank', () => {
    const spring = { ...FETES, debut: '2027-03-01', fin: '2027-03-31' };
    const two = withPeriode(withPeriode(SANS_COEFFICIENTS, spring), FETES);

    expect(two.periodes).toEqual([FETES, spring]);
    expect(withoutPeriode(two, 0).periodes).toEqual([spring]);
    expect(SANS_COEFFICIENTS).toEqual({ charge: {}, periodes: [] });
  });

  it('finds, whatever the days, at most one period for each', () => {
    const days = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 10 })).map(([start, length]) => ({ debut: addDays('2027-01-01', start), fin: addDays('2027-01-01', start + length) }));
    fc.assert(fc.property(fc.array(days, { maxLength: 12 }), fc.constantFrom(...SERVICES_EXPERTS), fc.integer({ min: 0, max: 80 }), (asked, service, offset) => {
      const kept = asked.reduce<Coefficients>((all, one, i) => (overlapping(all, one) ? all : withPeriode(all, { ...one, pct: i, raison: `raison ${i}` })), SANS_COEFFICIENTS);
      const day = addDays('2027-01-01', offset);
      const inside = kept.periodes.filter(({ debut, fin }) => debut <= day && day <= fin);

      expect(accepts(kept)).toBe(true);
      expect(inside.length).toBeLessThanOrEqual(1);
      expect(termsOn(day, service, kept, { chargePct: 0, periodePct: 99 }).periodePct).toBe(inside[0]?.pct ?? 99);
    }));
  });
});
