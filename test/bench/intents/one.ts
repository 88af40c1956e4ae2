import { accuracy, auroc, calibrationError, quantile } from './measure';
import type { Answer, Batch, Peer, Program } from './peer';
import { fasttext } from './peers/fasttext';
import { svm } from './peers/svm';
import { readSet, type BenchSet, type SetName } from './sets';

/** One contender on one set: prints one JSON line, or `null` when the contender is not installed. */
export type Figures = {
  peer: string; set: SetName; clean: number; typo2: number | null; sms: number | null; asr: number | null; auroc: number | null;
  /** For contenders that announce probabilities. */
  ece: number | null;
  /** Microseconds a message, from text to answer. */
  p50: number; p99: number; bytes: number; trainSeconds: number;
};

const PROGRAMS: Record<string, Program> = { fasttext, svm };

/** Loaded one at a time: a contender's memory and start must not weigh on another. */
async function peerNamed(name: string): Promise<Peer | null> {
  switch (name) {
    case 'ours': return (await import('./peers/ours.js')).ours;
    case 'natural': return (await import('./peers/natural.js')).natural;
    case 'nlpjs': return (await import('./peers/nlpjs.js')).nlpjs;
    case 'nlpjs-none': return (await import('./peers/nlpjs.js')).nlpjsNone;
    case 'wink': return (await import('./peers/wink.js')).wink;
    default: return null;
  }
}

async function main([name = '', set = '']: string[]): Promise<void> {
  const bench = readSet(set as SetName);
  const program = PROGRAMS[name];
  const peer = await peerNamed(name);
  if (program !== undefined) return print(program.isHere() ? figuresOf(program.name, bench, program.run(bench.train, textsOf(bench), bench.language)) : null);
  if (peer === null) throw new Error(`unknown contender: ${name}`);
  print(figuresOf(peer.name, bench, await measured(peer, bench)));
}

const noisesOf = (bench: BenchSet): string[] => Object.keys(bench.noises).filter((n) => (bench.noises[n]?.length ?? 0) > 0);
const textsOf = (bench: BenchSet): string[] => [...bench.test, ...noisesOf(bench).flatMap((n) => bench.noises[n] ?? []), ...bench.oos].map((r) => r.text);

/** Slow contenders are timed on fewer messages. */
const WARM_UP = 200;

async function measured(peer: Peer, bench: BenchSet): Promise<Batch> {
  const started = process.hrtime.bigint();
  const trained = await peer.train(bench.train, bench.language);
  const trainSeconds = Number(process.hrtime.bigint() - started) / 1e9;
  const texts = textsOf(bench);
  for (const text of texts.slice(-WARM_UP)) await trained.classify(text);
  const answers: Answer[] = [];
  const times: number[] = [];
  for (const text of texts) {
    const before = process.hrtime.bigint();
    const answer = trained.classify(text);
    answers.push(answer instanceof Promise ? await answer : answer);
    times.push(Number(process.hrtime.bigint() - before) / 1e3);
  }
  const timed = times.slice(0, bench.test.length);
  return { answers, bytes: trained.bytes, trainSeconds, p50: quantile(timed, 0.5), p99: quantile(timed, 0.99) };
}

function figuresOf(peer: string, bench: BenchSet, { answers, bytes, trainSeconds, p50, p99 }: Batch): Figures {
  let at = 0;
  const next = (n: number): Answer[] => answers.slice(at, (at += n));
  const inside = next(bench.test.length);
  const noisy = new Map(noisesOf(bench).map((n) => [n, accuracy(next(bench.noises[n]?.length ?? 0), (bench.noises[n] ?? []).map((r) => r.label))]));
  const outside = next(bench.oos.length);
  return {
    peer, set: bench.name, clean: accuracy(inside, bench.test.map((r) => r.label)),
    typo2: noisy.get('typo2') ?? null, sms: noisy.get('sms') ?? null, asr: noisy.get('asr') ?? null,
    auroc: outside.length === 0 ? null : auroc(inside.map((a) => a.outside), outside.map((a) => a.outside)),
    ece: calibrationError(inside, bench.test.map((r) => r.label)), p50, p99, bytes, trainSeconds,
  };
}

const print = (figures: Figures | null): void => { process.stdout.write(`${JSON.stringify(figures)}\n`); };

void main(process.argv.slice(2));
