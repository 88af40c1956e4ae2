import { callCodeFrom, formatCallCode, parseCallCode } from '../../../src/domain/call-code';

const CODE = callCodeFrom(Buffer.alloc(16, 7));

describe('a call code', () => {
  it('is twelve figures, read back as it is written', () => {
    expect(CODE).toMatch(/^\d{12}$/);
    expect(formatCallCode(CODE)).toMatch(/^\d{3} \d{3} \d{3} \d{3}$/);
    expect(parseCallCode(formatCallCode(CODE))).toBe(CODE);
  });

  it('tells any wrong figure', () => {
    const slips = [...CODE].flatMap((figure, i) => [...'0123456789'].filter((other) => other !== figure).map((other) => CODE.slice(0, i) + other + CODE.slice(i + 1)));

    expect(slips.filter((slip) => parseCallCode(slip) !== null)).toEqual([]);
  });

  it('is found among words, separators and dictated figures', () => {
    const dictated = [...CODE].map((figure) => ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'][Number(figure)]).join(' ');

    expect(parseCallCode(`bonjour mon code d’appel est le ${formatCallCode(CODE)} merci`)).toBe(CODE);
    expect(parseCallCode(formatCallCode(CODE).replaceAll(' ', '-'))).toBe(CODE);
    expect(parseCallCode(dictated)).toBe(CODE);
  });

  it('is none in a phone number, an amount, a longer number, or two codes', () => {
    for (const text of ['06 12 34 56 78', '1 200 €', `${CODE}1`, `${CODE} et ${callCodeFrom(Buffer.alloc(16, 9))}`, '']) expect(parseCallCode(text)).toBeNull();
  });
});
