import { rawRequest, requestText, type RawReply } from '../../support/raw-http';
import { SECRET, startServer, type TestServer } from '../../support/server';

/** `refused`: must be a 4xx. `survived`: odd but legal, anything below 500. `none`: the protocol allows no answer at all. */
type Expectation = 'refused' | 'survived' | 'none';
type Case = { name: string; bytes: (context: Context) => string | Buffer; expect: Expectation };
type Context = { conversation: string; token: string; host: string };

let server: TestServer;
const tally: Record<string, { cases: number; statuses: Record<number, number> }> = {};

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  const total = Object.values(tally).reduce((sum, { cases }) => sum + cases, 0);
  if (process.argv.includes('--verbose')) process.stdout.write(`${JSON.stringify({ total, ...tally }, null, 1)}\n`);
});

async function freshContext(): Promise<Context> {
  const generated = await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' });
  const { conversationId, token } = (await generated.json()) as { conversationId: string; token: string };
  await fetch(`${server.url}/v3/directline/conversations`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  return { conversation: conversationId, token, host: new URL(server.url).host };
}

// ---------------------------------------------------------------- the table

const raw = (name: string, bytes: string | Buffer, expect: Expectation = 'refused'): Case => ({ name, bytes: () => bytes, expect });
const get = (name: string, target: string, headers = 'Host: localhost\r\n', expect: Expectation = 'refused'): Case => raw(name, `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`, expect);

const hosts = [']bad[', '[', ']', '[::1', 'a b', 'a\tb', 'http://x', 'x/y', 'x?y', 'x#y', 'u@x', 'x:99999999', 'x:-1', 'x:port', 'é', '%', '%zz', '<script>', '"x"', "x'", '\\', 'x,y', '{}', '^', '|', '`', `${'a'.repeat(300)}`, ''].map((host) =>
  get(`Host: ${host.slice(0, 20)}`, '/healthz', `Host: ${host}\r\n`, host === '' ? 'survived' : 'refused'));

const targets = ['http://[/', 'http://', 'http://]/', 'http:///', 'https://a b/', 'ftp://x/', 'x', '?', '#', '//', '///', '/%', '/%zz', '/%E0%A4%A', '/%C0%AF', '/..%2f..%2fetc/passwd', '/../../etc/passwd', '/%00', '/widget.js%00.html', '/widget.js/', '/fichiers/', '/fichiers/..', '/fichiers/%2e%2e', '/v3/directline/conversations/%', '/v3/directline/conversations//activities', '/v3/directline/conversations/../activities', '/\u00e9', '/a?b=%', '/[', '/a|b', '/{x}', '*', 'javascript:alert(1)', 'http://u:p@[::1]:x/', `/${'a'.repeat(9_000)}`, `/?${'a=1&'.repeat(3_000)}`, '/constructor', '/__proto__', '/toString', '/%5B%5D'].map((target) =>
  get(`target ${target.slice(0, 30)}`, target, undefined, ['//', '///', 'x'].includes(target) ? 'refused' : 'survived'));

const methods = ['FOO', 'get', 'G ET', 'GET\t', 'TRACE', 'CONNECT', 'PROPFIND', 'DELETE', 'PUT', 'PATCH', 'PURGE', 'M-SEARCH', '', '\u0000', 'GET'.repeat(2_000)].map((method) =>
  raw(`method ${method.slice(0, 10)}`, `${method} /v3/directline/conversations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`));

const head = 'POST /api/chat/jeton HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';
const headers: Case[] = [
  raw('no Host', 'GET /healthz HTTP/1.1\r\n\r\n'),
  raw('two Hosts', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: ]bad[\r\nConnection: close\r\n\r\n', 'survived'),
  raw('headers too large', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`),
  raw('500 headers', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${Array.from({ length: 500 }, (_, i) => `x${i}: y\r\n`).join('')}\r\n`, 'survived'),
  raw('header without a colon', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n'),
  raw('NUL in a header', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nx: a\u0000b\r\n\r\n'),
  raw('bare LF', 'GET /healthz HTTP/1.1\nHost: localhost\n\n', 'survived'),
  raw('bare CR', 'GET /healthz HTTP/1.1\rHost: localhost\r\r'),
  raw('folded header', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nx: a\r\n b\r\nConnection: close\r\n\r\n', 'survived'),
  raw('two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
  raw('length and chunks', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  raw('negative length', `${head}Content-Length: -1\r\n\r\n`),
  raw('length in words', `${head}Content-Length: douze\r\n\r\n`),
  raw('huge length', `${head}Content-Length: 99999999999\r\n\r\n`),
  raw('length beyond integers', `${head}Content-Length: 99999999999999999999999999\r\n\r\n`),
  raw('unknown transfer coding', `${head}Transfer-Encoding: bidon\r\n\r\n`),
  raw('chunked twice', `${head}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, 'survived'),
  raw('unknown expectation', `${head}Expect: miracle\r\nContent-Length: 0\r\n\r\n`),
  raw('spaces before the colon', 'GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n'),
  raw('HTTP/9.9', 'GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n'),
  raw('HTTP/0.9', 'GET /healthz\r\n\r\n', 'survived'),
  raw('HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  raw('TLS hello', Buffer.from('16030100a5010000a10303', 'hex')),
  raw('noise', Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 73) % 256))),
  raw('empty line then nothing', '\r\n\r\n\r\n', 'none'),
  raw('upgrade to h2c', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n'),
];

const chunked = `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
const chunks = ['zz\r\n{}\r\n0\r\n\r\n', '-2\r\n{}\r\n0\r\n\r\n', '2\r\n{}X\r\n0\r\n\r\n', '2;ext="\u0000"\r\n{}\r\n0\r\n\r\n', '\r\n\r\n', 'FFFFFFFFFFFFFFFF\r\n{}', 'FFFFFFFFFFFFFFFFFF\r\n{}', '2\n{}\n0\n\n', '1\r\n{\r\n1\r\n[\r\n0\r\n\r\n', '2\r\n{}\r\n0\r\nX: \u0000\r\n\r\n'].map((body, i) =>
  raw(`chunks ${i}`, chunked + body, body.startsWith('FFFF') || body.startsWith('2;') || body.startsWith('2\r\n{}\r\n0') ? 'none' : 'refused'));

const JSON_TYPE = { 'Content-Type': 'application/json' };
const endpoints: { name: string; path: (context: Context) => string; auth: (context: Context) => Record<string, string> }[] = [
  { name: 'activities', path: ({ conversation }) => `/v3/directline/conversations/${conversation}/activities`, auth: ({ token }) => ({ Authorization: `Bearer ${token}` }) },
  { name: 'conversations', path: () => '/v3/directline/conversations', auth: () => ({ Authorization: `Bearer ${SECRET}` }) },
  { name: 'generate', path: () => '/v3/directline/tokens/generate', auth: () => ({ Authorization: `Bearer ${SECRET}` }) },
  { name: 'jeton', path: () => '/api/chat/jeton', auth: () => ({}) },
  { name: 'messages', path: () => '/api/messages', auth: () => ({}) },
];
const post = (endpoint: (typeof endpoints)[number], name: string, body: string | Buffer, type: Record<string, string> = JSON_TYPE, expect: Expectation = 'refused'): Case => ({
  name: `${endpoint.name}: ${name}`, expect, bytes: (context) => requestText('POST', endpoint.path(context), { ...type, ...endpoint.auth(context) }, body),
});

const brokenJson: [string, string | Buffer][] = [
  ['cut', '{"type":'], ['comma', '{"type":"message",}'], ['single quotes', "{'type':'message'}"], ['comment', '{/**/}'], ['NaN', '{"type":NaN}'], ['two documents', '{}{}'],
  ['word', 'bonjour'], ['BOM in the middle', '{\ufeff}'], ['control in a string', '{"type":"a\u0001"}'], ['bad escape', '{"type":"\\x41"}'], ['bad unicode escape', '{"type":"\\u12"}'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])], ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22])], ['UTF-16', Buffer.from('{"type":"message"}', 'utf16le')],
  ['NUL', Buffer.from([0])], ['deep arrays', '['.repeat(100_000)], ['deep and closed', '['.repeat(10_000) + ']'.repeat(10_000)], ['deep objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ['an array', '[]'], ['a string', '"message"'], ['a number', '12'], ['true', 'true'], ['too large', `"${'a'.repeat(300_000)}"`], ['own __proto__', '{"type":"message","__proto__":{"isAdmin":true}}'],
];
const bodies = endpoints.flatMap((endpoint) => brokenJson.map(([name, body]) => post(endpoint, name, body)));

const contentTypes = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json; charset=utf-16', 'application/json-patch+json', 'x', '/', 'application/json\u00e9'];
const types = endpoints.flatMap((endpoint) => contentTypes.map((type) => post(endpoint, `type ${type}`, '{"type":"message","text":"x"}', { 'Content-Type': type })));

const wrongValues: unknown[] = [[], {}, 12, true, null, [[]], { id: {} }, 'x'.repeat(70_000)];
const nullable = ['channelData', 'attachments', 'from', 'value'];
const directLineFields = ['type', 'text', 'textFormat', 'locale', 'localTimestamp', 'localTimezone', 'name', 'channelData', 'from', 'attachments', 'value'];
const directLineActivities = directLineFields.flatMap((field) => wrongValues.map((value): Case => {
  const legal = field === 'value' || (value === null && nullable.includes(field)) || (['channelData'].includes(field) && typeof value === 'object' && !Array.isArray(value)) || (field === 'attachments' && Array.isArray(value) && value.length === 0) || (field === 'from' && JSON.stringify(value) === '{}');
  return post(endpoints[0]!, `${field} = ${JSON.stringify(value).slice(0, 20)}`, JSON.stringify({ type: 'message', text: 'x', [field]: value }), JSON_TYPE, legal ? 'survived' : 'refused');
}));

// `expectReplies`: replies come in the answer; without it they go to `serviceUrl`, where nobody listens.
const cloudActivity = { type: 'message', id: '1', channelId: 'emulator', serviceUrl: 'http://localhost:1', conversation: { id: 'c' }, from: { id: 'u' }, recipient: { id: 'b' }, text: 'x', deliveryMode: 'expectReplies' };
const cloudFields = ['type', 'id', 'channelId', 'serviceUrl', 'conversation', 'from', 'recipient', 'text', 'locale', 'timestamp', 'attachments', 'entities', 'membersAdded', 'channelData', 'value', 'deliveryMode', 'replyToId'];
const cloudActivities = cloudFields.flatMap((field) => wrongValues.map((value): Case => post(endpoints[4]!, `${field} = ${JSON.stringify(value).slice(0, 20)}`, JSON.stringify({ ...cloudActivity, conversation: { id: `${field} ${JSON.stringify(value).slice(0, 20)}` }, [field]: value }), JSON_TYPE, 'survived')));
const cloudAddresses = ['http://169.254.169.254/', 'https://exemple.fr', 'urn:aiguillage:direct-line', 'file:///etc/passwd', 'http://localhost.exemple.fr', 'http://127.0.0.1@exemple.fr/', 'http://[::ffff:8.8.8.8]/', 'gopher://localhost', '//localhost', ''].map((serviceUrl) =>
  post(endpoints[4]!, `serviceUrl ${serviceUrl}`, JSON.stringify({ ...cloudActivity, serviceUrl })));
const cloudKinds = ['invoke', 'conversationUpdate', 'messageReaction', 'event', 'endOfConversation', 'handoff', 'installationUpdate', 'typing', 'x'].map((type) =>
  post(endpoints[4]!, `type ${type}`, JSON.stringify({ ...cloudActivity, type, membersAdded: [{ id: 'u' }, { id: 'b' }] }), JSON_TYPE, 'survived'));

const texts = ['\ud800', 'a\udc00b', '\u0000', '\u202e', '\ufffe\uffff', ' ', '', '\r\n', 'a'.repeat(20_000), '<script>alert(1)</script>', '{{7*7}}', "'; DROP TABLE dossiers; --", '\u{1f468}\u200d\u{1f469}'.repeat(900)].map((text) =>
  post(endpoints[0]!, `text ${JSON.stringify(text).slice(0, 20)}`, JSON.stringify({ type: 'message', text }).replace(/\\u(d[89a-f]..)/g, '\\u$1'), JSON_TYPE, text.length > 10_000 ? 'refused' : 'survived'));
const actions = [{ action: {} }, { action: '' }, { action: '__proto__' }, { action: 'constructor' }, { action: 'x', constructor: 'y', prototype: 'z' }, { action: 'x', a: { b: 1 }, c: [1] }, { action: 'x'.repeat(1_000) }, { action: 'a b' }, { action: 'x', ['k'.repeat(200)]: 'v' }, Object.fromEntries([['action', 'x'], ...Array.from({ length: 500 }, (_, i) => [`k${i}`, 'v'])])].map((value, i) =>
  post(endpoints[0]!, `card ${i}`, JSON.stringify({ type: 'message', value }), JSON_TYPE, 'survived'));
const clientIds = [12, '', {}, [], null, 'x'.repeat(300), '\u0000', '__proto__', '../..', 'a|b|0'].map((clientActivityID) =>
  post(endpoints[0]!, `clientActivityID ${JSON.stringify(clientActivityID).slice(0, 20)}`, JSON.stringify({ type: 'message', text: 'x', channelData: { clientActivityID } }), JSON_TYPE, typeof clientActivityID === 'string' && clientActivityID && clientActivityID.length < 200 ? 'survived' : 'refused'));

const none = Buffer.from('{"alg":"none"}').toString('base64url');
const credentials = ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'bearer\t x', 'Bearer é', `Bearer ${'a'.repeat(5_000)}`, 'Bearer ..', 'Bearer a.b.c', `Bearer ${none}.e30.`, `Bearer ${none}.e30.x`, 'Bearer null', 'Bearer undefined', `Bearer ${SECRET}x`, `Bearer ${SECRET.slice(1)}`].map((Authorization): Case => ({
  name: `authorization ${Authorization.slice(0, 20)}`, expect: 'refused', bytes: ({ conversation }) => requestText('GET', `/v3/directline/conversations/${conversation}/activities`, { Authorization }),
}));
const watermarks = ['-1', '1.5', 'abc', '%00', '1e9', '99999999999999999999', '0x10', '%20', 'null', '%F0%9F%98%80'].map((watermark): Case => ({
  name: `watermark ${watermark}`, expect: 'refused', bytes: ({ conversation, token }) => requestText('GET', `/v3/directline/conversations/${conversation}/activities?watermark=${watermark}`, { Authorization: `Bearer ${token}` }),
}));
const conversations = ['inconnue', '..', '%2e%2e', '%00', 'a%2Fb', 'x'.repeat(500), '__proto__', '-', '%F0%9F%98%80', "1'--"].flatMap((id) => ['activities', 'stream', ''].map((end): Case => ({
  name: `conversation ${id.slice(0, 12)}/${end}`, expect: 'refused', bytes: () => requestText('GET', `/v3/directline/conversations/${id}/${end}`.replace(/\/$/, ''), { Authorization: `Bearer ${SECRET}` }),
})));

const multipart = (body: string, type = 'multipart/form-data; boundary=B'): Case['bytes'] => ({ conversation, token }) =>
  requestText('POST', `/v3/directline/conversations/${conversation}/upload?userId=x`, { Authorization: `Bearer ${token}`, 'Content-Type': type }, body);
const part = (disposition: string, body: string, type = 'application/pdf'): string => `--B\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
const activityPart = (json: string): string => part('form-data; name="activity"; filename="blob"', json, 'application/vnd.microsoft.activity');
const uploads: Case[] = [
  { name: 'upload: no boundary', expect: 'refused', bytes: multipart('x', 'multipart/form-data') },
  { name: 'upload: empty', expect: 'refused', bytes: multipart('--B--\r\n') },
  { name: 'upload: not multipart', expect: 'refused', bytes: multipart('bonjour') },
  { name: 'upload: never closed', expect: 'refused', bytes: multipart(part('form-data; name="file"; filename="a.pdf"', 'x')) },
  { name: 'upload: no disposition', expect: 'refused', bytes: multipart('--B\r\n\r\nx\r\n--B--\r\n') },
  { name: 'upload: broken activity', expect: 'refused', bytes: multipart(`${activityPart('{')}--B--\r\n`) },
  { name: 'upload: activity is an array', expect: 'refused', bytes: multipart(`${activityPart('[]')}--B--\r\n`) },
  { name: 'upload: deep activity', expect: 'refused', bytes: multipart(`${activityPart(`{"type":"message","value":${'['.repeat(9_000)}${']'.repeat(9_000)}}`)}--B--\r\n`) },
  { name: 'upload: too many parts', expect: 'refused', bytes: multipart(`${part('form-data; name="file"; filename="a.pdf"', 'x').repeat(200)}--B--\r\n`) },
  { name: 'upload: path in the name', expect: 'survived', bytes: multipart(`${part('form-data; name="file"; filename="../../etc/passwd"', 'x')}--B--\r\n`) },
  { name: 'upload: empty file', expect: 'survived', bytes: multipart(`${part('form-data; name="file"; filename="a.pdf"', '')}--B--\r\n`) },
  { name: 'upload: no type at all', expect: 'refused', bytes: ({ conversation, token }) => requestText('POST', `/v3/directline/conversations/${conversation}/upload`, { Authorization: `Bearer ${token}` }, 'x') },
  { name: 'upload: odd type', expect: 'refused', bytes: multipart('x', 'bidon') },
  { name: 'upload: other multipart', expect: 'refused', bytes: multipart('x', 'multipart/mixed; boundary=B') },
  { name: 'upload: odd raw name', expect: 'survived', bytes: ({ conversation, token }) => requestText('POST', `/v3/directline/conversations/${conversation}/upload`, { Authorization: `Bearer ${token}`, 'Content-Type': 'application/pdf', 'Content-Disposition': "attachment; filename*=UTF-8''%E0%A4" }, 'x') },
  { name: 'upload: announced too large', expect: 'refused', bytes: ({ conversation, token }) => requestText('POST', `/v3/directline/conversations/${conversation}/upload`, { Authorization: `Bearer ${token}`, 'Content-Type': 'application/pdf', 'Content-Length': 900_000_000 }) },
];

const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const upgrade = (name: string, target: string, extra: string): Case => raw(`upgrade: ${name}`, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n${extra}\r\n`);
const STREAM = '/v3/directline/conversations/abc/stream?t=x';
const upgrades = [
  upgrade('other path', '/', `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${key}`), upgrade('bad token', STREAM, `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${key}`),
  upgrade('no key', STREAM, 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'), upgrade('bad target', 'http://[/', `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${key}`),
  upgrade('bad percent', '/v3/directline/conversations/%/stream', `Upgrade: websocket\r\n${key}`), upgrade('no token', '/v3/directline/conversations/abc/stream', `Upgrade: websocket\r\n${key}`),
  upgrade('foreign origin', STREAM, `Upgrade: websocket\r\nOrigin: https://ailleurs.fr\r\n${key}`), raw('upgrade: bad host', `GET ${STREAM} HTTP/1.1\r\nHost: ]bad[\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`),
];
const links = ['', '?e=1&s=x', '?e=99999999999&s=x', '?e=abc&s=', '?e=%00&s=%00', '?e=1e99&s=x', '?s=x', '?e[]=1&s[]=x'].map((query): Case => get(`file link ${query}`, `/fichiers/abc${query}`));

// ---------------------------------------------------------------- the test

const groups: [string, Case[]][] = [
  ['Host', hosts], ['target', targets], ['method', methods], ['headers', headers], ['chunks', chunks], ['JSON bodies', bodies], ['content types', types],
  ['Direct Line activity fields', directLineActivities], ['/api/messages activity fields', cloudActivities], ['/api/messages addresses', cloudAddresses], ['/api/messages types', cloudKinds],
  ['texts', texts], ['card values', actions], ['client ids', clientIds], ['credentials', credentials], ['watermarks', watermarks], ['conversation ids', conversations], ['uploads', uploads],
  ['upgrades', upgrades], ['file links', links],
];

function problemOf(reply: RawReply, { name, expect: expected }: Case): string | null {
  // the protocol's own word for an invoke that the bot does not know
  if (reply.status === 501 && name.includes('type invoke')) return null;
  if (reply.status >= 500) return `status ${reply.status}`;
  if (reply.status === 0) return expected === 'none' ? null : 'no answer';
  if (expected === 'refused' && reply.status < 400) return `accepted with ${reply.status}`;
  if (reply.status < 400 || reply.status === 417 || isProtocolLevel(reply)) return null;
  const coded = /"error":\{"code":"[A-Za-z_]+","message":"[^"]+"\}/.test(reply.body);
  if (!coded && !/^HEAD/.test(reply.headers)) return `not coded: ${reply.status} ${reply.body.slice(0, 80)}`;
  return /\bat \/|node_modules|\.ts:|Error:/.test(reply.body) ? `leaks: ${reply.body.slice(0, 200)}` : null;
}

/** Node itself refuses what it cannot read, with an empty body. */
const isProtocolLevel = (reply: RawReply): boolean => reply.status === 400 && ['', '0'].includes(reply.body.trim());

describe('malformed requests', () => {
  it('are at least two hundred', () => expect(groups.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(200));

  it.each(groups)('%s: never a 5xx, never a crash, always a coded refusal', async (group, cases) => {
    const statuses: Record<number, number> = {};
    const problems: string[] = [];

    for (const one of cases) {
      const reply = await rawRequest(server.url, one.bytes(await freshContext()), { silenceMs: one.expect === 'none' ? 250 : 9_000 });
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      const problem = problemOf(reply, one);
      if (problem) problems.push(`${one.name} → ${problem}`);
    }
    tally[group] = { cases: cases.length, statuses };

    expect(problems).toEqual([]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  }, 120_000);

  it('leave no mark on prototypes', () => {
    expect('isAdmin' in {}).toBe(false);
  });
});
