import { parseArgs } from 'node:util';
import { decode, encode, trainClassifier, type Answer, type Classifier } from '../../intents/classifier';
import { hash32 } from '../../intents/hash';
import { accuracy, auroc, calibrationError, quantile } from './intents/measure';
import { rowsOf, SETS, type Row, type SetName } from './intents/sets';

/**
 * The classifier alone on the public sets: `node --import tsx test/bench/classifier.ts [--set massive-fr] [--dev]`.
 * `--dev` reads the dev part (a fifth of the training part where there is none) and is what choices are made on; the test
 * part is for reporting. Times are of one message, from text to probabilities, each message being new to the classifier.
 */
const NOISES = ['flat', 'typo1', 'typo2', 'sms', 'asr'] as const;

const isFifth = ({ text }: Row): boolean => hash32(text, 5) % 5 === 0;

function partsOf(set: SetName, dev: boolean): { train: Row[]; inside: Row[]; outside: Row[]; noises: (readonly [string, Row[]])[] } {
  const train = rowsOf(set, 'train');
  if (!dev) return { train, inside: rowsOf(set, 'test'), outside: rowsOf(set, 'oos_test'), noises: NOISES.map((n) => [n, rowsOf(set, `noise_${n}`)] as const) };
  const own = rowsOf(set, 'dev');
  const outside = rowsOf(set, 'oos_dev');
  return own.length > 0 ? { train, inside: own, outside, noises: [] } : { train: train.filter((r) => !isFifth(r)), inside: train.filter(isFifth), outside, noises: [] };
}

function measure(set: SetName, dev: boolean): string {
  const { train, inside, outside, noises } = partsOf(set, dev);
  const started = process.hrtime.bigint();
  const trained = trainClassifier(train, { language: SETS[set] });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const bytes = encode(trained);
  const before = process.hrtime.bigint();
  const classifier = decode(bytes);
  const loadMs = Number(process.hrtime.bigint() - before) / 1e6;
  const { answers, times } = timed(classifier, inside);
  const noisy = noises.map(([name, rows]) => (rows.length === 0 ? `${name}     -` : `${name} ${percent(rightOf(classifier, rows))}`));
  const area = outside.length === 0 ? '    -' : auroc(answers.map((a) => a.outOfScope), outside.map((r) => classifier.classify(r.text).outOfScope)).toFixed(3);
  const ece = calibrationError(answers.map((a) => ({ label: a.label, outside: a.outOfScope, probability: a.probability })), inside.map((r) => r.label)) ?? 0;
  return [
    set.padEnd(15), percent(accuracyOf(answers, inside)), ...noisy, `AUROC ${area}`, `ECE ${ece.toFixed(3)}`, `p50 ${quantile(times, 0.5).toFixed(0)} µs`, `p99 ${quantile(times, 0.99).toFixed(0)} µs`,
    `${(bytes.length / 1e6).toFixed(1)} MB`, `train ${seconds.toFixed(1)} s`, `load ${loadMs.toFixed(0)} ms`,
  ].join('  ');
}

const accuracyOf = (answers: readonly Answer[], rows: readonly Row[]): number => accuracy(answers.map((a) => ({ label: a.label, outside: a.outOfScope })), rows.map((r) => r.label));
const rightOf = (classifier: Classifier, rows: readonly Row[]): number => accuracyOf(rows.map((r) => classifier.classify(r.text)), rows);
const percent = (x: number): string => (100 * x).toFixed(2);

const WARM_UP = 500;

/** The machine is warmed up with the last messages; each message is then timed alone. */
function timed(classifier: Classifier, rows: readonly Row[]): { answers: Answer[]; times: number[] } {
  for (const { text } of rows.slice(-WARM_UP)) classifier.classify(text);
  const times: number[] = [];
  const answers = rows.map(({ text }) => {
    const from = process.hrtime.bigint();
    const answer = classifier.classify(text);
    times.push(Number(process.hrtime.bigint() - from) / 1e3);
    return answer;
  });
  return { answers, times };
}

function main(): void {
  const { values } = parseArgs({ options: { set: { type: 'string' }, dev: { type: 'boolean' } } });
  for (const set of Object.keys(SETS) as SetName[]) if (values.set === undefined || values.set === set) console.log(measure(set, values.dev === true));
}

main();
