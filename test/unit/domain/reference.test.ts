import fc from 'fast-check';
import {
  REFERENCE_SIGNS, checkReference, findReferences, generateReference, parseReference, spellReference,
} from '../../../src/domain/reference';
import { processorMsOf } from '../../support/work';

const VECTORS = ['7K2M4TR', '1234563', 'A1C2F3J', 'HJKMPR1', 'ZZZZZZ4'];
const signs = [...REFERENCE_SIGNS];
/** Draws the given signs, in a loop. */
const drawing = (wanted: string) => {
  let i = 0;
  return (): number => REFERENCE_SIGNS.indexOf(wanted.charAt(i++ % wanted.length));
};
const anyReference = fc.array(fc.integer({ min: 0, max: 22 }), { minLength: 6, maxLength: 6 })
  .filter((drawn) => drawn.some((n) => n !== 0))
  .map((drawn) => generateReference(() => drawn.shift() ?? 1));

describe('generateReference', () => {
  it.each(VECTORS)('gives the check sign of %s', (body) => {
    expect(generateReference(drawing(body.slice(0, 6)))).toBe(`REF-EXP-${body}`);
  });

  it('asks for signs of the alphabet and always gives a right reference', () => {
    fc.assert(fc.property(anyReference, (reference) => {
      expect(reference).toMatch(/^REF-EXP-[0-9ACFHJKMPRTXYZ]{7}$/);
      expect(checkReference(reference)).toBe(true);
    }));
    const asked: number[] = [];
    generateReference((max) => { asked.push(max); return asked.length; });
    expect(asked).toEqual([23, 23, 23, 23, 23, 23]);
  });

  it('never gives seven equal signs: draws again', () => {
    let draws = 0;

    const reference = generateReference(() => ((draws += 1) <= 6 ? 0 : 1));

    expect(draws).toBe(12);
    expect(reference.slice(8, 14)).toBe('111111');
  });
});

describe('checkReference', () => {
  it.each(VECTORS)('accepts REF-EXP-%s', (body) => {
    expect(checkReference(`REF-EXP-${body}`)).toBe(true);
  });

  it.each(['REF-EXP-0000000', 'REF-EXP-7K2M4T', 'REF-EXP-7K2M4TRR', '7K2M4TR', 'ref-exp-7k2m4tr', 'REF-EXP-7K2M9QA', 'REF-EXP-', '', 'REF-EXP-7K2M4T '])(
    'refuses %j', (reference) => {
      expect(checkReference(reference)).toBe(false);
    });

  it.each(VECTORS)('refuses every single wrong sign of %s', (body) => {
    const wrong = [...body].flatMap((right, i) => signs.filter((sign) => sign !== right).map((sign) => body.slice(0, i) + sign + body.slice(i + 1)));

    expect(wrong).toHaveLength(7 * 22);
    expect(wrong.filter((one) => checkReference(`REF-EXP-${one}`))).toEqual([]);
  });

  it.each(VECTORS)('refuses every swap of two different signs of %s, adjacent or not', (body) => {
    const swaps: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      for (let j = i + 1; j < 7; j += 1) {
        const swapped = [...body];
        [swapped[i], swapped[j]] = [body.charAt(j), body.charAt(i)];
        if (swapped.join('') !== body) swaps.push(swapped.join(''));
      }
    }

    expect(swaps.length).toBeGreaterThan(5);
    expect(swaps.filter((one) => checkReference(`REF-EXP-${one}`))).toEqual([]);
  });
});

