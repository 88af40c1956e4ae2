import { daysBetween, formatLong } from '../src/domain/calendar';
import contradictions from './contenu/contradictions.json';
import { normalize } from './lecture';
import type { Brouillon, Contact } from './state';
import { texte } from './textes';

/** What the chronology of the contacts shows by itself: long silences, and answers that contradict each other. */

/** Calendar days without any exchange from which a silence is pointed out (DOSSIER R-079). */
const SILENCE_JOURS = 30;

/** Oldest first; a contact whose day is not known keeps its place after the others. */
export const chronologique = (contacts: readonly Contact[]): Contact[] =>
  [...contacts].sort((a, b) => (a.jour ?? '9999').localeCompare(b.jour ?? '9999'));

/**
 * Silences of more than 30 days and contradictory answers, one sentence each, with the days and words as they were said.
 *
 * @param today `YYYY-MM-DD`, Europe/Paris: a silence may still last
 */
export function pointsDeBlocage(b: Pick<Brouillon, 'contacts' | 'reponses'>, today: string): string[] {
  if (b.contacts.length === 0) return [];
  return [...silences(joursEchanges(b, today), today), ...contradictoires(chronologique(b.contacts))];
}

/** Answers of the questionnaire that are exchanges with the Caf too: what was sent to it, and its letters. */
const ECHANGES = ['dateDepot', 'dateDeclaration', 'dateControle', 'dateDecision', 'dateContrainte'];

function joursEchanges(b: Pick<Brouillon, 'contacts' | 'reponses'>, today: string): string[] {
  const dits = ECHANGES.map((id) => b.reponses[id]?.valeur);
  const jours = [...b.contacts.map(({ jour }) => jour), ...dits].filter((jour): jour is string => typeof jour === 'string' && DAY.test(jour) && jour <= today);
  return [...new Set(jours)].sort();
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function silences(jours: string[], today: string): string[] {
  const gaps = jours.map((debut, at) => ({ debut, fin: jours[at + 1] ?? today, last: at === jours.length - 1, jours: daysBetween(debut, jours[at + 1] ?? today) }));
  return gaps.filter((gap) => gap.jours > SILENCE_JOURS).map(({ debut, fin, last, jours: nombre }) =>
    (last
      ? texte('chronologie.silence-en-cours', { debut: formatLong(debut), jours: nombre })
      : texte('chronologie.silence', { debut: formatLong(debut), fin: formatLong(fin), jours: nombre })));
}

type Avis = { contact: Contact; oui: boolean };

/** The first two opposite answers on each subject. */
function contradictoires(contacts: Contact[]): string[] {
  return contradictions.flatMap((sujet) => {
    const avis = contacts.flatMap((contact): Avis[] => {
      const oui = stance(contact.reponse ?? '', sujet);
      return oui === null ? [] : [{ contact, oui }];
    });
    const change = avis.findIndex((one, at) => at > 0 && one.oui !== avis[at - 1]?.oui);
    const [avant, apres] = [avis[change - 1], avis[change]];
    if (!avant || !apres) return [];
    return [texte('chronologie.contradiction', { sujet: sujet.sujet, avant: reponseDatee(avant.contact), apres: reponseDatee(apres.contact) })];
  });
}

/**
 * The longest form said decides: "il ne manque rien" holds "manque". Null when nothing is said on the subject.
 * No typing fault is forgiven: "complet" is one of "incomplet".
 */
function stance(reponse: string, sujet: (typeof contradictions)[number]): boolean | null {
  const said = ` ${normalize(reponse)} `;
  const longest = (forms: string[]): number => Math.max(0, ...forms.filter((form) => said.includes(` ${form} `)).map((form) => form.length));
  const [oui, non] = [longest(sujet.oui), longest(sujet.non)];
  return oui === non ? null : oui > non;
}

const reponseDatee = ({ date, reponse }: Contact): string =>
  texte('chronologie.reponse', { date: date || texte('contact.date-inconnue').toLowerCase(), reponse: reponse ?? '' });
