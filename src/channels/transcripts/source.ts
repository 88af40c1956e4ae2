import type { z } from 'zod';
import { TranscriptRefused } from './refused';

/** Bytes to text, text to JSON, JSON to a checked shape; each failure names its place. */

/** @throws TranscriptRefused utf8, with the octet where it stops being text */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TranscriptRefused('utf8', `octet ${firstBadOctet(bytes)}`);
  }
}

/** Length of the longest readable beginning, found by halving: a decoder does not say where it stopped. */
function firstBadOctet(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isReadable(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isReadable(bytes: Uint8Array): boolean {
  try {
    // a character cut at the end is not wrong yet
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * JSON, forgiving the comma before a closing bracket that exports written by hand or by template have.
 * @throws TranscriptRefused json, with the line and the column
 */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return strictJson(withoutTrailingCommas(text));
  }
}

function strictJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length);
    throw new TranscriptRefused('json', placeIn(text, Math.min(position, text.length)));
  }
}

const placeIn = (text: string, position: number): string => {
  const before = text.slice(0, position);
  return `ligne ${before.split('\n').length}, colonne ${position - before.lastIndexOf('\n')}`;
};

/** Same length, so that places stay true. */
function withoutTrailingCommas(text: string): string {
  const commas: number[] = [];
  let [inString, comma] = [false, -1];
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i);
    if (inString) {
      if (sign === '\\') i++;
      else if (sign === '"') inString = false;
      continue;
    }
    if (/\s/.test(sign)) continue;
    if ((sign === ']' || sign === '}') && comma >= 0) commas.push(comma);
    comma = sign === ',' ? i : -1;
    inString = sign === '"';
  }
  return spaced(text, commas);
}

function spaced(text: string, positions: readonly number[]): string {
  const parts = positions.map((position, i) => text.slice((positions[i - 1] ?? -1) + 1, position));
  return positions.length === 0 ? text : `${parts.join(' ')} ${text.slice((positions.at(-1) ?? -1) + 1)}`;
}

/** @throws TranscriptRefused champ, with the path of the first wrong field */
export function checked<T>(schema: z.ZodType<T>, value: unknown, at = ''): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new TranscriptRefused('champ', at + pathOf(read.error.issues[0]?.path ?? []));
}

/** Paths may hold keys of the body: only short plain ones are repeated. */
const pathOf = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${/^\w{1,40}$/.test(String(key)) ? String(key) : '…'}`)).join('');
