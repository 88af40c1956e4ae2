import type { Activity, Attachment } from 'botbuilder-core';
import type { Reponse } from '../../domain/tour';
import PHRASES from '../phrases.json';
import { answerButtons, BUTTONS_MAX, choicesCard, fitted, rememberingCard } from './cards';

type Place = { groupe: boolean; personne: string };

/**
 * One message of the assistant as Teams shows it. Suggested actions exist in a personal chat only, six at most, and never beside a
 * card: elsewhere the same answers are buttons of a card.
 * @param drawn the message as `toActivity` made it
 */
export function toTeamsActivities(reponse: Reponse, drawn: Partial<Activity>, place: Place): Partial<Activity>[] {
  const { suggestedActions, attachments, ...rest } = drawn;
  const message = rest.text === undefined ? rest : { ...rest, text: withLineBreaks(rest.text) };
  const [card] = attachments ?? [];
  const choix = suggestedActions ? (reponse.choix ?? []) : [];
  if (card) return [fitted({ ...message, attachments: [rememberingCard(withAnswers(card, choix))] })];
  if (choix.length === 0) return [fitted(message)];
  if (!place.groupe && choix.length <= BUTTONS_MAX && suggestedActions) return [{ ...message, suggestedActions: { ...suggestedActions, to: [place.personne] } }];
  return [fitted({ ...message, inputHint: 'acceptingInput' }), { type: 'message', summary: PHRASES.choixListe, inputHint: 'expectingInput', locale: message.locale ?? 'fr-FR', attachments: [choicesCard(choix)] }];
}

/** Teams joins lines that no empty line parts, and its telephones know no lists. */
const withLineBreaks = (text: string): string => text.replace(/\n+/g, '\n\n');

/** A drop-down says the exact labels; the shorter answers stay within reach below it. */
function withAnswers(card: Attachment, choix: readonly { titre: string; valeur: string }[]): Attachment {
  if (choix.length === 0 || JSON.stringify(card.content).includes('"Input.ChoiceSet"')) return card;
  return { ...card, content: { ...card.content, body: [...card.content.body, { type: 'ActionSet', actions: answerButtons(choix) }] } };
}
