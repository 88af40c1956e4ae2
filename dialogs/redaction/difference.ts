import { asSentence } from '../format';
import { crie } from './casse';
import { EMOTIONS, INSULTE, TOURNURES } from './mots';
import { sobre } from './nettoyage';
import { contient, plier } from './pli';
import { sansPolitesse } from './sobriete';

/** Below this many words put right, the person's writing is clear enough: they are not asked. */
const MOTS_CORRIGES_MIN = 4;
/** Below this many sentences found in one run of words, the same. */
const PHRASES_TROUVEES_MIN = 2;

/** Whether the sober version says something really otherwise, beyond a greeting, a capital or a mark. */
export function reecriture(said: string): boolean {
  const propre = sobre(said);
  if (propre === '') return contient(said, TOURNURES) || contient(said, INSULTE) || contient(said, EMOTIONS);
  return adouci(said, propre) || motsCorriges(said, propre) >= MOTS_CORRIGES_MIN || phrasesDe(propre) - phrasesDe(asSentence(said)) >= PHRASES_TROUVEES_MIN;
}

/** An insult, an outburst or shouting is gone. */
const adouci = (said: string, propre: string): boolean =>
  [TOURNURES, INSULTE, EMOTIONS].some((pattern) => compte(said, pattern) > compte(propre, pattern)) || (said.split(/[.!?…\n]+/).some(crie) && said !== propre);

const compte = (text: string, pattern: RegExp): number => [...plier(text).matchAll(pattern)].length;

function motsCorriges(said: string, propre: string): number {
  const left = motsDe(propre);
  return motsDe(said.split('\n').map(sansPolitesse).join(' ')).filter((mot) => {
    const at = left.indexOf(mot);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  }).length;
}

const motsDe = (text: string): string[] => text.normalize('NFC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const phrasesDe = (text: string): number => (text.match(/[.!?…\n]+(?=\s|$)|\n/g) ?? []).length;
