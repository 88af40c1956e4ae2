import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { editDistance } from '../domain/edit-distance';
import { parisHour } from '../domain/calendar';
import { CANAUX } from '../domain/codes';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { expertActe } from './conversation-expert';
import TEXTES from './converse-textes.json';

/**
 * French conversation scripts (test/conversations/README.md describes the format for trade experts). A script is a title, then
 * lines: what the person does, and what must be said or be true after it.
 */
export type Genre = keyof typeof TEXTES.lignes;
export type Ligne = { numero: number; genre: Genre; valeur: string };
export type Script = { fichier: string; titre: string; lignes: Ligne[] };

type Physical = { numero: number; texte: string };
type Problem = { numero: number; message: string };

/** Lines that do something; the others check. */
export const ACTIONS: readonly Genre[] = [
  'Usager', 'Appelant', '[horloge]', '[canal]', '[courriel]', '[attendre]', '[redémarrer]', '[arrivée]', '[autre personne]', '[fichier]', '[bouton]', '[répéter]', '[expert]',
];

/** Kinds whose value has a shape of its own; `true` for the others as long as there is a value. */
const FORMES: Partial<Record<Genre, (valeur: string) => boolean>> = {
  Usager: () => true,
  Appelant: () => true,
  '[redémarrer]': () => true,
  '[arrivée]': () => true,
  '[autre personne]': () => true,
  '[répéter]': () => true,
  '[horloge]': (valeur) => instantOf(valeur) !== null,
  '[canal]': (valeur) => CANAUX.some((canal) => canal === valeur),
  '[courriel]': (valeur) => valeur === 'oui' || valeur === 'non',
  '[attendre]': (valeur) => durationMs(valeur) !== null,
  '[brouillon]': (valeur) => valeur === 'oui' || valeur === 'non',
  '[dossier]': (valeur) => valeur === 'aucun' || /^\S+=\S+(\s+\S+=\S+)*$/.test(valeur),
  '[expert]': (valeur) => expertActe(valeur) !== null,
  '[fichiers]': (valeur) => /^\d+$/.test(valeur),
};

/**
 * The scripts of one file.
 * @throws CodedError SCRIPT_ILLISIBLE naming the file and every faulty line, with what such a line may look like
 */
export function readScripts(path: string): Script[] {
  return parseScripts(readText(path), basename(path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CodedError('SCRIPT_ILLISIBLE', `${path} : ${TEXTES.lecture.absent}`, { cause });
  }
}

/** Same, from the text of a file. @throws CodedError SCRIPT_ILLISIBLE */
export function parseScripts(text: string, fichier: string): Script[] {
  const scripts: Script[] = [];
  const problems = logicalLines(text).flatMap((line) => addLine(scripts, line, fichier));
  if (problems.length === 0 && scripts.length === 0) problems.push({ numero: 1, message: TEXTES.lecture.vide });
  if (problems.length > 0) throw new CodedError('SCRIPT_ILLISIBLE', problems.map(({ numero, message }) => `${fichier}:${numero} ${message}`).join('\n'));
  return scripts;
}

/** Lines without blanks and remarks; an indented line goes on with the one before, unless it is plainly a line of its own. */
function logicalLines(text: string): Physical[] {
  const lines: Physical[] = [];
  let open: Physical | null = null;
  text.replace(/^\uFEFF/, '').split(/\r?\n/).forEach((raw, at) => {
    const texte = raw.trim();
    if (texte.startsWith('//')) return;
    const goesOn = /^\s/.test(raw) && texte !== '' && open !== null && !texte.startsWith('# ') && readLine(texte) === null;
    if (goesOn && open) open.texte += ` ${texte}`;
    else if (texte === '') open = null;
    else lines.push((open = { numero: at + 1, texte }));
  });
  return lines;
}

function addLine(scripts: Script[], { numero, texte }: Physical, fichier: string): Problem[] {
  if (/^#\s*\S/.test(texte)) {
    scripts.push({ fichier, titre: texte.replace(/^#\s*/, ''), lignes: [] });
    return [];
  }
  const line = readLine(texte);
  if (!line) return [{ numero, message: helpFor(texte) }];
  const current = scripts.at(-1);
  if (!current) return [{ numero, message: TEXTES.lecture.sansTitre }];
  if (!isWellFormed(line)) return [{ numero, message: fill(TEXTES.lecture.forme, { exemple: TEXTES.lignes[line.genre] }) }];
  current.lignes.push({ numero, ...line });
  return [];
}

const isWellFormed = ({ genre, valeur }: { genre: Genre; valeur: string }): boolean => (FORMES[genre] ?? ((text) => text !== ''))(valeur);

/** One line of a script; `null` when it begins like none. */
export function readLine(line: string): { genre: Genre; valeur: string } | null {
  const bracket = /^\[([\p{L} ]+?)\s*(?::\s*(.*))?\]$/u.exec(line);
  const spoken = /^(Usager|Appelant|Bot|Choix)\s*(≠|!=|=)?\s*: ?(.*)$/u.exec(line);
  // no keyboard has a ≠ key
  const head = bracket ? `[${bracket[1] ?? ''}]` : spoken ? `${spoken[1] ?? ''} ${(spoken[2] ?? '').replace('!=', '≠')}`.trim() : '';
  const genre = GENRES.find((known) => known === head);
  return genre ? { genre, valeur: (bracket?.[2] ?? spoken?.[3] ?? '').trim() } : null;
}

const isGenre = (text: string): text is Genre => text in TEXTES.lignes;
export const GENRES: readonly Genre[] = Object.keys(TEXTES.lignes).filter(isGenre);

/** What was probably meant: the nearest kind of line, or the list of kinds. */
function helpFor(line: string): string {
  const head = folded(/^\[?([^:\]]*)/.exec(line)?.[1] ?? '');
  const near = GENRES.map((genre) => ({ genre, far: nearness(head, folded(genre.replace(/[[\]]/g, ''))) })).sort((a, b) => a.far - b.far)[0];
  if (near && near.far <= FARTHEST) return fill(TEXTES.lecture.proche, { exemple: TEXTES.lignes[near.genre] });
  return fill(TEXTES.lecture.inconnue, { genres: GENRES.join(', ') });
}

const FARTHEST = 2;
/** A line without its colon is compared by its first word. */
const nearness = (head: string, genre: string): number => Math.min(editDistance(head, genre, FARTHEST), editDistance(head.split(' ')[0] ?? '', genre, FARTHEST));

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** An ISO instant, or a day and an hour read in Paris (`2026-11-23 10:00`); `null` when it is neither. */
export function instantOf(text: string): Date | null {
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})$/.exec(text.trim());
  const candidates = local ? ['+01:00', '+02:00'].map((offset) => new Date(`${local[1]}T${local[2]}:${local[3]}:00${offset}`)) : [new Date(text)];
  return candidates.find((date) => !Number.isNaN(date.getTime()) && (!local || parisHour(date).heure === Number(local[2]))) ?? null;
}

const UNITS_MS: Record<string, number> = { minute: 60_000, heure: 3_600_000, jour: 86_400_000 };

/** « 3 jours » in milliseconds; `null` when it is no duration. */
export function durationMs(text: string): number | null {
  const [, count = '', unit = ''] = /^(\d+)\s*(minute|heure|jour)s?$/.exec(text.trim()) ?? [];
  const unitMs = UNITS_MS[unit];
  return unitMs === undefined ? null : Number(count) * unitMs;
}
