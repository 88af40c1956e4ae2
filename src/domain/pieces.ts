import { z } from 'zod';
import rawPieces from './catalogue/pieces.json';
import rawLignes from './catalogue/pieces-par-motif.json';
import { addMonths } from './calendar';
import { headSchema, invalid, motifSchema, parseCatalogue, prestationSchema } from './catalogue';
import { REVISIONS } from './codes';
import type { Motif, Prestation, Revision } from './codes';
import type { NecessitePiece } from './dossier';
import { motifInfo } from './routing';

/** Documents of a demande (DOSSIER §5): the catalogue of pieces and the table prestation × motif. */

const pieceSchema = z.strictObject({
  /** `D-…` */
  code: z.string().regex(/^D-[A-Z0-9-]+$/),
  libelle: z.string().min(3),
  /** One plain sentence: what it is and where to find it. */
  aide: z.string().min(10),
  /**
   * `moisMax`: oldest age accepted on the day of the deposit, in calendar months; `null`: no limit in months.
   * `mois`: the months that the files must cover together (see `missingMonths`).
   */
  fraicheur: z.strictObject({ texte: z.string(), moisMax: z.int().positive().nullable(), mois: z.enum(['trois-derniers', 'sans-trou']).optional() }),
  /** What makes it refused or flagged. */
  refus: z.array(z.string()),
  /** Words of file names and sentences that mean this piece (see `matchPiece`). */
  mots: z.array(z.string().min(2)).min(1),
  /** Listed word for word by the client's article. */
  graine: z.boolean(),
  /** Named by the table without a code: the code is ours. */
  ajout: z.literal(true).optional(),
  /** Said in the conversation, not a file. */
  declaratif: z.literal(true).optional(),
  /** Pieces that prove the same thing (§5.2, rule 2). */
  equivalents: z.array(z.string()).optional(),
  source: z.string(),
});

const entreeSchema = z.strictObject({
  code: z.string(),
  quand: z.string().optional(),
  /** Alternatives: one of them is enough. */
  ou: z.array(z.string()).optional(),
  /** Replaces the piece's own label. */
  libelle: z.string().optional(),
  /** Added in brackets to the label. */
  precision: z.string().optional(),
  /** Only for these prestations of the row. */
  seulement: z.array(prestationSchema).optional(),
});

const ligneSchema = z.strictObject({
  prestations: z.union([z.literal('toutes'), z.array(prestationSchema).min(1)]),
  motifs: z.array(motifSchema).min(1),
  revision: z.enum(REVISIONS).optional(),
  obligatoires: z.array(entreeSchema),
  selonSituation: z.array(entreeSchema.required({ quand: true })),
  facultatives: z.array(entreeSchema),
  source: z.string(),
  ajout: z.literal(true).optional(),
});

const piecesSchema = z.strictObject({ ...headSchema, pieces: z.array(pieceSchema) });
const lignesSchema = z.strictObject({
  ...headSchema,
  situations: z.array(z.strictObject({ id: z.string(), libelle: z.string() })),
  lignes: z.array(ligneSchema),
  /** When the table says nothing of a case: all optional. */
  parDefaut: z.array(entreeSchema),
});

export type FichePiece = z.infer<typeof pieceSchema>;
type Entree = z.infer<typeof entreeSchema>;
type Ligne = z.infer<typeof ligneSchema>;

export type PieceAttendue = {
  code: string;
  libelle: string;
  aide: string;
  necessite: NecessitePiece;
  /** `selon-situation` only: the condition, in French ("si vous êtes en colocation"). */
  situation?: string;
  situationId?: string;
  /** `selon-situation` only: the person said that they are in this situation. */
  applicable?: boolean;
  /** Other codes that serve as well as `code`. */
  equivalents?: string[];
};

export type DemandeDePieces = {
  motif: Motif; revision: Revision | null; prestation: Prestation; situations: string[];
  /** For another person, by a written right: a mandate or a judgment (R-062, D-MANDAT of §5.1). */
  surMandat?: boolean;
};

