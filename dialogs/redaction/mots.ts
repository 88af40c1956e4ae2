import { z } from 'zod';
import contenu from '../contenu/redaction-mots.json';
import { motEntier, plier, unDe } from './pli';

/** The lexicon of the neutral rewriting (`contenu/redaction-mots.json`), checked and compiled once. */
const mots = z.array(z.string().min(1)).min(1);
const table = z.record(z.string().min(1), z.string().min(1));
export const redactionMotsSchema = z.strictObject({
  /** Written short or by ear, and the full form. */
  abreviations: table,
  /** Right spellings whose unaccented form is no other word. */
  accents: mots,
  /** Stems of first-group verbs, accented: « j’ai declare » is « j’ai déclaré ». */
  verbes: mots,
  locutions: table,
  /** familiar words and those of the Caf. */
  glossaire: table,
  sigles: mots,
  nomsPropres: mots,
  /** Words after which a name comes. */
  titres: mots,
  /** Words often shouted alone. */
  criees: mots,
  politesses: mots,
  remplissage: mots,
  insultes: mots,
  /** Insults only in a turn that aims at someone: « je suis incapable de payer » is a fact. */
  insultesAmbigues: mots,
  /** Patterns on folded text; `{insulte}` is any word of the two lists. */
  tournures: mots,
  emotions: mots,
  /** Beginnings of words that make a clause a fact: such a clause is never dropped. */
  faitsRacines: mots,
  nombres: mots,
  /** Doubts and links that a clause may begin with, without accents. */
  ouvertures: mots,
  /** Words that a time begins with: « et depuis octobre je… ». */
  ouvreUnTemps: mots,
});
export const MOTS = redactionMotsSchema.parse(contenu);

export const UNE_INSULTE = `(?:${unDe(MOTS.insultes)})`;
export const TOUTE_INSULTE = `(?:${unDe([...MOTS.insultes, ...MOTS.insultesAmbigues])})`;
export const INSULTE = motEntier(UNE_INSULTE);
/** « vous êtes incapables de lire un courrier » tells something: left. */
const VISEE = `${TOUTE_INSULTE}(?! (?:de |d'))`;
export const TOURNURES = motEntier(MOTS.tournures.map((source) => source.replaceAll('{insulte}', VISEE)).join('|'));
export const EMOTIONS = motEntier(MOTS.emotions.join('|'));
export const NOMBRES = motEntier(unDe(MOTS.nombres));

const COURTE_MAX = 4;
const racinesCourtes = MOTS.faitsRacines.filter((racine) => racine.length < COURTE_MAX);
const racinesLongues = MOTS.faitsRacines.filter((racine) => racine.length >= COURTE_MAX);
/** A number, a date, an amount, a prestation, a document, a person of the home, an act: what an expert needs. */
const FAIT = new RegExp(`\\d|€|${motEntier(unDe([...racinesCourtes, ...MOTS.sigles, ...MOTS.nombres])).source}|(?<![\\p{L}\\p{N}])(?:${unDe(racinesLongues)})`, 'u');
export const aUnFait = (clause: string): boolean => FAIT.test(plier(clause));
