import { wait } from './client';
import { Latencies } from './latency';

export type Outcome = 'answered' | 'refused' | 'failed';
/** Sends the message of this rank. `dueMs` is the instant it was due on the clock of `performance.now()`. */
export type Send = (rank: number, dueMs: number) => Promise<Outcome>;
export type LoopResult = { sent: number; answered: number; refused: number; failed: number; latencies: Latencies; seconds: number };

const BEAT_MS = 4;

/**
 * Messages leave at their hour, whatever became of those before: people do not wait for each other.
 * @param perSecond messages due each second
 * @returns once every message had its outcome
 */
export async function openLoop(perSecond: number, seconds: number, send: Send): Promise<LoopResult> {
  const latencies = new Latencies();
  const counts: Record<Outcome, number> = { answered: 0, refused: 0, failed: 0 };
  const running: Promise<void>[] = [];
  const total = Math.round(perSecond * seconds);
  const startMs = performance.now();
  const one = async (rank: number): Promise<void> => {
    const dueMs = startMs + (rank * 1_000) / perSecond;
    const outcome = await send(rank, dueMs);
    counts[outcome] += 1;
    if (outcome === 'answered') latencies.add(performance.now() - dueMs);
  };
  for (let sent = 0; sent < total; await wait(BEAT_MS)) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000) + 1);
    for (; sent < due; sent += 1) running.push(one(sent));
  }
  await Promise.all(running);
  return { sent: total, ...counts, latencies, seconds: (performance.now() - startMs) / 1_000 };
}
