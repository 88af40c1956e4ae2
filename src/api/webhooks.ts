import { z } from 'zod';
import { API_EVENT_KIND, EVENEMENTS_PUBLICS, programEntry, programOf, publicEvent } from '../app/api-events';
import type { Deliver } from '../app/deliver-outbox';
import { keptRecord, type States } from '../app/kept-record';
import { Later } from '../app/later';
import type { Dossier } from '../domain/dossier';
import type { Clock } from '../ops/clock';
import { keyedHash } from '../ops/hash';
import type { Logger } from '../ops/log';
import { OPENING_KIND } from '../stores/opening-entry';
import type { OutboxEntry, Store } from '../stores/store';
import { ApiProblem, invalid } from './problem';
import type { notificationSchema, WebhookDemande, webhookDeclareSchema, webhookSchema } from './schemas';
import { tokenInForce } from './tokens';
import T from './textes.json';

/** Where the events of a token's dossiers are sent. Its secret is derived: what is stored does not sign. */

const declaredSchema = z.object({ id: z.string(), url: z.string(), evenements: z.array(z.enum(EVENEMENTS_PUBLICS)), creeLe: z.string() });
const recordSchema = z.object({ webhook: declaredSchema.nullable(), dernierEssaiLe: z.string().nullable(), dernierReussi: z.boolean().nullable(), abandons: z.int() });
type Record = z.infer<typeof recordSchema>;
type Declared = z.infer<typeof declaredSchema>;

/** What may be called: checks an address before it is kept, and sends. */
export type WebhookSender = {
  /** `forme`: not an address we call; `privee`: it leads elsewhere than to the public internet; null: it may be called. */
  refusal(url: string): Promise<'forme' | 'privee' | null>;
  /** Resolves to whether the receiver took it (2xx); never throws, never tells what was answered. */
  send(message: { url: string; id: string; secret: string; body: string; nowMs: number }): Promise<boolean>;
};

export type WebhookDeps = { store: States; clock: Clock; newId: () => string; cleApi: string; sender: Pick<WebhookSender, 'refusal'> };

const EMPTY: Record = { webhook: null, dernierEssaiLe: null, dernierReussi: null, abandons: 0 };
const recordOf = (jeton: string) => keptRecord(`api:webhook:${jeton}`, recordSchema, EMPTY);

/** @throws ApiProblem WEBHOOK_ABSENT */
export async function readWebhook(jeton: string, { store }: Pick<WebhookDeps, 'store'>): Promise<z.infer<typeof webhookSchema>> {
  return view((await recordOf(jeton).read(store)).value);
}

/**
 * Declares the webhook of a token, or changes it. The secret stays the same until another is asked for.
 * @throws ApiProblem CHAMPS_INVALIDES when the address may not be called
 */
export async function putWebhook(jeton: string, { url, evenements = [...EVENEMENTS_PUBLICS], nouveauSecret = false }: WebhookDemande, deps: WebhookDeps): Promise<z.infer<typeof webhookDeclareSchema>> {
  const refusal = await deps.sender.refusal(url);
  if (refusal) throw invalid({ lieu: 'url', message: T.fautes[refusal === 'forme' ? 'urlForme' : 'urlPrivee'] });
  const creeLe = deps.clock().toISOString();
  const record = await recordOf(jeton).change(deps.store, (before) => {
    const kept = nouveauSecret ? undefined : before.webhook?.id;
    return { ...EMPTY, webhook: { id: kept ?? deps.newId(), url, evenements: [...new Set(evenements)], creeLe: before.webhook?.creeLe ?? creeLe } };
  });
  return { ...view(record), secret: secretOf(jeton, record.webhook?.id ?? '', deps.cleApi) };
}

/** @throws ApiProblem WEBHOOK_ABSENT */
export async function deleteWebhook(jeton: string, { store }: Pick<WebhookDeps, 'store'>): Promise<void> {
  await readWebhook(jeton, { store });
  await recordOf(jeton).change(store, () => EMPTY);
}

function view({ webhook, dernierEssaiLe, dernierReussi, abandons }: Record): z.infer<typeof webhookSchema> {
  if (!webhook) throw new ApiProblem('WEBHOOK_ABSENT');
  const { url, evenements, creeLe } = webhook;
  return { url, evenements, creeLe, etat: { dernierEssaiLe, dernierReussi, abandons } };
}

const secretOf = (jeton: string, id: string, cleApi: string): string => `aigw_${keyedHash(cleApi, `webhook ${jeton} ${id}`).toString('base64url')}`;

// ---------------------------------------------------------------- sending

