import { Refusal } from './refusal';

const DEPTH_MAX = 32;

/** Strict UTF-8, at most 32 levels, and without the keys that change prototypes. */
export function parseJson(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('JSON_INVALIDE');
  }
  if (!isSound(value, DEPTH_MAX)) throw new Refusal('JSON_INVALIDE');
  return value;
}

function isSound(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((child) => isSound(child, depth - 1));
}
