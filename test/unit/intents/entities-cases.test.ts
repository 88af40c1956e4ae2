import { extractEntities } from '../../../intents/entities';
import { casesOf, written } from './entities-table';

const KINDS = ['montant', 'date', 'periode', 'duree', 'foyer', 'acte', 'contact', 'reference', 'coordonnees', 'masque'];
const LEAST_A_KIND = 40;

/** `entities.jsonl` was written before the code, `entities-tenus.jsonl` after it, without looking at it. */
describe.each(['entities.jsonl', 'entities-tenus.jsonl'])('%s', (file) => {
  const cases = casesOf(file);

  describe.each(KINDS)('%s', (kind) => {
    it.each(cases.filter(({ genre }) => genre === kind))('$text', ({ text, expected, now }) => {
      expect(extractEntities(text, now).map(written)).toEqual(expected);
    });
  });

  it('names no kind but those', () => {
    expect([...new Set(cases.map(({ genre }) => genre))].sort()).toEqual([...KINDS].sort());
  });
});

describe('the table', () => {
  it.each(KINDS)('holds forty cases of "%s" or more', (kind) => {
    expect(casesOf('entities.jsonl').filter(({ genre }) => genre === kind).length).toBeGreaterThanOrEqual(LEAST_A_KIND);
  });

  it('writes no message twice', () => {
    const texts = ['entities.jsonl', 'entities-tenus.jsonl'].flatMap((file) => casesOf(file).map(({ text }) => text));

    expect(new Set(texts).size).toBe(texts.length);
  });
});
