import { MOTS, NOMBRES } from './mots';
import { plier } from './pli';

/** Sentences of a text that often has no punctuation. */
export function phrases(text: string): string[] {
  return text.split(/\n+/).flatMap(parMarques).flatMap(parSujets).map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}

/** A point after « M » or a letter alone is no end. */
const FIN_DE_PHRASE = /(?<!(?:^|[\s(])(?:\p{L}|[Mm]r|[Mm]me|[Mm]lle|[Dd]r|[Aa]rt|[Bb]d|[Aa]v|[Tt]el|[Rr][ée]f|etc|cf|env|max|min|n°)\.?)(?<=[.!?…])["»)]?\s+/u;
const parMarques = (line: string): string[] => line.split(FIN_DE_PHRASE);

const SUJETS = new Set(['je', 'il', 'elle', 'on', 'ils', 'elles']);
const AVANT_SUBORDONNEE = new Set(
  "que qu' quand si et mais ou où car parce dont comme lorsque puisque puis donc alors depuis ce ça là moi lui ne ni pourquoi comment combien fois jour même aussi maintenant aujourd'hui hier demain toujours sinon pourtant ensuite après avant dès tant plus moins quoi qui sans de à a pour chez en par sur mois an ans jours semaine semaines matin soir pense crois sais sait dit dis disent demande trouve espère veux car fin début un une le la les des du mon ma mes ton son sa ses leur notre votre cette ces tout tous c'est n'est est sont où combien laquelle lequel cela là-bas euros €"
    .split(' ').map(plier),
);
const AVANT_MIN = 4;
const APRES_MIN = 3;
const LIAISONS: readonly { mots: string[]; garder: string }[] = [
  { mots: ['et', 'la'], garder: '' }, { mots: ['de', 'ce', 'fait'], garder: 'De ce fait, ' }, { mots: ['mais'], garder: 'Mais ' }, { mots: ['ensuite'], garder: 'Ensuite, ' },
];
const LIAISON_MIN = 6;

/** A long run of words is cut where a new subject surely begins; a date in between could belong to either side. */
function parSujets(sentence: string): string[] {
  const words = sentence.split(/ +/);
  const out: string[] = [];
  let start = 0;
  let head = '';
  for (let at = 1; at < words.length; at++) {
    const link = liaisonAt(words, at, start);
    if (!link && !commenceUnePhrase(words, at, start)) continue;
    out.push(head + words.slice(start, at).join(' '));
    head = link?.garder ?? '';
    start = at + (link?.mots.length ?? 0);
    at = start;
  }
  return [...out, head + words.slice(start).join(' ')];
}

function liaisonAt(words: readonly string[], at: number, start: number): (typeof LIAISONS)[number] | null {
  if (at - start < LIAISON_MIN || !aUnSujet(words.slice(start, Math.min(at, start + CLAUSE_MAX))) || /[,;:(«]$/.test(words[at - 1] ?? '')) return null;
  const found = LIAISONS.find(({ mots }) => mots.every((mot, i) => plier(words[at + i] ?? '') === mot));
  return found && estSujet(words, at + found.mots.length) && words.length - at - found.mots.length >= APRES_MIN ? found : null;
}

function commenceUnePhrase(words: readonly string[], at: number, start: number): boolean {
  if (at - start < AVANT_MIN || words.length - at < APRES_MIN || !(estSujet(words, at) || estJugement(words, at))) return false;
  const before = words[at - 1] ?? '';
  if (/[,;:(«»"-]$/.test(before) || ouvreLaSuite(words, at, start) || !aUnSujet(words.slice(start, Math.min(at, start + CLAUSE_MAX)))) return false;
  if (finDeMesure(before)) return estJugement(words, at) || aSaDate(words, at);
  // « relancé je ne sais pas combien de fois » is one thought
  return !AVANT_SUBORDONNEE.has(plier(before)) && !plier(words.slice(at, at + 3).join(' ')).startsWith('je ne sais');
}

/** A doubt, a link or a time just before a subject may be said of what follows: cut from it, the sense changes. */
function ouvreLaSuite(words: readonly string[], at: number, start: number): boolean {
  const before = words.slice(start, at).map(plier);
  if (OUVERTURES.some((forme) => before.slice(-forme.length).join(' ') === forme.join(' '))) return true;
  const from = before.findLastIndex((word) => LIENS.has(word) || /[,;:]$/.test(word)) + 1;
  const clause = before.slice(from);
  return from > 0 && clause.length <= TEMPS_MAX && MOTS.ouvreUnTemps.includes(clause[0] ?? '') && !aUnSujet(clause);
}

const OUVERTURES = MOTS.ouvertures.map((forme) => forme.split(' '));
const LIENS = new Set(['et', 'mais', 'car', 'donc', 'puis', 'alors']);
/** Words of a time: « depuis le début du mois d’octobre ». */
const TEMPS_MAX = 7;

const finDeMesure = (word: string): boolean => /\d|€|^euros?$/.test(plier(word)) || plier(word).search(NOMBRES) >= 0;

/** « ce n’est pas normal »: no date can belong to it. */
const estJugement = (words: readonly string[], at: number): boolean => plier(words.slice(at, at + 3).join(' ')).startsWith("ce n'est pas");

/** A clause is told in this many words. */
const CLAUSE_MAX = 25;
const DATE_DITE = /(?:^| )(?:le \d|en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)|depuis|hier)/;
/** The next clause has its own date, so the one before closes the clause before. */
function aSaDate(words: readonly string[], at: number): boolean {
  const clause = words.slice(at, at + CLAUSE_MAX);
  const next = clause.findIndex((_word, i) => i > 1 && estSujet(clause, i));
  return DATE_DITE.test(plier(clause.slice(0, next < 0 ? clause.length : next).join(' ')));
}

function estSujet(words: readonly string[], at: number): boolean {
  const word = plier(words[at] ?? '');
  if (SUJETS.has(word) || /^j'[\p{L}]+/u.test(word)) return true;
  return word === 'la' && plier(words[at + 1] ?? '') === 'caf' && /^(?:m'|n'|l'|ne$|me$|a$|dit$|refuse$|demande$|reclame$|repond$)/.test(plier(words[at + 2] ?? ''));
}

/** @param words only their first are read: a subject comes early */
const aUnSujet = (words: readonly string[]): boolean => words.slice(0, CLAUSE_MAX).some((_word, at) => estSujet(words, at) || estJugement(words, at));

/** Capital, one sober final mark, no space before the comma. */
export function ponctuer(sentence: string): string {
  const clean = sentence.replace(/\s+/g, ' ').replace(/ ([,.])/g, '$1').replace(/^[\s,;:.!?…-]+/, '').replace(/[\s,;:-]+$/, '');
  if (!/[\p{L}\p{N}\ue000]/u.test(clean)) return '';
  const mark = /\?[!?.…\s]*$/.test(clean) ? ' ?' : '.';
  const body = clean.replace(/[.!?…\s]+(?=["»)]?$)/, '');
  const end = /[»")]$/.test(body) && mark === '.' ? `${body}.` : body + mark;
  return end.charAt(0).toUpperCase() + end.slice(1);
}
