import type { Lecture } from './lecture';
import TEMPS from './lexique/temps.json';

/** Whether a day is told as past, coming, or named by what is expected ("audience"): what chooses between the last and the next "3 mars". */
export type Tense = 'passe' | 'futur' | 'attendu';

const FUTURE = new Set(TEMPS.futur);
const EXPECTED = new Set(TEMPS.attendus);
const PRESENT = new Set(TEMPS.verbesPresents);
const AUXILIARIES = new Set(TEMPS.auxiliaires);
const PAST = new Set(TEMPS.passe);
const OVER = new Set(TEMPS.passeFort);
const DEADLINES = new Set(TEMPS.echeances);

const BACK = 12;
const AHEAD = 7;

/** The nearest word before that tells, else the nearest after, in the sentence; `null` when nothing tells. */
export function tenseOf(lecture: Lecture, i: number, next: number): Tense | null {
  if (isDeadline(lecture, i)) return isOver(lecture, next) || wasUntil(lecture, i) ? 'passe' : 'futur';
  const told = toldOf(lecture);
  for (let at = i - 1; at >= i - BACK && lecture.sameSentence(at, i); at--) {
    const tense = tenseAt(lecture, told, at);
    if (tense !== null) return tense;
  }
  for (let at = next; at < next + AHEAD && lecture.sameSentence(at, i); at++) {
    const tense = tenseAt(lecture, told, at);
    if (tense !== null) return tense;
  }
  return null;
}

/** "avant le", "jusqu'au", "d'ici le". */
export function isDeadline(lecture: Lecture, i: number): boolean {
  for (let at = i - 1; at >= i - 4; at--) {
    if (DEADLINES.has(lecture.norm(at))) return true;
    if (lecture.norm(at) === 'ici' && lecture.norm(at - 1) === 'd') return true;
    if (!/^(?:le|la|au|a|en|fin|debut|mi|du|mois|de|d|l)$/.test(lecture.norm(at))) return false;
  }
  return false;
}

const UNTIL_REACH = 9;

/** "j'ai travaillé jusqu'au 15", "je touchais l'APL jusqu'en mars": over, unless something is to be done by then ("reçu pour payer avant le 3"). */
function wasUntil(lecture: Lecture, i: number): boolean {
  for (let at = i - 2; at >= i - UNTIL_REACH && lecture.sameSentence(at, i); at--) {
    const norm = lecture.norm(at);
    if (/^(?:pour|dois|doit|faut|devez|devons|,)$/.test(norm) || isFutureVerb(norm)) return false;
    if (/^(?:ai|jai|avons|avait|avais|etait|etais|etions)$/.test(norm)) return lecture.norm(at + 1) !== 'jusqu';
    if (norm.length >= 6 && /(?:ais|ait|aient|ions)$/.test(norm)) return true;
  }
  return false;
}

function isOver(lecture: Lecture, next: number): boolean {
  for (let at = next; at < next + 4; at++) if (/^(?:etais|etait|etions|avais|avait|avions)$/.test(lecture.norm(at))) return true;
  return false;
}

const TENSES: readonly (Tense | null)[] = [null, 'passe', 'futur', 'attendu'];
/** For each word already looked at, 1 and its rank in `TENSES`; 0 before. */
const memo = new WeakMap<Lecture, Uint8Array>();

function toldOf(lecture: Lecture): Uint8Array {
  const known = memo.get(lecture) ?? new Uint8Array(lecture.tokens.length);
  memo.set(lecture, known);
  return known;
}

/** What one word tells; found once for each word of a text. */
function tenseAt(lecture: Lecture, told: Uint8Array, at: number): Tense | null {
  const known = told[at];
  if (known !== undefined && known > 0) return TENSES[known - 1] ?? null;
  const tense = toldBy(lecture, at);
  told[at] = 1 + TENSES.indexOf(tense);
  return tense;
}

function toldBy(lecture: Lecture, at: number): Tense | null {
  const { norm, kind } = lecture.at(at);
  if (kind !== 'mot') return null;
  if (EXPECTED.has(norm)) return isToldAsOver(lecture, at) ? 'passe' : 'attendu';
  if (PRESENT.has(norm)) return isPastParticiple(lecture, at) ? 'passe' : isConjugated(lecture, at) ? 'futur' : null;
  if (FUTURE.has(norm)) return norm === 'va' && !isGoingTo(lecture, at) ? null : 'futur';
  if (PAST.has(norm)) return norm === 'ai' && isObligation(lecture, at) ? 'futur' : 'passe';
  return isFutureVerb(norm) ? 'futur' : null;
}

/** "va passer"; not "ça va", "va de mars à juin". */
const isGoingTo = (lecture: Lecture, at: number): boolean => /(?:er|ir|re|oir)$/.test(lecture.norm(at + 1)) || /(?:er|ir|re|oir)$/.test(lecture.norm(at + 2));

/** "l'audience a eu lieu", "j'ai eu rendez-vous". */
function isToldAsOver(lecture: Lecture, at: number): boolean {
  for (let back = at - 3; back <= at + 4; back++) if (back !== at && OVER.has(lecture.norm(back)) && lecture.sameSentence(back, at)) return true;
  return false;
}

/** "j'ai déménagé" and "je déménage" are written alike once the accents are gone. */
const isPastParticiple = (lecture: Lecture, at: number): boolean => /é(?:e?s?)$/i.test(lecture.raw(at)) || AUXILIARIES.has(lecture.norm(at - 1)) || AUXILIARIES.has(lecture.norm(at - 2));

const isConjugated = (lecture: Lecture, at: number): boolean => lecture.at(at - 1).kind === 'mot' && !/^(?:le|la|les|du|de|des|un|une|mon|ma|sa|son|en|et|au|sans)$/.test(lecture.norm(at - 1));

/** "j'ai jusqu'au 5", "j'ai 15 jours": what is had is still to come. */
const isObligation = (lecture: Lecture, at: number): boolean => lecture.norm(at + 1) === 'jusqu' || lecture.norm(at + 1) === 'rdv' || lecture.norm(at + 1) === 'rendez';

const isFutureVerb = (norm: string): boolean => norm.length >= 4 && /(?:rai|ra|rons|ront)$/.test(norm) && !/^(?:camera|opera|vrai|frai)$/.test(norm);
