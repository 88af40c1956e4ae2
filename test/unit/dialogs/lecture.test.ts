import fc from 'fast-check';
import { isCommand, mentions, readChoice, readChoices, readYesNo } from '../../../dialogs/lecture';
import { editDistance } from '../../../src/domain/edit-distance';

const isWithin = (a: string, b: string, limit: number): boolean => editDistance(a, b, limit) <= limit;

describe('readYesNo', () => {
  it.each([
    ['oui', 'oui'], ['Ouais bien sûr', 'oui'], ['ok', 'oui'], ['c’est ça', 'oui'], ['d\'accord', 'oui'],
    ['non', 'non'], ['Non, pas du tout', 'non'], ['pas encore', 'non'], ['je n’ai rien reçu', 'non'],
    ['je ne sais pas', 'sait-pas'], ['jsp', 'sait-pas'], ['aucune idée', 'sait-pas'], ['euh je sais plus', 'sait-pas'],
    ['mardi', null], ['', null],
  ])('reads « %s » as %s', (text, expected) => expect(readYesNo(text)).toBe(expected));
});

describe('isCommand', () => {
  it.each([
    ['annuler', 'annuler'], ['Je veux ANNULER svp', 'annuler'], ['anuler', 'annuler'], ['plus tard', 'plusTard'], ['euh je reviens plus tard', 'plusTard'],
    ['un conseiller s’il vous plaît', 'humain'], ['recomencer', 'recommencer'], ['aidez-moi', 'aide'],
  ] as const)('takes « %s » for %s', (text, commande) => expect(isCommand(text, commande)).toBe(true));

  it.each([
    ['la Caf a annulé mon droit au RSA', 'annuler'], ['j’ai vu un conseiller mardi en agence', 'humain'], ['je paierai plus tard le loyer de mars', 'plusTard'],
    ['ils ont fait une erreur sur mes revenus', 'modifier'],
  ] as const)('leaves « %s » alone', (text, commande) => expect(isCommand(text, commande)).toBe(false));
});

describe('readChoice', () => {
  const options = [
    { titre: 'Je l’ai, je l’envoie', valeur: 'a' },
    { titre: 'Je l’enverrai plus tard', valeur: 'b', synonymes: ['pas maintenant'] },
    { titre: 'Je ne l’ai pas', valeur: 'c' },
  ];

  it.each([['2', 'b'], ['la deuxième', 'b'], ['le dernier', 'c'], ['je l\'enverrai plus tard', 'b'], ['pas maintenant', 'b'], ['JE NE L AI PAS', 'c']])(
    'reads « %s »', (text, valeur) => expect(readChoice(text, options)?.valeur).toBe(valeur));

  it('does not read as a choice what is denied', () => {
    const fixation = [{ titre: 'Un jugement', valeur: 'jugement' }, { titre: 'Un accord écrit', valeur: 'accord' }];

    expect(readChoice('un accord entre nous', fixation)?.valeur).toBe('accord');
    expect(readChoice('elle n’est pas d’accord', fixation)).toBeNull();
  });

  it.each(['4', 'bonjour', '', 'je'])('refuses « %s »', (text) => expect(readChoice(text, options)).toBeNull());
});

describe('readChoices', () => {
  it('takes several answers from one sentence', () => {
    const options = [{ titre: 'Grossesse', valeur: 'g', synonymes: ['enceinte'] }, { titre: 'Handicap', valeur: 'h', synonymes: ['handicap'] }, { titre: 'Tutelle', valeur: 't' }];

    expect(readChoices('je suis enceinte et en situation de handicap', options).map(({ valeur }) => valeur)).toEqual(['g', 'h']);
  });
});

describe('mentions', () => {
  it('forgives exactly what the distance forgives: one fault from five letters, two from eight', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 11 });
    fc.assert(fc.property(word, word, (said, expected) => {
      const forgiven = expected.length >= 5 && isWithin(said, expected, expected.length < 8 ? 1 : 2);
      expect(mentions(said, [expected])).toBe(said === expected || forgiven);
    }), { numRuns: 20_000, seed: 20261126 });
  });
});