export type DeliverDeps = {
  store: States & Pick<Store, 'getDossier' | 'putOutbox'>; clock: Clock; log: Logger; cleApi: string;
  sender: Pick<WebhookSender, 'send'>;
  /** Integer in [0, max). */
  randomInt: (max: number) => number;
};

const GIVEN_UP_AFTER_MS = 24 * 3_600_000;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;
/** After a failure, what else waits for the same receiver waits as well: a dead one must not slow the rest of the outbox. */
const PAUSE_MS = 30_000;
const payloadSchema = z.object({ reference: z.string(), rang: z.int().min(0) });

/**
 * Sends the events of programs' dossiers to their webhooks, at least once each, under an id that never changes. A receiver that fails is
 * tried again later and later for a day, then its event is given up: said in the log, and counted in what GET /webhook tells.
 * @throws Later when it is to be tried again; CodedError STOCKAGE_INDISPONIBLE
 */
export function deliverWebhooks(deps: DeliverDeps, others: Deliver): Deliver {
  const pausedUntil = new Map<string, number>();
  return async (entry) => {
    if (entry.kind === API_EVENT_KIND) return deliverOne(entry, pausedUntil, deps);
    if (entry.kind === OPENING_KIND) await announceOpening(entry, deps);
    return others(entry);
  };
}

/** An entry of its own: a receiver that is away holds nothing else back. */
async function announceOpening({ payload, createdAt }: OutboxEntry, { store }: DeliverDeps): Promise<void> {
  const { reference } = z.object({ reference: z.string() }).parse(payload);
  const dossier = await store.getDossier(reference);
  if (dossier && programOf(dossier) !== null && !dossier.demande.discret) await store.putOutbox(programEntry(reference, 0, createdAt));
}

async function deliverOne(entry: OutboxEntry, pausedUntil: Map<string, number>, deps: DeliverDeps): Promise<void> {
  const { reference, rang } = payloadSchema.parse(entry.payload);
  const dossier = await deps.store.getDossier(reference);
  const jeton = dossier && programOf(dossier);
  if (!dossier || !jeton || dossier.demande.discret) return;
  const { value: { webhook } } = await recordOf(jeton).read(deps.store);
  const notification = webhook && notificationOf(entry.id, dossier, rang, webhook);
  if (!webhook || !notification || !(await tokenInForce(jeton, deps))) return;
  const nowMs = deps.clock().getTime();
  const pause = (pausedUntil.get(jeton) ?? 0) - nowMs;
  const sent = pause <= 0 && (await deps.sender.send({ url: webhook.url, id: entry.id, secret: secretOf(jeton, webhook.id, deps.cleApi), body: JSON.stringify(notification), nowMs }));
  if (sent) return noteTry(jeton, webhook, true, deps);
  if (pause > 0 && !isOver(entry, nowMs)) throw new Later(waitMs(entry.attempts, deps.randomInt));
  pausedUntil.set(jeton, nowMs + PAUSE_MS);
  return missed(entry, jeton, webhook, deps);
}

const isOver = ({ createdAt }: OutboxEntry, nowMs: number): boolean => nowMs - Date.parse(createdAt) >= GIVEN_UP_AFTER_MS;

async function missed(entry: OutboxEntry, jeton: string, webhook: Declared, deps: DeliverDeps): Promise<void> {
  const givenUp = isOver(entry, deps.clock().getTime());
  await noteTry(jeton, webhook, false, deps, givenUp);
  if (!givenUp) throw new Later(waitMs(entry.attempts, deps.randomInt));
  deps.log.warn({ id: entry.id, jeton, tries: entry.attempts }, 'webhook-abandonne');
}

/** Twice as long each time, two hours at most, and up to half as much again: the outbox's twenty tries last more than a day. */
export function waitMs(attempts: number, randomInt: (max: number) => number): number {
  const base = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return base + randomInt(base / 2);
}

function notificationOf(id: string, { reference, evenements }: Dossier, rang: number, { evenements: wanted }: Declared): z.infer<typeof notificationSchema> | null {
  const event = evenements[rang];
  const type = event ? publicEvent(event.quoi) : null;
  return event && type && wanted.includes(type) ? { id, type, reference, rang, statut: event.statut, le: event.at } : null;
}

/** What GET /webhook tells. Another webhook declared meanwhile is not blamed for this one. */
async function noteTry(jeton: string, { id }: Declared, dernierReussi: boolean, { store, clock }: DeliverDeps, givenUp = false): Promise<void> {
  const dernierEssaiLe = clock().toISOString();
  await recordOf(jeton).change(store, (record) => (record.webhook?.id === id ? { ...record, dernierEssaiLe, dernierReussi, abandons: record.abandons + Number(givenUp) } : record));
}
