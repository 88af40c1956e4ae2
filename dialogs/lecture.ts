import commandes from './contenu/commandes.json';

/** Reading short answers: yes, no, a choice, a command. Whole messages are understood in `intents`, not here. */
export type Commande = keyof typeof commandes;

/** Lower case, no accents, one space between words, digits and letters only. */
export function normalize(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export const words = (text: string): string[] => {
  const folded = normalize(text);
  return folded === '' ? [] : folded.split(' ');
};

/** Politeness around a command does not change it. */
const POLITESSE = new Set(['svp', 'stp', 's', 'il', 'te', 'vous', 'plait', 'merci', 'bonjour', 'euh', 'heu', 'ben', 'bah', 'alors', 'donc', 'ah', 'bon', 'je', 'veux', 'voudrais', 'voulais', 'prefere', 'monsieur', 'madame', 'oui', 'mais', 'et', 'la', 'tout', 'de', 'suite', 'maintenant', 'ma', 'demande', 'ca', 'cela', 'souhaite', 'j', 'aimerais']);

/** True when the message is nothing but this command, said once or several ways ("ok c'est bon"), give or take politeness and one typing fault a word. */
export function isCommand(text: string, commande: Commande): boolean {
  const said = words(text);
  if (said.length === 0 || said.length > 12) return false;
  const forms = commandes[commande].map((form) => form.split(' '));
  return forms.some((form) => indexOfSequence(said, form) >= 0) && coveredBy(said, forms);
}

/** True when the message begins with one of the forms of this command. */
export function startsWithCommand(text: string, commande: Commande): boolean {
  const said = words(text);
  return commandes[commande].some((form) => {
    const expected = form.split(' ');
    return expected.length <= said.length && expected.every((word, i) => sameWord(said[i] ?? '', word));
  });
}

/** True when one of the forms occurs anywhere in the message, word for word. */
export function mentions(text: string, forms: readonly string[]): boolean {
  const said = words(text);
  return forms.some((form) => indexOfSequence(said, form.split(' ')) >= 0);
}

/** True when the message is made of nothing but these forms and politeness, however they follow each other. */
export const saysOnly = (text: string, forms: readonly string[]): boolean => coveredBy(words(text), forms.map((form) => form.split(' ')));

/** Whether forms and politeness, one after the other, make up the whole message. */
function coveredBy(said: string[], forms: string[][]): boolean {
  const reached = new Set([0]);
  for (let at = 0; at < said.length; at++) {
    if (!reached.has(at)) continue;
    if (POLITESSE.has(said[at] ?? '')) reached.add(at + 1);
    for (const form of forms) if (form.every((word, i) => sameWord(said[at + i] ?? '', word))) reached.add(at + form.length);
  }
  return reached.has(said.length);
}

function indexOfSequence(said: string[], expected: string[]): number {
  for (let at = 0; at + expected.length <= said.length; at++) {
    if (expected.every((word, i) => sameWord(said[at + i] ?? '', word))) return at;
  }
  return -1;
}

function sameWord(said: string, expected: string): boolean {
  if (said === expected) return true;
  if (expected.length < 5) return false;
  return editDistanceAtMost(said, expected, expected.length < 8 ? 1 : 2);
}

/** Damerau distance, given up as soon as it passes `max`. */
export function editDistanceAtMost(a: string, b: string, max: number): boolean {
  if (Math.abs(a.length - b.length) > max) return false;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > max) return false;
    before = previous;
    previous = row;
  }
  return (previous[b.length] ?? max + 1) <= max;
}

export type OuiNon = 'oui' | 'non' | 'sait-pas' | null;

/** Reads yes, no or "I do not know", alone or at the head of a sentence. */
export function readYesNo(text: string): OuiNon {
  if (isCommand(text, 'saitPas')) return 'sait-pas';
  if (isCommand(text, 'non')) return 'non';
  if (isCommand(text, 'oui')) return 'oui';
  if (startsWithCommand(text, 'saitPas')) return 'sait-pas';
  if (startsWithCommand(text, 'non')) return 'non';
  if (startsWithCommand(text, 'oui')) return 'oui';
  const said = ` ${normalize(text)} `;
  if (/ (ne|n|pas|aucun|aucune|jamais|rien) /.test(said)) return 'non';
  return null;
}

type Option = { titre: string; valeur: string; synonymes?: readonly string[] };

/** The option meant: by its number, its title, a synonym, or its only distinctive words; null when none or several fit. */
export function readChoice<T extends Option>(text: string, options: readonly T[]): T | null {
  return byNumber(text, options) ?? byTitle(text, options) ?? bySynonym(text, options) ?? byWords(text, options);
}

const ORDINAUX: Record<string, number> = {
  premier: 1, premiere: 1, un: 1, une: 1, deuxieme: 2, second: 2, seconde: 2, deux: 2, troisieme: 3, trois: 3, quatrieme: 4,
  quatre: 4, cinquieme: 5, cinq: 5, sixieme: 6, six: 6, dernier: -1, derniere: -1,
};

function byNumber<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = words(text).filter((word) => !['le', 'la', 'numero', 'choix', 'option', 'reponse', 'tapez', 'je'].includes(word));
  const only = said.length === 1 ? said[0] : undefined;
  if (only === undefined) return null;
  const rank = /^\d{1,2}$/.test(only) ? Number(only) : ORDINAUX[only];
  if (rank === undefined) return null;
  return options.at(rank > 0 ? rank - 1 : rank) ?? null;
}

function byTitle<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = normalize(text);
  return options.find((option) => said === normalize(option.titre) || said === normalize(option.valeur)) ?? null;
}

function bySynonym<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = options.filter((option) => mentions(text, (option.synonymes ?? []).map(normalize)));
  return said.length === 1 ? (said[0] ?? null) : null;
}

/** Every option the message names, for questions that take several answers. */
export function readChoices<T extends Option>(text: string, options: readonly T[]): T[] {
  const said = normalize(text);
  const named = options.filter((option) => said.includes(normalize(option.titre)) || mentions(text, (option.synonymes ?? []).map(normalize)));
  if (named.length > 0) return named;
  const one = readChoice(text, options);
  return one ? [one] : [];
}

const MOTS_VIDES = new Set(['le', 'la', 'les', 'un', 'une', 'des', 'de', 'du', 'd', 'l', 'et', 'ou', 'a', 'au', 'je', 'j', 'ai', 'mon', 'ma', 'mes', 'en', 'pas', 'ne', 'n', 'est', 'c', 'que', 'qui', 'pour', 'plus', 'oui', 'non', 'on', 'me', 'm', 'se', 's', 'si', 'vous', 'votre', 'avez', 'etes', 'suis']);

function byWords<T extends Option>(text: string, options: readonly T[]): T | null {
  const said = words(text).filter((word) => !MOTS_VIDES.has(word));
  if (said.length === 0 || said.length > 8) return null;
  const scores = options.map((option) => {
    const known = words(option.titre).filter((word) => !MOTS_VIDES.has(word));
    return said.filter((word) => known.some((other) => sameWord(word, other))).length;
  });
  const best = Math.max(...scores);
  if (best === 0 || scores.filter((score) => score === best).length > 1) return null;
  return options[scores.indexOf(best)] ?? null;
}
