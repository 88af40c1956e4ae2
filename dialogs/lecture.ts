import { editDistance } from '../src/domain/edit-distance';
import commandes from './contenu/commandes.json';
import mots from './contenu/mots.json';

/** Reading short answers: yes, no, a choice, a command. Whole messages are understood in `intents`, not here. */
export type Commande = keyof typeof commandes;

/** Lower case, no accents, one space between words, digits and letters only. */
export const normalize = (text: string): string => foldedOf(text).plain;

export const words = (text: string): string[] => [...wordsOf(text)];

const wordsOf = (text: string): readonly string[] => foldedOf(text).words;

/** `near`: whether a word of the forms is among the words said, give or take its faults; thousands of forms begin with the same few hundred words. */
type Folded = { plain: string; words: readonly string[]; near: Map<string, boolean> };

/** Dozens of readers read the same message in turn: it is folded once. Nothing of it stays for long. */
const folded = new Map<string, Folded>();
const FOLDED_MAX = 32;

function foldedOf(text: string): Folded {
  const known = folded.get(text);
  if (known) return known;
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const read: Folded = { plain, words: plain === '' ? [] : plain.split(' '), near: new Map() };
  if (folded.size >= FOLDED_MAX) folded.clear();
  folded.set(text, read);
  return read;
}

/** The words of each form of the content, cut once. Lists made on the way are cut each time. */
const cutForms = new WeakMap<readonly string[], readonly (readonly string[])[]>();

export function formsOf(forms: readonly string[]): readonly (readonly string[])[] {
  const known = cutForms.get(forms);
  if (known) return known;
  const cut = forms.map((form) => form.split(' '));
  cutForms.set(forms, cut);
  return cut;
}

/** Politeness around a command does not change it. */
const POLITESSE = new Set(['svp', 'stp', 's', 'il', 'te', 'vous', 'plait', 'merci', 'bonjour', 'euh', 'heu', 'ben', 'bah', 'alors', 'donc', 'ah', 'bon', 'je', 'veux', 'voudrais', 'voulais', 'prefere', 'monsieur', 'madame', 'oui', 'mais', 'et', 'la', 'tout', 'de', 'suite', 'maintenant', 'ma', 'demande', 'ca', 'cela', 'souhaite', 'j', 'aimerais']);

/** True when the message is nothing but this command, said once or several ways ("ok c'est bon"), give or take politeness and one typing fault a word. */
export function isCommand(text: string, commande: Commande): boolean {
  const said = foldedOf(text);
  if (said.words.length === 0 || said.words.length > 12) return false;
  const forms = formsOf(commandes[commande]);
  return forms.some((form) => occurs(said, form)) && coveredBy(said.words, forms);
}

/** True when the message begins with one of the forms of this command. */
export function startsWithCommand(text: string, commande: Commande): boolean {
  const said = wordsOf(text);
  return formsOf(commandes[commande]).some((form) => form.length <= said.length && form.every((word, i) => sameWord(said[i] ?? '', word)));
}

/** True when one of the forms occurs anywhere in the message, word for word. */
export function mentions(text: string, forms: readonly string[]): boolean {
  const said = foldedOf(text);
  return formsOf(forms).some((form) => occurs(said, form));
}

/** Ranks of the words at which the form begins, give or take its faults. */
export const placesOf = (said: readonly string[], form: readonly string[]): number[] =>
  said.flatMap((first, at) => (sameWord(first, form[0] ?? '') && at + form.length <= said.length && form.every((word, i) => sameWord(said[at + i] ?? '', word)) ? [at] : []));

/** True when the message is made of nothing but these forms and politeness, however they follow each other. */
export const saysOnly = (text: string, forms: readonly string[]): boolean => coveredBy(wordsOf(text), formsOf(forms));

