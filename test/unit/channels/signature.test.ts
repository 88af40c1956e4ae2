import { signatureHeader, verifySignature } from '../../../src/channels/signature';

const secret = 'un-secret-de-trente-deux-caracteres';
const rawBody = Buffer.from('{"appel":"a1","texte":"j’ai un trop-perçu"}');
const nowMs = Date.parse('2026-11-26T10:00:00+01:00');
const header = signatureHeader(secret, rawBody, nowMs);
const check = (change: Partial<Parameters<typeof verifySignature>[0]>) => verifySignature({ secret, header, rawBody, nowMs, ...change });

describe('verifySignature', () => {
  it('accepts the body that was signed, as text or as bytes', () => {
    expect(check({})).toBe('ok');
    expect(check({ rawBody: rawBody.toString() })).toBe('ok');
  });

  it('is the HMAC that any integrator computes (openssl dgst -sha256 -hmac cle)', () => {
    expect(signatureHeader('cle', 'corps', 1_700_000_000_999)).toBe('t=1700000000,v1=b1619736156f8b4071d622b4bb2458f4b2480deec7d52e943735583764c41bd5');
  });

  it('refuses a changed body, another secret, a changed date', () => {
    expect(check({ rawBody: Buffer.from(`${rawBody.toString()} `) })).toBe('fausse');
    expect(check({ secret: `${secret}x` })).toBe('fausse');
    expect(check({ header: header.replace(/t=\d+/, `t=${nowMs / 1_000 + 1}`) })).toBe('fausse');
  });

  it.each([['nothing', ''], ['no date', 'v1=00'], ['not hexadecimal', 't=1,v1=zz'], ['two signatures', `${header},v1=00`], ['in capitals', header.toUpperCase()]])('refuses a header with %s', (_, given) => {
    expect(check({ header: given })).toBe(given === '' ? 'absent' : 'fausse');
  });

  it('says that there is none', () => expect(check({ header: undefined })).toBe('absent'));

  it('holds five minutes, both ways', () => {
    expect(check({ nowMs: nowMs + 300_000 })).toBe('ok');
    expect(check({ nowMs: nowMs + 301_000 })).toBe('perimee');
    expect(check({ nowMs: nowMs - 300_000 })).toBe('ok');
    expect(check({ nowMs: nowMs - 301_000 })).toBe('perimee');
  });
});
