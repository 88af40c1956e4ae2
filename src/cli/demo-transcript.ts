import type { Contenu } from '../../dialogs/contenu';
import type { Contexte, Evenement } from '../../dialogs/events';
import { etatInitial, type Etat } from '../../dialogs/state';
import { step } from '../../dialogs/step';
import { BOT, toActivity as toInbound, toStored } from '../channels/direct-line/activity';
import { toActivity as toReply } from '../channels/bot';
import { parisDate } from '../domain/calendar';
import type { ServiceExpert } from '../domain/codes';
import type { Comprehension } from '../domain/comprehension';
import type { Dossier } from '../domain/dossier';
import type { Charge } from '../domain/estimate';
import type { Reponse } from '../domain/tour';
import type { Clock } from '../ops/clock';
import type { Store } from '../stores/store';
import { serviceOf, type Cas } from './demo-demandes';

/** The web conversation that a demande comes from: the person's words, and what the dialogs really answer to them. */

export type TranscriptDeps = { store: Store; clock: Clock; contenu: Contenu; alsaceMoselle: boolean; charge: Record<ServiceExpert, Charge> };
export type Auteurs = { conversation: string; personne: string };

/** @returns the state of the conversation before the dossier is opened */
export async function begin(who: Auteurs, cas: Cas, parole: string, deps: TranscriptDeps): Promise<Etat> {
  const now = deps.clock();
  await deps.store.createConversation(who.conversation, who.personne, now.getTime());
  const ctx = contexteOf(deps);
  const arrived = step(etatInitial(now), { genre: 'arrivee' }, ctx);
  await sayAll(who, arrived.reponses, 'arrivee', deps);
  const inbound = toInbound({ type: 'message', text: parole }, `${who.conversation}|premier`, { conversation: who.conversation, user: who.personne }, now);
  await deps.store.appendActivity(who.conversation, `${who.conversation}|premier`, toStored(inbound, { fichiers: [], refus: [] }), false);
  const message: Evenement = { genre: 'message', texte: parole, comprehension: comprehensionOf(cas), fichiers: [], refus: [], masques: [] };
  const understood = step(arrived.etat, message, ctx);
  await sayAll(who, understood.reponses, 'premier', deps);
  return understood.etat;
}

/** The acknowledgement, and the conversation kept as it would be. */
export async function acknowledge(who: Auteurs, etat: Etat, dossier: Dossier, deps: TranscriptDeps): Promise<void> {
  const done = step(etat, { genre: 'dossier-ouvert', dossier, code: null }, contexteOf(deps));
  await sayAll(who, done.reponses, 'accuse', deps);
  await deps.store.saveState(who.conversation, { etat: done.etat, recents: [] }, 0, { personne: who.personne, at: done.etat.vuLe, brouillon: false });
}

/** Adds one message of the assistant. @returns false when this is no web conversation */
export async function sayOne(conversation: string, reponse: Reponse, id: string, { store, clock }: Pick<TranscriptDeps, 'store' | 'clock'>): Promise<boolean> {
  if ((await store.conversationOwner(conversation)) === null) return false;
  const activity = { ...toReply(reponse, 'web'), id, from: BOT, channelId: 'directline', conversation: { id: conversation, isGroup: false, name: '', conversationType: 'personal' }, timestamp: clock() };
  await store.appendActivity(conversation, id, toStored(activity, { fichiers: [], refus: [] }), false);
  return true;
}

async function sayAll({ conversation }: Auteurs, reponses: readonly Reponse[], moment: string, deps: TranscriptDeps): Promise<void> {
  for (const [rank, reponse] of reponses.entries()) await sayOne(conversation, reponse, `${conversation}|${moment}|${rank}`, deps);
}

function contexteOf({ clock, contenu, alsaceMoselle, charge }: TranscriptDeps): Contexte {
  const now = clock();
  return { now, today: parisDate(now), canal: 'web', contenu, charge, alsaceMoselle };
}

/** What these words mean is known: the model is not needed. */
const comprehensionOf = (cas: Cas): Comprehension => ({
  group: 'expert', code: cas.scenario.motif, prestation: cas.prestation === 'INCONNUE' ? 'AUCUNE' : cas.prestation, prestations: cas.prestation === 'INCONNUE' ? [] : [cas.prestation],
  service: serviceOf(cas), priority: 'P3', safety: null, confidence: 0.93, alternatives: [], entities: [], rule: 'demonstration', clarification: null, second: null,
  revision: cas.scenario.revision ?? null, question: false, faits: [], langue: null, insulte: false, dementi: null,
});