/** Whether forms and politeness, one after the other, make up the whole message. */
function coveredBy(said: readonly string[], forms: readonly (readonly string[])[]): boolean {
  const reached = new Set([0]);
  for (let at = 0; at < said.length; at++) {
    if (!reached.has(at)) continue;
    if (POLITESSE.has(said[at] ?? '')) reached.add(at + 1);
    for (const form of forms) if (form.every((word, i) => sameWord(said[at + i] ?? '', word))) reached.add(at + form.length);
  }
  return reached.has(said.length);
}

/** Whether this form is said somewhere, its words one after the other. */
function occurs(said: Folded, form: readonly string[]): boolean {
  return form.every((word) => isNear(said, word)) && (form.length === 1 || followsOn(said.words, form));
}

function isNear({ words: said, near }: Folded, word: string): boolean {
  const known = near.get(word);
  if (known !== undefined) return known;
  const found = said.some((one) => sameWord(one, word));
  near.set(word, found);
  return found;
}

function followsOn(said: readonly string[], expected: readonly string[]): boolean {
  for (let at = 0; at + expected.length <= said.length; at++) {
    if (expected.every((word, i) => sameWord(said[at + i] ?? '', word))) return true;
  }
  return false;
}

function sameWord(said: string, expected: string): boolean {
  if (said === expected) return true;
  if (expected.length < 5) return false;
  const max = expected.length < 8 ? 1 : 2;
  if (Math.abs(said.length - expected.length) > max) return false;
  return mayBeNear(said, expected, max) && editDistance(said, expected, max) <= max;
}

/** False when the two ends alone cost more than `max` faults: one cannot spoil both. What lies between them is then as it was. */
function mayBeNear(said: string, expected: string, max: 1 | 2): boolean {
  if (said.charCodeAt(0) === expected.charCodeAt(0) || said.charCodeAt(said.length - 1) === expected.charCodeAt(expected.length - 1)) return true;
  return max === 2 && expected.includes(said.slice(2, -2));
}

const ACCORD_MOTS_MAX = 10;

/** One of these forms, in a few words that neither ask nor hold anything back ("c'est bien, envoyez s'il vous plaît"). */
export const agrees = (text: string, forms: readonly string[]): boolean =>
  wordsOf(text).length <= ACCORD_MOTS_MAX && !text.includes('?') && mentions(text, forms) && !mentions(text, mots.reserve);

export type OuiNon = 'oui' | 'non' | 'sait-pas' | null;

/** "si j'accepte…", "si on me demande…" supposes; "si, si" and "si je l'ai fait !" after a denial are rarer and are asked again. */
const SUPPOSES = /^si (?:je|j|tu|il|elle|on|nous|vous|ils|elles|l|le|la|les|un|une|ma|mon|mes|c|ca|cela|jamais|un jour)\b/;

/** Reads yes, no or "I do not know", alone or at the head of a sentence. */
export function readYesNo(text: string): OuiNon {
  if (isCommand(text, 'saitPas')) return 'sait-pas';
  if (isCommand(text, 'non')) return 'non';
  if (isCommand(text, 'oui')) return 'oui';
  if (startsWithCommand(text, 'saitPas')) return 'sait-pas';
  if (startsWithCommand(text, 'non')) return 'non';
  if (startsWithCommand(text, 'oui') && !SUPPOSES.test(normalize(text))) return 'oui';
  const said = ` ${normalize(text)} `;
  if (/ (ne|n|pas|aucun|aucune|jamais|rien) /.test(said)) return 'non';
  return null;
}

type Option = { titre: string; valeur: string; synonymes?: readonly string[] };

type Said = { titre: string; valeur: string; synonymes: readonly string[] };

/** An option as it may be said, folded once: those of the content come at every turn. */
const foldedOptions = new WeakMap<Option, Said>();

function sayable(option: Option): Said {
  const known = foldedOptions.get(option);
  if (known) return known;
  const said = { titre: normalize(option.titre), valeur: normalize(option.valeur), synonymes: (option.synonymes ?? []).map(normalize) };
  foldedOptions.set(option, said);
  return said;
}

