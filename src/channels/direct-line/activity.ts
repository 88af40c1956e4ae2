import { createHash } from 'node:crypto';
import type { Activity } from 'botbuilder-core';
import { z } from 'zod';
import { RAISONS_REFUS, type FichierRecu, type RefusFichier } from '../../domain/tour';
import { maskSensitive } from '../../ops/masking';
import type { Depot } from '../bot';
import { Refusal } from '../refusal';
import { cleanText } from '../text';

export const BOT = { id: 'aiguillage', name: 'Aiguillage', role: 'bot' } as const;
/** Says that the activity never left this process; nothing may be sent to it. */
export const SERVICE_URL = 'urn:aiguillage:direct-line';

const scalar = z.union([z.string().max(5_000), z.number(), z.boolean(), z.null()]);
const fields = z.record(z.string().max(100), z.unknown());

/** What a client may post. Unknown properties are left out: only these are kept, logged and echoed. */
const inboundSchema = z.object({
  type: z.string().min(1).max(64),
  text: z.string().optional(),
  textFormat: z.string().max(20).optional(),
  locale: z.string().max(20).optional(),
  localTimestamp: z.string().max(64).optional(),
  localTimezone: z.string().max(64).optional(),
  name: z.string().max(200).optional(),
  value: z.unknown().optional(),
  channelData: fields.nullish(),
  from: z.object({ id: z.string().max(200).optional(), name: z.string().max(200).nullish() }).nullish(),
  attachments: z.array(z.object({ contentType: z.string().max(200).optional(), name: z.string().max(500).nullish() })).max(50).nullish(),
});

const storedSchema = z.object({ type: z.string(), id: z.string(), channelData: fields.optional(), attachments: z.array(fields).optional() }).loose();
export type StoredActivity = z.infer<typeof storedSchema>;

const depotSchema = z.object({
  fichiers: z.array(z.object({ id: z.string(), nom: z.string(), typeMime: z.string(), octets: z.number(), sha256: z.string(), lecture: z.object({ pieces: z.array(z.string()), date: z.string().nullable(), mois: z.array(z.string()).default([]), deposee: z.string() }).optional() })),
  refus: z.array(z.object({ nom: z.string(), raison: z.enum(RAISONS_REFUS), limite: z.number().optional() })),
});

export type Inbound = z.infer<typeof inboundSchema>;
export type Who = { conversation: string; user: string };

/**
 * @throws Refusal ACTIVITE_INVALIDE when a property has the wrong type, TEXTE_TROP_LONG
 */
export function parseInbound(body: unknown, texteMax: number): Inbound {
  const parsed = inboundSchema.safeParse(body);
  if (!parsed.success) throw new Refusal('ACTIVITE_INVALIDE');
  if ((parsed.data.text?.length ?? 0) > texteMax) throw new Refusal('TEXTE_TROP_LONG');
  const clientId = parsed.data.channelData?.['clientActivityID'];
  if (clientId !== undefined && (typeof clientId !== 'string' || clientId === '' || clientId.length > 200)) throw new Refusal('ACTIVITE_INVALIDE');
  return parsed.data;
}

/** The same `clientActivityID` in a conversation is the same activity: a client that resends gets the same id. */
export function inboundId(inbound: Inbound, conversation: string, fresh: () => string): string {
  const clientId = inbound.channelData?.['clientActivityID'];
  const name = typeof clientId === 'string' ? createHash('sha256').update(clientId).digest('base64url').slice(0, 22) : fresh();
  return `${conversation}|${name}`;
}

/** The activity as the bot gets it: the identity is the token's, the recipient is the bot. */
export function toActivity(inbound: Inbound, id: string, who: Who, at: Date): Partial<Activity> {
  const { type, text, textFormat, locale, localTimezone, name, value } = inbound;
  return dropUndefined({
    type, id, text: text === undefined ? undefined : cleanText(text), textFormat, locale: locale ?? 'fr-FR', localTimezone, name,
    value: plainValue(value), channelData: plainChannelData(inbound.channelData), timestamp: at,
    channelId: 'directline', serviceUrl: SERVICE_URL, conversation: { id: who.conversation, isGroup: false, name: '', conversationType: 'personal' },
    // masked here, since each reply names its recipient
    from: { id: who.user, name: maskSensitive(cleanText(inbound.from?.name ?? '')).text, role: 'user' }, recipient: BOT,
  });
}

