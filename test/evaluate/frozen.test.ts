import { join } from 'node:path';
import { loadUnderstander } from '../../intents/understand';
import { loadConfig, processEnvironment } from '../../src/config';
import { acceptedFigures, CONDITIONS, dropsBetween, figuresOf, frozenExamples, reportsOf } from './frozen';
import { BRUITS, disturb } from './noise';

const understander = loadUnderstander({ dataDir: join(__dirname, '..', '..', 'intents', 'data'), cacheDir: loadConfig(processEnvironment()).DATA_DIR });

describe('the frozen test part', () => {
  const accepted = acceptedFigures();
  const drops = accepted === null ? [] : dropsBetween(accepted, figuresOf(reportsOf(understander, frozenExamples())));

  it('has accepted figures to be compared with', () => expect(accepted).not.toBeNull());

  it.each(CONDITIONS)('is understood no worse than last accepted, %s', (condition) => {
    expect(drops.filter((d) => d.condition === condition)).toEqual([]);
  });

  it('would notice a fall', () => {
    if (accepted === null) throw new Error('no accepted figures');
    const { group } = accepted.propre;
    const worse = { ...accepted, propre: { ...accepted.propre, group: { right: group.right - Math.round(group.of / 20), of: group.of } } };

    expect(dropsBetween(accepted, worse)).toMatchObject([{ condition: 'propre', measure: 'group' }]);
  });
});

describe('the noise of the tests', () => {
  const text = "Bonjour, je n'ai pas reçu mon APL depuis trois mois, pourquoi c'est coupé alors que j'ai tout déclaré ?";

  it.each(BRUITS)('%s changes a message, always in the same way', (bruit) => {
    expect(disturb(text, bruit)).not.toBe(text);
    expect(disturb(text, bruit)).toBe(disturb(text, bruit));
  });
});
