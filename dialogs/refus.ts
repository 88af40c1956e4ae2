import type { RefusFichier, Reponse } from '../src/domain/tour';
import { say, texte } from './textes';

/** Why a file was not kept, in a sentence, and what to do. */

/** Before limits travelled with the refusal, there was only this one. */
const LIMITE_OCTETS = 10_485_760;

export function refusal({ nom, raison, limite = LIMITE_OCTETS }: RefusFichier): Reponse {
  return say(`fichier.${raison}`, { fichier: nom, limite: raison === 'taille' ? sizeText(limite) : limite });
}

const sizeText = (octets: number): string => (octets >= 1_048_576 ? texte('fichier.mo', { n: Math.floor(octets / 1_048_576) }) : texte('fichier.ko', { n: Math.floor(octets / 1_024) }));
