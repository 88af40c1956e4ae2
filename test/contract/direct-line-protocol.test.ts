import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import { createTokens } from '../../src/channels/direct-line/tokens';
import { memoryStore } from '../support/memory-store';
import { SECRET, echo, startServer, type ServerOptions, type TestServer } from '../support/server';

type Reply = { status: number; body: Record<string, unknown>; headers: Headers };
type Session = { conversationId: string; token: string; streamUrl: string; userId: string };

const now = { ms: Date.parse('2026-03-02T09:00:00Z') };
let server: TestServer;

const boot = async (options: ServerOptions = {}): Promise<void> => {
  now.ms = Date.parse('2026-03-02T09:00:00Z');
  server = await startServer({ ...options, overrides: { clock: () => new Date(now.ms), ...options.overrides } });
};
beforeEach(() => boot());
afterEach(() => server.stop());
const reboot = async (options: ServerOptions): Promise<void> => {
  await server.stop();
  await boot(options);
};

async function call(method: string, path: string, credential?: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const init: RequestInit = { method, headers: { ...(credential ? { authorization: `Bearer ${credential}` } : {}), ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }), ...headers } };
  const response = await fetch(server.url + path, body === undefined ? init : { ...init, body: body instanceof FormData ? body : JSON.stringify(body) });
  return { status: response.status, body: (await response.json().catch(() => ({}))) as Record<string, unknown>, headers: response.headers };
}
const dl = (method: string, path: string, credential?: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> => call(method, `/v3/directline${path}`, credential, body, headers);
const codeOf = ({ status, body }: Reply): string => `${status} ${(body['error'] as { code: string } | undefined)?.code ?? ''}`.trim();

async function session(): Promise<Session> {
  const { body: token } = await call('POST', '/api/chat/jeton');
  const { body } = await dl('POST', '/conversations', String(token['token']));
  return { ...(body as unknown as Session), userId: String(token['userId']) };
}
const post = ({ conversationId, token }: Pick<Session, 'conversationId' | 'token'>, activity: object): Promise<Reply> => dl('POST', `/conversations/${conversationId}/activities`, token, activity);
const read = async ({ conversationId, token }: Session, watermark = ''): Promise<{ texts: unknown[]; activities: Record<string, unknown>[]; watermark: string }> => {
  const { body } = await dl('GET', `/conversations/${conversationId}/activities?watermark=${watermark}`, token);
  const activities = body['activities'] as Record<string, unknown>[];
  return { activities, texts: activities.map(({ text }) => text), watermark: String(body['watermark']) };
};
async function until<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const value = await look();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error('never came');
}

