import { CODES, isMotif, type Code } from '../domain/codes';
import type { Contenu } from '../../dialogs/contenu';
import sensDesCodes from '../../dialogs/contenu/sens.json';

/** The codes as a person of the trade chooses them: by their beginning, or by what they mean. */
export type Codes = { sens(code: Code): string; startingWith(text: string): Code[]; search(word: string): Code[] };

const SENS: Record<string, string> = sensDesCodes;

const flat = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/’/g, "'").toLowerCase().trim();

export function codesOf(motifs: Contenu['motifs']): Codes {
  const sens = (code: Code): string => (isMotif(code) ? motifs[code].libelle : (SENS[code] ?? code));
  const startingWith = (text: string): Code[] => {
    const wanted = flat(text).replace(/[\s-]+/g, '_');
    const exact = CODES.filter((code) => flat(code) === wanted);
    return exact.length > 0 ? exact : CODES.filter((code) => wanted !== '' && flat(code).startsWith(wanted));
  };
  return { sens, startingWith, search: (word) => CODES.filter((code) => word.trim() === '*' || flat(`${code} ${sens(code)}`).includes(flat(word))) };
}
