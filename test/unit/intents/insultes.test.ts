import { join } from 'node:path';
import { readExamples } from '../../../intents/data';
import { loadUnderstander, type Understander } from '../../../intents/understand';
import type { Comprehension } from '../../../src/domain/comprehension';
import { isCodeSurete } from '../../../src/domain/codes';

const ROOT = join(__dirname, '../../..');
let understander: Understander;
const understand = (text: string): Comprehension => understander.understand(text, { now: new Date('2026-11-23T10:00:00+01:00'), canal: 'web' });

beforeAll(() => {
  understander = loadUnderstander({ dataDir: join(ROOT, 'intents/data'), cacheDir: join(ROOT, 'var') });
}, 300_000);

describe('insults and nothing else', () => {
  it.each([
    'bande de connards', 'va te faire foutre', 'vous etes tous des incapables de merde', 'ta gueule', 'FDP !!!', 'espèce d’imbécile', 'sale robot débile', 'vous vous foutez de ma gueule',
    'j’en ai marre de vos conneries', 'la caf c’est de la merde', 'bande de conards vou ete nul', 'nique ta mère', 'allez vous faire voir',
  ])('%j is no threat and no request', (text) => {
    expect(understand(text)).toMatchObject({ insulte: true, group: 'simple', safety: null, rule: 'insulte' });
  });

  it.each([
    ['bande de connards rendez moi mon apl de septembre', 'expert'], ['putain j’ai pas reçu mon rsa', null], ['bande d’incapables, un conseiller', null],
    ['non bande de cons', null], ['le 3 novembre bande de nuls', null], ['mon mari me traite de connasse', null], ['je suis nul', null], ['je suis une merde', null],
  ])('%j says something else: read as usual', (text, group) => {
    expect(understand(text)).toMatchObject({ insulte: false, ...(group === null ? {} : { group }) });
  });

  it.each(['je vais venir avec un couteau', 'je vais vous buter bande de connards', 'bande de connards je vais tout cramer votre agence'])('%j stays a threat', (text) => {
    expect(understand(text)).toMatchObject({ insulte: false, code: 'MENACE', safety: 'menace' });
  });

  it('is said of no sentence of danger that was written, learnt or frozen', () => {
    const dangers = [...readExamples(join(ROOT, 'intents/data')), ...readExamples(join(ROOT, 'test/frozen'))].filter(({ code }) => isCodeSurete(code));

    expect(dangers.length).toBeGreaterThan(1_500);
    expect(dangers.filter(({ text }) => understand(text).insulte).map(({ text }) => text)).toEqual([]);
  });
});
