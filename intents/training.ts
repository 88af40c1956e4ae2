import { DRAPEAUX, PRESTATIONS, REVISIONS, type Code, type Drapeau, type PrestationOuAucune } from '../src/domain/codes';
import { fitParaphrases } from './at-stake';
import { foldsOf } from './classifier/folds';
import { askedOf, learnAsked, type Lesson } from './classifier/one-vs-rest';
import { learnSideBySide } from './classifier/side-by-side';
import { Vectorizer } from './classifier/vectorizer';
import { learnVocabulary, type Matrix, type Sparse } from './classifier/vocabulary';
import { fitSharpness, scoresOf, type LinearModel } from './classifier/weights';
import { FIRST_SCRIBE, NO_FACT, type Example } from './data';
import { hash32 } from './hash';
import { fitJudges, fitRight, groupsOf, judged, NO_JUDGES, rightSignals, RIDGE } from './judgement';
import { groupeOf, GROUPES, headOf, newReader, readWords, USUAL_SHARPNESS, WEIGHING, type Bundle, type Head, type Heads } from './model';
import { noisy } from './noise';
import { tokenize } from './normalize';
import { read, readRaw, type RawReading } from './reading';
import { buildLexicon, Speller, wordCounts } from './spelling';
import { decide } from './triage';
import { fitPairs } from './two-requests';

/** Measured out of fold: more epochs or another cost bring nothing. */
const OPTIONS = { epochs: 3, seed: 20261123 };
const COST = 0.5;
const GROUP_COST = 0.3;
const NOISY_COPIES = 1;
/** How far scores can be believed is fitted on sentences read by heads that have seen none of their authors: one in so many of each part. */
const PARTS = 4;
const READ_ONE_IN = 5;
/** Measured on held-out sentences: the group's own head counts for this much beside the codes. */
const GROUP_SHARPNESS = 2;
const CLEAN = new Set(['courant', 'lettre', 'colere', 'recit', 'tiers', 'age']);

export type Progress = (message: string) => void;

/**
 * Learns from `examples`; the same examples give the same bytes.
 *
 * @param tuning sentences by other authors, on which the confidence announced is fitted and nothing else is learnt
 */
export function trainBundle(examples: readonly Example[], tuning: readonly Example[], id: string, onProgress: Progress): Bundle {
  const lexicon = buildLexicon(cleanWordCounts(examples));
  const speller = new Speller(lexicon);
  const texts = [examples.map((e) => e.text), ...Array.from({ length: NOISY_COPIES }, (_, copy) => examples.map((e) => noisy(e.text, copy)))].flat();
  const rows = texts.map((text) => readWords(text, speller).words);
  const reader = newReader();
  const { vocabulary, x } = learnVocabulary(rows, reader, WEIGHING);
  onProgress(`${vocabulary.size} traits`);
  const labels = labelsOf(examples);
  const partOf = foldsOf(rows.slice(0, examples.length), examples.map(heldOutWith), examples.map((e) => GROUPES.indexOf(groupeOf(e.code))), PARTS);
  // The learning that serves, then one a part, from the clean sentences of the others.
  const used = [null, ...Array.from({ length: PARTS }, (_, part) => Uint8Array.from({ length: x.rows }, (__, row) => Number(row < examples.length && partOf[row] !== part)))];
  const [models, ...apart] = learnSideBySide({ x, asked: askedOf(x.rows, lessonsOf(examples, labels)), run: OPTIONS, used }, (done) => onProgress(`appris : ${done} sur ${PARTS + 1}`));
  const faits = factsHead(examples, x);
  const shared = { id, lexicon, faits, vectorizer: new Vectorizer(vocabulary, reader, WEIGHING), prior: priorOf(examples, labels.codes, labels.prestations), judges: NO_JUDGES };
  const parts = apart.map((ofPart, part): Part => ({
    models: ofPart,
    unseen: examples.flatMap((example, row) => (partOf[row] === part && hash32(example.text) % READ_ONE_IN === 0 ? [{ example, vector: rowOf(x, row) }] : [])),
    twofold: examples.filter((example, row) => partOf[row] === part && example.second !== null),
  }));
  const sharpness = sharpnessOf(parts, labels);
  const bundleOf = (learnt: readonly LinearModel[]): Bundle => ({ ...shared, ...headsOf(labels, learnt, sharpness) });
  const readBy = (chosen: (part: Part) => readonly Example[]): { example: Example; raw: RawReading }[] => parts.flatMap((part) => {
    const bundle = bundleOf(part.models);
    return chosen(part).map((example) => ({ example, raw: readRaw(example.text, bundle, speller) }));
  });
  const alone = readBy((part) => part.unseen.map(({ example }) => example));
  const twofold = readBy((part) => part.twofold);
  const ofOne = fitJudges(alone);
  const single = alone.filter(({ example }) => example.second === null);
  const pairs = fitPairs([...single, ...twofold].map(({ raw, example }) => ({ raw: { ...raw, groups: groupsOf(raw, ofOne.groups) }, example })), RIDGE);
  const judges = { ...NO_JUDGES, ...ofOne, pairs };
  const decided = alone.map(({ raw, example }) => ({ raw, example, code: decide({ text: example.text, reading: judged(raw, judges), entities: [] }).code }));
  const paraphrase = fitParaphrases(decided, { prior: shared.prior, labels: labels.prestations }, RIDGE);
  onProgress('certitude mesurée');
  return withRight({ ...bundleOf(models!), judges: { ...judges, paraphrase } }, speller, tuning);
}

/** Sentences of some authors, all those that make two requests, and heads that have not seen them. */
type Part = { models: LinearModel[]; unseen: { example: Example; vector: Sparse }[]; twofold: Example[] };

