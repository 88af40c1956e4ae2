import { secretZone, type ZoneMasquee } from './mask-zone';
import SECRETS from './secrets.json';
import { foldSameLength, isNumberWord, wordsOf } from './spoken-numbers';

/** Passwords and codes: what follows the word, unless the sentence only speaks about it. */

const SECRET_CUE = /\b(?:mot (?:de|2) ?pass?e?s?|mdp|m d p|password|code (?:secret|personnel|confidentiel|d'acces|pin|sms|de (?:connexion|securite|verification|confirmation|validation)|provisoire|recu(?: par sms)?)|identifiant et code|code|cvv|cvc)\b/g;
const NOT_SECRET_CODE = /^ ?(?:postal|erreur|insee|naf|ape|promo|couleur|commune|caf|du travail|de la|de suivi|civil|famille|rome|barre|qr|guichet|banque|bic)/;
const SECRET_LINK = /^ {0,2}(?:caf |a moi |actuel |est |etait |c'est |c est |cest |c |s'est |de mon compte |provisoire |par sms |recu |qui est |a 4 chiffres |a quatre chiffres |: ?|= ?|donc |bien ){0,4}/;
/** What a sentence says *about* a password, and is not one. */
const ABOUT = new Set(SECRETS.motsSur);
const ABOUT_ENDING = /(?:ee?s?|er|ir|ies?|ues?|able|ible|ant|ent|ait|eux)$/;

export function findSecrets(text: string, folded: string): ZoneMasquee[] {
  const zones: ZoneMasquee[] = [];
  for (const m of folded.matchAll(SECRET_CUE)) {
    const zone = secretAfter(text, folded, m.index + m[0].length, m[0]);
    if (zone !== null) zones.push(zone);
  }
  return [...zones, ...expiries(text, folded)];
}

/** The expiry date of a card whose security code is given too: alone, it may be that of a residence permit. */
function expiries(text: string, folded: string): ZoneMasquee[] {
  if (!/\b(?:cvv|cvc|cryptogramme)\b/.test(folded)) return [];
  return [...folded.matchAll(/\bexp(?:ire|iration|iree)?\b[^\d\n]{0,12}(\d{2}[ /]\d{2}(?:\d{2})?)(?!\d)/g)].map((m) => {
    const end = m.index + m[0].length;
    return secretZone(end - (m[1]?.length ?? 0), Math.min(end, text.length));
  });
}

function secretAfter(text: string, folded: string, from: number, cue: string): ZoneMasquee | null {
  if (cue === 'code' && NOT_SECRET_CODE.test(folded.slice(from, from + 20))) return null;
  const link = SECRET_LINK.exec(folded.slice(from, from + 80))?.[0] ?? '';
  const quote = /^["'«“( ]{0,3}/.exec(text.slice(from + link.length, from + link.length + 4))?.[0].length ?? 0;
  const start = from + link.length + quote;
  const spoken = Math.max(spokenSecretEnd(folded, start), cue === 'code' && link === '' ? -1 : spacedSecretEnd(folded, start));
  const pairs = cue === 'code' ? -1 : pairedSecretEnd(folded, start);
  if (Math.max(spoken, pairs) > start) return secretZone(start, Math.max(spoken, pairs));
  const token = /^[^\s,;"»”<>]{1,64}/.exec(text.slice(start, start + 64))?.[0].replace(/[.?:)]+$/, '') ?? '';
  if (!isSecret(token, folded.slice(start + token.length), cue, link)) return null;
  return secretZone(start, start + token.length);
}

/** A dictated code, four to eight digits said in words. */
function spokenSecretEnd(folded: string, start: number): number {
  if (!isNumberWord(/^[a-z]+/.exec(folded.slice(start, start + 16))?.[0] ?? '')) return -1;
  const words = wordsOf(folded.slice(start, start + 80));
  let n = 0;
  while (n < words.length && isNumberWord(words[n]?.norm ?? '')) n++;
  const first = words[0];
  const last = words[n - 1];
  return n >= 4 && first?.start === 0 && last !== undefined ? start + last.end : -1;
}

/** "4 8 2 9": a code typed figure by figure. */
const spacedSecretEnd = (folded: string, start: number): number => {
  const figures = /^\d(?:[ .-]\d){3,7}(?![ .-]?[a-z\d])/.exec(folded.slice(start, start + 24));
  return figures === null ? -1 : start + figures[0].length;
};

/** "77 41 20": a code typed two figures at a time; a telephone number has five such pairs. */
const pairedSecretEnd = (folded: string, start: number): number => {
  const pairs = /^\d{2}(?: \d{2}){2,3}(?! ?\d)/.exec(folded.slice(start, start + 24));
  return pairs === null ? -1 : start + pairs[0].length;
};

function isSecret(token: string, after: string, cue: string, link: string): boolean {
  if (token.length < 3 || token.startsWith('•')) return false;
  const folded = foldSameLength(token);
  if (/^(?:ref|exp)-/.test(folded) || folded.includes("'")) return false;
  const digits = /\d/.test(token);
  if (cue === 'code') return /^\d{4,8}$/.test(token) && !/^ ?(?:€|euro)/.test(after) || (digits && /[a-z]/.test(folded) && /[:=]|est/.test(link));
  if (digits) return !/^(?:\d{1,2}[h/]\d|\d{1,2}$|\d+(?:e|er|eme)$)/.test(folded) && !/^ ?(?:fois|jours?|mois|ans?|heures?|minutes?|€|euro)/.test(after);
  if (/[:=]/.test(link)) return !ABOUT.has(folded);
  if (!/est|etait|^ ?c /.test(link)) return false;
  if (/c'est|c est|cest/.test(link) && !/(?:é|ée|és|ées)$/i.test(token) && /^ *(?:$|[.,;!?])/.test(after)) return !ABOUT.has(folded);
  const inside = token.slice(1);
  if (/[!@#$%&*+_?]/.test(inside) || /[a-z][A-Z]/.test(token)) return true;
  return /^ *(?:$|[.,;!?]|et |mais |ca |pour )/.test(after) && !ABOUT.has(folded) && !ABOUT_ENDING.test(folded);
}
