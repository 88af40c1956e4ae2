import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../domain/errors';
import type { Logger } from '../ops/log';
import type { Store } from '../stores/store';
import type { Taken, TranscriptRow, TurnStore } from '../stores/turn-store';
import { Refusal } from './refusal';
import { TurnQueue } from './turn-queue';

/** A message that the transcript keeps. */
export type Kept = { conversation: string; id: string };
export type Message = Kept & { activity: unknown; /** The number under which this turn writes: see `prise` in domain/tour. */ hold: number };

/** What a channel does with a kept message. */
export interface Answering {
  /** Resolves to its replies, which are then kept and the message settled in one step; rejects when it was not answered: it will be given again. */
  answer(message: Message): Promise<readonly TranscriptRow[]>;
  /** Replies were kept, or may have been: the transcript is to be looked at. */
  answered(conversation: string): void;
  /** The store did not follow: said once to who is there; the message stays, and comes again. */
  delayed(message: Kept): void;
  /** It failed too often: the last word, kept as it is settled. */
  abandoned(message: Message): readonly TranscriptRow[];
}

export type TurnsDeps = {
  store: { turns: TurnStore } & Pick<Store, 'appendActivity'>;
  /** Names this process to the operator of another. */
  holder: string;
  answering: Answering;
  log: Logger;
  leaseMs?: number | undefined;
  waitMs?: number | undefined;
  sweepMs?: number | undefined;
  turnMaxMs?: number | undefined;
};

const LEASE_MS = 10_000;
const WAIT_MS = 10_000;
const SWEEP_MS = 1_000;
/** A turn that hangs must not hold its conversation for ever. What it writes afterwards is refused. */
const TURN_MAX_MS = 60_000;
const POLL_FIRST_MS = 25;
const POLL_MAX_MS = 200;
const SWEEP_BATCH = 500;
const TRIES_MAX = 5;
const FAILING_MAX = 10_000;
const RETRY_AFTER_MS = 2_000;

/**
 * Turns of every process on one store: in this process by the queue, between processes by the store's holds. What is kept is drained
 * by whoever takes its conversation; the sweep finds what a process left behind.
 */
export class Turns extends TurnQueue {
  private readonly failing = new Map<string, { tries: number; told: boolean }>();
  private readonly held = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopping = false;
  private readonly leaseMs: number;

  constructor(private readonly deps: TurnsDeps) {
    super();
    this.leaseMs = deps.leaseMs ?? LEASE_MS;
  }

  /**
   * Runs `turn` when no other does anything in this conversation, here or in another process.
   * @throws Refusal CONVERSATION_OCCUPEE when another process holds it for too long; CodedError STOCKAGE_INDISPONIBLE, TOUR_TROP_LONG
   */
  override run<T>(conversation: string, turn: (hold: number) => Promise<T>): Promise<T> {
    return super.run(conversation, async () => {
      const hold = await this.waitForHold(conversation);
      return this.keeping(conversation, hold, async () => {
        try {
          return await this.inTime(turn(hold));
        } finally {
          await this.release(conversation, hold);
        }
      });
    });
  }

  /**
   * Keeps a message, then answers it in its turn. Resolves once it is kept, rejects when it could not be: then nothing was.
   * Where nothing runs, it is kept and taken in one step.
   */
  accept(conversation: string, message: TranscriptRow): Promise<{ seq: number; created: boolean }> {
    if (this.stopping || this.length(conversation) > 0) return this.keepForLater(conversation, message);
    return new Promise((resolve, reject) => {
      void this.queued(conversation, async () => {
        const accepted = await this.deps.store.turns.accept(conversation, message, this.deps.holder, this.leaseMs).catch(reject);
        if (!accepted) return;
        resolve(accepted);
        await this.answerFrom(conversation, accepted.taken);
      });
    });
  }

  private async keepForLater(conversation: string, { id, activity }: TranscriptRow): Promise<{ seq: number; created: boolean }> {
    const kept = await this.deps.store.appendActivity(conversation, id, activity, true);
    if (kept.created) void this.drain(conversation, id);
    return kept;
  }

