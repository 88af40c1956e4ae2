import type { EntiteDe } from '../src/domain/comprehension';
import contacts from './contenu/contacts.json';
import { formatEntite } from './format';
import { mentions, normalize } from './lecture';
import type { Entree } from './questions/handler';
import type { Contact } from './state';
import { texte } from './textes';

/** Contacts with the Caf as a sentence tells them: « appelé le 15 octobre, on m’a dit d’attendre, et le 12 novembre… ». */

const CANAUX: [RegExp, string][] = [
  [/\b(telephone\w*|tel|r?appele|appel|appelle|3230)\b/, texte('contact.canal-telephone')],
  [/\b(mails?|emails?|courriel|messagerie|messages?|mon compte|internet|site|en ligne)\b/, texte('contact.canal-message')],
  [/\b(courrier|lettre|recommande|poste)\b/, texte('contact.canal-courrier')],
  [/\b(agence|accueil|guichet|rendez vous|rdv|sur place|bureau)\b/, texte('contact.canal-agence')],
];

export const CHOIX_CANAL = CANAUX.map(([, titre]) => titre);

export const readCanal = (text: string): string | null => CANAUX.find(([pattern]) => pattern.test(normalize(text)))?.[1] ?? null;

const CANAL_DE: Partial<Record<EntiteDe<'contact'>['canal'], string>> = {
  telephone: texte('contact.canal-telephone'), mail: texte('contact.canal-message'), messagerie: texte('contact.canal-message'),
  courrier: texte('contact.canal-courrier'), accueil: texte('contact.canal-agence'), rendez_vous: texte('contact.canal-agence'),
};

/** Each contact told, in the order of the sentence; one that says nothing is none. */
export function contactsDits(entree: Entree, today: string): Contact[] {
  const parts = partsOf(entree, today);
  const told = parts.map((part) => contactIn(part, entree)).filter((one) => Object.keys(one).length > 0);
  // « appelé le 15 octobre…, et le 12 novembre le conseiller m’a dit » : by the same way
  const [first] = told;
  return told.map((one) => (first?.canal !== undefined && one.canal === undefined ? { ...one, canal: first.canal } : one));
}

type Part = { start: number; end: number };

/**
 * Each date after the first begins another contact when the words that lead to it, or that follow, tell an exchange ("et j’avais
 * téléphoné le 19"), or when dates follow each other ("le 12/09, le 03/10").
 */
function partsOf({ texte: said, comprehension }: Entree, today: string): Part[] {
  const days = comprehension.entities.filter((e): e is EntiteDe<'date'> => e.type === 'date' && e.date <= today);
  const begun = days.slice(1).flatMap((day, rank) => {
    const before = said.slice(days[rank]?.end ?? 0, day.start);
    if (LISTED.test(before)) return [day.start];
    const lead = leadOf(before);
    const after = said.slice(day.end, days[rank + 2]?.start ?? said.length);
    return lead !== null && (reachesOut(lead) || (OPENS.test(said.slice(0, day.start)) && tellsExchange(after))) ? [day.start - lead.length] : [];
  });
  const starts = [0, ...begun];
  return starts.map((start, rank) => ({ start, end: starts[rank + 1] ?? said.length }));
}

/** Nothing but a comma or "et" between two dates. */
const LISTED = /^\s*(?:,|;|\+|et|puis)\s*(?:et\s+)?(?:le\s+)?$/iu;
const OPENS = /(?:[,.;\n]|\b(?:et|puis|ensuite|apr[èe]s|encore))\s*(?:le\s+|au\s+)?$/iu;

/** From the last sign or conjunction to the date; null when there is none. */
function leadOf(before: string): string | null {
  const cut = [...before.matchAll(/[,.;\n]|\b(?:et|puis|ensuite)\b/giu)].at(-1);
  return cut ? before.slice(cut.index + cut[0].length) : null;
}

/** A day inside what was answered ("on m'a dit que ce serait payé le 5") is part of the answer. */
const reachesOut = (lead: string): boolean => !A_REPONDU.test(lead) && readCanal(lead) !== null;

const tellsExchange = (said: string): boolean => A_REPONDU.test(said) || UNE_REPONSE.test(said) || readCanal(said) !== null;

