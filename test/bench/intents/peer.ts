import type { Language, Row } from './sets';

/**
 * What every contender offers. `outside` grows with how little the message looks like anything taught.
 * `probability`: what it announces of its label, where it announces one.
 */
export type Answer = { label: string; outside: number; probability?: number };
/** `bytes`: size of what must be kept to answer. */
export type Trained = { classify(text: string): Answer | Promise<Answer>; bytes: number };
export type Peer = { name: string; train(rows: readonly Row[], language: Language): Trained | Promise<Trained> };

/** A program of another language: it reads everything, answers everything, and measures itself. Times in microseconds a message. */
export type Batch = { answers: Answer[]; bytes: number; trainSeconds: number; p50: number; p99: number };
export type Program = { name: string; isHere(): boolean; run(rows: readonly Row[], texts: readonly string[], language: Language): Batch };
