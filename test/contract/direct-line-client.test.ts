import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionStatus } from 'botframework-directlinejs';
import { connect, textOf, withText, type TestClient } from '../support/direct-line-client';
import { SECRET, echo, startServer, type ServerOptions, type TestServer } from '../support/server';

type Token = { conversationId: string; token: string; userId: string; reprise: string };

let server: TestServer;
const clients: TestClient[] = [];

const start = async (options: ServerOptions = {}): Promise<TestServer> => (server = await startServer(options));
const open = (options: Parameters<typeof connect>[1]): TestClient => {
  const client = connect(server.url, options);
  clients.push(client);
  return client;
};

async function newToken(body?: object): Promise<Token> {
  const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
  return (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST', ...init })).json()) as Token;
}

async function getJson<T>(path: string, token: string): Promise<T> {
  return (await (await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })).json()) as T;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  await server.stop();
});

describe.each([true, false])('the official client, WebSocket %s', (webSocket) => {
  it('starts with a token, is greeted, posts and gets the answer, and sees its own message echoed', async () => {
    await start();
    const { token, userId } = await newToken();
    const { waitFor, post } = open({ token, webSocket, pollingInterval: 200 });
    await waitFor(withText('Bonjour'));

    const id = await post({ type: 'message', text: 'mon APL', channelData: { clientActivityID: 'c1' } });

    const mine = await waitFor((activity) => activity.id === id);
    const answer = await waitFor(withText('écho : mon APL'));
    expect(mine).toMatchObject({ from: { id: userId, role: 'user' }, channelData: { clientActivityID: 'c1' } });
    expect(answer).toMatchObject({ id: `${id}|0`, from: { id: 'aiguillage', role: 'bot' } });
    expect(server.tours.map((tour) => tour.genre)).toEqual(['arrivee', 'message']);
    expect(server.tours[1]).toMatchObject({ id: 'c1', personne: userId, canal: 'web' });
  });

  it('starts with the secret', async () => {
    await start();
    const { waitFor, post } = open({ secret: SECRET, webSocket, pollingInterval: 200 });
    await waitFor(withText('Bonjour'));

    await post({ type: 'message', text: 'avec le secret' });

    expect(textOf(await waitFor(withText('écho : avec le secret')))).toBeDefined();
  });

  it('uploads files with a message', async () => {
    await start();
    const host = createServer((_req, res) => res.end('%PDF-1.4 bail')).listen(0);
    const { port } = host.address() as AddressInfo;
    const { token } = await newToken();
    const { waitFor, post } = open({ token, webSocket, pollingInterval: 200 });

    await post({
      type: 'message', text: 'voici',
      attachments: ['bail.pdf', 'quittance d’août.pdf'].map((name) => ({ name, contentType: 'application/pdf', contentUrl: `http://127.0.0.1:${port}/${encodeURIComponent(name)}` })),
    });
    await waitFor((activity) => textOf(activity)?.startsWith('écho : voici bail') ?? false);
    host.close();

    const mine = await waitFor((activity) => textOf(activity) === 'voici');
    const [attachment] = mine.type === 'message' ? (mine.attachments ?? []) : [];
    const link = attachment && 'contentUrl' in attachment ? attachment.contentUrl : '';
    const download = await fetch(link);
    expect(attachment).toMatchObject({ name: 'bail.pdf', contentType: 'application/pdf' });
    expect(await download.text()).toBe('%PDF-1.4 bail');
    expect(download.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''bail.pdf");
    expect(download.headers.get('content-security-policy')).toContain('sandbox');
    expect(server.tours.at(-1)).toMatchObject({ fichiers: [{ nom: 'bail.pdf' }, { nom: 'quittance d’août.pdf' }] });
  });
});

describe('the official client over a WebSocket', () => {
  it('comes back after the server closed its socket, and misses nothing', async () => {
    await start();
    const { token } = await newToken();
    const { waitFor, post, received } = open({ token });
    await waitFor(withText('Bonjour'));
    const other = open({ token });
    await other.waitFor(withText('Bonjour'));

    server.cut();
    await post({ type: 'message', text: 'pendant la coupure' });

    await waitFor(withText('écho : pendant la coupure'));
    expect(received.filter(withText('Bonjour'))).toHaveLength(1);
    expect(received.filter(withText('écho : pendant la coupure'))).toHaveLength(1);
  });

  it('resumes a conversation after a reload, from the watermark given', async () => {
    await start();
    const { token, conversationId } = await newToken();
    const first = open({ token });
    await first.post({ type: 'message', text: 'un' });
    await first.waitFor(withText('écho : un'));
    first.end();

    const all = open({ token, conversationId, watermark: '0' });
    await all.waitFor(withText('écho : un'));
    const fresh = open({ token, conversationId });
    await fresh.online();
    await all.post({ type: 'message', text: 'deux' });
    await fresh.waitFor(withText('écho : deux'));

    expect(all.received.map(textOf)).toEqual(expect.arrayContaining(['Bonjour', 'un', 'écho : un']));
    expect(fresh.received.map(textOf)).not.toContain('écho : un');
    expect(server.tours.filter((tour) => tour.genre === 'arrivee')).toHaveLength(1);
  });

  it('shows every message in two tabs of the same conversation, in the same order', async () => {
    await start();
    const { token, conversationId } = await newToken();
    const left = open({ token });
    await left.waitFor(withText('Bonjour'));
    const right = open({ token, conversationId, watermark: '0' });
    await right.waitFor(withText('Bonjour'));

    for (const text of ['a', 'b', 'c']) await (text === 'b' ? right : left).post({ type: 'message', text });
    await Promise.all([left, right].map((tab) => tab.waitFor(withText('écho : c'))));

    expect(left.received.map(textOf)).toEqual(right.received.map(textOf));
    expect(left.received.map(textOf)?.filter((text) => text?.startsWith('écho'))).toEqual(['écho : a', 'écho : b', 'écho : c']);
  });

  it('keeps two persons apart', async () => {
    await start();
    const [mine, theirs] = [await newToken(), await newToken()];
    const me = open({ token: mine.token });
    const them = open({ token: theirs.token });
    await Promise.all([me, them].map((one) => one.waitFor(withText('Bonjour'))));

    await me.post({ type: 'message', text: 'à moi' });
    await me.waitFor(withText('écho : à moi'));
    await them.post({ type: 'message', text: 'à eux' });
    await them.waitFor(withText('écho : à eux'));

    expect(them.received.map(textOf)).not.toContain('écho : à moi');
    expect(mine.userId).not.toBe(theirs.userId);
  });

  it('shows typing when a turn is long, on the stream only', async () => {
    await start({ overrides: { typingAfterMs: 30 }, reply: async (tour) => (await new Promise((resolve) => setTimeout(resolve, 120)), echo(tour)) });
    const { token, conversationId } = await newToken();
    const { waitFor, post, received } = open({ token });
    await waitFor(withText('Bonjour'));

    await post({ type: 'message', text: 'long' });
    await waitFor(withText('écho : long'));

    const kept = await getJson<{ activities: { type: string }[] }>(`/v3/directline/conversations/${conversationId}/activities`, token);
    const types = received.map((activity) => activity.type);
    expect(types.lastIndexOf('typing')).toBeLessThan(types.length - 1);
    expect(types).toContain('typing');
    expect(kept.activities.map(({ type }) => type)).not.toContain('typing');
  });

  it('refreshes its token, and says when it has expired', async () => {
    const now = { ms: Date.parse('2026-03-02T09:00:00Z') };
    await start({ overrides: { clock: () => new Date(now.ms) } });
    const { token } = await newToken();
    const { client, waitFor, post, statuses } = open({ token });
    await waitFor(withText('Bonjour'));

    now.ms += 20 * 60_000;
    const renewed = (await (await fetch(`${server.url}/v3/directline/tokens/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).json()) as Token;
    now.ms += 20 * 60_000;
    const answer = await post({ type: 'message', text: 'trop tard' });
    const resumed = await getJson<Token & { streamUrl: string }>(`/v3/directline/conversations/${renewed.conversationId}`, renewed.token);
    client.reconnect(resumed);
    await post({ type: 'message', text: 'avec le nouveau' });

    expect(answer).toBe('retry');
    expect(statuses).toContain(ConnectionStatus.ExpiredToken);
    await waitFor(withText('écho : avec le nouveau'));
  });

  it('gives a returning person the same identity, and the same conversation when asked', async () => {
    await start();
    const first = await newToken();
    const client = open({ token: first.token });
    await client.waitFor(withText('Bonjour'));

    const again = await newToken({ reprise: first.reprise });
    const same = await newToken({ reprise: first.reprise, conversationId: first.conversationId });
    const stranger = await newToken({ conversationId: first.conversationId });

    expect(again.userId).toBe(first.userId);
    expect(again.conversationId).not.toBe(first.conversationId);
    expect(same).toMatchObject({ userId: first.userId, conversationId: first.conversationId });
    expect(stranger.userId).not.toBe(first.userId);
    expect(stranger.conversationId).not.toBe(first.conversationId);
  });
});

describe('what a person hears and keeps', () => {
  it('answers in the order of the messages, one turn at a time', async () => {
    const running = { now: 0, max: 0 };
    await start({
      reply: async (tour) => {
        running.max = Math.max(running.max, (running.now += 1));
        await new Promise((resolve) => setTimeout(resolve, tour.genre === 'message' && tour.texte === 'lent' ? 100 : 5));
        running.now -= 1;
        return echo(tour);
      },
    });
    const { token } = await newToken();
    const { waitFor, post, received } = open({ token });
    await waitFor(withText('Bonjour'));

    // each is kept before the next one leaves, while the first is still being answered
    for (const text of ['lent', 'vite', 'vite aussi']) await post({ type: 'message', text });
    await waitFor(withText('écho : vite aussi'));

    expect(running.max).toBe(1);
    expect(received.map(textOf).filter((text) => text?.startsWith('écho'))).toEqual(['écho : lent', 'écho : vite', 'écho : vite aussi']);
  });

  it('hears one calm sentence when the assistant fails, and can go on', async () => {
    await start({ reply: (tour) => (tour.genre === 'message' && tour.texte === 'casse' ? Promise.reject(new Error('boum')) : echo(tour)) });
    const { token } = await newToken();
    const { waitFor, post, received } = open({ token });
    await waitFor(withText('Bonjour'));

    const id = await post({ type: 'message', text: 'casse' });
    const sorry = await waitFor((activity) => activity.id === `${id}|panne`);
    await post({ type: 'message', text: 'encore' });
    await waitFor(withText('écho : encore'));

    expect(textOf(sorry)).toMatch(/incident de notre côté/);
    expect(JSON.stringify(received)).not.toContain('boum');
  });

  it('gets card, choices, speech and discreet mode in the forms of the channel', async () => {
    await start({
      reply: (tour) => {
        if (tour.genre !== 'message') return echo(tour);
        return [{ texte: 'D’accord ?', choix: [{ titre: 'Oui', valeur: 'oui' }] }, {
          texte: 'Voici', oral: 'Voici donc', mode: 'discret', choix: [{ titre: 'Oui', valeur: 'oui' }],
          carte: { genre: 'recap', titre: 'Récapitulatif', lignes: [{ libelle: 'Motif', valeur: 'Indu', bouton: { titre: 'Modifier', action: 'modifier', valeurs: { champ: 'motif' } } }], boutons: [{ titre: 'Confirmer', action: 'confirmer', style: 'principal' }] },
        }];
      },
    });
    const { token } = await newToken();
    const { waitFor, post } = open({ token });

    await post({ type: 'message', text: 'carte' });
    const question = await waitFor(withText('D’accord ?'));
    const answer = await waitFor(withText('Voici'));
    await post({ type: 'message', value: { action: 'modifier', champ: 'motif', nombre: 3, autre: { x: 1 } } });
    await waitFor((activity) => textOf(activity)?.startsWith('action') ?? false);

    expect(question).toMatchObject({ suggestedActions: { actions: [{ type: 'imBack', title: 'Oui', value: 'oui' }] } });
    expect(answer).not.toHaveProperty('suggestedActions');
    expect(answer).toMatchObject({
      speak: 'Voici donc', channelData: { mode: 'discret' },
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { version: '1.5', lang: 'fr', fallbackText: 'Voici', speak: 'Voici donc' } }],
    });
    expect(server.tours.at(-1)).toMatchObject({ genre: 'action', action: 'modifier', valeurs: { champ: 'motif', nombre: '3' } });
  });
});
