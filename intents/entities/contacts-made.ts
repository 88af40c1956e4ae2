import type { Extractor, Lecture, Trouvee } from './lecture';
import CONTACTS from './lexique/contacts.json';
import { nearestDay, type Placed } from './nearest';
import { pairsOf, Phrases } from './phrases';

const CHANNELS = ['telephone', 'mail', 'courrier', 'messagerie', 'sms', 'accueil', 'rendez_vous', 'autre'] as const;
const NOUN_CHANNELS = ['telephone', 'mail', 'courrier', 'messagerie'] as const;
const ANSWERS = ['aucune', 'attendre', 'renvoi', 'promesse', 'refus', 'autre'] as const;
type Channel = (typeof CHANNELS)[number];
type Answer = (typeof ANSWERS)[number];

const DONE = new Phrases<Channel>(pairsOf(CHANNELS, CONTACTS.contacts));
const NAMED = new Phrases<Channel>(pairsOf(NOUN_CHANNELS, CONTACTS.noms));
const REPLIES = new Phrases<Answer>(pairsOf(ANSWERS, CONTACTS.reponses));
const AUXILIARIES = new Set(CONTACTS.auxiliaires);
const OTHERS_AUXILIARIES = new Set(CONTACTS.auxiliairesTiers);
const MOVING = new Set(CONTACTS.auxiliairesAller);
const OTHERS = new Set(CONTACTS.tiers);
const BETWEEN = new Set(CONTACTS.entre);
const RECEIVED = new Set(CONTACTS.recus);

/** Steps taken towards the Caf: by which channel, on which day, what came of it. What is planned, asked or received is none. */
export const contactsMade: Extractor = (lecture, kept) => {
  const found = contactsOf(lecture);
  const dayOf = nearestDay(lecture, kept, found, CONTACTS.porteeDate);
  return found.map((one, k): Trouvee => ({
    type: 'contact', ...lecture.span(one.i, one.next), canal: one.canal, date: dayOf(one), reponse: answerAfter(lecture, one.next, found[k + 1]?.i ?? Infinity),
  }));
};

type Contact = Placed & { canal: Channel };

function contactsOf(lecture: Lecture): Contact[] {
  const found: Contact[] = [];
  for (let i = 0; i < lecture.tokens.length; i++) {
    const said = DONE.at(lecture, i);
    const verb = said !== null && isDone(lecture, i, said.value) ? said : null;
    const match = verb ?? NAMED.at(lecture, i);
    if (match === null || match.i < i) continue;
    found.push({ i: match.i, next: match.next, canal: match.value });
    i = Math.max(i, match.next - 1);
  }
  return found;
}

const AUXILIARY_REACH = 5;

/** "j'ai", "je vous ai déjà", "l'assistante a" just before, and not "m'a" (that is received). */
function isDone(lecture: Lecture, i: number, canal: Channel): boolean {
  for (let at = i - 1; at >= i - AUXILIARY_REACH; at--) {
    const norm = lecture.norm(at);
    if (AUXILIARIES.has(norm)) return !RECEIVED.has(lecture.norm(at - 1)) || lecture.norm(at - 1) === 'nous' || norm === 'suis';
    if ((OTHERS_AUXILIARIES.has(norm) && lecture.raw(at) !== 'à') || (canal === 'accueil' && MOVING.has(norm))) return OTHERS.has(lecture.norm(at - 1)) || (lecture.norm(at - 1) === 'vous' && OTHERS.has(lecture.norm(at - 2)));
    if (!BETWEEN.has(norm)) return false;
  }
  return false;
}

/** What came of it, said after, before the next contact; an answer of another sentence counts when it comes at once. */
function answerAfter(lecture: Lecture, from: number, stop: number): Answer | null {
  let found: Answer | null = null;
  for (let at = from; at < Math.min(from + CONTACTS.porteeReponse, stop); at++) {
    const reply = REPLIES.at(lecture, at);
    if (reply === null) continue;
    if (reply.value !== 'autre') return reply.value;
    found = 'autre';
  }
  return found;
}
