import raw from '../../../intents/entities/lexique/departements.json';
import { departement, departementNamed, departementOf } from '../../../src/domain/places';

describe('departementOf', () => {
  it.each([
    ['33000', '33'], ['01000', '01'], ['75011', '75'], ['59 800', '59'],
    ['20000', '2A'], ['20167', '2A'], ['20200', '2B'], ['20600', '2B'],
    ['97110', '971'], ['97400', '974'], ['97600', '976'], ['97150', '978'], ['97133', '977'], ['97500', '975'],
  ])('finds the département of %s', (codePostal, code) => expect(departementOf(codePostal)).toBe(code));

  it.each(['00000', '99000', '98800', '3300', '330000', '20900', 'abcde', ''])('knows none for « %s »', (codePostal) => expect(departementOf(codePostal)).toBeNull());
});

describe('departement', () => {
  it('describes every département that a message can name', () => {
    expect(Object.values(raw.codes).filter((code) => departement(code) === null)).toEqual([]);
    expect(Object.keys(raw.codes)).toHaveLength(101);
  });

  it.each([
    ['33', 'la Caf de la Gironde'], ['59', 'la Caf du Nord'], ['40', 'la Caf des Landes'], ['35', 'la Caf d’Ille-et-Vilaine'], ['01', 'la Caf de l’Ain'], ['974', 'la Caf de La Réunion'],
  ])('names the Caf of %s', (code, caisse) => expect(departement(code)?.caisse).toBe(caisse));

  it('guesses no Caf where there are two, or a caisse of its own', () => {
    expect(departement('64')?.caisse).toContain('l’une des deux Caf');
    for (const code of ['975', '976', '977', '978']) expect([code, departement(code)?.caisse]).toEqual([code, 'celle de votre territoire']);
  });

  it('says no conseil départemental where another authority may act', () => {
    for (const code of ['75', '2A', '2B', '67', '68', '69', '93', '972', '973', '974', '976']) expect([code, departement(code)?.conseilDepartemental]).toEqual([code, false]);
    expect(departement('33')?.conseilDepartemental).toBe(true);
  });
});

describe('departementNamed', () => {
  it.each([['gironde', '33'], ['33', '33'], ['2a', '2A'], ['cote d or', '21'], ['la reunion', '974'], ['val d oise', '95']])('reads « %s »', (words, code) => expect(departementNamed(words)).toBe(code));

  it.each(['', 'oui', '20', 'la gironde est belle', '333'])('reads nothing in « %s »', (words) => expect(departementNamed(words)).toBeNull());
});
