import { randomBytes, randomInt as cryptoRandomInt } from 'node:crypto';

/** 128 random bits, 22 characters safe in an address. The first is never a dash: a command would take it for an option. */
export function randomId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

/** Uniform integer in [0, max), from the system's cryptographic generator. */
export const randomInt = (max: number): number => cryptoRandomInt(max);