const CATALOGUE = parseCatalogue('pieces.json', piecesSchema, rawPieces);
const TABLE = parseCatalogue('pieces-par-motif.json', lignesSchema, rawLignes);
const BY_CODE = new Map(CATALOGUE.pieces.map((piece) => [piece.code, piece]));
const SITUATIONS = new Map(TABLE.situations.map(({ id, libelle }) => [id, libelle]));
checkCrossReferences();

/** Shown with the lists: R-065 asks that the reference says its version and date. */
export const PIECES_VERSION = { version: TABLE.version, date: TABLE.date };

/** @throws CodedError CONTENU_INVALIDE on a code that is not in the catalogue */
export function pieceInfo(code: string): FichePiece {
  const piece = BY_CODE.get(code);
  if (!piece) throw invalid('pieces.json', [`${code} : pièce inconnue`]);
  return piece;
}

/** Every piece that is a file: not what is said in the conversation. */
export const PIECE_CODES: readonly string[] = CATALOGUE.pieces.filter(({ declaratif }) => !declaratif).map(({ code }) => code);

export const isPieceCode = (code: string): boolean => BY_CODE.has(code);
export const isSituation = (id: string): boolean => SITUATIONS.has(id);

/**
 * Documents to ask for: the table's row for this prestation (the narrowest one), else the row « Toutes », else an
 * optional letter of the Caf. Obligatory first, then by situation (those the person is in first), then optional.
 * Who acts by a paper may join it, last. What the table wants but is said in the conversation (dates, chronology) is not here: see `declarationsFor`.
 *
 * @param situations ids of `pieces-par-motif.json` that the person said apply to them
 */
export function piecesFor(demande: DemandeDePieces): PieceAttendue[] {
  return [...piecesOfCase(demande), ...(demande.surMandat ? [toPiece({ code: MANDAT }, 'facultative')] : [])];
}

const MANDAT = 'D-MANDAT';

function piecesOfCase(demande: DemandeDePieces): PieceAttendue[] {
  const ligne = ligneFor(demande);
  if (!ligne) return TABLE.parDefaut.map((entree) => toPiece(entree, 'facultative'));
  const kept = (entrees: Entree[]): Entree[] => entrees.filter((entree) => !isDeclared(entree) && concerns(entree, demande.prestation));
  const situation = kept(ligne.selonSituation).map((entree) => withSituation(entree, demande.situations));
  return [
    ...kept(ligne.obligatoires).map((entree) => toPiece(entree, 'obligatoire')),
    ...situation.filter((piece) => piece.applicable),
    ...situation.filter((piece) => !piece.applicable),
    ...kept(ligne.facultatives).map((entree) => toPiece(entree, 'facultative')),
  ];
}

/** What the table requires but the person says rather than sends: dates of unknown operations, of absence, chronology. */
export function declarationsFor(demande: DemandeDePieces): { code: string; libelle: string; aide: string }[] {
  const ligne = ligneFor(demande);
  return (ligne?.obligatoires ?? []).filter(isDeclared).map((entree) => {
    const { code, libelle, aide } = pieceInfo(entree.code);
    return { code, libelle, aide };
  });
}

/**
 * Whether a piece is recent enough on the day it is sent: exactly 3 months is accepted, calendar months (§5.2, rule 3).
 * @param datePiece date written on the piece, `YYYY-MM-DD`
 * @param dateDepot `YYYY-MM-DD`
 */
export function isFresh(code: string, datePiece: string, dateDepot: string): boolean {
  const { moisMax } = pieceInfo(code).fraicheur;
  return moisMax === null || datePiece >= addMonths(dateDepot, -moisMax);
}

/** A longer hole is a misreading (an old date on a payslip) rather than months to ask for. */
const HOLE_MAX = 6;

