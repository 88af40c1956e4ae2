import { findReferences, parseReference } from '../../src/domain/reference';
import { dictatedDigits, isHesitation, isNumberWord, type Word } from '../../src/ops/spoken-numbers';
import type { Extractor, Lecture, Trouvee } from './lecture';
import IDENTIFIANTS from './lexique/identifiants.json';

/** Numbers that name a dossier, a letter, a person. */

// ---------------------------------------------------------------- REF-EXP

/**
 * REF-EXP numbers, written with any dash or spaces, or dictated after "ref exp". A faulty one comes with `valide: false`.
 * A word that folds into a valid number by chance ("Ajaccio") holds no figure, and is left.
 */
export const references: Extractor = (lecture) => {
  const written = findReferences(lecture.text).filter((r) => /\d|ref/i.test(r.text)).map((r): Trouvee => ({ type: 'reference', start: r.start, end: r.end, valeur: r.reference, valide: r.valide }));
  return [...written, ...dictatedReferences(lecture)];
};

const SPOKEN_PREFIX = /\b(?:ref(?:erence)?|r ?e ?f|erre e effe)[ ,]{0,2}(?:tiret |trait d'union )?(?:exp|e ?x ?p|e iks pe)\b[ ,]{0,3}(?:tiret |trait d'union )?/g;
const MOST_DICTATED = 6;
const DICTATION_UNITS = 120;
const DICTATION_WORDS = 24;

function dictatedReferences({ text, folded }: Lecture): Trouvee[] {
  return [...folded.matchAll(SPOKEN_PREFIX)].slice(0, MOST_DICTATED).flatMap((m) => {
    const end = dictatedEnd(text, m.index + m[0].length);
    return end === null ? [] : [{ type: 'reference' as const, start: m.index, end: end.at, valeur: end.reference, valide: true }];
  });
}

/** The longest dictation that makes a valid reference. */
function dictatedEnd(text: string, from: number): { at: number; reference: string } | null {
  const words = [...text.slice(from, from + DICTATION_UNITS).matchAll(/[\p{L}\p{N}]+/gu)].slice(0, DICTATION_WORDS);
  for (let n = words.length; n >= 3; n--) {
    const last = words[n - 1];
    const at = last === undefined ? 0 : from + last.index + last[0].length;
    const { reference } = parseReference(text.slice(from, at));
    if (reference !== null) return { at, reference };
  }
  return null;
}

// ---------------------------------------------------------------- files and letters

const NATURES = ['acte', 'courrier', 'dossier'] as const;
type Nature = (typeof NATURES)[number];
const ANNOUNCED = new Map(NATURES.flatMap((nature) => IDENTIFIANTS.annonces[nature].map((word) => [word, nature] as const)));
const LINKS = new Set(IDENTIFIANTS.liens);
const LINK_REACH = 5;
const SIGNS = /^[-/._]$/;

/** "dossier n° 2025-AB-004512", "votre courrier réf. CRA2025/118": a number of letters, figures and marks, after a word that announces it. */
export const numeros: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const nature = ANNOUNCED.get(lecture.norm(i));
    const from = nature === undefined ? null : afterLinks(lecture, i);
    const next = from === null ? null : codeEnd(lecture, from.at);
    if (nature === undefined || from === null || next === null) continue;
    const span = lecture.span(from.at, next);
    found.push({ type: 'numero', ...span, nature: from.nature ?? nature, valeur: lecture.text.slice(span.start, span.end).toUpperCase() });
    i = next - 1;
  }
  return found;
};

/** Where the number would start; "réf du courrier" is a letter's, whatever the first word said. */
function afterLinks(lecture: Lecture, i: number): { at: number; nature: Nature | null } | null {
  let nature: Nature | null = null;
  for (let at = i + 1; at <= i + 1 + LINK_REACH; at++) {
    const { norm, kind } = lecture.at(at);
    if (kind === 'nombre' || (kind === 'mot' && hasFigureGlued(lecture, at))) return { at, nature };
    if (ANNOUNCED.has(norm) && norm !== 'ref' && norm !== 'reference') nature = ANNOUNCED.get(norm) ?? null;
    else if (!LINKS.has(norm)) return null;
  }
  return null;
}

const CODE_TOKENS = 12;

function hasFigureGlued(lecture: Lecture, at: number): boolean {
  for (let next = at + 1; next < at + 7 && lecture.glued(next); next++) if (lecture.at(next).kind === 'nombre') return true;
  return false;
}

/** Index after the code at `from`; `null` when it is too short, a plain number, or made of a figure and a word. */
function codeEnd(lecture: Lecture, from: number): number | null {
  let next = from + 1;
  while (next < from + CODE_TOKENS && (continuesCode(lecture, next) || continuesSpaced(lecture, from, next))) next++;
  while (next > from + 1 && lecture.at(next - 1).kind === 'signe') next--;
  const { start, end } = lecture.span(from, next);
  const code = lecture.folded.slice(start, end);
  const signs = code.replace(/[^a-z0-9]/g, '');
  const isCode = signs.length >= 4 && /\d/.test(code) && (signs.length >= 8 || /[a-z]/.test(code) || /[-/._]/.test(code));
  return isCode && !/^\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?$/.test(code) && !/^\d+(?:e|eme|er|h|[.,]\d{1,2})$/.test(code) ? next : null;
}

