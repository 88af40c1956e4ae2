import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Public sets of ../shared/data/nlu, read from there. */
export type Row = { text: string; label: string };
export type Language = 'fr' | 'en';
export type SetName = 'massive-fr' | 'massive-fr-oos' | 'covidfaq-fr' | 'banking77' | 'clinc150';
export type BenchSet = { name: SetName; language: Language; train: Row[]; test: Row[]; noises: Record<string, Row[]>; oos: Row[] };

const ROOT = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'nlu');
export const SETS: Record<SetName, Language> = { 'massive-fr': 'fr', 'massive-fr-oos': 'fr', 'covidfaq-fr': 'fr', banking77: 'en', clinc150: 'en' };
export const NOISES = ['typo2', 'sms', 'asr'] as const;

export const hasSets = (): boolean => existsSync(ROOT);

export function readSet(name: SetName): BenchSet {
  const read = (file: string): Row[] => rowsOf(name, file);
  return { name, language: SETS[name], train: read('train'), test: read('test'), noises: Object.fromEntries(NOISES.map((n) => [n, read(`noise_${n}`)])), oos: read('oos_test') };
}

const line = z.object({ text: z.string(), intent: z.string() });

/** Rows of one file of a set; none where the set has no such file. */
export function rowsOf(set: SetName, file: string): Row[] {
  const path = join(ROOT, set, `${file}.jsonl`);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter((l) => l.trim() !== '').map((l) => {
    const { text, intent } = line.parse(JSON.parse(l));
    return { text, label: intent };
  });
}
