import type { Activity, ConversationReference } from 'botbuilder-core';
import { z } from 'zod';

/** What comes in from the Bot Framework service, and the address at which it is answered later. */

const accountSchema = z.object({ id: z.string().min(1).max(500), name: z.string().max(500).nullish(), role: z.string().max(50).nullish() }).loose();
const optionalText = (max: number) => z.string().max(max).nullish();

/** What the SDK and the bot read of an activity; the rest passes through. */
export const activitySchema = z
  .object({
    type: z.string().min(1).max(64), id: optionalText(500), channelId: z.string().min(1).max(64), serviceUrl: z.url().max(2_000),
    conversation: z.object({ id: z.string().min(1).max(1_000) }).loose(), from: accountSchema, recipient: accountSchema.nullish(),
    text: optionalText(200_000), locale: optionalText(64), timestamp: optionalText(64), localTimestamp: optionalText(64), expiration: optionalText(64),
    deliveryMode: optionalText(64), replyToId: optionalText(500), name: optionalText(500), action: optionalText(64),
    membersAdded: z.array(accountSchema).max(1_000).nullish(), membersRemoved: z.array(accountSchema).max(1_000).nullish(),
    attachments: z.array(z.record(z.string(), z.unknown())).max(100).nullish(), entities: z.array(z.record(z.string(), z.unknown())).max(200).nullish(),
    channelData: z.unknown().optional(), value: z.unknown().optional(),
  })
  .loose();
export type CloudActivity = z.infer<typeof activitySchema>;

const DATES = ['timestamp', 'localTimestamp', 'expiration'] as const;

/** The SDK wants dates where the wire has strings. Its type asks for every property of an activity, which no activity has. */
export function toSdkActivity(received: CloudActivity): Activity {
  const dates = Object.fromEntries(DATES.flatMap((name) => (received[name] ? [[name, new Date(received[name])]] : [])));
  return { ...received, ...dates } as unknown as Activity;
}

const idSchema = z.object({ id: z.string() });
const adresseSchema = z.object({
  channelId: z.string(), serviceUrl: z.string(), bot: idSchema, user: idSchema,
  conversation: z.object({ id: z.string(), conversationType: z.string().optional(), tenantId: z.string().optional(), isGroup: z.boolean().optional() }),
});
/** A conversation reference without anybody's name. */
export type Adresse = z.infer<typeof adresseSchema>;

/** Null for an activity that names no bot: it cannot be answered later. */
export function adresseOf({ channelId, serviceUrl, recipient, from, conversation }: Activity): Adresse | null {
  return adresseSchema.safeParse({ channelId, serviceUrl, bot: recipient, user: from, conversation }).data ?? null;
}

/** As the SDK wants it; null when what was kept cannot be read. */
export function referenceOf(adresse: unknown): Partial<ConversationReference> | null {
  const parsed = adresseSchema.safeParse(adresse);
  if (!parsed.success) return null;
  const { bot, user, conversation, ...rest } = parsed.data;
  return { ...rest, bot: { ...bot, name: '' }, user: { ...user, name: '' }, conversation: { conversationType: '', isGroup: false, name: '', ...conversation } };
}