/** The option meant: by its number, its title, a synonym, or its only distinctive words; null when none or several fit. */
export function readChoice<T extends Option>(text: string, options: readonly T[]): T | null {
  return byNumber(text, options) ?? byTitle(text, options) ?? bySynonym(text, options) ?? byWords(text, options);
}

const ORDINAUX: Record<string, number> = {
  premier: 1, premiere: 1, un: 1, une: 1, deuxieme: 2, second: 2, seconde: 2, deux: 2, troisieme: 3, trois: 3, quatrieme: 4,
  quatre: 4, cinquieme: 5, cinq: 5, sixieme: 6, six: 6, dernier: -1, derniere: -1,
};

/** The first rank said, from 0: "le deuxième", "le dernier"; null when there is none. */
export function rankSaid(text: string, count: number): number | null {
  const rank = words(text).map((word) => (/^\d{1,2}$/.test(word) ? Number(word) : ORDINAUX[word])).find((one) => one !== undefined);
  if (rank === undefined) return null;
  return rank > 0 ? rank - 1 : count + rank;
}

function byNumber<T extends Option>(text: string, options: readonly T[]): T | null {
  const rank = rankAlone(text);
  return rank === null ? null : options.at(rank) ?? null;
}

/** The rank that is all the message says, from 0, negative from the end: "deux", "le premier", "tapez trois". */
export function rankAlone(text: string): number | null {
  const said = words(text).filter((word) => !AROUND_RANK.has(word));
  const only = said.length === 1 ? said[0] : undefined;
  const rank = only === undefined ? undefined : /^\d{1,2}$/.test(only) ? Number(only) : ORDINAUX[only];
  if (rank === undefined) return null;
  return rank > 0 ? rank - 1 : rank;
}

const AROUND_RANK = new Set(['le', 'la', 'numero', 'choix', 'option', 'reponse', 'tapez', 'je']);

function byTitle<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = normalize(text);
  return options.find((option) => said === sayable(option).titre || said === sayable(option).valeur) ?? null;
}

function bySynonym<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = options.filter((option) => mentions(text, sayable(option).synonymes));
  return said.length === 1 ? (said[0] ?? null) : null;
}

/** Every option the message names, for questions that take several answers. */
export function readChoices<T extends Option>(text: string, options: readonly T[]): T[] {
  const said = normalize(text);
  const named = options.filter((option) => said.includes(sayable(option).titre) || mentions(text, sayable(option).synonymes));
  if (named.length > 0) return named;
  const one = readChoice(text, options);
  return one ? [one] : [];
}

const MOTS_VIDES = new Set(['le', 'la', 'les', 'un', 'une', 'des', 'de', 'du', 'd', 'l', 'et', 'ou', 'a', 'au', 'je', 'j', 'ai', 'mon', 'ma', 'mes', 'en', 'pas', 'ne', 'n', 'est', 'c', 'que', 'qui', 'pour', 'plus', 'oui', 'non', 'on', 'me', 'm', 'se', 's', 'si', 'vous', 'votre', 'avez', 'etes', 'suis']);

/** "elle n'est pas d'accord" is not "Un accord écrit". */
const DENIES = /\b(?:pas|jamais|aucune?|sans|ni)\b/;

function byWords<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = words(text).filter((word) => !MOTS_VIDES.has(word));
  if (said.length === 0 || said.length > 8) return null;
  const denies = DENIES.test(normalize(text));
  const scores = options.map((option) => {
    if (denies && !DENIES.test(sayable(option).titre)) return 0;
    const known = words(option.titre).filter((word) => !MOTS_VIDES.has(word));
    return said.filter((word) => known.some((other) => sameWord(word, other))).length;
  });
  const best = Math.max(...scores);
  if (best === 0 || scores.filter((score) => score === best).length > 1) return null;
  return options[scores.indexOf(best)] ?? null;
}
