import { matchPiece, PIECE_CODES } from '../src/domain/pieces';
import lexique from './contenu/ajouts.json';
import { mentions, words } from './lecture';

/** What a person wants to add to a demande already sent: words said at once, or a document and the question of how to send it. Pure. */

/** Fewer words after the opening say nothing yet: what is to be added is asked. */
const MOTS_AJOUTES_MIN = 3;

/**
 * « J’ai oublié de dire que… », « je voudrais ajouter que… »: the message adds something, and says what. « Ajouter un enfant », « j’ai
 * oublié de dire à la Caf » are about something else.
 */
export function addsWords(said: string): boolean {
  const heard = words(said);
  const from = heard.findIndex((word) => !lexique.avant.includes(word));
  if (from < 0) return false;
  const opening = forgotten(heard, from) ?? wished(heard, from, said);
  return opening !== null && heard.length - opening >= MOTS_AJOUTES_MIN;
}

/** Where what was forgotten begins; null when the message does not begin so. */
function forgotten(heard: readonly string[], from: number): number | null {
  const opened = from + longest(heard, from, lexique.oublis);
  if (opened === from) return null;
  const verb = skip(heard, opened, lexique.liens);
  // « je n’ai pas dit que… » already says the verb
  const at = lexique.apresOubli.includes(heard[verb] ?? '') ? verb + 1 : opened;
  if (at === opened && !isThat(heard[verb])) return null;
  return toTheCaf(heard, at) ? null : at;
}

/** « Je voudrais ajouter que… », « j’ajoute : … » */
function wished(heard: readonly string[], from: number, said: string): number | null {
  for (let at = from; at < heard.length; at++) {
    const length = longest(heard, at, lexique.ajouts);
    if (length > 0) return follows(heard, at + length, said);
    if (!lexique.souhaits.includes(heard[at] ?? '')) return null;
  }
  return null;
}

function follows(heard: readonly string[], at: number, said: string): number | null {
  const next = skip(heard, at, lexique.liens);
  if (isThat(heard[next])) return next + 1;
  const colon = said.indexOf(':');
  return colon < 0 ? null : words(said.slice(0, colon)).length;
}

const isThat = (word: string | undefined): boolean => word === 'que' || word === 'qu';

const toTheCaf = (heard: readonly string[], at: number): boolean => heard.slice(at, at + 3).some((word) => word === 'caf');

const skip = (heard: readonly string[], at: number, over: readonly string[]): number => {
  const next = heard.findIndex((word, i) => i >= at && !over.includes(word));
  return next < 0 ? heard.length : next;
};

/** How many words from there on are one of these forms; 0 when none is. */
const longest = (heard: readonly string[], at: number, forms: readonly string[]): number =>
  Math.max(0, ...forms.map((form) => form.split(' ')).filter((form) => form.every((word, i) => heard[at + i] === word)).map(({ length }) => length));

/** Longer, a message tells something. */
const MOTS_MAX = 20;

/** « J’ai retrouvé la lettre, je la mets où ? »: how to send a document, said with its own words. */
export function asksWhereToSend(said: string): boolean {
  const heard = words(said);
  if (heard.length > MOTS_MAX || !heard.some((word) => lexique.envois.includes(word))) return false;
  const asksWhere = /(?:^|[^\p{L}])où(?:[^\p{L}]|$)/iu.test(said) || heard.at(-1) === 'ou' || mentions(said, lexique.lieux);
  return asksWhere && (heard.some((word) => lexique.documents.includes(word)) || matchPiece(said, PIECE_CODES) !== null);
}
