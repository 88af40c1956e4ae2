import type { IncomingMessage } from 'node:http';
import { parseJson } from '../channels/json';
import { Refusal } from '../channels/refusal';

export const JSON_MAX_OCTETS = 262_144;

/**
 * The whole body.
 * @throws Refusal CORPS_TROP_GROS. What comes beyond is read and dropped up to twice the limit, so that the client hears the answer;
 * then the connection is left to close.
 */
export async function readBody(req: IncomingMessage, maxOctets: number): Promise<Buffer> {
  const patience = maxOctets * 2;
  if (Number(req.headers['content-length'] ?? 0) > patience) throw new Refusal('CORPS_TROP_GROS');
  const chunks: Buffer[] = [];
  let octets = 0;
  try {
    for await (const chunk of req) {
      if (!Buffer.isBuffer(chunk)) continue;
      octets += chunk.length;
      if (octets <= maxOctets) chunks.push(chunk);
      if (octets > patience) break;
    }
  } catch {
    throw new Refusal('REQUETE_INVALIDE');
  }
  if (octets > maxOctets) throw new Refusal('CORPS_TROP_GROS');
  return Buffer.concat(chunks);
}

/**
 * A JSON body, or undefined when there is none.
 * @throws Refusal TYPE_REFUSE, CORPS_TROP_GROS, JSON_INVALIDE
 */
export async function readJson(req: IncomingMessage, maxOctets = JSON_MAX_OCTETS): Promise<unknown> {
  const type = req.headers['content-type'];
  const isJson = type === undefined || /^application\/json(?:\s*;|\s*$)/i.test(type);
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(type ?? '')?.[1];
  const bytes = await readBody(req, maxOctets);
  if (bytes.length === 0) return undefined;
  if (!isJson || type === undefined || (charset && !/^utf-?8$/i.test(charset))) throw new Refusal('TYPE_REFUSE');
  return parseJson(bytes);
}
