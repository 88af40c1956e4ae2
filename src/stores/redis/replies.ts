import { CodedError } from '../../domain/errors';

/** Replies of Redis, checked: bulk strings come as buffers, so that compressed records and files pass unharmed. */

export function text(reply: unknown): string {
  if (Buffer.isBuffer(reply)) return reply.toString();
  if (typeof reply === 'string') return reply;
  throw unexpected();
}

export function bytes(reply: unknown): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  throw unexpected();
}

export function integer(reply: unknown): number {
  const value = typeof reply === 'number' ? reply : Number(text(reply));
  if (!Number.isSafeInteger(value)) throw unexpected();
  return value;
}

export function list(reply: unknown): unknown[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected();
}

export const texts = (reply: unknown): string[] => list(reply).map(text);

/** A flat list of pairs: [a, 1, b, 2] -> [[a, 1], [b, 2]]. */
export const pairs = (reply: unknown): [unknown, unknown][] => {
  const flat = list(reply);
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
};

const unexpected = (): CodedError => new CodedError('ETAT_ILLISIBLE', 'Redis answered something else than what is kept there');