/**
 * Months that the files of one piece leave out, `YYYY-MM`, in order; none when the piece is not a monthly one (§5.1). Three last
 * months: the last one complete before the deposit, or the one before. Otherwise, the months between the first and the last read.
 * @param read months read in the files
 * @param dateDepot `YYYY-MM-DD`
 */
export function missingMonths(code: string, read: readonly string[], dateDepot: string): string[] {
  const rule = pieceInfo(code).fraicheur.mois;
  if (rule === undefined || read.length === 0) return [];
  if (rule === 'trois-derniers') return lacking([-1, -2].map((end) => monthsTo(dateDepot, end)), read);
  const known = [...read].sort();
  const holes = monthsFrom(known[0] ?? '', known.at(-1) ?? '').filter((month) => !read.includes(month));
  return holes.length > HOLE_MAX ? [] : holes;
}

/** What is lacking from the list that lacks least; between equals, the first. */
function lacking(wanted: string[][], read: readonly string[]): string[] {
  const [first = [], ...others] = wanted.map((months) => months.filter((month) => !read.includes(month)));
  return others.reduce((least, one) => (one.length < least.length ? one : least), first);
}

const monthsTo = (date: string, end: number): string[] => [end - 2, end - 1, end].map((n) => addMonths(`${date.slice(0, 7)}-01`, n).slice(0, 7));

function monthsFrom(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = addMonths(`${month}-01`, 1).slice(0, 7)) months.push(month);
  return months;
}

type Candidat = string | { code: string; equivalents?: string[] };

/**
 * Guesses which of the candidates a file name or a sentence is about; `null` when nothing says it.
 * The longest matching words win ("nouveau bail" over "bail"); between equals, the first candidate.
 */
export function matchPiece(fileNameOrText: string, candidates: readonly Candidat[]): string | null {
  return matches(fileNameOrText, candidates)[0]?.code ?? null;
}

/** Every candidate that a sentence names ("la notification et le bail"), in the order of the candidates. */
export function matchPieces(text: string, candidates: readonly Candidat[]): string[] {
  const named = new Set(matches(text, candidates).map((match) => match.code));
  return candidates.map(codeOf).filter((code) => named.has(code));
}

function ligneFor({ motif, revision, prestation }: DemandeDePieces): Ligne | undefined {
  const lignes = TABLE.lignes.filter((ligne) => ligne.motifs.includes(motif) && (motif !== 'DEMANDE_REVISION' || ligne.revision === revision));
  const exact = lignes.filter((ligne) => ligne.prestations !== 'toutes' && ligne.prestations.includes(prestation));
  const [narrowest] = exact.sort((a, b) => a.prestations.length - b.prestations.length);
  return narrowest ?? (namesItsField(motif, prestation) ? lignes[0] : lignes.find((ligne) => ligne.prestations === 'toutes'));
}

/** Rent arrears are housing even before the prestation is known: the field's own row is the right one. */
function namesItsField(motif: Motif, prestation: Prestation): boolean {
  const { route } = motifInfo(motif);
  return (prestation === 'INCONNUE' || prestation === 'MULTI') && route.regle === 'prestation' && route.siInconnue !== undefined;
}

function isDeclared(entree: Entree): boolean {
  return pieceInfo(entree.code).declaratif === true;
}

function concerns(entree: Entree, prestation: Prestation): boolean {
  return entree.seulement === undefined || entree.seulement.includes(prestation);
}

function withSituation(entree: Entree, situations: string[]): PieceAttendue {
  const situationId = entree.quand ?? '';
  const situation = SITUATIONS.get(situationId) ?? '';
  return { ...toPiece(entree, 'selon-situation'), situation, situationId, applicable: situations.includes(situationId) };
}

