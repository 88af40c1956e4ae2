import fc from 'fast-check';
import { readNumber, wordsOf, foldSameLength } from '../../../src/ops/spoken-numbers';
import { inWords, spokenForm } from '../../../src/domain/spoken-form';

describe('spokenForm says what is written', () => {
  it.each([
    ['Votre RSA de 1 200 € par mois.', 'Votre R S A de mille deux cents euros par mois.'],
    ['Il manque 212,50 €.', 'Il manque deux cent douze euros cinquante.'],
    ['1 €', 'un euro'], ['80 €', 'quatre-vingts euros'], ['71 euros', 'soixante et onze euros'], ['2 000 000 €', 'deux millions d’euros'],
    ['au plus tard le jeudi 17 décembre 2026', 'au plus tard le jeudi dix-sept décembre deux mille vingt-six'],
    ['le 1er novembre', 'le premier novembre'], ['le 09/11/2026', 'le neuf novembre deux mille vingt-six'],
    ['au 3230 (prix d’un appel)', 'au trente-deux trente, prix d’un appel'], ['le 32 30', 'le trente-deux trente'], ['le 0 805 16 00 75', 'le zéro huit, zéro cinq, seize, zéro zéro, soixante-quinze'], ['le 3919', 'le trente-neuf dix-neuf'], ['le 3114', 'le trente et un quatorze'],
    ['le 17, le 112 ou le 115', 'le dix-sept, le cent douze ou le cent quinze'],
    ['06 12 34 56 78', 'zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit'], ['+33612345678', 'zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit'],
    ['18 jours ouvrés', 'dix-huit jours ouvrés'], ['complet à 80 %', 'complet à quatre-vingts pour cent'], ['− 10 % : peu de demandes. + 5 jours', 'moins dix pour cent : peu de demandes. plus cinq jours'], ['jusqu’à 17 h 30', 'jusqu’à dix-sept heures trente'], ['à 21 h', 'à vingt et une heures'],
    ['75011', 'sept cinq zéro un un'], ['la CAF, la Paje et le CCAS', 'la Caf, la Paje et le C C A S'], ['n° 12', 'numéro douze'],
    ['Deux choix :\n• l’APL\n• **le RSA**', 'Deux choix : l’A P L. le R S A'], ['Voir https://www.caf.fr/aide 😀', 'Voir'], ['« plus tard »', 'plus tard'], ['le bail (signé) ?', 'le bail, signé ?'], ['tapez 1', 'tapez un'],
    ['REF-EXP-7K2M4TR', 'R E F, E X P, puis : sept, K comme Kléber, deux — M comme Marcel, quatre — T comme Thérèse, R comme Raoul'],
    ['À quelle date ? (Par exemple : le 3 novembre.)', 'À quelle date ? Par exemple : le trois novembre.'],
  ])('%j', (written, said) => expect(spokenForm(written)).toBe(said));

  it('leaves no mark that a voice would read, whatever is written', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(spokenForm(text)).not.toMatch(/[•*_#<>«»]|https?:|\p{Extended_Pictographic}/u);
    }));
  });
});

describe('inWords', () => {
  it.each([[0, 'zéro'], [21, 'vingt et un'], [70, 'soixante-dix'], [71, 'soixante et onze'], [80, 'quatre-vingts'], [81, 'quatre-vingt-un'], [91, 'quatre-vingt-onze'], [99, 'quatre-vingt-dix-neuf'],
    [100, 'cent'], [200, 'deux cents'], [201, 'deux cent un'], [1000, 'mille'], [1100, 'mille cent'], [80_000, 'quatre-vingt mille'], [200_000, 'deux cent mille'], [1_000_000, 'un million']])('%d', (value, said) => expect(inWords(value)).toBe(said));

  it('is read back as the same number by what listens', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999 }), (value) => {
      const text = foldSameLength(inWords(value));
      expect(readNumber(wordsOf(text), 0, text)?.value).toBe(value);
    }), { numRuns: 2_000 });
  });
});