const continuesCode = (lecture: Lecture, at: number): boolean => lecture.glued(at) && (lecture.at(at).kind !== 'signe' || (SIGNS.test(lecture.norm(at)) && lecture.glued(at + 1) && lecture.at(at + 1).kind !== 'signe'));

/** "IK1 2026 00457": groups of figures after a first group that already is a code. */
function continuesSpaced(lecture: Lecture, from: number, at: number): boolean {
  const { kind, norm, start } = lecture.at(at);
  return kind === 'nombre' && norm.length >= 3 && start - lecture.at(at - 1).end === 1 && at > from + 1 && lecture.raw(from) === lecture.raw(from).toUpperCase();
}

// ---------------------------------------------------------------- allocataire

const CUES = new Set(IDENTIFIANTS.allocataire);
const STRONG = new Set(IDENTIFIANTS.motsForts);
const CUE_LINKS = new Set(IDENTIFIANTS.liensAllocataire);
const CUE_REACH = 7;
const FULL = 7;
const SHORTEST = 4;

/** Seven figures alone, or four to seven, written or dictated, after a word that says so; the letter that some letters print is dropped. */
export const numerosAllocataire: Extractor = (lecture) => {
  const found: Trouvee[] = [];
  const budget = { left: 8_000 };
  for (let i = 0; i < lecture.tokens.length; i++) {
    const { kind, norm } = lecture.at(i);
    const read = kind === 'nombre' ? written(lecture, i) : isNumberWord(norm) && isAnnounced(lecture, i) ? dictated(lecture, i, budget) : null;
    if (read === null) continue;
    found.push({ type: 'numero_allocataire', ...lecture.span(i, read.next), valeur: read.digits });
    i = read.next - 1;
  }
  return found;
};

type Digits = { digits: string; next: number };

function written(lecture: Lecture, i: number): Digits | null {
  if (isInsideFigure(lecture, i)) return null;
  const read = groups(lecture, i);
  if (read.digits.length < SHORTEST || read.digits.length > FULL || isCounting(lecture, read.next)) return null;
  const alone = read.digits.length === FULL && read.next === i + 1;
  if (!alone && !isAnnounced(lecture, i)) return null;
  return { digits: read.digits, next: isPrintedLetter(lecture, read.next) ? read.next + 1 : read.next };
}

/** One number, or up to three groups after a cue: "123 4567". */
function groups(lecture: Lecture, i: number): Digits {
  let digits = lecture.norm(i);
  let next = i + 1;
  while (digits.length < FULL && next < i + 4 && lecture.at(next).kind === 'nombre' && lecture.at(next).start - lecture.at(next - 1).end === 1 && digits.length + lecture.norm(next).length <= FULL) {
    digits += lecture.norm(next);
    next++;
  }
  return { digits, next };
}

const isInsideFigure = (lecture: Lecture, i: number): boolean =>
  (lecture.glued(i) && (lecture.at(i - 1).kind === 'mot' || /^[.,/\-_•€+]$/.test(lecture.norm(i - 1)))) ||
  (lecture.glued(i + 1) && /^[/•\-_.,]$/.test(lecture.norm(i + 1)) && lecture.glued(i + 2) && lecture.at(i + 2).kind !== 'signe');

const isCounting = (lecture: Lecture, at: number): boolean => /^(?:€|euros?|e|eur|fois|%|personnes?|habitants?|raisons?)$/.test(lecture.norm(at)) || (lecture.glued(at) && lecture.at(at).kind === 'mot' && lecture.norm(at).length > 1);

/** "7654321 A": the letter printed after the number; "a" and "y" in small letters are words. */
const isPrintedLetter = (lecture: Lecture, at: number): boolean => {
  const raw = lecture.raw(at);
  return /^[A-Za-z]$/.test(raw) && !/^[ay]$/.test(raw) && lecture.at(at).start - lecture.at(at - 1).end <= 1 && !lecture.glued(at + 1) && !/^[cdjlmnst]$/.test(raw);
};

function isAnnounced(lecture: Lecture, i: number): boolean {
  let cued = false;
  for (let at = i - 1; at >= i - CUE_REACH; at--) {
    const norm = lecture.norm(at);
    if (STRONG.has(norm)) return true;
    if (CUES.has(norm)) cued = true;
    else if (!CUE_LINKS.has(norm)) break;
    if (norm === 'mon' && cued) return true;
  }
  return cued && /^(?:n|°|num|numero|no|caf|dossier|matricule|identifiant|est|c|:)$/.test(lecture.norm(i - 1)) && isNumberSaid(lecture, i);
}

const isNumberSaid = (lecture: Lecture, i: number): boolean => {
  for (let at = i - 1; at >= i - CUE_REACH; at--) if (/^(?:n|°|num|numero|no|matricule|identifiant)$/.test(lecture.norm(at))) return true;
  return false;
};

/** "un deux trois quatre cinq six sept": the whole run of number words, read as seven figures. */
function dictated(lecture: Lecture, i: number, budget: { left: number }): Digits | null {
  const words: Word[] = [];
  let next = i;
  while (words.length < 4 * FULL && (isNumberWord(lecture.norm(next)) || (words.length > 0 && isHesitation(lecture.norm(next)) && isNumberWord(lecture.norm(next + 1))))) words.push(lecture.at(next++));
  const digits = words.length < 3 ? null : dictatedDigits(words, FULL, (d, done) => !done || d.length === FULL, budget);
  return digits === null ? null : { digits, next };
}
