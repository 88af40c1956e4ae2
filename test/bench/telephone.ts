import { createServer, type IncomingMessage } from 'node:http';
import { BotFrameworkAdapter, TurnContext } from 'botbuilder';
import { audiocodesCaller, signedCaller, twilioCaller, type Caller } from '../support/phone';
import { startPhoneServer } from '../support/phone-server';

/**
 * `node --import tsx test/bench/telephone.ts [calls]`: what a live turn takes over HTTP at each door of the telephone, whole assistant and store behind,
 * beside a bare botbuilder EchoBot (no understanding, no store, replies in the body): the least that a bot over HTTP costs here.
 */
const SCRIPT = ['euh bonjour on me reclame un trop percu d apl je suis pas d accord', 'je sais pas', 'je sais pas', 'je sais pas', 'quand est ce que je suis paye', 'oui', 'non', 'tout plus tard', 'aucun', 'non', 'non'];
const WARM_UP_CALLS = 5;

const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function report(name: string, times: number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  console.log(`${name.padEnd(22)} ${String(sorted.length).padStart(6)} turns   p50 ${at(sorted, 0.5).toFixed(1)} ms   p95 ${at(sorted, 0.95).toFixed(1)} ms   p99 ${at(sorted, 0.99).toFixed(1)} ms   max ${(sorted.at(-1) ?? 0).toFixed(1)} ms`);
}

async function timed(times: number[], turn: () => Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  await turn();
  times.push(performance.now() - startMs);
}

async function oneCall(caller: Caller, times: number[]): Promise<void> {
  await timed(times, () => caller.start());
  for (const words of SCRIPT) await timed(times, () => caller.say(words));
  await timed(times, () => caller.silence());
  await timed(times, () => caller.press('1'));
}

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

async function floor(turns: number): Promise<number[]> {
  const adapter = new BotFrameworkAdapter({});
  const server = createServer(async (req, res) => {
    const activity = JSON.parse(await bodyOf(req)) as object;
    const fake = {
      status: (code: number) => res.writeHead(code, { 'content-type': 'application/json' }), send: (body?: unknown) => res.end(body === undefined ? '' : JSON.stringify(body)), end: () => res.end(), header: () => undefined,
    };
    await adapter.processActivity({ body: activity, headers: {}, on: () => undefined }, fake, async (context: TurnContext) => void (await context.sendActivity(`Echo: ${context.activity.text}`)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const times: number[] = [];
  const post = (text: string) => fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', id: '1', text, deliveryMode: 'expectReplies', channelId: 'emulator', serviceUrl: 'http://127.0.0.1:1', from: { id: 'u' }, recipient: { id: 'b' }, conversation: { id: 'c' } }),
  }).then((response) => response.text());
  for (let i = 0; i < 50; i++) await post('chauffe');
  for (let i = 0; i < turns; i++) await timed(times, () => post(SCRIPT[i % SCRIPT.length] ?? ''));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return times;
}

async function main(): Promise<void> {
  const calls = Number(process.argv[2] ?? 50);
  const server = await startPhoneServer({ clock: () => new Date() });
  const doors: [string, (options: { url: string; call: string; from: string }) => Caller][] = [['own (/ivr/v1/tours)', signedCaller], ['Twilio Gather', twilioCaller], ['AudioCodes Bot API', audiocodesCaller]];
  for (const [name, open] of doors) {
    const times: number[] = [];
    for (let n = 0; n < calls + WARM_UP_CALLS; n++) {
      const from = `+336${String(10_000_000 + n)}${name.length % 10}`.slice(0, 12);
      await oneCall(open({ url: server.url, call: `${name.slice(0, 3)}-${n}`, from }), n < WARM_UP_CALLS ? [] : times);
    }
    report(name, times);
  }
  await server.stop();
  report('floor: bare EchoBot', await floor(calls * (SCRIPT.length + 3)));
}

void main();