describe('tokens', () => {
  it('generate: with the secret, 200, and the bot hears nothing', async () => {
    const reply = await dl('POST', '/tokens/generate', SECRET, { user: { id: 'dl_moi', name: 'Moi' }, trustedOrigins: ['https://a.fr'] });

    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ conversationId: expect.any(String), token: expect.any(String), expires_in: 1_800 });
    expect(server.tours).toEqual([]);
  });

  it('generate: the token carries the user, and wins over what the client says', async () => {
    const { body } = await dl('POST', '/tokens/generate', SECRET, { user: { id: 'dl_moi' } });
    const started = (await dl('POST', '/conversations', String(body['token']), { user: { id: 'dl_autre' } })).body as unknown as Session;

    await post(started, { type: 'message', text: 'x', from: { id: 'dl_autre' } });
    const { activities } = await until(() => read(started), ({ texts }) => texts.includes('écho : x'));

    expect(activities.find(({ text }) => text === 'x')).toMatchObject({ from: { id: 'dl_moi' } });
    expect(server.tours.map(({ personne }) => personne)).toEqual(['dl_moi', 'dl_moi']);
  });

  it('generate: refuses a token, an id without dl_, no credential', async () => {
    const { token } = await session();
    expect(codeOf(await dl('POST', '/tokens/generate', token))).toBe('403 JETON_INVALIDE');
    expect(codeOf(await dl('POST', '/tokens/generate', SECRET, { user: { id: 'moi' } }))).toBe('400 REQUETE_INVALIDE');
    expect(codeOf(await dl('POST', '/tokens/generate'))).toBe('401 AUTORISATION_ABSENTE');
  });

  it('refresh: 200 with the same conversation; expired: 403 TokenExpired; with the secret: 403', async () => {
    const { token, conversationId } = await session();
    now.ms += 1_799_000;
    const renewed = await dl('POST', '/tokens/refresh', token);
    now.ms += 1_000;

    expect(renewed).toMatchObject({ status: 200, body: { conversationId, expires_in: 1_800 } });
    expect(codeOf(await dl('POST', '/tokens/refresh', token))).toBe('403 TokenExpired');
    expect((await dl('POST', '/tokens/refresh', String(renewed.body['token']))).status).toBe(200);
    expect(codeOf(await dl('POST', '/tokens/refresh', SECRET))).toBe('403 JETON_INVALIDE');
  });

  it('a trusted origin is kept through refresh, and another origin is refused', async () => {
    const { body } = await dl('POST', '/tokens/generate', SECRET, { trustedOrigins: ['https://a.fr'] });
    const renewed = await dl('POST', '/tokens/refresh', String(body['token']), undefined, { origin: 'https://a.fr' });
    const token = String(renewed.body['token']);

    expect((await dl('POST', '/conversations', token, undefined, { origin: 'https://a.fr' })).status).toBe(201);
    expect(codeOf(await dl('POST', '/conversations', token, undefined, { origin: 'https://b.fr' }))).toBe('403 ORIGINE_REFUSEE');
  });

  it('a stream, resume or file signature never passes for a session token, nor a token signed with another secret', async () => {
    const { streamUrl, conversationId, userId } = await session();
    const stream = new URL(streamUrl).searchParams.get('t') ?? '';
    const reprise = String((await call('POST', '/api/chat/jeton')).body['reprise']);
    const forged = createTokens('un-autre-secret-un-autre-secret-un', () => new Date(now.ms)).sign('session', conversationId, userId);
    const [header = '', payload = ''] = reprise.split('.');
    const withSecret = `${header}.${payload}.${createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url')}`;

    for (const token of [stream, reprise, forged, withSecret]) {
      expect(codeOf(await dl('GET', `/conversations/${conversationId}`, token))).toBe('403 JETON_INVALIDE');
    }
  });
});

