import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebhookSender, type Address } from '../../../src/channels/webhook';
import { verifySignature } from '../../../src/channels/signature';
import { startSilentServer } from '../../support/silent-server';

const SECRET = 'aigw_secret-de-test';
const NOW = Date.parse('2026-11-26T09:00:00.000Z');

type Heard = { url: string; headers: NodeJS.Dict<string | string[]>; body: string };
let heard: Heard[];
let status: number;
let location: string | undefined;
let port: number;
let receiver: Server;
beforeAll(async () => {
  receiver = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      heard.push({ url: req.url ?? '', headers: req.headers, body });
      // restify, loaded by other tests of this process, changes what this returns
      res.writeHead(status, location === undefined ? {} : { Location: location });
      res.end('x'.repeat(1_000_000));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  port = (receiver.address() as AddressInfo).port;
});
afterAll(() => receiver.close());
beforeEach(() => {
  heard = [];
  status = 204;
  location = undefined;
});

const resolving = (...addresses: string[]) => async (): Promise<Address[]> => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const message = (url: string) => ({ url, id: 'api-evenement:REF-EXP-1234563:1', secret: SECRET, body: '{"id":"x"}', nowMs: NOW });

describe('an address that is not of the public internet', () => {
  const strict = createWebhookSender({ allowLoopback: false, resolve: resolving('93.184.216.34') });

  it.each([
    'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://0x7f.0.0.1:8443/', 'https://0/', 'https://169.254.169.254/latest/meta-data/', 'https://2852039166/',
    'https://10.0.0.1/', 'https://10.255.1.2/', 'https://172.16.0.9/', 'https://192.168.1.1/', 'https://100.64.0.1/', 'https://0.0.0.0/', 'https://224.0.0.1/', 'https://255.255.255.255/', 'https://198.18.0.1/',
    'https://[::1]/', 'https://[::]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:a9fe:a9fe]/', 'https://[fe80::1]/', 'https://[fc00::1]/', 'https://[2002:7f00:1::]/', 'https://[64:ff9b::7f00:1]/', 'https://[2001:0:7f00:1::]/',
  ])('%s is refused, and nothing is sent', async (url) => {
    expect(await strict.refusal(url)).toBe('privee');
    expect(await strict.send(message(url))).toBe(false);
  });

  it.each(['http://exemple.fr/', 'ftp://exemple.fr/', 'file:///etc/passwd', 'https://u:p@exemple.fr/', 'https://u@exemple.fr/', 'exemple.fr', '', 'javascript:alert(1)', 'https://'])('%p is no address to call', async (url) => {
    expect(await strict.refusal(url)).toBe('forme');
  });

  it.each([[['127.0.0.1']], [['::1']], [['10.1.2.3']], [['169.254.169.254']], [['93.184.216.34', '127.0.0.1']], [[]]])('nor is a name that resolves to %p', async (addresses) => {
    const sender = createWebhookSender({ allowLoopback: false, resolve: resolving(...addresses) });

    expect(await sender.refusal('https://interne.exemple.fr/')).toBe('privee');
    expect(await sender.send(message(`https://interne.exemple.fr:${port}/`))).toBe(false);
    expect(heard).toEqual([]);
  });

  it('localhost by its name is refused by the resolver of the system too', async () => {
    expect(await createWebhookSender({ allowLoopback: false }).refusal('https://localhost/')).toBe('privee');
  });

  it('nor a name that nobody resolves in time', async () => {
    const sender = createWebhookSender({ allowLoopback: false, timeoutMs: 100, resolve: () => new Promise(() => undefined) });

    expect(await sender.send(message('https://lent.exemple.fr/'))).toBe(false);
  });

  it('a public name may be called', async () => {
    expect(await strict.refusal('https://exemple.fr/aiguillage')).toBeNull();
  });
});

describe('a message', () => {
  const local = createWebhookSender({ allowLoopback: true, timeoutMs: 500 });

  it('is signed over its very bytes, and names itself', async () => {
    expect(await local.send(message(`http://127.0.0.1:${port}/a?b=c`))).toBe(true);
    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = heard;

    expect({ url, body, id: headers['x-evenement-id'], type: headers['content-type'] }).toEqual({ url: '/a?b=c', body: '{"id":"x"}', id: 'api-evenement:REF-EXP-1234563:1', type: 'application/json; charset=utf-8' });
    expect(verifySignature({ secret: SECRET, header: String(headers['x-signature']), rawBody: body, nowMs: NOW + 60_000 })).toBe('ok');
    expect(verifySignature({ secret: 'un autre', header: String(headers['x-signature']), rawBody: body, nowMs: NOW })).toBe('fausse');
  });

  it.each([200, 201, 204])('is taken when the receiver says %d', async (said) => {
    status = said;
    expect(await local.send(message(`http://127.0.0.1:${port}/`))).toBe(true);
  });

  it.each([400, 404, 410, 500, 503])('is not when it says %d', async (said) => {
    status = said;
    expect(await local.send(message(`http://127.0.0.1:${port}/`))).toBe(false);
  });

  it.each([301, 302, 307, 308])('follows no redirection (%d), wherever it leads', async (said) => {
    [status, location] = [said, `http://127.0.0.1:${port}/interne`];

    expect(await local.send(message(`http://127.0.0.1:${port}/`))).toBe(false);
    expect(heard.map(({ url }) => url)).toEqual(['/']);
  });

  it('goes to the address that was checked, whatever the name leads to by then', async () => {
    let asked = 0;
    const changing = async (): Promise<Address[]> => (asked++, [{ address: '93.184.216.34', family: 4 }]);
    const sender = createWebhookSender({ allowLoopback: false, resolve: changing, timeoutMs: 200 });

    // a connection that asked again for the address of localhost would reach the receiver
    expect(await sender.send(message(`https://localhost:${port}/`))).toBe(false);
    expect(asked).toBe(1);
    expect(heard).toEqual([]);
  });

  it('is given up in time when nobody answers', async () => {
    const silent = await startSilentServer();

    expect(await local.send(message(silent.url))).toBe(false);
    await silent.stop();
  });
});
