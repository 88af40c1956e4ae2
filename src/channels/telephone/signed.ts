import { parseJson } from '../json';
import { Refusal } from '../refusal';
import { verifySignature } from '../signature';
import { tourVocalSchema, type TourVocal } from './turns';

/** Our own endpoint, for any integrator: `TourVocal` in, `ReponseVocale` out, signed. */
export const SIGNED_PATH = '/ivr/v1/tours';

/**
 * @param rawBody the bytes as received
 * @throws Refusal SIGNATURE_REFUSEE, JSON_INVALIDE, ACTIVITE_INVALIDE
 */
export function signedTurn(secret: string, header: string | undefined, rawBody: Buffer, nowMs: number): TourVocal {
  if (verifySignature({ secret, header, rawBody, nowMs }) !== 'ok') throw new Refusal('SIGNATURE_REFUSEE');
  const parsed = tourVocalSchema.safeParse(parseJson(rawBody));
  if (!parsed.success || parsed.data.fournisseur !== 'http') throw new Refusal('ACTIVITE_INVALIDE');
  // one turn of a call has one content, whatever key it is sent under
  return { ...parsed.data, cleIdempotence: `t${parsed.data.tour}` };
}
