import { pdf } from '../support/files';
import { startSecured, type SecuredServer } from '../support/secured-server';

/** Two people, and every identifier of one tried by the other. */

let server: SecuredServer;
beforeAll(async () => {
  server = await startSecured();
});
afterAll(() => server.stop());

type Person = { token: string; conversationId: string; streamUrl: string };
const WORDS = 'mon secret à moi seule';

async function arrive(): Promise<Person> {
  const { token } = (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).json()) as Person;
  return { ...((await (await fetch(`${server.url}/v3/directline/conversations`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).json()) as Person), token };
}
const direct = async (method: string, path: string, { token }: Person, body?: Blob | string, type?: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${server.url}/v3/directline${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(type ? { 'content-type': type } : {}) }, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
};

it('a conversation, its messages, its documents and its stream are those of one token', async () => {
  const [victim, other] = [await arrive(), await arrive()];
  const at = `/conversations/${victim.conversationId}`;
  const message = JSON.stringify({ type: 'message', text: WORDS });
  expect((await direct('POST', `${at}/activities`, victim, message, 'application/json')).status).toBe(200);

  const tries: [string, string, (Blob | string)?, string?][] = [
    ['GET', at], ['GET', `${at}?watermark=0`], ['GET', `${at}/activities`], ['GET', `${at}/activities?watermark=0`], ['POST', `${at}/activities`, message, 'application/json'],
    ['POST', `${at}/upload`, new Blob([Buffer.from(pdf({}))]), 'application/pdf'], ['GET', `${at}/stream`],
  ];
  for (const [method, path, body, type] of tries) {
    const { status, text } = await direct(method, path, other, body, type);
    expect([path, status >= 400, text.includes(WORDS)]).toEqual([path, true, false]);
  }
  expect((await direct('GET', `${at}/activities`, victim)).text.match(new RegExp(WORDS, 'g'))).toHaveLength(2);
});

it('asking for a conversation by its id gives it to nobody but its person', async () => {
  const [victim, other] = [await arrive(), await arrive()];
  const proof = ((await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).json()) as { reprise: string }).reprise;
  for (const body of [{ conversationId: victim.conversationId }, { conversationId: victim.conversationId, reprise: proof }, { conversationId: victim.conversationId, personne: other.token }]) {
    const given = (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json()) as Person;
    expect(given.conversationId).not.toBe(victim.conversationId);
  }
});

it('the session of one dossier opens no other, whatever is written beside it', async () => {
  const [mine, theirs] = [await server.opened(), await server.opened()];
  const post = async (fields: Record<string, string>): Promise<string> => (await fetch(`${server.url}/suivi`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: new URLSearchParams(fields) })).text();
  const jeton = /name="jeton" value="([^"]+)"/.exec(await post({ numero: mine.reference, code: mine.code }))?.[1] ?? '';
  const [body = '', sign = ''] = jeton.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const changed = `${Buffer.from(JSON.stringify({ ...claims, reference: theirs.reference })).toString('base64url')}.${sign}`;

  expect(jeton).not.toBe('');
  expect(await post({ jeton, reference: theirs.reference, numero: theirs.reference, geste: 'annuler-oui' })).not.toContain(theirs.reference);
  expect(await post({ jeton: changed, geste: 'annuler-oui' })).not.toContain('Habitat');
  expect((await server.store.getDossier(theirs.reference))?.statut).toBe('RECU');
  expect((await server.store.getDossier(mine.reference))?.statut).toBe('ANNULE');
});

it('a document is reached by a link that was signed for it, not by its id, at any address', async () => {
  const bytes = pdf({ comment: WORDS });
  await server.store.putFile({ id: 'f-de-marie', conversation: 'c9', personne: 'p9', nom: 'bail.pdf', typeMime: 'application/pdf', octets: bytes.length, sha256: 'a'.repeat(64), recuLe: '2026-11-26T09:00:00.000Z' }, bytes);
  const { cookie } = await server.signed();
  const { reference } = await server.opened();
  for (const path of ['/fichiers/f-de-marie', '/fichiers/f-de-marie.', `/fichiers/${Buffer.from('[0,9999999999,"f-de-marie"]').toString('base64url')}.`, `/bureau/dossier/${reference}/document/f-de-marie`, `/bureau/dossier/${reference}/telecharger/f-de-marie`]) {
    const response = await fetch(server.url + path, { redirect: 'manual', headers: { cookie } });
    expect([path, response.status, (await response.text()).includes(WORDS)]).toEqual([path, 404, false]);
  }
});

it('the call of one gateway is not reached by the door of another', async () => {
  for (const path of ['/ivr/audiocodes/conversation/abc/activities', '/ivr/audiocodes/conversation/abc/disconnect', '/ivr/audiocodes/conversation/abc/keepalive', '/ivr/v1/tours', '/ivr/v1/transcriptions', '/ivr/twilio/tour']) {
    const response = await fetch(server.url + path, { method: 'POST', headers: { authorization: 'Bearer faux', 'x-signature': 't=1,v1=00', 'content-type': 'application/json' }, body: '{}' });
    expect([path, [401, 403].includes(response.status)]).toEqual([path, true]);
  }
});
