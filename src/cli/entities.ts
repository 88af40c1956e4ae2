import { createInterface } from 'node:readline';
import { z } from 'zod';
import { extractEntities } from '../../intents/entities';
import { CodedError } from '../domain/errors';
import { systemClock, type Clock } from '../ops/clock';
import { optionsOf, text } from './command-line';
import TEXTES from './entities-textes.json';

/**
 * `npm run --silent entities [-- --now 2026-11-23T10:00:00+01:00] < messages.jsonl`
 *
 * Standard input: one JSON object a line, `{"id","text"}`. Standard output: `{"id","entities":[…]}` a line, same order, nothing
 * else; "hier" is counted from `--now`. A line that cannot be read gives `{"id","error":{"code","message"}}`, and the next one
 * is read. A number that must not be kept comes out masked.
 */

const lineSchema = z.object({ id: z.union([z.string(), z.number()]), text: z.string().max(100_000) });
const idSchema = z.object({ id: z.union([z.string(), z.number()]) });

async function main(): Promise<void> {
  const clock = readClock();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') await write(`${JSON.stringify(answerTo(line, clock()))}\n`);
  }
}

/** Waits for a slow reader: memory stays flat whatever the length of the input. */
async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

function readClock(): Clock {
  const { now } = optionsOf({ now: text });
  if (now === undefined) return systemClock;
  const fixed = new Date(now);
  if (Number.isNaN(fixed.getTime())) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.now);
  return () => fixed;
}

function answerTo(line: string, now: Date): object {
  const json = parse(line);
  if (json === undefined) return refused(null, TEXTES.json);
  const read = lineSchema.safeParse(json);
  if (!read.success) return refused(idSchema.safeParse(json).data?.id ?? null, TEXTES.forme);
  return { id: read.data.id, entities: extractEntities(read.data.text, now) };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const refused = (id: string | number | null, message: string): object => ({ id, error: { code: 'LIGNE_INVALIDE', message } });

main().catch((error: unknown) => {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