/** Fits the last judge, which says how sure a decision is, on sentences chosen for tuning. */
function withRight(bundle: Bundle, speller: Speller, tuning: readonly Example[]): Bundle {
  const right = fitRight(tuning.map(({ text, code, second }) => {
    const reading = read(text, bundle, speller);
    const decision = decide({ text, reading, entities: [] });
    return { signals: rightSignals(decision, reading), right: decision.code === code || decision.code === second };
  }));
  return { ...bundle, judges: { ...bundle.judges, right } };
}

/** What is left out together: all the sentences of an author. */
const heldOutWith = ({ scribe }: Example): string => (scribe === FIRST_SCRIBE ? '' : scribe);

type Labels = { codes: Code[]; prestations: PrestationOuAucune[] };

const labelsOf = (examples: readonly Example[]): Labels => ({ codes: [...new Set(examples.map((e) => e.code))].sort(), prestations: [...PRESTATIONS, 'AUCUNE'] });

/** In the order of `headsOf`. */
function lessonsOf(examples: readonly Example[], { codes, prestations }: Labels): Lesson[] {
  const lesson = <L>(labels: readonly L[], signOf: (e: Example, label: L) => number, cost = COST): Lesson =>
    ({ labels: labels.length, cost, signOf: (row, l) => signOf(examples[row % examples.length]!, labels[l]!) });
  return [
    lesson(codes, (e, code) => sign(e.code === code || e.second === code)),
    lesson(prestations, (e, p) => (e.prestation === null ? 0 : sign(e.prestation === p))),
    lesson(GROUPES, (e, g) => sign(groupeOf(e.code) === g), GROUP_COST),
    lesson(DRAPEAUX, (e, d) => sign(hasFlag(e, d))),
    lesson(REVISIONS, (e, r) => (e.revision === null ? 0 : sign(e.revision === r))),
  ];
}

/** Few sentences are labelled with the fact that they ask for; of those that say nothing of facts, one in so many stands for all that asks none of them. */
const OTHERS_ONE_IN = 8;
const FACTS_RUN = { epochs: 6, seed: OPTIONS.seed };
const FACTS_COST = 1;

/** What is not labelled counts as asking for none: taught otherwise, the head told facts to those who ask in general. */
function factsHead(examples: readonly Example[], x: Matrix): Head<string> {
  const labels = [...new Set(examples.flatMap(({ fait }) => (fait === null || fait === NO_FACT ? [] : [fait])))].sort();
  const at = (row: number): Example => examples[row % examples.length]!;
  const signOf = (row: number, label: number): number => sign(at(row).fait === labels[label]);
  const used = Uint8Array.from({ length: x.rows }, (_, row) => Number(at(row).fait !== null || row % OTHERS_ONE_IN === 0));
  const [model] = learnAsked(x, askedOf(x.rows, [{ labels: labels.length, cost: FACTS_COST, signOf }]), FACTS_RUN, used);
  return headOf(labels, model!, USUAL_SHARPNESS);
}

function headsOf({ codes, prestations }: Labels, [byCode, byPrestation, byGroupe, byDrapeau, byRevision]: readonly LinearModel[], sharpness: { codes: number; prestations: number }): Omit<Heads, 'faits'> {
  return {
    codes: headOf(codes, byCode!, sharpness.codes),
    prestations: headOf(prestations, byPrestation!, sharpness.prestations),
    groupes: headOf([...GROUPES], byGroupe!, GROUP_SHARPNESS),
    drapeaux: headOf([...DRAPEAUX], byDrapeau!, USUAL_SHARPNESS),
    revisions: headOf([...REVISIONS], byRevision!, USUAL_SHARPNESS),
  };
}

const sign = (belongs: boolean): number => (belongs ? 1 : -1);

const rowOf = ({ start, index, value }: Matrix, row: number): Sparse => ({ index: index.subarray(start[row], start[row + 1]), value: value.subarray(start[row], start[row + 1]) });

/** Sharpness under which the labels of unseen sentences are likeliest; a label may not be known. */
function sharpnessOf(parts: readonly Part[], { codes, prestations }: Labels): { codes: number; prestations: number } {
  const fitted = (head: number, truthOf: (e: Example) => number): number => fitSharpness(parts.flatMap(({ models, unseen }) => unseen.flatMap(({ example, vector }) => {
    const truth = truthOf(example);
    return truth < 0 ? [] : [{ truth, scores: scoresOf(models[head]!, vector) }];
  })));
  return { codes: fitted(0, ({ code }) => codes.indexOf(code)), prestations: fitted(1, ({ prestation }) => prestations.findIndex((p) => p === prestation)) };
}

const hasFlag = (e: Example, flag: Drapeau): boolean => e.flags.includes(flag) || (e.flags.length === 0 && e.code === flag.toUpperCase());

function cleanWordCounts(examples: readonly Example[]): Map<string, number> {
  const counts = wordCounts(examples.filter((e) => CLEAN.has(e.style)).map((e) => tokenize(e.text).map((t) => t.norm)));
  return new Map([...counts].filter(([, n]) => n >= 2));
}

function priorOf(examples: readonly Example[], codes: readonly Code[], prestations: readonly PrestationOuAucune[]): Bundle['prior'] {
  return Object.fromEntries(codes.map((code) => {
    const rows = examples.filter((e) => e.code === code && e.prestation !== null);
    const total = rows.length + 0.1 * prestations.length;
    return [code, Object.fromEntries(prestations.map((p) => [p, (rows.filter((e) => e.prestation === p).length + 0.1) / total]))];
  }));
}
