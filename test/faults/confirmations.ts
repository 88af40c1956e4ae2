import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Dossier } from '../../src/domain/dossier';
import type { Store } from '../../src/stores/store';
import { DirectLineClient, wait } from '../bench/load/client';
import { APPENDFSYNC, Fleet, SECRET, STORES, type Appendfsync, type StoreKind } from '../support/fleet';
import { stateAtRecap } from '../support/recap';
import { oneOf, options, runScript, type Row } from '../support/script';

/**
 * Demandes confirmed over several processes that are killed meanwhile, and the store's server with them. Each conversation is put at its
 * recap through the store; the confirmation itself goes through HTTP, one to three times, to instances drawn at random.
 */
export type ConfirmationsOptions = {
  count: number; processes: number; store: StoreKind; appendfsync: Appendfsync;
  killEveryMs: number; /** Kills the store's server this often; 0, never. */ killStoreEveryMs: number; atOnce: number;
};

/** What a person saw, and when: the store is judged against it. */
type Told = { reference: string; atMs: number };

const REFERENCE = /REF-EXP-[0-9A-Z]{7}/;
const PATIENCE_MS = 120_000;
/** Longer than the lease of an outbox entry whose process died, and a round after it. */
const SETTLE_MS = 90_000;

export async function confirmations(given: ConfirmationsOptions): Promise<Row[]> {
  const fleet = await Fleet.start(given.processes, { store: given.store, appendfsync: given.appendfsync });
  const store = await fleet.openStore();
  const client = new DirectLineClient(SECRET);
  try {
    const conversations = await prepare(store, given.count);
    const faults = startFaults(fleet, given);
    const startMs = performance.now();
    const told = await confirmAll(conversations, fleet, client, given.atOnce);
    const seconds = (performance.now() - startMs) / 1_000;
    await faults.stop();
    const pending = await untilSettled(store, fleet, given.count);
    return [
      { what: 'confirmations', value: given.count }, { what: 'seconds', value: seconds.toFixed(0) }, { what: 'per second', value: (given.count / seconds).toFixed(0) },
      { what: 'processes killed', value: faults.killed() }, { what: 'store killed', value: faults.storeKilled() },
      ...(await judged(store, fleet, conversations, told, { pending, faults, given })),
    ];
  } finally {
    client.close();
    await store.close();
    await fleet.stop();
  }
}

async function prepare(store: Store, count: number): Promise<string[]> {
  const state = await stateAtRecap();
  const conversations = Array.from({ length: count }, (_, n) => `confirmation-${n}`);
  const at = new Date().toISOString();
  for (const conversation of conversations) {
    await store.createConversation(conversation, `dl_${conversation}`, Date.now());
    await store.saveState(conversation, state, 0, { personne: `dl_${conversation}`, at, brouillon: true });
  }
  return conversations;
}

// ---------------------------------------------------------------- people

