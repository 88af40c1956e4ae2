import { TranscriptRefused } from './refused';

/** What WebVTT and SRT share: blocks between empty lines, each with its times. */

/** `line` counts from 1; `texte` keeps its line breaks. */
export type Cue = { line: number; debutMs: number; finMs: number; texte: string };
export type Block = { line: number; lines: string[] };

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let current: Block | null = null;
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    if (line.trim() === '') current = null;
    else if (current === null) blocks.push((current = { line: i + 1, lines: [line] }));
    else current.lines.push(line);
  });
  return blocks;
}

/**
 * The times may come after an identifier.
 * @throws TranscriptRefused horaire, with its line
 */
export function cueOf({ line, lines }: Block): Cue {
  const at = lines.findIndex((one) => one.includes('-->'));
  const timing = TIMING.exec(lines[at]?.trim().slice(0, 200) ?? '');
  if (at < 0 || at > 1 || timing === null) throw new TranscriptRefused('horaire', `ligne ${line + Math.max(at, 0)}`);
  const [debutMs, finMs] = [timing.slice(1, 5), timing.slice(5, 9)].map(millisecondsOf);
  return { line: line + at, debutMs: debutMs ?? 0, finMs: finMs ?? 0, texte: lines.slice(at + 1).join('\n') };
}

const TIME = String.raw`(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})`;
const TIMING = new RegExp(`^${TIME}\\s+-->\\s+${TIME}(?:\\s.*)?$`);

const millisecondsOf = ([hours = '0', minutes, seconds, thousandths]: (string | undefined)[]): number =>
  ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(thousandths);
