import fr from './textes/fr.json';
import oraux from './textes/oral.json';
import type { Carte, Choix, Reponse } from '../src/domain/tour';

/** Ids of every French sentence a dialog may say: the compiler refuses an unknown one. */
export type TexteId = keyof typeof fr;
export type Params = Record<string, string | number>;
type Texte = string | { texte: string; oral: string };

/** The written form, with `{placeholders}` filled. A missing parameter is a bug and throws. */
export function texte(id: TexteId, params: Params = {}): string {
  const entry: Texte = fr[id];
  return fill(typeof entry === 'string' ? entry : entry.texte, params);
}

/** Said instead of written texts that speak of writing, of a screen or of a button: only a telephone needs them. */
const ORAUX: Readonly<Record<string, string>> = oraux;

/** The spoken form: its own text where one is given, else the written one. */
export function oral(id: TexteId, params: Params = {}): string {
  const entry: Texte = fr[id];
  const said = ORAUX[id];
  if (said !== undefined) return fill(said, params);
  return fill(typeof entry === 'string' ? entry : entry.oral, params);
}

export function fill(template: string, params: Params): string {
  return template.replace(/\{([\w:]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new RangeError(`text parameter missing: ${name}`);
    return String(value);
  });
}

/** One message of the assistant from a text id. */
export function say(id: TexteId, params: Params = {}, extra: { choix?: Choix[]; carte?: Carte } = {}): Reponse {
  return { texte: texte(id, params), oral: oral(id, params), ...extra };
}

/** Suggested answers whose value is their title. */
export const choix = (...titres: string[]): Choix[] => titres.map((titre) => ({ titre, valeur: titre }));

/** Longest title of a button, as in the content files. */
const BOUTON_MAX = 40;

/** Buttons that stand for long labels: the title is cut between words, the whole label is answered. */
export const choixLongs = (...libelles: string[]): Choix[] => libelles.map((libelle) => ({ titre: boutonDe(libelle), valeur: libelle }));

const boutonDe = (libelle: string): string =>
  libelle.length <= BOUTON_MAX ? libelle : `${libelle.slice(0, BOUTON_MAX).replace(/[\s,;:]+\S*$/, '')}…`;