function toPiece(entree: Entree, necessite: NecessitePiece): PieceAttendue {
  const fiche = pieceInfo(entree.code);
  const label = entree.libelle ?? fiche.libelle;
  const equivalents = [...(entree.ou ?? []), ...(fiche.equivalents ?? [])];
  return {
    code: fiche.code,
    libelle: entree.precision === undefined ? label : `${label} (${entree.precision})`,
    aide: fiche.aide,
    necessite,
    ...(equivalents.length > 0 ? { equivalents } : {}),
  };
}

// --- Recognising a piece in words --------------------------------------------------------------------------------------

type Match = { code: string; start: number; end: number; own: boolean };

/** Every alternative of the table, both ways, so that a judgment is recognised where "accord ou jugement" is asked. */
const ALTERNATIVES = alternatives();

function alternatives(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (code: string, others: readonly string[]): void => {
    found.set(code, new Set([...(found.get(code) ?? []), ...others]));
  };
  for (const ligne of TABLE.lignes) {
    for (const entree of [...ligne.obligatoires, ...ligne.selonSituation, ...ligne.facultatives]) add(entree.code, entree.ou ?? []);
  }
  for (const piece of CATALOGUE.pieces) add(piece.code, piece.equivalents ?? []);
  return found;
}

const codeOf = (candidate: Candidat): string => (typeof candidate === 'string' ? candidate : candidate.code);

/** Words found for the candidates, best first; words inside longer ones are dropped. */
function matches(text: string, candidates: readonly Candidat[]): Match[] {
  const words = ` ${comparable(text)} `;
  const found = candidates.flatMap((candidate) => matchesOf(words, candidate));
  return found
    .filter((match) => !found.some((other) => contains(other, match)))
    .sort((a, b) => b.end - b.start - (a.end - a.start) || Number(b.own) - Number(a.own));
}

function matchesOf(words: string, candidate: Candidat): Match[] {
  const code = codeOf(candidate);
  const given = typeof candidate === 'string' ? [] : candidate.equivalents ?? [];
  const others = [...new Set([...given, ...(ALTERNATIVES.get(code) ?? [])])].filter((other) => other !== code);
  return [
    ...spans(words, code).map((span) => ({ code, ...span, own: true })),
    ...others.flatMap((other) => spans(words, other).map((span) => ({ code, ...span, own: false }))),
  ];
}

function spans(words: string, code: string): { start: number; end: number }[] {
  return (COMPARABLE_WORDS.get(code) ?? []).flatMap((mot) => {
    const start = words.indexOf(` ${mot} `);
    return start < 0 ? [] : [{ start, end: start + mot.length }];
  });
}

/** A longer group of words, or the same words for a piece of its own rather than as an alternative. */
function contains(outer: Match, inner: Match): boolean {
  if (outer.code === inner.code || outer.start > inner.start || outer.end < inner.end) return false;
  const longer = outer.end - outer.start > inner.end - inner.start;
  return longer || (outer.own && !inner.own);
}

/** Lower case, no accent, no plural, one space between words; "QuittanceLoyer_03.pdf" is "quittance loyer 03 pdf". */
function comparable(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
    .split(' ').map((word) => (word.length > 3 ? word.replace(/[sx]$/, '') : word)).join(' ');
}

const COMPARABLE_WORDS = new Map(CATALOGUE.pieces.map((piece) => [piece.code, piece.mots.map(comparable)]));

function checkCrossReferences(): void {
  const problems: string[] = [];
  const entrees = TABLE.lignes.flatMap((ligne) => [...ligne.obligatoires, ...ligne.selonSituation, ...ligne.facultatives]);
  for (const entree of [...entrees, ...TABLE.parDefaut]) {
    for (const code of [entree.code, ...(entree.ou ?? [])]) if (!BY_CODE.has(code)) problems.push(`${code} : pièce inconnue`);
    if (entree.quand !== undefined && !SITUATIONS.has(entree.quand)) problems.push(`${entree.quand} : situation inconnue`);
  }
  if (problems.length > 0) throw invalid('pieces-par-motif.json', problems);
}