describe('parseReference', () => {
  it.each([
    'REF-EXP-7K2M4TR', 'ref-exp-7k2m4tr', 'ref exp 7k2 m4 tr', 'REF–EXP–7K2M4TR', 'REF_EXP_7K2M4TR', 'RefExp7K2M4TR', 'réf exp 7K2M4TR', 'ref. exp. : 7K2M4TR',
    '7K2M4TR', '7k2m4tr', '7 K 2 M 4 T R', '7K2-M4-TR', '  7K2M4TR. ', 'mon numéro est ref-exp-7k2m4tr merci',
    'R E F tiret E X P tiret sept K comme Kléber deux M comme Marcel quatre T comme Thérèse R comme Raoul',
    'sept ka deux emme quatre té erre', 'euh sept ka euh deux emme donc quatre té erre', 'alors c’est euh ref exp sept ka deux emme quatre té erre voilà', 'sept, K comme Karim, deux, M comme maman, quatre, T comme toto, R comme Romain',
    'erre e effe tiret e ixe pé tiret sept ka deux emme quatre té erre',
  ])('reads %j', (text) => {
    expect(parseReference(text)).toEqual({ reference: 'REF-EXP-7K2M4TR', suggestions: [], lue: 'REF-EXP-7K2M4TR' });
  });

  it.each([
    ['un deux trois quatre cinq six trois', '1234563'], ['douze trente quatre cinquante six trois', '1234563'],
    ['cent vingt trois quatre cent cinquante six trois', '1234563'], ['I2345G3'.replace('G', '6'), '1234563'], ['l2345 63', '1234563'],
    ['triple zède triple zède quatre', 'ZZZZZZ4'], ['double zède double zède double zède quatre', 'ZZZZZZ4'],
    ['hache ji ka emme pé erre un', 'HJKMPR1'], ['A comme Anatole un cé deux effe trois ji', 'A1C2F3J'],
  ])('reads %j as %s', (text, body) => {
    expect(parseReference(text).reference).toBe(`REF-EXP-${body}`);
  });

  it('reads O as 0 and I or L as 1: no reference has those letters', () => {
    const reference = generateReference(drawing('1050X0'));
    const body = reference.slice(8);

    expect(parseReference(body.replaceAll('0', 'O').replace('1', 'I')).reference).toBe(reference);
    expect(parseReference(body.replaceAll('0', 'o').replace('1', 'l')).reference).toBe(reference);
  });

  it('only suggests 5 for S and 8 for B', () => {
    const reference = generateReference(drawing('5A8A5A'));
    const heard = reference.slice(8).replaceAll('5', 'S').replaceAll('8', 'B');

    expect(parseReference(heard)).toEqual({ reference: null, suggestions: [reference], lue: `REF-EXP-${heard}` });
  });

  it('keeps what was read when its check sign is wrong, and does not call it a reference', () => {
    expect(parseReference('REF-EXP-7K2M9QA')).toEqual({ reference: null, suggestions: [], lue: 'REF-EXP-7K2M9QA' });
    expect(parseReference('7K2M4TT')).toMatchObject({ reference: null, lue: 'REF-EXP-7K2M4TT' });
  });

  it('reads a dictated number in every way: 72 or 60 12', () => {
    const starts = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', ...'acfhjkmprtxyz'].flatMap((last) => {
      const { reference, suggestions } = parseReference(`soixante douze soixante douze ${last}`);
      return (reference ? [reference] : suggestions).map((one) => one.slice(8, 12));
    });

    expect(new Set(starts)).toEqual(new Set(['6012', '7260']));
  });

  it('gives all the right readings when there are several, and chooses none', () => {
    const tens = ['vingt', 'trente', 'quarante', 'cinquante', 'soixante', 'quatre vingt'].flatMap((ten) => ['deux', 'quatre', 'sept'].map((unit) => `${ten} ${unit}`));
    const several = tens.flatMap((a) => tens.flatMap((b) => tens.map((c) => parseReference(`${a} ${b} ${c}`)))).filter(({ suggestions }) => suggestions.length > 1);

    expect(several.length).toBeGreaterThan(0);
    expect(several.filter(({ reference, suggestions }) => reference !== null || !suggestions.every(checkReference))).toEqual([]);
  });

  it.each(['', 'bonjour', 'soixante douze', 'ref exp zéro zéro sept', 'je ne le retrouve plus', 'double', 'k comme', 'oui', '12'])('finds none in %j', (text) => {
    expect(parseReference(text)).toEqual({ reference: null, suggestions: [], lue: null });
  });

  it('always gives back a reference that was spelt aloud', () => {
    fc.assert(fc.property(anyReference, (reference) => {
      const { reference: read, suggestions } = parseReference(spellReference(reference));
      expect(read === null ? suggestions : [read]).toContain(reference);
    }));
  });

  it('never fails, nor gives a wrong reference, on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('sept', 'cent', 'double', 'vingt', 'quatre', 'k', 'comme', 'zède', 'ref', 'exp', '7k2')).map((words) => words.join(' '))), (text) => {
      const { reference, suggestions } = parseReference(text);
      expect([...(reference ? [reference] : []), ...suggestions].every(checkReference)).toBe(true);
    }));
  });

  it('stays quick on a very long dictation', () => {
    const text = 'quatre vingt dix '.repeat(1_000);
    const dictations = [text, '7'.repeat(20_000), 'ref exp '.repeat(3_000), `ref exp ${'7'.repeat(20_000)}é`, 'bonjour madame '.repeat(3_000)];

    expect(processorMsOf(() => dictations.forEach((dictation) => parseReference(dictation)))).toBeLessThan(1_500);
  });
});

describe('findReferences', () => {
  it('finds the span of each, and says which are right', () => {
    const text = 'Relance REF-EXP-7K2M4TR et ref exp 7K2M9QA, ou 7k2 m4 tr.';

    const spans = findReferences(text);

    expect(spans).toEqual([
      { start: 8, end: 23, text: 'REF-EXP-7K2M4TR', reference: 'REF-EXP-7K2M4TR', valide: true },
      { start: 27, end: 42, text: 'ref exp 7K2M9QA', reference: 'REF-EXP-7K2M9QA', valide: false },
      { start: 47, end: 56, text: '7k2 m4 tr', reference: 'REF-EXP-7K2M4TR', valide: true },
    ]);
    for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
  });

  it('leaves seven bare digits to the allocataire number', () => {
    expect(findReferences('mon numéro allocataire est 1234563')).toEqual([]);
    expect(findReferences('mon dossier REF-EXP-1234563')).toMatchObject([{ reference: 'REF-EXP-1234563', valide: true }]);
  });

  it('does not take words for references', () => {
    expect(findReferences('La ref exp bonjour, il y a 7 jours, j’ai 350 euros et 12 ans')).toEqual([]);
    expect(findReferences('appelez le 3230 ou le 0612345678, FR7612345678901')).toEqual([]);
  });

  it('says that a reference cut short is wrong', () => {
    expect(findReferences('REF-EXP-7K2M4T merci')).toMatchObject([{ text: 'REF-EXP-7K2M4T', valide: false }]);
  });
});

describe('spellReference', () => {
  it('says groups of 3, 2 and 2, with a first name for each letter', () => {
    expect(spellReference('REF-EXP-7K2M4TR'))
      .toBe('R E F, E X P, puis : sept, K comme Kléber, deux — M comme Marcel, quatre — T comme Thérèse, R comme Raoul');
  });
});
