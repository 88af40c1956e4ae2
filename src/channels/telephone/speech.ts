import { breathsOf } from '../../domain/spoken-sentences';
import { spokenForm } from '../../domain/spoken-form';
import type { Reponse } from '../../domain/tour';
import type { Dit, ReponseVocale } from './turns';

/** The replies of the assistant as a voice says them: short breaths, the question last, spelt letters and pauses. */

/** Silence before the question is asked again (telephone manners). */
export const SILENCE_MS = 6_000;
const SENTENCES_MAX = 2;
const WORDS_MAX = 20;
const HINTS_MAX = 50;

/** Words that are hard to hear and matter most here; the options just said are added. */
const HINTS = ['RSA', 'APL', 'AAH', 'prime d’activité', 'allocations familiales', 'indu', 'trop-perçu', 'recours', 'REF-EXP', 'oui', 'non', 'je ne sais pas'];

/**
 * A pure function: the same replies are the same bytes.
 * @param transfert number to which a call is passed on; without it a call that should be is ended politely
 */
export function toReponseVocale(reponses: readonly Reponse[], transfert: string | undefined): ReponseVocale {
  const dire = reponses.flatMap(saidIn);
  const interruptible = !dire.some(({ ferme }) => ferme);
  const end = reponses.find(({ fin }) => fin !== undefined)?.fin;
  if (end === 'transfert' && transfert !== undefined) return { dire, interruptible, fin: { transfert } };
  if (end !== undefined) return { dire, interruptible, fin: 'raccrocher' };
  return { dire, interruptible, attendre: listening(reponses.at(-1)) };
}

function listening(last: Reponse | undefined): NonNullable<ReponseVocale['attendre']> {
  const max = last?.touches ?? 1;
  const options = (last?.choix ?? []).map(({ titre }) => titre);
  return { parole: true, dtmf: max > 1 ? { max, fin: '#' } : { max }, indices: [...options, ...HINTS].slice(0, HINTS_MAX), silenceMs: SILENCE_MS };
}

function saidIn({ oral, texte, ferme }: Reponse): Dit[] {
  return grouped(breathsOf(spokenForm(oral ?? texte))).map((said) => ({ texte: said, ...ssmlOf(said), ...(ferme ? { ferme } : {}) }));
}

/** Two sentences or some twenty words before the caller may speak. A longer sentence is a breath of its own. */
function grouped(sentences: readonly string[]): string[] {
  const groups: string[][] = [];
  for (const sentence of sentences) {
    const current = groups.at(-1);
    const fits = current !== undefined && current.length < SENTENCES_MAX && wordsIn([...current, sentence].join(' ')) <= WORDS_MAX;
    if (fits) current.push(sentence);
    else groups.push([sentence]);
  }
  return groups.map((group) => group.join(' '));
}

export const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

// ---------------------------------------------------------------- letters and pauses

export type Part = { genre: 'texte' | 'lettres'; texte: string } | { genre: 'pause' };

const LETTERS = /(?<![\p{L}\p{N}])[A-Z](?: [A-Z])+(?![\p{L}\p{N}])/gu;

/** What is said, cut where a voice pauses (a dash) or spells ("R S A"). Without SSML the words alone are already right. */
export function partsOf(said: string): Part[] {
  return said.split(' — ').flatMap((piece, i) => [...(i > 0 ? [{ genre: 'pause' as const }] : []), ...lettered(piece)]);
}

function lettered(piece: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of piece.matchAll(LETTERS)) {
    parts.push({ genre: 'texte', texte: piece.slice(from, match.index) }, { genre: 'lettres', texte: match[0].replaceAll(' ', '') });
    from = match.index + match[0].length;
  }
  return [...parts, { genre: 'texte' as const, texte: piece.slice(from) }].filter((part) => part.genre !== 'texte' || part.texte !== '');
}

/** Nothing when there is neither a pause nor letters to mark. */
function ssmlOf(said: string): { ssml?: string } {
  const parts = partsOf(said);
  if (parts.every(({ genre }) => genre === 'texte')) return {};
  return { ssml: `<speak>${parts.map(markup).join('')}</speak>` };
}

export const PAUSE_MS = 500;

function markup(part: Part): string {
  if (part.genre === 'pause') return `<break time="${PAUSE_MS}ms"/>`;
  return part.genre === 'lettres' ? `<say-as interpret-as="characters">${part.texte}</say-as>` : escapeXml(part.texte);
}

/** Text as XML holds it: whatever the person said stays text. */
export const escapeXml = (text: string): string => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
