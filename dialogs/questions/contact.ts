import type { Reponse } from '../../src/domain/tour';
import { pointsDeBlocage } from '../chronologie';
import { asksRemoval, CHOIX_CANAL, contactsDits, deniesContact, isSentByPost, readCanal } from '../contacts-dits';
import type { Contexte } from '../events';
import { formatEntite } from '../format';
import commandes from '../contenu/commandes.json';
import { isCommand, mentions, rankSaid, readYesNo, startsWithCommand, words } from '../lecture';
import { CONTACT_CHAMPS } from '../state';
import type { ChampContact, Contact, Etat } from '../state';
import { choix, say, texte } from '../textes';
import { autreChose, brouillonOf, compris, incompris, isForOther, withBrouillon } from './handler';
import type { Entree, Handler, Lecture } from './handler';

/** chronology of the contacts with the Caf: date, channel, person, reference, answer. */
export const contact: Handler<'contact'> = {
  accueil: 'libre',
  ask: (_question, etat) => say(isForOther(etat) ? 'contact.question-tiers' : 'contact.question', {}, { choix: choix(texte('choix.contact-non'), texte('choix.contact-oui')) }),
  read: (_question, entree, etat, ctx) => {
    const answer = readYesNo(entree.texte);
    const told = contactsDits(entree, ctx.today);
    if (told.length > 0 && !(startsWithCommand(entree.texte, 'non') && told.every(onlyAnswers))) return begin(etat, told);
    if (answer === 'non' || answer === 'sait-pas') return compris(withBrouillon(etat, { contactVu: true }));
    if (answer === 'oui') return begin(etat, [{}]);
    return incompris(say('contact.incompris', {}, { choix: choix(texte('choix.contact-non'), texte('choix.contact-oui')) }));
  },
};

/** Several contacts told at once are noted as they are; a single one is completed. */
function begin(etat: Etat, told: Contact[]): Lecture {
  const [first = {}, ...others] = told;
  const vu = withBrouillon(etat, { contactVu: true, contactEnCours: first });
  if (others.length === 0) return compris(vu);
  const contacts = [...brouillonOf(etat).contacts, ...told.map((one): Contact => ({ ...VIDE, ...one }))];
  return compris(withBrouillon(vu, { contacts, contactEnCours: null }), { question: { id: 'contact-autre' } });
}

const VIDE: Contact = Object.fromEntries(CONTACT_CHAMPS.map((champ) => [champ, '']));

/** Says what came of it, and neither when nor how: no other contact. */
const onlyAnswers = ({ date, canal, interlocuteur }: Contact): boolean => !date && !canal && !interlocuteur;

const isEmpty = (c: Contact): boolean => CONTACT_CHAMPS.every((champ) => !c[champ]);

export const contactDetail: Handler<'contact-detail'> = {
  accueil: 'libre',
  ask: (question) =>
    say(`contact.${question.champ}`, {}, { choix: choix(...(question.champ === 'canal' ? CHOIX_CANAL : []), texte('choix.sait-pas')) }),
  read: (question, entree, etat, ctx) => {
    const current = brouillonOf(etat).contactEnCours ?? {};
    if (deniesContact(entree.texte) || (isEmpty(current) && isCommand(entree.texte, 'non'))) return dropped(etat, ctx);
    const value = readDetail(question.champ, entree);
    if (value === null) {
      if (etat.echecs === 0) return incompris(say('contact.date-incomprise'));
      return store(etat, question.champ, entree.texte.trim());
    }
    return store(etat, question.champ, value, question.champ === 'date' ? (contactsDits(entree, ctx.today)[0] ?? {}) : byPost(question.champ, entree.texte));
  },
};

/** A contact that is denied leaves nothing behind. */
function dropped(etat: Etat, ctx: Contexte): Lecture {
  const without = withBrouillon(etat, { contactEnCours: null });
  return compris(without, { dire: noticed(without, ctx) });
}

/** With a letter, nobody was spoken to. */
const byPost = (champ: ChampContact, said: string): Contact => (champ === 'canal' && isSentByPost(said) ? { interlocuteur: '' } : {});

function readDetail(champ: ChampContact, entree: Entree): string | null {
  if (isCommand(entree.texte, 'saitPas')) return '';
  if (champ === 'date') {
    const date = entree.comprehension.entities.find((entite) => entite.type === 'date');
    return date ? formatEntite(date) : null;
  }
  if ((champ === 'interlocuteur' || champ === 'reference') && words(entree.texte).length <= INCONNU_MOTS_MAX && mentions(entree.texte, commandes.saitPas)) return '';
  if (champ === 'reference' && readYesNo(entree.texte) === 'non' && !/\d/.test(entree.texte)) return '';
  if (champ === 'canal') return readCanal(entree.texte) ?? entree.texte.trim();
  return isCommand(entree.texte, 'non') ? '' : entree.texte.trim();
}

/** "son nom je sais pas". */
const INCONNU_MOTS_MAX = 6;

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
    const told = contactsDits(entree, ctx.today);
    if (told.length > 0 && !told.every(onlyAnswers)) return begin(etat, told);
    if (told.length > 0) return ofLast(etat, told, ctx);
    const answer = readYesNo(entree.texte);
    if (answer === 'oui' || /^ajouter/i.test(entree.texte)) return begin(etat, [{}]);
    if (answer === 'non' || answer === 'sait-pas' || isCommand(entree.texte, 'reprendre')) return compris(etat, { dire: noticed(etat, ctx) });
    return autreChose;
  },
};

/** "supprimer le deuxième contact", wherever the demande is; the last one when no rank is said. */
export function removesContact(etat: Etat, said: string): Lecture | null {
  const { brouillon: b, question } = etat;
  if (!b || b.contacts.length === 0 || question?.id === 'contact-detail' || !asksRemoval(said)) return null;
  const rank = rankSaid(said, b.contacts.length) ?? b.contacts.length - 1;
  const gone = b.contacts[rank];
  if (!gone) return null;
  return compris(withBrouillon(etat, { contacts: b.contacts.filter((one) => one !== gone) }), { dire: [say('contact.retire', { contact: contactLine(gone) })], question });
}

/** "aucune réponse en trois mois" says what came of the contact just told. */
function ofLast(etat: Etat, [told = {}]: Contact[], ctx: Contexte): Lecture {
  const { contacts } = brouillonOf(etat);
  const completed = contacts.map((one, rank): Contact => (rank === contacts.length - 1 && !one.reponse ? { ...one, ...told } : one));
  const next = withBrouillon(etat, { contacts: completed });
  return compris(next, { dire: noticed(next, ctx) });
}

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

