import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { loadUnderstander, type ExplainingUnderstander } from '../../intents/understand';
import { loadConfig, processEnvironment } from '../config';
import { CANAUX, type Canal } from '../domain/codes';
import type { Comprehension } from '../domain/comprehension';
import { CodedError } from '../domain/errors';
import { systemClock, type Clock } from '../ops/clock';
import { commandLine, flag, text } from './command-line';
import TEXTES from './triage-textes.json';

/**
 * `npm run --silent triage [-- --channel ivr] [--now 2026-11-23T10:00:00+01:00] [--explain] [message]`
 *
 * A message after the options is read alone. Otherwise, standard input: one JSON object a line, `{"id","text"}`. Standard output: one JSON object a line, same order, nothing else.
 * A line that cannot be read gives `{"id","error":{"code","message"}}`, and the next one is read. Progress goes to standard error.
 */

const lineSchema = z.object({ id: z.union([z.string(), z.number()]), text: z.string().max(100_000) });
const idSchema = z.object({ id: z.union([z.string(), z.number()]) });

type Options = { canal: Canal; clock: Clock; explain: boolean; /** The message given on the command line, empty when they come by standard input. */ said: string };

async function main(): Promise<void> {
  const options = readOptions();
  const cacheDir = loadConfig(processEnvironment()).DATA_DIR;
  const understander = loadUnderstander({ dataDir: join(__dirname, '..', '..', 'intents', 'data'), cacheDir, onProgress });
  if (options.said !== '') return write(`${JSON.stringify(answerTo({ id: 1, text: options.said }, understander, options))}\n`);
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') await write(`${JSON.stringify(answerToLine(line, understander, options))}\n`);
  }
}

const onProgress = (message: string): void => { process.stderr.write(`${message}\n`); };

/** Waits for a slow reader: memory stays flat whatever the length of the input. */
async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

function readOptions(): Options {
  const { values, positionals } = commandLine({ channel: text, now: text, explain: flag });
  const canal = CANAUX.find((c) => c === (values.channel ?? 'web'));
  if (canal === undefined) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.canal);
  return { canal, clock: clockFrom(values.now), explain: values.explain === true, said: positionals.join(' ') };
}

function clockFrom(now: string | undefined): Clock {
  if (now === undefined) return systemClock;
  const fixed = new Date(now);
  if (Number.isNaN(fixed.getTime())) throw new CodedError('CONFIGURATION_INVALIDE', TEXTES.now);
  return () => fixed;
}

function answerToLine(line: string, understander: ExplainingUnderstander, options: Options): object {
  const json = parse(line);
  return json === undefined ? refused(null, TEXTES.json) : answerTo(json, understander, options);
}

function answerTo(json: unknown, understander: ExplainingUnderstander, { canal, clock, explain }: Options): object {
  const read = lineSchema.safeParse(json);
  if (!read.success) return refused(idSchema.safeParse(json).data?.id ?? null, TEXTES.forme);
  const comprehension = understander.understand(read.data.text, { now: clock(), canal });
  return { id: read.data.id, ...answer(comprehension), ...(explain ? explanation(comprehension, understander.explain(read.data.text, comprehension.code)) : {}) };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const refused = (id: string | number | null, message: string): object => ({ id, error: { code: 'LIGNE_INVALIDE', message } });

const answer = ({ group, code, prestation, service, priority, safety, confidence, alternatives, entities }: Comprehension): object =>
  ({ group, code, prestation, service, priority, safety, confidence, alternatives, entities });

const explanation = ({ rule, clarification, second, revision, prestations, question }: Comprehension, words: ReturnType<ExplainingUnderstander['explain']>): object =>
  ({ rule, words, clarification, second, revision, prestations, question });

main().catch((error: unknown) => {
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
