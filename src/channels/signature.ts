import { keyedHash, sameText } from '../ops/hash';

export type SignatureCheck = 'ok' | 'absent' | 'perimee' | 'fausse';

/** A request older, or more ahead of us, than this is a replay or a clock to set right. */
export const SIGNATURE_WINDOW_SECONDS = 300;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * Whether a body was signed by who holds the secret, now. `X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256(secret, t + "." + rawBody)>`.
 * The signature is compared in constant time and before the date: who does not hold the secret learns nothing of our clock.
 *
 * @param rawBody the bytes as received, before any parsing
 * @param nowMs milliseconds since 1970
 */
export function verifySignature(given: { secret: string; header: string | undefined; rawBody: Buffer | string; nowMs: number }): SignatureCheck {
  if (given.header === undefined || given.header === '') return 'absent';
  const [, seconds, signature] = HEADER.exec(given.header) ?? [];
  if (seconds === undefined || signature === undefined) return 'fausse';
  if (!sameText(signature, hmacHex(given.secret, seconds, given.rawBody))) return 'fausse';
  return Math.abs(given.nowMs / 1_000 - Number(seconds)) > SIGNATURE_WINDOW_SECONDS ? 'perimee' : 'ok';
}

/** The header that goes with a body: what an integrator computes. */
export function signatureHeader(secret: string, rawBody: Buffer | string, nowMs: number): string {
  const seconds = String(Math.floor(nowMs / 1_000));
  return `t=${seconds},v1=${hmacHex(secret, seconds, rawBody)}`;
}

const hmacHex = (secret: string, seconds: string, rawBody: Buffer | string): string =>
  keyedHash(secret, Buffer.concat([Buffer.from(`${seconds}.`), Buffer.from(rawBody)])).toString('hex');
