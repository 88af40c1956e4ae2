import { PRESTATIONS } from '../../../src/domain/codes';
import { legalReminder, organeFor } from '../../../src/domain/legal';

describe('legalReminder', () => {
  it.each([['2026-06-24', '2026-08-24'], ['2026-12-31', '2027-02-28'], ['2027-12-31', '2028-02-29'], ['2026-11-01', '2027-01-01']])(
    'gives two months, date to date, never moved by a holiday: %s, %s', (dateDecision, dateLimite) => {
      expect(legalReminder({ motif: 'INDU_CONTESTATION', prestation: 'APL', dateDecision })).toMatchObject({ nature: 'recours-amiable', dateActe: dateDecision, dateLimite });
    });

  it('gives fifteen days against a contrainte, before any other deadline', () => {
    expect(legalReminder({ motif: 'RETENUE_RECOUVREMENT', prestation: 'RSA', dateDecision: '2026-11-01', dateContrainte: '2026-11-20' })).toEqual({
      nature: 'opposition-contrainte', dateActe: '2026-11-20', dateLimite: '2026-12-05', organe: 'le juge indiqué sur la contrainte',
    });
  });

  it('has no date without a date: the caller says the general rule', () => {
    expect(legalReminder({ motif: 'REFUS_DROIT', prestation: 'RSA' })).toBeNull();
    expect(legalReminder({ motif: 'REFUS_DROIT', prestation: 'RSA', dateDecision: null, dateContrainte: null })).toBeNull();
  });

  it('refuses a date that does not exist', () => {
    expect(() => legalReminder({ motif: 'REFUS_DROIT', prestation: 'RSA', dateDecision: '2026-02-30' })).toThrow(expect.objectContaining({ code: 'DATE_INVALIDE' }));
  });

  it.each([
    ['RSA', 'rsa', 'président du conseil départemental'], ['RSA_MAJORE', 'rsa', 'tribunal administratif'],
    ['PPA', 'ppa', 'commission de recours amiable de votre Caf, puis le tribunal administratif'],
    ['APL', 'logement', 'recours préalable'], ['ALS', 'logement', 'tribunal administratif'],
    ['AF', 'familles-aah', 'pôle social du tribunal judiciaire'], ['AAH', 'familles-aah', 'pôle social du tribunal judiciaire'],
    ['INCONNUE', 'delai-2-mois', 'votre courrier'],
  ] as const)('%s: appeal body and its source', (prestation, source, words) => {
    expect(organeFor(prestation)).toMatchObject({ source, organe: expect.stringContaining(words) });
  });

  it('has a body for every prestation', () => {
    expect(PRESTATIONS.map((prestation) => organeFor(prestation).organe).filter((organe) => organe.length < 10)).toEqual([]);
  });
});
