import type { Reponse } from '../../src/domain/tour';
import { pointsDeBlocage } from '../chronologie';
import type { Contexte } from '../events';
import { formatEntite } from '../format';
import { isCommand, normalize, readYesNo } from '../lecture';
import { CONTACT_CHAMPS } from '../state';
import type { ChampContact, Contact, Etat } from '../state';
import { choix, say, texte } from '../textes';
import { autreChose, brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Entree, Handler, Lecture } from './handler';

/** chronology of the contacts with the Caf: date, channel, person, reference, answer. */
export const contact: Handler<'contact'> = {
  accueil: 'libre',
  ask: () => say('contact.question', {}, { choix: choix(texte('choix.contact-non'), texte('choix.contact-oui')) }),
  read: (_question, entree, etat) => {
    const answer = readYesNo(entree.texte);
    const told = fromStory(entree);
    if (Object.keys(told).length > 0) return begin(etat, told);
    if (answer === 'non' || answer === 'sait-pas') return compris(withBrouillon(etat, { contactVu: true }));
    if (answer === 'oui') return begin(etat, {});
    return incompris(say('contact.incompris', {}, { choix: choix(texte('choix.contact-non'), texte('choix.contact-oui')) }));
  },
};

const begin = (etat: Etat, told: Contact): Lecture => compris(withBrouillon(etat, { contactVu: true, contactEnCours: told }));

/** What a sentence like "le 3 novembre par téléphone, on m'a dit d'attendre" already gives. */
function fromStory({ texte: said, comprehension }: Entree): Contact {
  const date = comprehension.entities.find((entite) => entite.type === 'date');
  const canal = readCanal(said);
  const reponse = /\b(?:on m['’ ]a (?:dit|repondu|répondu)|ils m['’ ]ont (?:dit|répondu|repondu)|pas de r[ée]ponse|sans r[ée]ponse|aucune r[ée]ponse).*/iu.exec(said)?.[0];
  return {
    ...(date ? { date: formatEntite(date), ...(date.precision === 'jour' ? { jour: date.date } : {}) } : {}),
    ...(canal ? { canal } : {}),
    ...(reponse ? { reponse: reponse.trim() } : {}),
  };
}

const CANAUX: [RegExp, string][] = [
  [/\b(telephone|tel|appele|appel|appelle|3230)\b/, texte('contact.canal-telephone')],
  [/\b(mail|email|courriel|messagerie|message|mon compte|internet|site|en ligne)\b/, texte('contact.canal-message')],
  [/\b(courrier|lettre|recommande|poste)\b/, texte('contact.canal-courrier')],
  [/\b(agence|accueil|guichet|rendez vous|rdv|sur place|bureau)\b/, texte('contact.canal-agence')],
];

const readCanal = (text: string): string | null => CANAUX.find(([pattern]) => pattern.test(normalize(text)))?.[1] ?? null;

const CHOIX_CANAL = CANAUX.map(([, titre]) => titre);

export const contactDetail: Handler<'contact-detail'> = {
  accueil: 'libre',
  ask: (question) =>
    say(`contact.${question.champ}`, {}, { choix: choix(...(question.champ === 'canal' ? CHOIX_CANAL : []), texte('choix.sait-pas')) }),
  read: (question, entree, etat) => {
    const value = readDetail(question.champ, entree);
    if (value === null) {
      if (etat.echecs === 0) return incompris(say('contact.date-incomprise'));
      return store(etat, question.champ, entree.texte.trim());
    }
    return store(etat, question.champ, value, question.champ === 'date' ? fromStory(entree) : {});
  },
};

function readDetail(champ: ChampContact, entree: Entree): string | null {
  if (isCommand(entree.texte, 'saitPas')) return '';
  if (champ === 'date') {
    const date = entree.comprehension.entities.find((entite) => entite.type === 'date');
    return date ? formatEntite(date) : null;
  }
  if (champ === 'canal') return readCanal(entree.texte) ?? entree.texte.trim();
  return isCommand(entree.texte, 'non') ? '' : entree.texte.trim();
}

function store(etat: Etat, champ: ChampContact, value: string, extra: Contact = {}): Lecture {
  const b = brouillonOf(etat);
  const current = { ...extra, ...b.contactEnCours, [champ]: value.slice(0, 500) };
  if (CONTACT_CHAMPS.every((known) => current[known] !== undefined)) {
    return compris(withBrouillon(etat, { contacts: [...b.contacts, current], contactEnCours: null }), { question: { id: 'contact-autre' } });
  }
  return compris(withBrouillon(etat, { contactEnCours: current }));
}

export const contactAutre: Handler<'contact-autre'> = {
  ask: () => say('contact.autre', {}, { choix: choix(texte('choix.non'), texte('choix.contact-autre')) }),
  read: (_question, entree, etat, ctx) => {
    const told = fromStory(entree);
    if (Object.keys(told).length > 0) return begin(etat, told);
    const answer = readYesNo(entree.texte);
    if (answer === 'oui' || /^ajouter/i.test(entree.texte)) return begin(etat, {});
    if (answer === 'non' || answer === 'sait-pas' || isCommand(entree.texte, 'reprendre')) return compris(etat, { dire: noticed(etat, ctx) });
    return autreChose;
  },
};

/** What the chronology shows is said once, when it is complete. */
function noticed(etat: Etat, ctx: Contexte): Reponse[] {
  const points = pointsDeBlocage(brouillonOf(etat), ctx.today);
  return points.length > 0 ? [say('chronologie.releve', { liste: points.map((point) => `• ${point}`).join('\n') })] : [];
}

/** The chronology as lines, oldest said first: « le lundi 9 novembre 2026, Téléphone : … ». */
export function contactLine(c: Contact): string {
  const parts = [c.date || texte('contact.date-inconnue'), c.canal, c.interlocuteur, c.reference && texte('contact.ref', { reference: c.reference })];
  const head = parts.filter(Boolean).join(', ');
  return `${head} : ${c.reponse || texte('contact.sans-reponse')}`;
}

