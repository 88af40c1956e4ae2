import { MOTS } from './mots';
import { motEntier, plier, remplacer, unDe } from './pli';

/** Capitals that shout, lowered; acronyms, references and names keep theirs. */
export function calmer(text: string): string {
  return text.replace(/[^.!?…\n]+/g, (sentence) => (crie(sentence) ? nommer(baisser(sentence, () => true)) : baisser(sentence, estCriee)));
}

const CRIEES = new Set(MOTS.criees.map(plier));
const SIGLES = new Set(MOTS.sigles.map(plier));
const MOT = /(?<![\p{L}\p{N}-])\p{L}{2,}(?![\p{N}-])/gu;
const PART_CRIEE = 0.6;

/** Most words of the sentence are in capitals, acronyms aside. */
export function crie(sentence: string): boolean {
  const mots = (sentence.match(MOT) ?? []).filter((mot) => !SIGLES.has(plier(mot)) && plier(mot) !== 'caf');
  return mots.length >= 2 && mots.filter(enCapitales).length >= mots.length * PART_CRIEE;
}

const enCapitales = (mot: string): boolean => mot === mot.toUpperCase() && mot !== mot.toLowerCase();
const estCriee = (mot: string): boolean => CRIEES.has(plier(mot));

const baisser = (sentence: string, fits: (mot: string) => boolean): string =>
  sentence.replace(/(?<![\p{L}\p{N}-])[\p{L}]+(?![\p{N}-])/gu, (mot) => (enCapitales(mot) && !SIGLES.has(plier(mot)) && fits(mot) ? mot.toLowerCase() : mot));

const APRES_TITRE = motEntier(`(?:${unDe(MOTS.titres)}) (?!(?:la|le|les|mon|ma|mes|un|une|je|vous)(?![\\p{L}]))[\\p{L}]{3,}`);
const APRES_PRENOM = motEntier("m'appelle [\\p{L}]{3,} (?!(?:depuis|mais|mon|mes|pour|avec|dans|est|habite|nee|vous|maman|mere|pere)(?![\\p{L}]))[\\p{L}]{3,}");
/** A name lowered with the rest of a shouted sentence is known by the words before it. */
const nommer = (sentence: string): string => [APRES_PRENOM, APRES_TITRE].reduce((text, pattern) => remplacer(text, pattern, dernierEnCapitale), sentence);

const dernierEnCapitale = (said: string): string => said.replace(/\p{L}+$/u, (name) => name.charAt(0).toUpperCase() + name.slice(1));
