import { cutsAtMarks } from '../../../intents/clauses';
import { tokenize } from '../../../intents/normalize';
import { fitPairs, mayStandApart } from '../../../intents/two-requests';
import type { Side, Split } from '../../../intents/reading';
import type { Code } from '../../../src/domain/codes';

const cutsOf = (text: string): string[] => cutsAtMarks(text, tokenize(text)).map(({ at, mark }) => `${mark}: ${text.slice(at)}`);

describe('where a second request may begin', () => {
  it('is where words announce it, with or without a mark before them', () => {
    expect(cutsOf('Où en est mon dossier ? Par ailleurs, quand suis-je payé')).toContain('announced: Par ailleurs, quand suis-je payé');
    expect(cutsOf('je voudrais une attestation tant que j’y suis vous ouvrez quand')).toContain('announced: tant que j’y suis vous ouvrez quand');
  });

  it('tells a sentence that resumes with a link from one that does not', () => {
    expect(cutsOf('Ma prime a baissé. Et quand suis-je payé')).toEqual(['resumed: Et quand suis-je payé']);
    expect(cutsOf('Ma prime a baissé. Quand suis-je payé')).toEqual(['sentence: Quand suis-je payé']);
  });

  it('is never before the third word nor after the last but two', () => {
    expect(cutsOf('Bonjour, merci')).toEqual([]);
    expect(cutsOf('Bonjour, une attestation, merci')).toEqual([]);
  });

  it('reads the short forms of messages', () => {
    expect(cutsOf('jveu une atestation é jdoi changer mon rib')).toEqual(['link: é jdoi changer mon rib']);
  });
});

describe('two requests that may stand apart', () => {
  const side = (code: Code): Side => ({ code, confidence: 0.9, asks: true, isQuestion: false, ofOther: 0, words: 5 });
  const split = (before: Code, after: Code): Split => ({ before: side(before), after: side(after), mark: 'sentence' });

  it('are a dispute and a simple one, two simple ones, or two disputes', () => {
    expect(mayStandApart(split('INDU_CONTESTATION', 'ATTESTATION'))).toBe(true);
    expect(mayStandApart(split('PAIEMENT_DATE', 'ATTESTATION'))).toBe(true);
    expect(mayStandApart(split('INDU_CONTESTATION', 'SUSPENSION_DROIT'))).toBe(true);
  });

  it.each<[Code, Code]>([['ATTESTATION', 'REMERCIEMENT'], ['ATTESTATION', 'ATTESTATION'], ['DETRESSE', 'ATTESTATION']])('are not %s and %s', (before, after) => {
    expect(mayStandApart(split(before, after))).toBe(false);
  });

  it('have a judge that can be fitted on nothing', () => {
    expect(fitPairs([], 1)).toEqual({ weights: [], together: {} });
  });
});
