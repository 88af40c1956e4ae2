/** The transcript of a finished call, whatever made it. It is evidence of what was said, never a consent. */

export const LOCUTEURS = ['allocataire', 'agent', 'svi', 'inconnu'] as const;
export type Locuteur = (typeof LOCUTEURS)[number];

/** Times count from the beginning of the call, in milliseconds; `n` counts from 1, in the order of `debutMs`. */
export type Segment = { n: number; locuteur: Locuteur; debutMs: number; finMs: number; texte: string; confiance?: number };

export type Transcription = {
  /** Format that was read: with `appel` and `empreinte`, what makes a transcript the same one. */
  fournisseur: string;
  /** The gateway's call id. */
  appel: string;
  /** SHA-256 of the bytes received, lower-case hexadecimal. */
  empreinte: string;
  /** Beginning of the call, ISO, when it is known. */
  debut?: string;
  langue: string;
  /** Something was taken out before it reached us: its mark stays in the words. */
  caviardee: boolean;
  dureeMs?: number;
  segments: Segment[];
};

/** Mark that recognisers leave in the place of a name or a number: "[PII]", "[PHONE]", "****", "####". */
export const MARQUE_CAVIARDAGE = /\[[A-Z][A-Z_ -]{1,30}(?:-\d{1,3})?\]|\*{3,}|#{3,}/g;

export const isCaviarde = (texte: string): boolean => texte.search(MARQUE_CAVIARDAGE) >= 0;

const isLocuteur = (word: string): word is Locuteur => LOCUTEURS.some((locuteur) => locuteur === word);

/** "Speaker 1=allocataire, canal 0=agent": who speaks under which name or on which channel; `null` when it is not written so. */
export function parseLocuteurs(text: string): Record<string, Locuteur> | null {
  const pairs = text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => {
    const [, name, who] = /^([^=]{1,60})=\s*(\w+)$/.exec(pair) ?? [];
    return name !== undefined && who !== undefined && isLocuteur(who) ? ([name.trim(), who] as const) : null;
  });
  return pairs.some((pair) => pair === null) ? null : Object.fromEntries(pairs.filter((pair) => pair !== null));
}
