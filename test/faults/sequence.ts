import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assistant } from '../../src/app/assistant';
import { inboundId } from '../../src/channels/direct-line/activity';
import type { Reponse, Tour } from '../../src/domain/tour';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { DirectLineClient, wait } from '../bench/load/client';
import { person } from '../bench/load/mix';
import { Fleet, SECRET, STORES, type StoreKind } from '../support/fleet';
import { assistantOn } from '../support/recap';
import { oneOf, options, runScript, type Row } from '../support/script';

/**
 * Conversations over several instances, with messages sent twice, sent before those ahead of them were taken, and an instance that
 * sleeps. What the store holds at the end must be what one process would have made of the messages, in the order the server gave them.
 */
export type SequenceOptions = {
  conversations: number; messages: number; instances: number; store: StoreKind;
  /** One instance is stopped for this long, then wakes; 0: none. */ sleepMs: number;
};

const DUPLICATED = 0.1;
const REORDERED = 0.1;
const AT_ONCE = 50;
/** A person's page gives up on an instance that says nothing, and asks another. */
const GIVEN_UP_MS = 3_000;
const PATIENCE_MS = 180_000;
const SETTLE_MS = 60_000;

type Said = { id: string; texte: string };

export async function sequence(given: SequenceOptions): Promise<Row[]> {
  const fleet = await Fleet.start(given.instances, { store: given.store });
  const store = await fleet.openStore();
  const client = new DirectLineClient(SECRET, GIVEN_UP_MS);
  const sleeping = sleepOnce(fleet, given.sleepMs);
  try {
    const conversations = Array.from({ length: given.conversations }, (_, n) => ({ id: '', personne: `dl_sequence_${n}`, says: messagesOf(n, given.messages) }));
    const queue = [...conversations];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let one = queue.shift(); one; one = queue.shift()) one.id = await converse(one.personne, one.says, fleet, client);
    }));
    await sleeping;
    const pending = await untilSettled(store, conversations);
    const verdicts = await compared(conversations, store, fleet.dataDir);
    const failing = verdicts.filter(({ states, replies, order }) => !states || !replies || !order);
    for (const { id } of failing.slice(0, 3)) console.error(`differs: ${id}`);
    const same = (what: string, count: number): Row => ({ what, value: count, expected: String(verdicts.length), holds: count === verdicts.length });
    return [
      { what: 'conversations × messages', value: `${given.conversations} × ${given.messages}` },
      { what: 'instance asleep, seconds', value: given.sleepMs / 1_000 },
      { what: 'conversations left unanswered', value: pending, expected: '0', holds: pending === 0 },
      { what: 'every message numbered once', value: verdicts.filter(({ complete }) => complete).length, expected: String(verdicts.length), holds: verdicts.every(({ complete }) => complete) },
      same('final states equal to the model', verdicts.filter(({ states }) => states).length),
      same('replies equal to the model', verdicts.filter(({ replies }) => replies).length),
      same('replies in the order of the messages', verdicts.filter(({ order }) => order).length),
    ];
  } finally {
    client.close();
    await store.close();
    await fleet.stop();
  }
}

function messagesOf(rank: number, count: number): Said[] {
  const says = person(rank);
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, texte: says.next().value ?? '' }));
}

/** Puts one instance to sleep in the middle of the conversations. */
async function sleepOnce(fleet: Fleet, sleepMs: number): Promise<void> {
  if (sleepMs === 0) return;
  await wait(2_000);
  const pid = fleet.servers.at(-1)?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  await wait(sleepMs);
  process.kill(pid, 'SIGCONT');
}

async function converse(personne: string, says: readonly Said[], fleet: Fleet, client: DirectLineClient): Promise<string> {
  const anyUrl = (): string => fleet.url(randomInt(fleet.servers.length));
  const deadline = performance.now() + PATIENCE_MS;
  const conversation = await startSomewhere(anyUrl, personne, client);
  const send = (said: Said): Promise<string> => client.postUntilTaken(anyUrl, conversation, { type: 'message', text: said.texte, channelData: { clientActivityID: said.id } }, deadline);
  for (const wave of waves(says)) await Promise.all(wave.map(send));
  return conversation;
}

/** What leaves together: one message, or two that overtake each other; some of them twice. */
function waves(says: readonly Said[]): Said[][] {
  const all: Said[][] = [];
  for (let n = 0; n < says.length; n += all.at(-1)?.length ?? 1) {
    const size = chance(REORDERED) ? 2 : 1;
    all.push(says.slice(n, n + size).reverse());
  }
  return all.map((wave) => wave.flatMap((said) => (chance(DUPLICATED) ? [said, said] : [said])));
}

const chance = (share: number): boolean => randomInt(1_000) < share * 1_000;

async function startSomewhere(anyUrl: () => string, personne: string, client: DirectLineClient): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const started = await client.start(anyUrl(), personne).catch(() => null);
    if (started) return started.conversation;
  }
  throw new Error('no instance starts a conversation');
}