describe('public token', () => {
  it('is limited for each address, with Retry-After in seconds', async () => {
    await reboot({ env: { JETONS_PAR_MINUTE: '3' } });
    const replies = [];
    for (let i = 0; i < 4; i += 1) replies.push(await call('POST', '/api/chat/jeton'));

    expect(replies.map(codeOf)).toEqual(['200', '200', '200', '429 TROP_DE_DEMANDES']);
    expect(Number(replies[3]?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(replies[3]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('refuses another site, and accepts those of WIDGET_ORIGINS', async () => {
    await reboot({ env: { WIDGET_ORIGINS: 'https://caf.exemple.fr' } });
    const from = (origin: string): Promise<Reply> => call('POST', '/api/chat/jeton', undefined, undefined, { origin });

    expect(codeOf(await from('https://ailleurs.fr'))).toBe('403 ORIGINE_REFUSEE');
    expect((await from('https://caf.exemple.fr')).headers.get('access-control-allow-origin')).toBe('https://caf.exemple.fr');
    expect((await from(server.url)).status).toBe(200);
  });

  it('a resume token is good for 30 days; then the person is a new one', async () => {
    const { body } = await call('POST', '/api/chat/jeton');
    now.ms += 29 * 86_400_000;
    const known = await call('POST', '/api/chat/jeton', undefined, { personne: body['reprise'] });
    now.ms += 2 * 86_400_000;
    const stranger = await call('POST', '/api/chat/jeton', undefined, { personne: body['reprise'] });

    expect(known.body['userId']).toBe(body['userId']);
    expect(stranger.body['userId']).not.toBe(body['userId']);
  });
});

describe('conversations', () => {
  it('201 then 200 with the same conversation; the bot hears of one arrival', async () => {
    const { body } = await call('POST', '/api/chat/jeton');
    const token = String(body['token']);
    const replies = [await dl('POST', '/conversations', token), await dl('POST', '/conversations', token)];

    expect(replies.map(({ status }) => status)).toEqual([201, 200]);
    expect(replies[0]?.body).toEqual({ conversationId: body['conversationId'], token: expect.any(String), expires_in: 1_800, streamUrl: expect.stringMatching(/^ws:\/\//) });
    await until(async () => server.tours.length, (count) => count === 1);
    expect(server.tours).toMatchObject([{ genre: 'arrivee' }]);
  });

  it('GET: 200 with a stream address; unknown: 404; not started: 404; of another: 403', async () => {
    const [mine, theirs] = [await session(), await session()];
    const { body } = await call('POST', '/api/chat/jeton');

    expect((await dl('GET', `/conversations/${mine.conversationId}?watermark=0`, mine.token)).body).toMatchObject({ conversationId: mine.conversationId, streamUrl: expect.stringContaining('watermark=0') });
    expect(codeOf(await dl('GET', '/conversations/inconnue', SECRET))).toBe('404 CONVERSATION_INCONNUE');
    expect(codeOf(await dl('GET', `/conversations/${body['conversationId']}`, String(body['token'])))).toBe('404 CONVERSATION_INCONNUE');
    expect(codeOf(await dl('GET', `/conversations/${mine.conversationId}`, theirs.token))).toBe('403 CONVERSATION_INTERDITE');
    expect(codeOf(await post({ ...mine, token: theirs.token }, { type: 'message', text: 'x' }))).toBe('403 CONVERSATION_INTERDITE');
  });

  it('PUBLIC_URL gives the addresses of streams and files', async () => {
    await reboot({ env: { PUBLIC_URL: 'https://assistant.exemple.fr' } });
    expect((await session()).streamUrl).toMatch(/^wss:\/\/assistant\.exemple\.fr\/v3\/directline\//);
  });
});

describe('activities', () => {
  it('pages by watermark until nothing is left, and never shows the arrival', async () => {
    const mine = await session();
    for (let i = 0; i < 3; i += 1) await post(mine, { type: 'message', text: `m${i}` });
    const first = await until(() => read(mine), ({ texts }) => texts.includes('écho : m2'));
    const rest = await read(mine, first.watermark);

    expect(first.texts).toEqual(expect.arrayContaining(['Bonjour', 'm0', 'écho : m0', 'm2']));
    expect(first.activities.map(({ type }) => type)).not.toContain('conversationUpdate');
    expect(rest).toEqual({ texts: [], activities: [], watermark: first.watermark });
    expect(first.activities.find(({ text }) => text === 'Bonjour')).not.toHaveProperty('replyToId');
  });

  it('the same clientActivityID again is the same activity: one turn, the same id; other words under it: 409', async () => {
    const mine = await session();
    const activity = { type: 'message', text: 'une fois', channelData: { clientActivityID: 'a1' } };
    const replies = [await post(mine, activity), await post(mine, activity)];
    await until(() => read(mine), ({ texts }) => texts.includes('écho : une fois'));

    expect(replies[0]?.body).toEqual(replies[1]?.body);
    expect(codeOf(await post(mine, { ...activity, text: 'autre' }))).toBe('409 ACTIVITE_DIFFERENTE');
    expect((await read(mine)).texts.filter((text) => text === 'écho : une fois')).toHaveLength(1);
    expect(server.tours.filter(({ id }) => id === 'a1')).toHaveLength(1);
  });

  it('413 for a text beyond TEXTE_MAX or a body beyond 256 kB', async () => {
    const mine = await session();
    expect(codeOf(await post(mine, { type: 'message', text: 'x'.repeat(10_001) }))).toBe('413 TEXTE_TROP_LONG');
    expect(codeOf(await post(mine, { type: 'message', text: 'x', value: { a: 'x'.repeat(300_000) } }))).toBe('413 CORPS_TROP_GROS');
  });

  it('429 with Retry-After in milliseconds when one conversation floods', async () => {
    const mine = await session();
    const replies = [];
    for (let i = 0; i < 80; i += 1) replies.push(await post(mine, { type: 'typing' }));
    const refused = replies.find(({ status }) => status === 429);

    expect(refused && codeOf(refused)).toBe('429 TROP_DE_DEMANDES');
    expect(replies.findIndex(({ status }) => status === 429)).toBeGreaterThanOrEqual(62);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  it('502 when the message cannot be kept, then all is well again', async () => {
    const store = memoryStore();
    await reboot({ overrides: { store } });
    const mine = await session();
    await until(() => read(mine), ({ texts }) => texts.includes('Bonjour'));
    const { accept } = store.turns;
    store.turns.accept = async () => Promise.reject(new Error('disk'));
    const refused = await post(mine, { type: 'message', text: 'perdu' });
    store.turns.accept = accept;

    expect(codeOf(refused)).toBe('502 ROBOT_INDISPONIBLE');
    expect((await post(mine, { type: 'message', text: 'perdu' })).status).toBe(200);
  });

  it('shows every reply of a turn once and in order when the store fails on them at first', async () => {
    const store = memoryStore();
    await reboot({ reply: ({ genre }) => (genre === 'message' ? ['un', 'deux', 'trois'] : ['Bonjour']).map((texte) => ({ texte })), overrides: { store } });
    const mine = await session();
    await until(() => read(mine), ({ texts }) => texts.includes('Bonjour'));
    const { next } = store.turns;
    let failures = 2;
    store.turns.next = async (...settled) => (failures-- > 0 ? Promise.reject(new Error('disk')) : next(...settled));
    await post(mine, { type: 'message', text: 'x' });
    const { texts } = await until(() => read(mine), (seen) => seen.texts.includes('trois'));

    expect(failures).toBe(-1);
    expect(texts).toEqual(['Bonjour', 'x', 'un', 'deux', 'trois']);
  });

  it('keeps nothing that must never be stored, neither in a text nor in a card field', async () => {
    const mine = await session();
    const iban = 'FR76 3000 6000 0112 3456 7890 189';
    await post(mine, { type: 'message', text: `mon iban ${iban}` });
    await post(mine, { type: 'message', value: { action: 'valider', expose: `mon iban ${iban}` } });
    const { activities } = await until(() => read(mine), ({ texts }) => texts.some((text) => String(text).startsWith('action')));

    expect(JSON.stringify(activities)).not.toContain('3000 6000');
    expect(JSON.stringify(activities)).not.toContain('7890 189');
  });

  it('typing and unknown kinds are accepted and ignored', async () => {
    const mine = await session();
    for (const type of ['typing', 'messageReaction', 'bidule', 'event']) expect((await post(mine, { type })).status).toBe(200);
    await until(async () => server.tours.length, (count) => count === 1);
    expect(server.tours).toHaveLength(1);
  });
});

describe('a process that dies', () => {
  it('answers at the next start what was kept but not answered, once', async () => {
    const store = memoryStore();
    await reboot({ overrides: { store, stopTimeoutMs: 50 }, reply: (tour) => (tour.genre === 'message' ? new Promise(() => undefined) : echo(tour)) });
    const mine = await session();
    const { body } = await post(mine, { type: 'message', text: 'avant la panne', channelData: { clientActivityID: 'p1' } });
    await until(async () => server.tours.length, (count) => count === 2);
    await reboot({ overrides: { store } });

    const { activities } = await until(() => read(mine), ({ texts }) => texts.includes('écho : avant la panne'));
    await reboot({ overrides: { store } });

    expect(activities.at(-1)).toMatchObject({ id: `${body['id']}|0`, replyToId: body['id'] });
    expect(server.tours).toEqual([]);
    expect((await read(mine)).texts.filter((text) => text === 'écho : avant la panne')).toHaveLength(1);
  });

  it('hands the files of an unanswered message to the turn again', async () => {
    const store = memoryStore();
    await reboot({ overrides: { store, stopTimeoutMs: 50 }, reply: (tour) => (tour.genre === 'message' ? new Promise(() => undefined) : echo(tour)) });
    const mine = await session();
    await dl('POST', `/conversations/${mine.conversationId}/upload`, mine.token, form({ type: 'message', text: 'pièces' }, ['bail.pdf']));
    await reboot({ overrides: { store } });

    await until(() => read(mine), ({ texts }) => texts.includes('écho : pièces bail.pdf'));
    expect(server.tours).toMatchObject([{ genre: 'message', fichiers: [{ nom: 'bail.pdf', typeMime: 'application/pdf' }] }]);
  });
});

function form(activity: object, names: string[], content = '%PDF-1.4'): FormData {
  const data = new FormData();
  data.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
  for (const name of names) data.append('file', new Blob([content], { type: 'application/pdf' }), name);
  return data;
}

describe('uploads', () => {
  const send = ({ conversationId, token }: Session, data: FormData): Promise<Response> =>
    fetch(`${server.url}/v3/directline/conversations/${conversationId}/upload?userId=x`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: data });
  const lastMessage = () => until(async () => server.tours.at(-1), (tour) => tour?.genre === 'message');

  it('keeps five files and says why it refused the others', async () => {
    const mine = await session();
    await send(mine, form({ type: 'message', text: 'x' }, ['1.pdf', '2.pdf', '3.pdf', '4.pdf', '5.pdf', '6.pdf']));

    expect(await lastMessage()).toMatchObject({ fichiers: ['1', '2', '3', '4', '5'].map((n) => ({ nom: `${n}.pdf` })), refus: [{ nom: '6.pdf', raison: 'nombre' }] });
  });

  it('passes on what the assistant refused', async () => {
    const mine = await session();
    await send(mine, form({ type: 'message' }, ['vide.pdf'], ''));

    expect(await lastMessage()).toMatchObject({ texte: '', fichiers: [], refus: [{ nom: 'vide.pdf', raison: 'vide' }] });
  });

  it.each([
    ['../../etc/passwd', 'passwd'], ['C:\\Documents\\bail.pdf', 'bail.pdf'], ['photo\u202efdp.exe', 'photofdp.exe'], ['  .htaccess', 'htaccess'], ['a"b<c>.pdf', 'a_b_c_.pdf'], [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(116)}.pdf`], ['rib FR76 3000 6000 0112 3456 7890 189.pdf', expect.not.stringContaining('3000')],
  ])('cleans the name %s', async (name, clean) => {
    const mine = await session();
    await send(mine, form({ type: 'message' }, [name]));

    expect(await lastMessage()).toMatchObject({ fichiers: [{ nom: clean }] });
  });

  it('takes one raw body, named by Content-Disposition', async () => {
    const { conversationId, token } = await session();
    const reply = await fetch(`${server.url}/v3/directline/conversations/${conversationId}/upload?userId=x`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/pdf', 'content-disposition': "attachment; filename=\"x.pdf\"; filename*=UTF-8''re%C3%A7u.pdf" }, body: '%PDF-1.4',
    });

    expect(reply.status).toBe(200);
    expect(await lastMessage()).toMatchObject({ fichiers: [{ nom: 'reçu.pdf' }] });
  });

  it('413 beyond what five files may weigh', async () => {
    await reboot({ env: { UPLOAD_MAX_OCTETS: '1024' } });
    const mine = await session();
    expect((await send(mine, form({ type: 'message' }, ['gros.pdf'], 'x'.repeat(280_000)))).status).toBe(413);
  });

  it('a file link is signed, expires, and is nobody else’s', async () => {
    const mine = await session();
    await send(mine, form({ type: 'message', text: 'x' }, ['bail.pdf']));
    const { activities } = await until(() => read(mine), ({ texts }) => texts.includes('écho : x bail.pdf'));
    const [{ contentUrl }] = activities.find(({ text }) => text === 'x')?.['attachments'] as [{ contentUrl: string }];
    const fetched = await fetch(contentUrl);

    expect(fetched.status).toBe(200);
    expect(Object.fromEntries(fetched.headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'", 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'private, no-store', 'content-disposition': "attachment; filename*=UTF-8''bail.pdf" });
    now.ms += 900_001;
    const refusals = await Promise.all([contentUrl, contentUrl.replace(/\.[^.]{5}/, '.AAAAA'), contentUrl.replace(/fichiers\/.{5}/, 'fichiers/AAAAA'), `${server.url}/fichiers/rien`].map((url) => fetch(url)));
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(await Promise.all(refusals.map((refusal) => refusal.text()))).size).toBe(1);
    expect(JSON.stringify(await read({ ...mine, token: SECRET }))).not.toContain(contentUrl);
  });
});

describe('the stream', () => {
  const openStream = (url: string): Promise<{ socket: WebSocket; frames: { activities: { text: string }[]; watermark?: string }[] }> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      const frames: { activities: { text: string }[]; watermark?: string }[] = [];
      socket.on('message', (data) => frames.push(JSON.parse(String(data)) as (typeof frames)[number]));
      socket.on('open', () => resolve({ socket, frames }));
      socket.on('unexpected-response', (_req, response) => reject(new Error(String(response.statusCode))));
      socket.on('error', reject);
    });
  const textsOf = (frames: { activities: { text: string }[] }[]): string[] => frames.flatMap(({ activities }) => activities.map(({ text }) => text));

  it('replays from its watermark, then goes on; empty frames from the client are welcome', async () => {
    const mine = await session();
    const { socket, frames } = await openStream(mine.streamUrl);
    socket.send('');
    await post(mine, { type: 'message', text: 'x' });
    await until(async () => textsOf(frames), (texts) => texts.includes('écho : x'));
    const again = await openStream(mine.streamUrl);
    await until(async () => textsOf(again.frames), (texts) => texts.includes('écho : x'));
    socket.close();
    again.socket.close();

    expect(textsOf(frames)).toEqual(['Bonjour', 'x', 'écho : x']);
    expect(textsOf(again.frames)).toEqual(['Bonjour', 'x', 'écho : x']);
    expect(Number(frames.at(-1)?.watermark)).toBe(4);
  });

  it('its address is good for 60 s, for one conversation, on known sites', async () => {
    const [mine, theirs] = [await session(), await session()];
    const wrong = mine.streamUrl.replace(mine.conversationId, theirs.conversationId);

    await expect(openStream(wrong)).rejects.toThrow('403');
    await expect(openStream(mine.streamUrl.replace(/t=.+/, `t=${mine.token}`))).rejects.toThrow('403');
    now.ms += 61_000;
    await expect(openStream(mine.streamUrl)).rejects.toThrow('403');
  });

  it('drops a client that does not answer heartbeats', async () => {
    await reboot({ overrides: { heartbeatMs: 40 } });
    const mine = await session();
    const socket = new WebSocket(mine.streamUrl, { autoPong: false });
    const code = await new Promise((resolve) => socket.on('close', resolve));

    expect(code).toBe(1006);
  });
});