function contactIn({ start, end }: Part, { texte: said, comprehension }: Entree): Contact {
  const part = said.slice(start, end);
  const inside = comprehension.entities.filter((e) => e.start >= start && e.start < end);
  const date = inside.find((e): e is EntiteDe<'date'> => e.type === 'date');
  const fait = inside.find((e): e is EntiteDe<'contact'> => e.type === 'contact');
  const byPost = isSentByPost(part);
  const canal = byPost ? texte('contact.canal-courrier') : (readCanal(part.replace(A_REPONDU, '')) ?? (fait && CANAL_DE[fait.canal]) ?? null);
  const reponse = answerIn(part);
  const interlocuteur = personIn(part);
  return {
    ...(date ? { date: formatEntite(date), ...(date.precision === 'jour' ? { jour: date.date } : {}) } : {}),
    ...(canal ? { canal } : {}),
    ...(interlocuteur !== null ? { interlocuteur } : byPost ? { interlocuteur: '' } : {}),
    ...(reponse ? { reponse } : {}),
  };
}

/** A letter sent: nobody was spoken to. */
export const isSentByPost = (said: string): boolean => /\brecommandee?s?\b|\b(?:envoye|poste)e? (?:\w+ ){0,3}(?:lettre|courrier)|\b(?:lettre|courrier) (?:\w+ ){0,2}envoye/.test(normalize(said.replace(A_REPONDU, '')));

// ---------------------------------------------------------------- what was answered, and by whom

const SUJET = `(?:(?:on|ils?|elles?|${titled()}|(?:la|le|une?|l['’])\\s*(?:${contacts.interlocuteurs.join('|')}))\\s+(?:il\\s+|elle\\s+)?)`;
/** From who answered to the end of what is told; as it is written quickly too ("ma di"). */
const A_REPONDU = new RegExp(`${SUJET}?\\b(?:m['’ ]?\\s?(?:a|ont|avait|avaient)|mon|nous (?:a|ont))\\s+(?:dit?|r[ée]pondu|expliqu[ée]|promis|indiqu[ée])\\b.*`, 'isu');
const SANS_REPONSE = /\b(?:pas (?:eu )?de r[ée]ponse|sans r[ée]ponse|aucune r[ée]ponse|jamais (?:(?:eu )?de r[ée]ponse|r[ée]pondu)).*/isu;

function titled(): string {
  return `(?:${contacts.titres.join('|')}|m\\.)\\s+(?!m['’ ]?\\s?a\\b|qui\\b|du\\b|de\\b)[\\p{L}-]+`;
}

const CONJONCTION = /[\s,;]*(?:\b(?:et|puis|ensuite|apr[èe]s))?\s*(?:\ble)?\s*$/iu;

/** "j'ai eu une réponse de Karim" */
const UNE_REPONSE = /\b(?:eu|re[çc]u) (?:une |leur |sa |la )?r[ée]ponse\b(?:\s+(?:de|d['’]|par)\s*(?:(?:la|le|une?|l['’])\s*)?([\p{L}-]+))?.*/isu;

const answerIn = (part: string): string | null => (A_REPONDU.exec(part) ?? UNE_REPONSE.exec(part) ?? SANS_REPONSE.exec(part))?.[0].replace(CONJONCTION, '').trim() || null;

const NOMMEE = new RegExp(`\\b${titled()}`, 'iu');
const QUELQUUN = new RegExp(`\\b(?:la|le|une?|l['’])\\s*(?:${contacts.interlocuteurs.join('|')})(?=\\s)`, 'iu');

/** Who answered, by name when it is said. */
function personIn(part: string): string | null {
  const named = UNE_REPONSE.exec(part)?.[1];
  if (named !== undefined && !A_REPONDU.test(part)) return named;
  if (!A_REPONDU.test(part)) return null;
  const before = /^(.*?)\b(?:m['’ ]?\s?(?:a|ont|avait|avaient)|mon|nous (?:a|ont))\s+(?:dit?|r[ée]pondu|expliqu[ée]|promis|indiqu[ée])\b/isu.exec(part)?.[1] ?? '';
  return (NOMMEE.exec(before) ?? QUELQUUN.exec(before))?.[0].trim() ?? null;
}

// ---------------------------------------------------------------- what is denied

/** "il n'y a pas d'autre contact", "enlève ce contact". */
export const deniesContact = (said: string): boolean => mentions(said, contacts.pasContact) || asksRemoval(said);

export const asksRemoval = (said: string): boolean => mentions(said, contacts.enlever) && mentions(said, contacts.objets);
