import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSecured, type SecuredServer } from '../support/secured-server';

let server: SecuredServer;
const sockets: Socket[] = [];
beforeAll(async () => {
  server = await startSecured();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server.stop();
});

async function half(text: string): Promise<Socket> {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

it('three hundred people who stay in the middle of a request keep nobody else waiting', async () => {
  const halves = ['POST /suivi HTTP/1.1\r\nHost: localhost\r\nX-Lent: ', 'POST /suivi HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nnumero=', 'POST /api/chat/jeton HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"'];
  const slow = await Promise.all(Array.from({ length: 300 }, (_, n) => half(halves[n % halves.length] ?? '')));
  const answers = await Promise.all(['/healthz', '/suivi', '/fiche'].map((path) => fetch(server.url + path)));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(slow.filter(({ closed }) => closed)).toHaveLength(0);
  await sleep(600);
  expect((await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).status).toBe(200);
});

it('time is counted for headers and for the whole of a request', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxHeadersCount } = server.application.server.node;

  expect([headersTimeout, requestTimeout, keepAliveTimeout].every((ms) => ms !== undefined && ms > 0 && ms <= 120_000)).toBe(true);
  expect(maxHeadersCount).toBeLessThanOrEqual(100);
});

it.each([
  ['/v3/directline/conversations', 'application/json'], ['/suivi', 'application/x-www-form-urlencoded'], ['/api/chat/jeton', 'application/json'], ['/ivr/twilio/tour', 'application/x-www-form-urlencoded'], ['/ivr/v1/tours', 'application/json'], ['/api/messages', 'application/json'],
])('a body of a hundred megabytes announced to %s is refused before it comes', async (path, type) => {
  const socket = await half(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ${type}\r\nContent-Length: 104857600\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 4(?:01|03|13) /);
});
