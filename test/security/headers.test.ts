import { pdf } from '../support/files';
import { rawRequest, requestText } from '../support/raw-http';
import { startSecured, type SecuredServer } from '../support/secured-server';

/** What comes from a caller and goes into a header of an answer: line ends in it would write others. */

let server: SecuredServer;
beforeAll(async () => {
  server = await startSecured();
});
afterAll(() => server.stop());

const INJECTED = /(?:^|\n)(?:x-pirate|set-cookie: pirate)/i;
const LINE_ENDS = ['%0d%0aX-Pirate: 1', '%0aX-Pirate:%201', '%E5%98%8A%E5%98%8DX-Pirate: 1', '%0d%0a%0d%0a<script>', '\\r\\nX-Pirate: 1', '%00X-Pirate: 1'].map((end) => end.replaceAll(' ', '%20'));

it.each(LINE_ENDS)('in an address: %s', async (end) => {
  for (const path of [`/bureau/entrer?vers=/bureau${end}`, `/bureau?q=${end}`, `/bureau/dossier/${end}`, `/suivi?numero=${end}`, `/suivi/${end}`, `/fichiers/${end}`, `/fiche?motif=${end}`, `/${end}`, `/v3/directline/conversations/${end}/stream`]) {
    const { headers } = await rawRequest(server.url, requestText('GET', path, {}));
    expect([path, INJECTED.test(headers)]).toEqual([path, false]);
  }
});

it('in the id of a request, a host or an origin', async () => {
  for (const [name, value] of [['X-Request-Id', 'a%0d%0aX-Pirate: 1'], ['X-Request-Id', 'a\tX-Pirate: 1'], ['Origin', 'https://a.fr%0d%0aX-Pirate: 1'], ['Host', 'localhost%0d%0aX-Pirate: 1'], ['Host', 'pirate.exemple/x'], ['X-Request-Id', 'a\nX-Pirate: 1']] as const) {
    const { headers } = await rawRequest(server.url, requestText('GET', '/suivi', { [name]: value }));
    expect([value, INJECTED.test(headers)]).toEqual([value, false]);
  }
});

it('in the name of a document: its link is a download whose name is only a name', async () => {
  const jeton = (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).json()) as { token: string; conversationId: string };
  const headers = { authorization: `Bearer ${jeton.token}` };
  await fetch(`${server.url}/v3/directline/conversations`, { method: 'POST', headers });
  const names = ['a\r\nX-Pirate: 1.pdf', '"; filename="pirate.exe', '../../etc/passwd', "b'%0d%0aX-Pirate: 1.pdf", 'C:\\fakepath\\facture.pdf', '\u202efdp.exe'];
  for (const name of names) {
    const body = Buffer.concat([Buffer.from(`--a\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''${encodeURIComponent(name)}\r\nContent-Type: application/pdf\r\n\r\n`), Buffer.from(pdf({ comment: name })), Buffer.from('\r\n--a--\r\n')]);
    await fetch(`${server.url}/v3/directline/conversations/${jeton.conversationId}/upload`, { method: 'POST', headers: { ...headers, 'content-type': 'multipart/form-data; boundary=a' }, body });
    await fetch(`${server.url}/v3/directline/conversations/${jeton.conversationId}/upload`, { method: 'POST', headers: { ...headers, 'content-type': 'application/pdf', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }, body: Buffer.from(pdf({ comment: `${name} 2` })) });
  }
  const { activities } = (await (await fetch(`${server.url}/v3/directline/conversations/${jeton.conversationId}/activities`, { headers })).json()) as { activities: { attachments?: { contentUrl?: string; name?: string }[] }[] };
  const links = activities.flatMap(({ attachments = [] }) => attachments.flatMap(({ contentUrl }) => contentUrl ?? []));

  expect(links.length).toBeGreaterThan(names.length / 2);
  for (const link of links) {
    const { pathname } = new URL(link);
    const reply = await rawRequest(server.url, requestText('GET', pathname, {}));
    const disposition = /^content-disposition: (.*)$/im.exec(reply.headers)?.[1] ?? '';
    expect(INJECTED.test(reply.headers)).toBe(false);
    expect(disposition).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|-]*\s*$/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).not.toMatch(/[/\\\r\n\u202e]/);
  }
});

it('signing in leads to the desk only, never to another site', async () => {
  for (const vers of ['//pirate.exemple', 'https://pirate.exemple', '/bureau@pirate.exemple', '/bureau/../../pirate', '/\\pirate.exemple', 'javascript:alert(1)', '/bureaupirate']) {
    const response = await fetch(`${server.url}/bureau?${new URLSearchParams({ vers })}`, { redirect: 'manual' });
    expect(response.headers.get('location') ?? '/bureau').toMatch(/^\/bureau/);
  }
});
