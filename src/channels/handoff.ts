import type { Activity } from 'botbuilder-core';
import { z } from 'zod';
import type { Handoff } from '../app/deliver-handoffs';
import type { Logger } from '../ops/log';

/** The Bot Framework handoff protocol: an event each way. The activity *type* `handoff` is never sent. */

const TRANSCRIPT = { contentType: 'application/json', name: 'Transcript' };

/** `handoff.initiate`, with what a person at the hub needs to know, and the words that led there. */
export function handoffInitiation({ reference, service, motif, priorite, ouvertLe, paroles }: Handoff): Partial<Activity> {
  const activities = paroles.map((text) => ({ type: 'message', text, from: { role: 'user' }, timestamp: ouvertLe }));
  return { type: 'event', name: 'handoff.initiate', value: { reference, service, motif, priorite }, attachments: [{ ...TRANSCRIPT, content: { activities } }] };
}

const STATES = ['accepted', 'failed', 'completed'];
const statusSchema = z.looseObject({ state: z.string().max(100) });

/**
 * `handoff.status`, in any order: it changes nothing, because nothing waits for it. A state that is not of the protocol is only noted.
 * @returns whether the activity was one
 */
export function noteHandoffStatus({ type, name, value }: Pick<Activity, 'type' | 'name' | 'value'>, conversation: string, log: Logger): boolean {
  if (type !== 'event' || name !== 'handoff.status') return false;
  const state = statusSchema.safeParse(value).data?.state ?? '';
  if (STATES.includes(state)) log.info({ conversation, state }, 'handoff-etat');
  else log.warn({ conversation }, 'handoff-etat-inconnu');
  return true;
}
