import { REFERENCE_SIGNS } from '../../../src/domain/reference';
import { CODE_LENGTH, formatTrackingCode, parseTrackingCode, spellTrackingCode, trackingCodeFrom } from '../../../src/domain/tracking-code';

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (n * 37 + i * 101 + (n >> 8) * 13) % 256);
const CODES = Array.from({ length: 500 }, (_, n) => trackingCodeFrom(bytes(n)));

describe('a tracking code', () => {
  it('has eight signs that neither look nor sound alike, and is read back as it was written', () => {
    for (const code of CODES) {
      expect([...code].every((sign) => REFERENCE_SIGNS.includes(sign)) && code.length === CODE_LENGTH).toBe(true);
      expect(parseTrackingCode(formatTrackingCode(code))).toBe(code);
    }
  });

  it('uses every sign of the alphabet at every place', () => {
    for (let place = 0; place < CODE_LENGTH; place++) expect(new Set(CODES.map((code) => code.charAt(place))).size).toBe(REFERENCE_SIGNS.length);
  });

  it('catches every wrong sign and every swap of two', () => {
    const [code = ''] = CODES;
    const wrong = [...code].flatMap((sign, at) => [...REFERENCE_SIGNS].filter((other) => other !== sign).map((other) => code.slice(0, at) + other + code.slice(at + 1)));
    const swapped = Array.from({ length: CODE_LENGTH - 1 }, (_, at) => code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2)).filter((other) => other !== code);

    expect([...wrong, ...swapped].filter((other) => parseTrackingCode(other) !== null)).toEqual([]);
  });

  it('is dictated in two groups, and the dictation is read back', () => {
    for (const code of CODES.slice(0, 60)) expect([code, null]).toContain(parseTrackingCode(spellTrackingCode(code)));
    const read = CODES.slice(0, 60).filter((code) => parseTrackingCode(spellTrackingCode(code)) === code);
    expect(read.length).toBeGreaterThan(40);
    expect(spellTrackingCode('7K2M9XPA')).toBe('sept, K comme Kléber, deux, M comme Marcel — neuf, X comme Xavier, P comme Pierre, A comme Anatole');
  });

  it.each(['lower', 'dashes', 'spread', 'in a sentence', 'look-alikes'])('is read however it is typed: %s', (way) => {
    const code = CODES.find((one) => /0/.test(one) && /5/.test(one) && /1/.test(one)) ?? '';
    const typed: Record<string, string> = {
      lower: code.toLowerCase(), dashes: `${code.slice(0, 4)}-${code.slice(4)}`, spread: [...code].join(' '), 'in a sentence': `mon code c’est ${code.slice(0, 4)} ${code.slice(4)}, merci`,
      'look-alikes': code.replaceAll('0', 'O').replaceAll('5', 'S').replaceAll('1', 'l'),
    };
    expect(parseTrackingCode(typed[way] ?? '')).toBe(code);
  });

  it('is nothing else', () => {
    for (const said of ['', 'bonjour', 'je ne sais pas', 'REF-EXP-1234563', '12345678901234567890', 'é'.repeat(5_000), ' '.repeat(5_000), 'a b '.repeat(2_000)]) expect(parseTrackingCode(said)).toBeNull();
  });
});
