import { mkdtempSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { purge } from '../../src/app/retention';
import { takeTry } from '../../src/app/tracking-tries';
import { DUREES, limitsOf } from '../../src/domain/conservation';
import { CODE_LENGTH } from '../../src/domain/tracking-code';
import { REFERENCE_SIGNS, generateReference } from '../../src/domain/reference';
import LIMITES from '../../src/domain/limites.json';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { startSecured, type SecuredServer } from '../support/secured-server';

/** A hundred thousand guesses over HTTP, from many addresses, with every limit but that of tries out of the way. */

const GUESSES = { codes: 60_000, links: 20_000, conversations: 20_000 };
const ADDRESSES = 12;
const AT_ONCE = 32;
const WRONG_CODE = '4444 444Y';

let server: SecuredServer;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
beforeAll(async () => {
  server = await startSecured({ env: { TRUST_PROXY: 'oui', REQUETES_PAR_MINUTE: '100000000' } });
});
afterAll(async () => {
  agent.destroy();
  await server.stop();
});

type Guess = { method: string; path: string; headers: Record<string, string>; body?: string };
type Answer = { status: number; body: string; elapsedMs: number };

function ask({ method, path, headers, body }: Guess): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, method, path, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) } }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString(), elapsedMs: performance.now() - start }));
    });
    sent.on('error', reject).end(body);
  });
}

/** All of them, `AT_ONCE` together. @returns how many of each different answer, once what was asked is taken out of it */
async function all(count: number, guess: (n: number) => Guess): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < count) {
      const { status, body } = await ask(guess(next++));
      const answer = `${status} ${body.replace(/REF-EXP-\w{7}/g, '…')}`;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  }));
  return answers;
}

const trial = (numero: string, n: number): Guess => ({
  method: 'POST', path: '/suivi', body: new URLSearchParams({ numero, code: WRONG_CODE }).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', 'x-forwarded-for': `192.0.2.${n % ADDRESSES}` },
});

/** A number with a right check sign that no test opened. */
const unknownReference = (n: number): string => {
  let rest = 1_000_000 + n;
  return generateReference((max) => {
    const sign = rest % max;
    rest = Math.floor(rest / max);
    return sign;
  });
};

it('sixty thousand numbers and codes: one answer for all, whether the demande exists or not', async () => {
  const known = await Promise.all(Array.from({ length: 20 }, () => server.opened()));
  const answers = await all(GUESSES.codes, (n) => trial(n % 2 === 0 ? known[n % known.length]?.reference ?? '' : unknownReference(n), n));

  expect([...answers.values()]).toEqual([GUESSES.codes]);
  expect([...answers.keys()][0]).toMatch(/^403 /);
  // the right code does not pass either while its number is being guessed from there
  const right = await ask({ ...trial(known[0]?.reference ?? '', 0), body: new URLSearchParams({ numero: known[0]?.reference ?? '', code: known[0]?.code ?? '' }).toString() });
  expect(right.status).toBe(403);
}, 240_000);

it('a number that exists and one that does not take the same time to refuse', async () => {
  const { reference } = await server.opened();
  const times = { known: [] as number[], unknown: [] as number[] };
  // four tries of one number, and each from a fresh address: none is refused before it is looked at
  for (let n = 0; n < 4; n += 1) {
    times.known.push((await ask({ ...trial(reference, 0), headers: { ...trial('', 0).headers, 'x-forwarded-for': `198.51.100.${n}` } })).elapsedMs);
    times.unknown.push((await ask({ ...trial(unknownReference(900_000), 0), headers: { ...trial('', 0).headers, 'x-forwarded-for': `203.0.113.${n}` } })).elapsedMs);
  }
  const best = (of: number[]): number => Math.min(...of);

  // both take a slow hash, some 50 ms; without it the unknown one would take two or three
  expect(best(times.known)).toBeGreaterThan(10);
  expect(best(times.unknown)).toBeGreaterThan(best(times.known) / 2);
  expect(best(times.unknown)).toBeLessThan(best(times.known) * 2);
}, 60_000);

it('twenty thousand links to documents: one answer', async () => {
  const answers = await all(GUESSES.links, (n) => ({ method: 'GET', headers: {}, path: `/fichiers/${Buffer.from(JSON.stringify([n % 3, 9_999_999_999, `f${n}`])).toString('base64url')}.${Buffer.from(String(n)).toString('base64url').padEnd(43, 'A')}` }));

  expect([...answers.values()]).toEqual([GUESSES.links]);
  expect([...answers.keys()][0]).toMatch(/^404 /);
}, 120_000);

it('twenty thousand conversations, one of which exists, with a token of another: one answer', async () => {
  const token = async (): Promise<{ token: string; conversationId: string }> => JSON.parse((await ask({ method: 'POST', path: '/api/chat/jeton', headers: {} })).body) as { token: string; conversationId: string };
  const [mine, theirs] = [await token(), await token()];
  await ask({ method: 'POST', path: '/v3/directline/conversations', headers: { authorization: `Bearer ${theirs.token}` } });
  const id = (n: number): string => (n % 100 === 0 ? theirs.conversationId : Buffer.from(`conversation ${n}`).toString('base64url').slice(0, 22));
  const answers = await all(GUESSES.conversations, (n) => ({ method: 'GET', path: `/v3/directline/conversations/${id(n)}/activities`, headers: { authorization: `Bearer ${mine.token}` } }));

  expect([...answers.values()]).toEqual([GUESSES.conversations]);
  expect([...answers.keys()][0]).toMatch(/^403 /);
}, 120_000);

it('what tries leave in the store is purged', async () => {
  const store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-essais-')) });
  const clock = (): Date => new Date('2026-11-26T09:00:00.000Z');
  for (let n = 0; n < 30; n += 1) await takeTry(`adresse 192.0.2.${n}`, { store, clock, key: 'test' });
  const later = new Date('2027-01-31T09:00:00.000Z');
  const limites = limitsOf('2027-01-31', DUREES, 30);

  expect((await store.retention.countExpired(limites)).conversations).toBe(30);
  await purge(limites, { store, clock: () => later });
  expect((await store.retention.countExpired(limites)).conversations).toBe(0);
  await store.close();
});

it('the arithmetic of the threat model holds: a number guessed for four months stays below one chance in a hundred thousand', () => {
  const codes = REFERENCE_SIGNS.length ** (CODE_LENGTH - 1);
  const { points, secondes } = LIMITES.essaisDeCode;
  const tries = (points * 122 * 86_400) / secondes;

  expect(tries).toBe(14_640);
  expect(tries / codes).toBeLessThan(1e-5);
  expect(100_000 / codes).toBeLessThan(1e-4);
});
