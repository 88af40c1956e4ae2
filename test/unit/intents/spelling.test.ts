import { buildLexicon, Speller } from '../../../intents/spelling';

const speller = new Speller(buildLexicon(new Map(Object.entries({ essaie: 40, soumise: 10, attestation: 60, dossier: 300, allocation: 90, location: 4, quotient: 30, prime: 80, rime: 3, train: 40, tarif: 60 }))));

describe('repair', () => {
  it.each([['dosier', 'dossier'], ['dossoer', 'dossier'], ['atestasion', 'attestation'], ['alocassion', 'allocation'], ['cossian', 'cossian'], ['kossian', 'kossian'], ['kotient', 'quotient']])('%s: %s', (typed, word) => {
    expect(speller.repair(typed)).toBe(word);
  });

  it.each([['rpime', 'prime'], ['llocaiton', 'allocation']])('%s: %s, which is said more often than its other neighbour', (typed, word) => {
    expect(speller.repair(typed)).toBe(word);
  });

  it.each([['tarin', 'train'], ['tatif', 'tarif'], ['tarrif', 'tarif']])('%s: %s, the likelier slip of the finger', (typed, word) => {
    expect(speller.repair(typed)).toBe(word);
  });

  // A letter less on each side makes neighbours of them, two faults apart: too far for words of this length.
  it.each(['vessie', 'stomise'])('%s is another word', (word) => {
    expect(speller.repair(word)).toBe(word);
  });
});
