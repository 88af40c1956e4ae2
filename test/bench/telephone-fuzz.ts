import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { startServer } from '../support/server';
import { startPhoneServer } from '../support/phone-server';
import { memoryStates } from '../support/memory-states';
import { PHONE_ENV } from '../support/phone';
import { DOORS, fuzzRequests, openConversations, type FuzzRequest } from '../support/phone-fuzz';

/**
 * `node --import tsx test/bench/telephone-fuzz.ts 100000 [--real]`: as many fuzzed bodies at each door of the telephone, signed so that they are read.
 * Fails on a 5xx, on an error nobody caught, on an answer later than five seconds. `--real`: with the whole assistant behind.
 */
/** Beyond, the tightest gateway hangs up. */
const LATEST_MS = 5_000;
const AT_ONCE = 4;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

type Outcome = { status: number; ms: number };

function send(base: string, { path, body, headers }: FuzzRequest): Promise<Outcome> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(base + path, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startMs }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 2_000);
  let uncaught = 0;
  process.on('uncaughtException', () => void (uncaught += 1));
  process.on('unhandledRejection', () => void (uncaught += 1));
  const server = process.argv.includes('--real')
    ? await startPhoneServer({ clock: () => new Date() })
    : await startServer({ env: PHONE_ENV, overrides: { store: memoryStates() }, reply: () => [{ texte: 'Bonjour. Quelle est votre question ?' }] });
  for (const door of DOORS) {
    const statuses = new Map<number, number>();
    let slowest = 0;
    for (let done = 0; done < count;) {
      if (door === 'audiocodes') await openConversations(server.url);
      const batch = fc.sample(fuzzRequests(door, server.url), { numRuns: Math.min(500, count - done), seed: done + 1 });
      for (let at = 0; at < batch.length; at += AT_ONCE) {
        for (const { status, ms } of await Promise.all(batch.slice(at, at + AT_ONCE).map((one) => send(server.url, one)))) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          slowest = Math.max(slowest, ms);
        }
      }
      done += batch.length;
    }
    const failed = [...statuses].filter(([status]) => status >= 500).reduce((sum, [, times]) => sum + times, 0);
    console.log(`${door.padEnd(10)} ${count} bodies, ${[...statuses].sort().map(([status, times]) => `${status}: ${times}`).join(', ')}; slowest ${Math.round(slowest)} ms; 5xx ${failed}; uncaught ${uncaught}`);
    if (failed > 0 || uncaught > 0 || slowest > LATEST_MS) process.exitCode = 1;
  }
  await server.stop();
  agent.destroy();
}

void main();
