import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadUnderstander } from '../../intents/understand';
import type { Understander } from '../../intents/understand';
import type { Comprehension } from '../../src/domain/comprehension';

/**
 * Messages written by people who had read neither the training sentences nor the code: 240 (`inedits.jsonl`), then 120 more
 * (`aveugle.jsonl`, read once with the model frozen before anything was mended). The closest thing here to messages that nobody
 * has seen. Never used for training or tuning; measured after the fact. `node --import tsx test/bench/inedits.ts` prints the tables.
 */
const ROOT = join(__dirname, '..', '..');
const NOW = new Date('2026-11-23T10:00:00+01:00');

const rowSchema = z.object({
  id: z.string(), text: z.string(), channel: z.enum(['web', 'ivr']), group: z.enum(['simple', 'expert', 'out_of_scope', 'clarify']),
  code: z.string(), codesAcceptes: z.array(z.string()).default([]), prestation: z.string(), service: z.string(), safety: z.string().nullable(),
});
type Row = z.infer<typeof rowSchema>;
type Read = { row: Row; c: Comprehension };

export type Measure = { name: string; right: number; of: number };

export const UNSEEN_FILES = ['inedits.jsonl', 'aveugle.jsonl'] as const;

export function measureUnseen(understander: Understander, file: (typeof UNSEEN_FILES)[number]): Measure[] {
  const rows = readFileSync(join(__dirname, file), 'utf8').trim().split('\n').map((line) => rowSchema.parse(JSON.parse(line)));
  const reads = rows.map((row) => ({ row, c: understander.understand(row.text, { now: NOW, canal: row.channel }) }));
  const ratio = (name: string, among: (read: Read) => boolean, right: (read: Read) => boolean): Measure => {
    const kept = reads.filter(among);
    return { name, right: kept.filter(right).length, of: kept.length };
  };
  const isExpert = ({ row }: Read): boolean => row.group === 'expert';
  return [
    ratio('group', ({ row }) => row.group !== 'clarify', ({ row, c }) => c.group === row.group),
    ratio('expertRecall', isExpert, ({ c }) => c.group === 'expert'),
    ratio('expertPrecision', ({ c }) => c.group === 'expert', ({ row }) => row.group === 'expert' || row.group === 'clarify'),
    ratio('safetyRecall', ({ row }) => URGENT.includes(row.safety ?? ''), ({ row, c }) => c.safety === row.safety),
    ratio('falseAlarms', ({ row }) => !DANGERS.includes(row.safety ?? ''), ({ c }) => DANGERS.includes(c.safety ?? '')),
    ratio('motif', isExpert, hasCode),
    ratio('service', isExpert, ({ row, c }) => c.service === row.service),
    ratio('simpleCode', ({ row }) => row.group === 'simple', hasCode),
    ratio('outOfScope', ({ row }) => row.group === 'out_of_scope', ({ c }) => c.group === 'out_of_scope'),
    ratio('prestation', () => true, ({ row, c }) => c.prestation === row.prestation || [c.prestation, row.prestation].every((p) => UNSAID.includes(p))),
  ];
}

const hasCode = ({ row, c }: Read): boolean => [row.code, ...row.codesAcceptes].includes(c.code);
const DANGERS = ['detresse', 'violences', 'menace'];
const URGENT = [...DANGERS, 'compte_compromis'];
/** What is not said leads to the same question: none at stake, or not told. */
const UNSAID = ['AUCUNE', 'INCONNUE'];

if (require.main === module) {
  const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
  for (const file of UNSEEN_FILES) {
    console.log(file);
    for (const { name, right, of } of measureUnseen(understander, file)) console.log(`  ${name.padEnd(16)} ${((100 * right) / of).toFixed(1).padStart(5)} %  (${right}/${of})`);
  }
}
