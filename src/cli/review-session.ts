import type { Code } from '../domain/codes';
import type { ReviewEntry } from '../domain/review';
import { fill } from '../ops/fill';
import type { Codes } from './review-codes';
import type { Decision, Outcome } from './review-decisions';
import { counted, decimal, messages } from './review-format';
import TEXTES from './review-textes.json';

/** Reading in a terminal: a group of neighbours at a time, five messages at most, each decision written at once. */

export type Session = {
  groups: readonly (readonly ReviewEntry[])[];
  codes: Codes;
  /** The next line typed, `null` at the end. */
  ask: (question: string) => Promise<string | null>;
  print: (text: string) => void;
  apply: (decisions: readonly Decision[]) => Promise<Outcome>;
};

const SHOWN = 5;

type Progress = { rang: number; done: number; total: number };

/** @returns when everything was shown, or the person stopped */
export async function review(session: Session): Promise<void> {
  const { groups, print } = session;
  const progress: Progress = { rang: 0, done: 0, total: groups.reduce((sum, group) => sum + group.length, 0) };
  print(fill(TEXTES.debut, { n: messages(progress.total), g: counted(groups.length, TEXTES.groupes) }));
  for (const group of groups) {
    progress.rang += 1;
    if ((await reviewGroup(group, progress, session)) === 'stop') return;
  }
}

async function reviewGroup(group: readonly ReviewEntry[], progress: Progress, session: Session): Promise<'next' | 'stop'> {
  let left = [...group];
  while (left.length > 0) {
    const shown = left.slice(0, SHOWN);
    show(shown, left.length, progress, session);
    const chosen = await choose(shown, session);
    if (chosen === 'stop') return 'stop';
    const settled = chosen === 'skip' ? shown : chosen.map(({ entry }) => entry);
    if (chosen !== 'skip') report(await session.apply(chosen), session.print);
    progress.done += settled.length;
    left = left.filter((entry) => !settled.includes(entry));
  }
  return 'next';
}

function show(shown: readonly ReviewEntry[], inGroup: number, { rang, done, total }: Progress, { groups, codes, print }: Session): void {
  const mean = shown.reduce((sum, { confiance }) => sum + confiance, 0) / shown.length;
  print(`\n${fill(TEXTES.groupe, { rang, g: groups.length, n: messages(inGroup), confiance: decimal(mean), faits: done, total })}`);
  shown.forEach((entry, i) => print(described(entry, i + 1, codes)));
  if (inGroup > shown.length) print(fill(TEXTES.suite, { n: messages(inGroup - shown.length) }));
}

function described({ texte, code, confiance, alternatives, codeChoisi, raison, canal, jour, correction }: ReviewEntry, rang: number, { sens }: Codes): string {
  const others = alternatives.map((other) => `${other.code} ${decimal(other.confidence)}`).join(', ');
  const autres = others === '' ? '' : fill(TEXTES.ensuite, { autres: others });
  const choisi = codeChoisi === null ? '' : fill(TEXTES.choisi, { code: codeChoisi, sens: sens(codeChoisi) });
  return [
    fill(TEXTES.message, { rang, texte }),
    fill(TEXTES.compris, { code, sens: sens(code), confiance: decimal(confiance), autres }),
    fill(TEXTES.raison, { raison: TEXTES.raisons[raison], canal: TEXTES.canaux[canal], jour, choisi }),
    ...(correction ? [fill(TEXTES.corrige, { quoi: TEXTES.corrections[correction.quoi], avant: correction.avant, apres: correction.apres })] : []),
  ].join('\n');
}

/** Asks until what is typed says what to do with messages shown. */
async function choose(shown: readonly ReviewEntry[], session: Session): Promise<Decision[] | 'skip' | 'stop'> {
  for (;;) {
    const typed = (await session.ask(TEXTES.question))?.trim();
    if (typed === undefined || typed.toLowerCase() === 'q') return 'stop';
    if (typed.toLowerCase() === 'p') return 'skip';
    if (typed.startsWith('?')) session.print(help(typed.slice(1), session.codes));
    else if (typed !== '') {
      const read = readChoice(typed, shown, session.codes);
      if (typeof read !== 'string') return read;
      session.print(read);
    }
  }
}

function help(word: string, { search, sens }: Codes): string {
  if (word.trim() === '') return TEXTES.aide;
  const found = search(word);
  return found.length === 0 ? fill(TEXTES.pasTrouve, { mot: word.trim() }) : found.map((code) => `  ${code} : ${sens(code)}`).join('\n');
}

/** "CODE", "x", "1 3 CODE": the decisions, or what is wrong. */
function readChoice(typed: string, shown: readonly ReviewEntry[], codes: Codes): Decision[] | string {
  const [, ranks = '', word = ''] = /^((?:\d+[\s,]+)*)(.*)$/.exec(typed) ?? [];
  const picked = ranks.match(/\d+/g)?.map(Number) ?? shown.map((_, i) => i + 1);
  const outside = picked.find((rang) => rang < 1 || rang > shown.length);
  if (outside !== undefined) return fill(TEXTES.horsListe, { rang: outside });
  const code = readCode(word, codes);
  if (typeof code !== 'string') return code.wrong;
  return shown.filter((_, i) => picked.includes(i + 1)).map((entry) => ({ entry, code }));
}

function readCode(word: string, { startingWith }: Codes): Code | 'x' | { wrong: string } {
  if (word.toLowerCase() === 'x') return 'x';
  const [only, other, ...more] = startingWith(word);
  if (only === undefined) return { wrong: fill(TEXTES.inconnu, { mot: word.slice(0, 40) }) };
  return other === undefined ? only : { wrong: fill(TEXTES.plusieurs, { codes: [only, other, ...more].join(', ') }) };
}

export function report({ learnt, thrown, refused }: Outcome, print: (text: string) => void): void {
  for (const code of new Set(learnt.map((lesson) => lesson.code))) print(fill(TEXTES.accepte, { n: messages(learnt.filter((lesson) => lesson.code === code).length), code }));
  if (thrown > 0) print(fill(TEXTES.jete, { n: messages(thrown) }));
  for (const { entry, why } of refused) print(fill(TEXTES.refus[why], { texte: entry.texte.slice(0, 80) }));
}