/** @returns messages without their replies when nothing moves any more; a message held by a process that sleeps waits for its lease */
async function untilSettled(store: Store, conversations: readonly { id: string }[]): Promise<number> {
  let left: string[] = conversations.map(({ id }) => id);
  for (const end = performance.now() + SETTLE_MS; performance.now() < end && left.length > 0; await wait(500)) {
    const looked = await Promise.all(left.map(async (id) => ((await isAnswered(store, id)) ? [] : [id])));
    left = looked.flat();
  }
  return left.length;
}

async function isAnswered(store: Store, conversation: string): Promise<boolean> {
  const ids = (await readAll(store, conversation)).map((activity) => keptSchema.parse(activity).id);
  return ids.every((id) => isReply(id) || ids.includes(`${id}|0`));
}

// ---------------------------------------------------------------- the sequential model

const keptSchema = z.object({ id: z.string(), type: z.string(), text: z.string().optional(), from: z.object({ id: z.string() }).loose() });
type Kept = z.infer<typeof keptSchema>;
type Verdict = { id: string; complete: boolean; states: boolean; replies: boolean; order: boolean };

async function compared(conversations: readonly { id: string; personne: string; says: Said[] }[], store: Store, dataDir: string): Promise<Verdict[]> {
  const modelStore = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-modele-')) });
  try {
    const model = assistantOn(modelStore, dataDir);
    const verdicts: Verdict[] = [];
    for (const { id, personne, says } of conversations) {
      const kept = (await readAll(store, id)).map((activity) => keptSchema.parse(activity));
      const inbound = kept.filter(({ id: name }) => !isReply(name));
      const expected = await play(model, id, personne, inbound, says);
      verdicts.push({
        id, complete: inbound.length === says.length + 1 && new Set(inbound.map(({ id: name }) => name)).size === inbound.length,
        states: timeless(await store.loadState(id)) === timeless(await modelStore.loadState(id)),
        ...repliesJudged(kept, inbound, expected),
      });
    }
    return verdicts;
  } finally {
    await modelStore.close();
  }
}

/** A reply is named after what it answers, then its rank. */
const isReply = (id: string): boolean => /\|\d+$|\|panne$/.test(id);

async function readAll(store: Store, conversation: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let after = 0; ; ) {
    const rows = await store.readActivities(conversation, after, 100);
    const last = rows.at(-1);
    if (!last) return all;
    all.push(...rows.map(({ activity }) => activity));
    after = last.seq;
  }
}

/** The same messages, one after the other, in the order that the server gave them. @returns texts of the replies to each */
async function play(model: Assistant, conversation: string, personne: string, inbound: readonly Kept[], says: readonly Said[]): Promise<Map<string, string[]>> {
  const byId = new Map(says.map((said) => [inboundId({ type: 'message', channelData: { clientActivityID: said.id } }, conversation, () => ''), said]));
  const expected = new Map<string, string[]>();
  for (const { id, type } of inbound) {
    const said = byId.get(id);
    const origin = { conversation, personne, canal: 'web' as const, reponsesGardees: true as const };
    const tour: Tour = type === 'conversationUpdate' || !said
      ? { ...origin, id, genre: 'arrivee' }
      : { ...origin, id: said.id, genre: 'message', texte: said.texte, fichiers: [], refus: [] };
    expected.set(id, (await model.handle(tour)).map(textOf));
  }
  return expected;
}

/** What the web shows of a reply: the short text beside a card, and its link. */
const textOf = ({ texte, court, carte }: Reponse): string => (carte && court ? court : texte);

function repliesJudged(kept: readonly Kept[], inbound: readonly Kept[], expected: ReadonlyMap<string, string[]>): Pick<Verdict, 'replies' | 'order'> {
  const replies = kept.filter(({ id }) => isReply(id));
  const parentOf = ({ id }: Kept): string => id.slice(0, id.lastIndexOf('|'));
  const asked = inbound.map(({ id }) => id);
  const order = replies.map((reply) => asked.indexOf(parentOf(reply)));
  return {
    replies: asked.every((id) => {
      const texts = replies.filter((reply) => parentOf(reply) === id).map(({ text }) => text ?? '');
      const wanted = expected.get(id) ?? [];
      return texts.length === wanted.length && texts.every((text, n) => text.startsWith(wanted[n] ?? ''));
    }),
    order: order.every((rank, n) => n === 0 || rank >= (order[n - 1] ?? 0)),
  };
}

/** Instants, and the number of the hold under which a turn wrote, differ between two runs of the same words: they are left out. */
const OF_THIS_RUN = new Set(['vuLe', 'commenceLe', 'deposee', 'at', 'prise']);

/** What is kept of the conversation and nothing else, in an order that does not depend on the store. */
const timeless = (stored: { state: unknown } | null): string => JSON.stringify(ordered(stored?.state));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !OF_THIS_RUN.has(name)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, ordered(field)]));
}

if (require.main === module) {
  const args = options({ conversations: 500, messages: 20, instances: 3, store: 'embedded', sleep: 40 });
  runScript('Sequential consistency', () => sequence({ conversations: args.conversations, messages: args.messages, instances: args.instances, store: oneOf('store', args.store, STORES), sleepMs: args.sleep * 1_000 }));
}