/** The activity that tells the bot that someone arrived; clients never see it. */
export function arrival(who: Who, at: Date): Partial<Activity> {
  return {
    type: 'conversationUpdate', id: `${who.conversation}|arrivee`, timestamp: at, locale: 'fr-FR', channelId: 'directline', serviceUrl: SERVICE_URL,
    conversation: { id: who.conversation, isGroup: false, name: '', conversationType: 'personal' },
    from: { id: who.user, name: '', role: 'user' }, recipient: BOT, membersAdded: [{ id: who.user, name: '' }],
  };
}

const MASKED_KEYS = ['text', 'value', 'name', 'speak', 'summary', 'attachments', 'suggestedActions', 'locale', 'localTimezone', 'textFormat'] as const;

/** What is kept of an activity: nothing that must never be stored (NIR, IBAN, card, password). Files go with it, so that a turn can run again. */
export function toStored(activity: Partial<Activity>, depot: Depot): Record<string, unknown> {
  const { fichiers, refus } = depot;
  const stored: Record<string, unknown> = { ...activity };
  for (const key of MASKED_KEYS) if (stored[key] !== undefined) stored[key] = deepMask(stored[key]);
  if (activity.channelData !== undefined) stored['channelData'] = maskedChannelData(activity.channelData);
  if (fichiers.length > 0) stored['attachments'] = fichiers.map(({ id, nom, typeMime }) => ({ contentType: typeMime, name: nom, contentUrl: `fichier:${id}` }));
  return fichiers.length + refus.length > 0 ? { ...stored, depot: { fichiers, refus } } : stored;
}

/** The client finds its own message again by its id, which stays as it is. */
function maskedChannelData(channelData: unknown): unknown {
  const masked = deepMask(channelData);
  const ids = scalarsOnly.safeParse(channelData);
  const id = ids.success ? ids.data['clientActivityID'] : undefined;
  return id === undefined || typeof masked !== 'object' ? masked : { ...masked, clientActivityID: id };
}

const scalarsOnly = z.looseObject({ clientActivityID: z.string().optional() });

/** @returns null when the record is not one of ours */
export function readStored(record: unknown): StoredActivity | null {
  const parsed = storedSchema.safeParse(record);
  return parsed.success ? parsed.data : null;
}

/** A stored inbound activity, ready to run again. */
export function revive(stored: StoredActivity): { activity: Partial<Activity>; depot: Depot } {
  const { depot, attachments: _links, ...activity } = stored;
  const parsed = depotSchema.safeParse(depot);
  const files: { fichiers: FichierRecu[]; refus: RefusFichier[] } = parsed.success ? parsed.data : { fichiers: [], refus: [] };
  return { activity, depot: files };
}

export const isVisible = (stored: StoredActivity): boolean => stored.type !== 'conversationUpdate';

/** An activity as a client sees it: file links signed for an hour, nothing of our own records. */
export function present(stored: StoredActivity, fileUrl: (id: string) => string): Record<string, unknown> {
  const { depot: _depot, serviceUrl: _serviceUrl, ...activity } = stored;
  if (!stored.attachments) return activity;
  return { ...activity, attachments: stored.attachments.map((attachment) => withLink(attachment, fileUrl)) };
}

function withLink(attachment: Record<string, unknown>, fileUrl: (id: string) => string): Record<string, unknown> {
  const { contentUrl } = attachment;
  return typeof contentUrl === 'string' && contentUrl.startsWith('fichier:') ? { ...attachment, contentUrl: fileUrl(contentUrl.slice('fichier:'.length)) } : attachment;
}

/** Same words, same fields: what a resent activity must share with the first one. */
export const sameContent = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  ['type', 'text', 'value', 'name'].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

// ---------------------------------------------------------------- small parts

function plainValue(value: unknown): unknown {
  if (scalar.safeParse(value).success) return typeof value === 'string' ? cleanText(value) : value;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? plainFields(value, 40) : undefined;
}

const plainChannelData = (channelData: Inbound['channelData']): Record<string, unknown> | undefined => (channelData ? plainFields(channelData, 20) : undefined);

function plainFields(record: object, max: number): Record<string, unknown> {
  const kept = Object.entries(record).filter(([name, field]) => name !== '__proto__' && name.length <= 100 && scalar.safeParse(field).success);
  return Object.fromEntries(kept.slice(0, max).map(([name, field]) => [cleanText(name), typeof field === 'string' ? cleanText(field) : field]));
}

function deepMask(value: unknown): unknown {
  if (typeof value === 'string') return maskSensitive(value).text;
  if (Array.isArray(value)) return value.map(deepMask);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, deepMask(field)]));
  return value;
}

const dropUndefined = <T extends object>(record: T): T => {
  for (const key of Object.keys(record)) if (Reflect.get(record, key) === undefined) Reflect.deleteProperty(record, key);
  return record;
};
