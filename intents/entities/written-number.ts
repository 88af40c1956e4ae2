import type { Lecture } from './lecture';

/** A number in digits, from token `i` to `next` excluded. */
export type Written = { value: number; next: number; decimals: boolean };

/**
 * "1 250", "1.250,50", "12oo", "1k2", "1,5 k": a number in digits that stands free. Codes ("A25"), dates and longer figures are none.
 *
 * @param afterSign the number may touch what precedes it ("3x200")
 */
export function writtenNumber(lecture: Lecture, i: number, afterSign = false): Written | null {
  const { kind, norm } = lecture.at(i);
  if (kind !== 'nombre' || norm.length > LONGEST || (!afterSign && isPieceOfCode(lecture, i))) return null;
  const read = inThousands(lecture, i) ?? withRoundZeros(lecture, i) ?? grouped(lecture, i);
  return read === null || isCut(lecture, read.next) ? null : read;
}

const LONGEST = 7;
const GLUE = /^[.,/\-_•°@#+]$/;

function isPieceOfCode(lecture: Lecture, i: number): boolean {
  if (!lecture.glued(i)) return false;
  const { kind, norm } = lecture.at(i - 1);
  if (kind === 'mot') return true;
  return GLUE.test(norm) && (lecture.glued(i - 1) || !/^[-+]$/.test(norm));
}

/** Something follows without a space and makes it another thing: "45m2", "12h", "09.11.26". */
function isCut(lecture: Lecture, next: number): boolean {
  if (!lecture.glued(next)) return false;
  const { kind, norm } = lecture.at(next);
  if (kind === 'nombre') return true;
  if (kind === 'mot') return !/^(?:e|eu|eur|euros?|x|balles)$/.test(norm);
  return /^[.,/\-_•:@°]$/.test(norm) && lecture.glued(next + 1) && lecture.at(next + 1).kind !== 'signe';
}

/** "1k2", "2K", "1,5 k". */
function inThousands(lecture: Lecture, i: number): Written | null {
  const decimal = decimalAfter(lecture, i + 1, 1);
  const k = decimal?.next ?? i + 1;
  if (lecture.norm(k) !== 'k' || lecture.at(k).start - lecture.at(k - 1).end > 1 || lecture.norm(i).length > 3) return null;
  const thousands = (Number(lecture.norm(i)) + (decimal?.value ?? 0)) * 1000;
  const tail = lecture.at(k + 1);
  if (!lecture.glued(k + 1) || tail.kind !== 'nombre') return { value: Math.round(thousands), next: k + 1, decimals: false };
  return decimal !== null || tail.norm.length > 3 ? null : { value: thousands + Number(tail.norm.padEnd(3, '0')), next: k + 2, decimals: false };
}

/** "12oo": the letter typed for the figure. */
function withRoundZeros(lecture: Lecture, i: number): Written | null {
  const { norm } = lecture.at(i + 1);
  if (!lecture.glued(i + 1) || !/^o{1,3}$/.test(norm)) return null;
  return { value: Number(lecture.norm(i)) * 10 ** norm.length, next: i + 2, decimals: false };
}

function grouped(lecture: Lecture, i: number): Written {
  let digits = lecture.norm(i);
  let next = i + 1;
  while (digits.length <= 6 && (next > i + 1 || lecture.norm(i).length <= 3)) {
    const group = groupAt(lecture, next);
    if (group === null) break;
    digits += lecture.norm(group);
    next = group + 1;
  }
  const decimal = decimalAfter(lecture, next, 2);
  return { value: Math.round((Number(digits) + (decimal?.value ?? 0)) * 100) / 100, next: decimal?.next ?? next, decimals: decimal !== null };
}

/** Three digits after a space or a point: index of their token. */
function groupAt(lecture: Lecture, at: number): number | null {
  const dotted = lecture.norm(at) === '.' && lecture.glued(at) && lecture.glued(at + 1);
  const group = dotted ? at + 1 : at;
  const { kind, norm, start } = lecture.at(group);
  if (kind !== 'nombre' || norm.length !== 3) return null;
  return dotted || start - lecture.at(at - 1).end === 1 ? group : null;
}

function decimalAfter(lecture: Lecture, at: number, most: number): { value: number; next: number } | null {
  if (!/^[.,]$/.test(lecture.norm(at)) || !lecture.glued(at) || !lecture.glued(at + 1)) return null;
  const { kind, norm } = lecture.at(at + 1);
  return kind === 'nombre' && norm.length <= most ? { value: Number(norm) / 10 ** norm.length, next: at + 2 } : null;
}