  /**
   * Answers what is kept in this conversation, in order, unless another process is at it: then that one will. Never rejects.
   * @param id the message that was just kept: told to be late when the store goes away before it is taken
   */
  drain(conversation: string, id?: string): Promise<void> {
    return this.queued(conversation, () => this.drainNow(conversation, id));
  }

  private queued(conversation: string, turn: () => Promise<void>): Promise<void> {
    return super.run(conversation, turn).catch((error: unknown) => this.deps.log.error({ error, conversation }, 'tours-interrompus'));
  }

  /** Takes what nobody answers, now and from time to time. @param swept called after each look at a store that answers */
  startSweep(swept: () => void): void {
    const round = (): void => {
      this.sweeping = this.sweeping.then(() => this.sweep()).then((left) => this.swept(left, swept)).catch((error: unknown) => this.deps.log.debug({ error }, 'reprise-impossible'));
    };
    round();
    this.timer = setInterval(round, this.deps.sweepMs ?? SWEEP_MS);
    this.timer.unref();
  }

  /** What runs goes on to its end; what waits is left to the other processes. */
  stopTaking(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  /** Too late to end: what still runs is given to the other processes, and writes nothing any more. */
  async giveUp(): Promise<void> {
    await Promise.all([...this.held].map(([conversation, hold]) => this.release(conversation, hold)));
  }

  private swept(left: number, tell: () => void): void {
    if (left > 0) this.deps.log.info({ conversations: left }, 'tours-repris');
    tell();
  }

  /** @returns how many conversations were found waiting; they are answered afterwards */
  private async sweep(): Promise<number> {
    const waiting = await this.deps.store.turns.waiting(SWEEP_BATCH);
    const left = waiting.filter((conversation) => this.length(conversation) === 0);
    for (const conversation of left) void this.drain(conversation);
    return left.length;
  }

  // -------------------------------------------------------------- kept messages

  private async drainNow(conversation: string, id: string | undefined): Promise<void> {
    if (!this.stopping) await this.answerFrom(conversation, await this.take(conversation, id));
  }

  private async answerFrom(conversation: string, first: Taken): Promise<void> {
    for (let taken: Next = first; taken.kind === 'turn'; ) taken = await this.answerOne(conversation, taken);
  }

  private async take(conversation: string, id: string | undefined): Promise<Taken> {
    try {
      return await this.deps.store.turns.take(conversation, this.deps.holder, this.leaseMs);
    } catch (error) {
      if (id !== undefined) this.tellDelayed({ conversation, id }, this.noteFailure({ conversation, id }, 0));
      throw error;
    }
  }

  private async answerOne(conversation: string, taken: Extract<Taken, { kind: 'turn' }>): Promise<Next> {
    const { hold, id } = taken;
    if (this.stopping) return this.letGo(conversation, hold);
    const message: Message = { conversation, id, activity: taken.activity, hold };
    return this.keeping(conversation, hold, async () => {
      const next = await this.answerAndSettle(message);
      if (!next) return this.letGo(conversation, hold);
      this.failing.delete(key(message));
      return next;
    });
  }

  private async letGo(conversation: string, hold: number): Promise<Taken> {
    await this.release(conversation, hold);
    return { kind: 'none' };
  }

  /** @returns null when the message is to be given again */
  private async answerAndSettle(message: Message): Promise<Next | null> {
    try {
      return await this.settle(message, await this.inTime(this.deps.answering.answer(message)));
    } catch (error) {
      return this.failed(message, error);
    }
  }

  private async settle({ conversation, hold, id }: Message, replies: readonly TranscriptRow[]): Promise<Next> {
    try {
      const next = await this.deps.store.turns.next(conversation, hold, id, this.leaseMs, replies);
      if (next.kind === 'lost') this.deps.log.warn({ conversation }, 'tour-perdu');
      else this.show(conversation, replies);
      return next;
    } catch (error) {
      // it may be done, and only the store's word lost: nobody would look again
      this.show(conversation, replies);
      throw error;
    }
  }

  private show(conversation: string, replies: readonly TranscriptRow[]): void {
    if (replies.length > 0) this.deps.answering.answered(conversation);
  }

  private async failed(message: Message, error: unknown): Promise<Next | null> {
    const { conversation } = message;
    if (isCoded(error, 'TOUR_PERDU')) {
      this.deps.log.warn({ conversation }, 'tour-perdu');
      return null;
    }
    this.deps.log.error({ error, conversation }, 'tour-non-termine');
    const failing = this.noteFailure(message, isCoded(error, 'STOCKAGE_INDISPONIBLE') ? 0 : 1);
    if (failing.tries >= TRIES_MAX) return this.abandon(message);
    this.tellDelayed(message, failing);
    return null;
  }

  private tellDelayed(message: Kept, failing: { told: boolean }): void {
    if (!failing.told) this.deps.answering.delayed(message);
    failing.told = true;
  }

  private noteFailure(message: Kept, more: number): { tries: number; told: boolean } {
    const failing = this.failing.get(key(message)) ?? { tries: 0, told: false };
    failing.tries += more;
    this.failing.set(key(message), failing);
    const oldest = this.failing.size > FAILING_MAX ? this.failing.keys().next() : { done: true as const };
    if (!oldest.done) this.failing.delete(oldest.value);
    return failing;
  }

  private async abandon(message: Message): Promise<Next | null> {
    const { conversation } = message;
    try {
      const next = await this.settle(message, this.deps.answering.abandoned(message));
      this.deps.log.error({ conversation, essais: TRIES_MAX }, 'tour-abandonne');
      return next;
    } catch (error) {
      this.deps.log.error({ error, conversation }, 'tour-non-termine');
      return null;
    }
  }

  // -------------------------------------------------------------- holds

  private async waitForHold(conversation: string): Promise<number> {
    const { store, holder, log, waitMs = WAIT_MS } = this.deps;
    for (let [pollMs, waitedMs] = [POLL_FIRST_MS, 0]; ; [pollMs, waitedMs] = [Math.min(POLL_MAX_MS, pollMs * 2), waitedMs + pollMs]) {
      const taken = await store.turns.hold(conversation, holder, this.leaseMs);
      if (taken.kind === 'held') return taken.hold;
      if (waitedMs >= waitMs) {
        log.warn({ conversation, par: taken.by, depuisMs: taken.sinceMs }, 'conversation-occupee');
        throw new Refusal('CONVERSATION_OCCUPEE', RETRY_AFTER_MS);
      }
      await sleep(pollMs);
    }
  }

  /** Renews the hold while `work` runs: a long turn is not taken by another. */
  private async keeping<T>(conversation: string, hold: number, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void this.renew(conversation, hold), this.leaseMs / 3);
    timer.unref();
    this.held.set(conversation, hold);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.held.delete(conversation);
    }
  }

  private async inTime<T>(turn: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new CodedError('TOUR_TROP_LONG', 'a turn did not end')), this.deps.turnMaxMs ?? TURN_MAX_MS);
      timer.unref();
    });
    try {
      return await Promise.race([turn, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A hold that cannot be renewed ends with its lease; what is written afterwards is refused where it is written. */
  private async renew(conversation: string, hold: number): Promise<void> {
    try {
      if (!(await this.deps.store.turns.renew(conversation, hold, this.leaseMs))) this.deps.log.warn({ conversation }, 'conversation-perdue');
    } catch (error) {
      this.deps.log.debug({ error, conversation }, 'prise-non-renouvelee');
    }
  }

  private async release(conversation: string, hold: number): Promise<void> {
    try {
      await this.deps.store.turns.release(conversation, hold);
    } catch (error) {
      this.deps.log.debug({ error, conversation }, 'prise-non-rendue');
    }
  }
}

/** What is to be answered after a message that was settled. */
type Next = Taken | { kind: 'lost' };

const key = ({ conversation, id }: Kept): string => `${conversation} ${id}`;

const isCoded = (error: unknown, code: string): boolean => error instanceof CodedError && error.code === code;