async function confirmAll(conversations: readonly string[], fleet: Fleet, client: DirectLineClient, atOnce: number): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  const queue = [...conversations];
  const worker = async (): Promise<void> => {
    for (let conversation = queue.shift(); conversation !== undefined; conversation = queue.shift()) {
      const seen = await confirmOne(conversation, fleet, client);
      if (seen) told.set(conversation, seen);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return told;
}

async function confirmOne(conversation: string, fleet: Fleet, client: DirectLineClient): Promise<Told | null> {
  const anyUrl = (): string => fleet.url(randomInt(fleet.servers.length));
  const activity = { type: 'message', text: 'je confirme', channelData: { clientActivityID: 'ok' } };
  const deadline = performance.now() + PATIENCE_MS;
  await Promise.all(Array.from({ length: 1 + randomInt(3) }, () => client.postUntilTaken(anyUrl, conversation, activity, deadline)));
  // A number read on the screen now must still be good at the end. Not told yet: the end says whether it ever was.
  for (let waitMs = 25; waitMs < 2_000; waitMs *= 2) {
    await wait(waitMs);
    const said = await client.transcript(anyUrl(), conversation).catch(() => []);
    const reference = said.map(({ text }) => REFERENCE.exec(text ?? '')?.[0]).find((found) => found !== undefined);
    if (reference !== undefined) return { reference, atMs: performance.now() };
  }
  return null;
}

// ---------------------------------------------------------------- faults

type Faults = { stop(): Promise<void>; killed(): number; storeKilled(): number; /** Instants at which the store's server was killed. */ storeKills: number[] };

function startFaults(fleet: Fleet, { killEveryMs, killStoreEveryMs }: ConfirmationsOptions): Faults {
  let stopped = false;
  let killed = 0;
  const storeKills: number[] = [];
  const repeat = async (everyMs: number, fault: () => Promise<void>): Promise<void> => {
    for (let waited = 0; !stopped; waited += 50) {
      await wait(50);
      if (waited < everyMs) continue;
      await fault();
      waited = 0;
    }
  };
  const crash = async (): Promise<void> => {
    killed += 1;
    await fleet.crash(randomInt(fleet.servers.length));
  };
  const crashStore = async (): Promise<void> => {
    storeKills.push(performance.now());
    await fleet.redis?.kill();
    await fleet.redis?.restart();
  };
  const running = [repeat(killEveryMs, crash), ...(fleet.redis && killStoreEveryMs > 0 ? [repeat(killStoreEveryMs, crashStore)] : [])];
  return { stop: async () => { stopped = true; await Promise.all(running); }, killed: () => killed, storeKilled: () => storeKills.length, storeKills };
}

/** @returns conversations still unanswered once nothing moves any more */
async function untilSettled(store: Store, fleet: Fleet, count: number): Promise<number> {
  for (const end = performance.now() + SETTLE_MS; performance.now() < end; await wait(1_000)) {
    const pending = await store.turns.waiting(1);
    if (pending.length === 0 && delivered(fleet).size >= count) return 0;
  }
  return (await store.turns.waiting(10_000)).length;
}

// ---------------------------------------------------------------- judgement

type Trial = { pending: number; faults: Faults; given: ConfirmationsOptions };

async function judged(store: Store, fleet: Fleet, conversations: readonly string[], told: ReadonlyMap<string, Told>, { pending, faults, given }: Trial): Promise<Row[]> {
  const dossiers = await allDossiers(store);
  const byConversation = new Map(dossiers.map((dossier) => [conversationOf(dossier), dossier]));
  const references = new Set(dossiers.map(({ reference }) => reference));
  const lost = [...told].filter(([conversation, { reference }]) => byConversation.get(conversation)?.reference !== reference);
  // one after the other: a store refuses more than it can hold at once
  const found: boolean[] = [];
  const telling: boolean[] = [];
  for (const dossier of dossiers) {
    found.push((await store.listReferences(dossier.personne)).includes(dossier.reference));
    telling.push(await tells(store, dossier));
  }
  const sent = delivered(fleet);
  const none = (what: string, count: number): Row => ({ what, value: count, expected: '0', holds: count === 0 });
  const mayLose = given.store === 'redis' && given.appendfsync !== 'always';
  return [
    { what: 'numbers read on a screen meanwhile', value: told.size },
    mayLose ? { what: `lost, appendfsync ${given.appendfsync}`, value: lost.length } : none('told a number that was lost', lost.length),
    ...(mayLose ? [{ what: 'loss window, ms before the kill', value: lossWindowMs(lost.map(([, { atMs }]) => atMs), faults.storeKills).toFixed(0) }] : []),
    none('confirmed without a dossier', mayLose ? 0 : conversations.filter((conversation) => !byConversation.has(conversation)).length),
    none('dossiers beyond one for each conversation', dossiers.length - byConversation.size),
    none('references given twice', dossiers.length - references.size),
    none('dossiers that their person does not find', found.filter((finds) => !finds).length),
    none('dossiers that no conversation tells', telling.filter((told) => !told).length),
    none('conversations left unanswered', pending),
    none('outbox entries not delivered', dossiers.filter(({ reference }) => !sent.has(reference)).length),
    { what: 'outbox deliveries without a dossier', value: [...sent].filter((reference) => !references.has(reference)).length, ...(mayLose ? {} : { expected: '0', holds: [...sent].every((reference) => references.has(reference)) }) },
  ];
}

/** The oldest word lost, counted from the kill that followed it. */
const lossWindowMs = (lostAt: readonly number[], kills: readonly number[]): number =>
  Math.max(0, ...lostAt.map((at) => (kills.find((kill) => kill >= at) ?? at) - at));

const conversationOf = ({ cle }: Dossier): string => cle.slice(0, cle.lastIndexOf(':'));

async function allDossiers(store: Store): Promise<Dossier[]> {
  const all: Dossier[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { dossiers, suite }: { dossiers: Dossier[]; suite: number | null } = await store.listDossiers(after, 500);
    all.push(...dossiers);
    after = suite;
  }
  return all;
}

async function tells(store: Store, dossier: Dossier): Promise<boolean> {
  const said = await store.readActivities(conversationOf(dossier), 0, 100);
  return said.some(({ activity }) => JSON.stringify(activity).includes(dossier.reference));
}

const deliveredLine = z.object({ msg: z.literal('dossier-ouvert'), reference: z.string() });

/** References whose first outbox entry reached the operator's journal. */
function delivered(fleet: Fleet): Set<string> {
  const lines = fleet.journal().filter((line) => line.includes('"dossier-ouvert"') && line.includes('"reference"'));
  return new Set(lines.flatMap((line) => deliveredLine.safeParse(JSON.parse(line)).data?.reference ?? []));
}

if (require.main === module) {
  const args = options({ count: 10_000, processes: 4, store: 'embedded', appendfsync: 'always', 'kill-every': 2, 'kill-store-every': 15, 'at-once': 32 });
  runScript('Confirmations', () => confirmations({
    count: args.count, processes: args.processes, store: oneOf('store', args.store, STORES), appendfsync: oneOf('appendfsync', args.appendfsync, APPENDFSYNC),
    killEveryMs: args['kill-every'] * 1_000, killStoreEveryMs: args['kill-store-every'] * 1_000, atOnce: args['at-once'],
  }));
}
