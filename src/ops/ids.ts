import { randomBytes, randomInt as cryptoRandomInt } from 'node:crypto';

/** 128 random bits, URL-safe, 22 characters. */
export const randomId = (): string => randomBytes(16).toString('base64url');

/** Uniform integer in [0, max), from the system's cryptographic generator. */
export const randomInt = (max: number): number => cryptoRandomInt(max);
