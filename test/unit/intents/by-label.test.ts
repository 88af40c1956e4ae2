import { ByLabel, ranked } from '../../../intents/by-label';

const head = ranked(['loyer', 'date', 'autre']);
const said = new ByLabel(head, Float64Array.from([0.2, 0.6, 0.6]));

describe('what a head says of its labels', () => {
  it('is read by label, undefined for one that it was never taught', () => {
    expect(said.get('date')).toBe(0.6);
    expect(said.get('inconnu' as 'date')).toBeUndefined();
  });

  it('the highest is the first of those alike, and the next is the highest of the others', () => {
    expect(said.best()).toEqual({ label: 'date', value: 0.6 });
    expect(said.bestBut('date', 'autre')).toBe(0.2);
  });

  it('likeliest first, those alike in the order of the labels', () => {
    expect(said.sorted().map(({ label }) => label)).toEqual(['date', 'autre', 'loyer']);
  });

  it('a head without labels says nothing', () => {
    const empty = new ByLabel(ranked<string>([]), new Float64Array(0));

    expect(empty.best()).toBeNull();
    expect(empty.bestBut()).toBe(-Infinity);
  });
});
