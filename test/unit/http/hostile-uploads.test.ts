import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createAssistant } from '../../../src/app/handle-message';
import type { FileRules } from '../../../src/app/receive-file';
import { rescanRound } from '../../../src/app/files/rescan';
import { createFileLinks } from '../../../src/app/files/links';
import { loadContent } from '../../../src/content';
import { randomId, randomInt } from '../../../src/ops/ids';
import { createLogger, silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { CONTESTE_RSA, understanderOf } from '../../support/comprehension';
import { jpeg, objectStream, pdf, pdfStream, png, testVirus, zip } from '../../support/files';
import { rawRequest, requestText } from '../../support/raw-http';
import { SECRET, startServer, type TestServer } from '../../support/server';

/** Hostile documents through HTTP, up to what the person reads and what is left on the disk. */

const NOW = new Date('2026-11-23T10:00:00+01:00');
const DEBUT = 'je conteste le calcul de mon RSA';
const MAX = 300_000;
const contenu = loadContent();

type Session = { conversationId: string; token: string };
type Seen = { id: string; text: string; from: { id: string }; attachments?: { name: string; contentUrl: string }[] };

let dataDir: string;
let store: Store;
let server: TestServer;
let logged: string[];
let rules: FileRules;

async function boot(fileRules: FileRules = {}): Promise<void> {
  dataDir = mkdtempSync(join(tmpdir(), 'envois-'));
  store = openEmbeddedStore({ dataDir });
  logged = [];
  rules = fileRules;
  const log = createLogger('info', { write: (line) => void logged.push(line) });
  server = await startServer({
    env: { UPLOAD_MAX_OCTETS: String(MAX) },
    overrides: {
      store, clock: () => NOW,
      assistant: () => createAssistant({ store, understander: understanderOf({ [DEBUT]: CONTESTE_RSA }), contenu, clock: () => NOW, newId: randomId, randomInt, log, fileRules: rules, settings: { alsaceMoselle: false, uploadMaxOctets: MAX, texteMax: 10_000 } }),
    },
  });
}
async function end(): Promise<void> {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
beforeEach(() => boot());
afterEach(end);

const blobs = (): string[] => readdirSync(join(dataDir, 'fichiers'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}/.test(name));

async function json(path: string, token: string | null, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(server.url + path, { method: body === undefined ? 'GET' : 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return (await response.json()) as Record<string, unknown>;
}

/** A person who has begun to tell their problem: files are expected. */
async function begun(): Promise<Session> {
  const { token } = (await json('/api/chat/jeton', null, {})) as unknown as Session;
  const session = (await json('/v3/directline/conversations', token, {})) as unknown as Session;
  await json(`/v3/directline/conversations/${session.conversationId}/activities`, session.token, { type: 'message', text: DEBUT });
  await said(session, /Un expert doit regarder/);
  return session;
}

async function seen({ conversationId, token }: Session): Promise<Seen[]> {
  return (await json(`/v3/directline/conversations/${conversationId}/activities`, token))['activities'] as Seen[];
}

/** Waits until the assistant says it. */
async function said(session: Session, expected: RegExp): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = (await seen(session)).find(({ text, from }) => !from.id.startsWith('dl_') && expected.test(text ?? ''));
    if (found) return found.text;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`never said ${expected} but ${JSON.stringify((await seen(session)).map(({ text }) => text))}`);
}

function formOf(files: [string, Uint8Array][], declared = 'application/pdf'): FormData {
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message' })], { type: 'application/vnd.microsoft.activity' }));
  for (const [name, bytes] of files) form.append('file', new Blob([new Uint8Array(bytes)], { type: declared }), name);
  return form;
}

async function send(session: Session, files: [string, Uint8Array][], declared?: string): Promise<number> {
  const response = await fetch(`${server.url}/v3/directline/conversations/${session.conversationId}/upload?userId=x`, { method: 'POST', headers: { authorization: `Bearer ${session.token}` }, body: formOf(files, declared) });
  return response.status;
}

const text = (words: string): Buffer => Buffer.from(words, 'latin1');
const JS = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
const NOT_ACCEPTED = /ce type de fichier n’est pas accepté. Envoyez un PDF ou une photo \(JPG, PNG, HEIC\)/;

describe('each of these is refused with its sentence, and nothing is kept', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['essai.pdf', testVirus(), /l’antivirus l’a signalé comme dangereux/], ['facture.pdf', text('MZ\x90\0\x03'), NOT_ACCEPTED], ['courrier.pdf', pdf({ catalog: `/OpenAction ${JS}` }), /contient un programme, un formulaire ou un autre fichier/],
    ['cache.pdf', pdf({ objects: [objectStream(JS)] }), /contient un programme/], ['joint.pdf', pdf({ objects: [pdfStream('/Type /EmbeddedFile', text('x'))] }), /ou un autre fichier/],
    ['secret.pdf', pdf({ trailer: '/Encrypt 5 0 R' }), /ce PDF est protégé.*copie du document sans mot de passe/], ['archive.pdf', Buffer.concat([pdf(), zip()]), /contient autre chose qu’un document ou une photo/],
    ['photo.jpg', Buffer.concat([jpeg(), text('<html><script>alert(1)</script>')]), /autre chose qu’un document/], ['image.gif', text('GIF89a/*\x01\0*/=1;alert(1)'), NOT_ACCEPTED],
    ['dessin.svg', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), NOT_ACCEPTED], ['page.html', text('<html><script>alert(1)</script>'), NOT_ACCEPTED], ['lettre.docx', zip('word/document.xml'), NOT_ACCEPTED],
    ['bombe.zip', zip('b', Buffer.alloc(10_000_000), deflateSync(Buffer.alloc(10_000_000))), NOT_ACCEPTED], ['bombe.png', png({ data: Buffer.alloc(50_000_000) }), /son contenu est anormalement grand/],
    ['immense.jpg', jpeg({ width: 30_000, height: 30_000 }), /cette image est trop grande/], ['coupee.jpg', jpeg().subarray(0, -30), /je n’arrive pas à l’ouvrir, il est peut-être abîmé/], ['rien.pdf', new Uint8Array(), /le fichier est vide/],
    ['gros.pdf', pdf({ comment: 'x'.repeat(MAX) }), /le fichier est trop gros. La limite est de 292 Ko/],
  ])('%s', async (name, bytes, sentence) => {
    const session = await begun();

    expect(await send(session, [[name, bytes]])).toBe(200);

    expect(await said(session, sentence)).toContain(`Je n’ai pas gardé « ${name} »`);
    expect(blobs()).toEqual([]);
    expect(logged.join('')).not.toContain(name);
  });
});

describe('what is kept', () => {
  it('is sealed on the disk and comes back by its link as a download, never as a page', async () => {
    const session = await begun();
    await send(session, [['bail.html', pdf({ comment: 'le contrat' })]], 'text/html');
    await said(session, /Reçu : bail\.pdf/);

    expect(blobs()).toHaveLength(1);
    expect(readFileSync(join(dataDir, 'fichiers', blobs()[0] ?? '')).includes('le contrat')).toBe(false);
    const url = (await seen(session)).flatMap(({ attachments }) => attachments ?? [])[0]?.contentUrl ?? '';
    const fetched = await fetch(url);
    expect(Object.fromEntries(fetched.headers)).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': "attachment; filename*=UTF-8''bail.pdf", 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" });
    expect(Buffer.from(await fetched.arrayBuffer()).equals(pdf({ comment: 'le contrat' }))).toBe(true);
  });

  it('takes the limit itself', async () => {
    const session = await begun();
    const nearly = MAX - 2_000;
    const padding = nearly + MAX - pdf({ comment: 'x'.repeat(nearly) }).length;
    const atLimit = pdf({ comment: 'x'.repeat(padding) });
    expect(atLimit).toHaveLength(MAX);

    await send(session, [['limite.pdf', atLimit]]);

    await said(session, /Reçu : limite\.pdf/);
  });

  it('keeps the same document once', async () => {
    const session = await begun();
    await send(session, [['bail.pdf', pdf()]]);
    await said(session, /Reçu : bail\.pdf/);
    await send(session, [['bail-copie.pdf', pdf()]]);

    await said(session, /« bail-copie\.pdf » est déjà reçu/);
    expect(blobs()).toHaveLength(1);
  });

  it.each([
    ['../../etc/passwd', 'passwd.pdf'], ['a\0b.pdf', 'ab.pdf'], ['photo\u202efdp.exe', 'photofdp.pdf'], ['bail\r\nSet-Cookie: x=1.pdf', 'Set-Cookie_ x=1.pdf'], ['C:\\CON', 'document-CON.pdf'], ['nul.txt', 'document-nul.pdf'],
    ['é'.repeat(300), `${'é'.repeat(116)}.pdf`], ['facture.pdf.exe', 'facture.pdf'], ['. .', 'document.pdf'],
  ])('gives %j a safe name', async (name, clean) => {
    const session = await begun();
    const body = Buffer.concat([pdf()]);
    const response = await fetch(`${server.url}/v3/directline/conversations/${session.conversationId}/upload?userId=x`, {
      method: 'POST', headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/pdf', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }, body: new Uint8Array(body),
    });

    expect(response.status).toBe(200);
    expect(await said(session, /^Reçu : /)).toContain(`Reçu : ${clean}`);
  });
});

describe('requests that lie', () => {
  const path = ({ conversationId }: Session): string => `/v3/directline/conversations/${conversationId}/upload?userId=x`;

  it('a Content-Length smaller than the body: the rest is not taken for a document', async () => {
    const session = await begun();
    const reply = await rawRequest(server.url, requestText('POST', path(session), { Authorization: `Bearer ${session.token}`, 'Content-Type': 'application/pdf', 'Content-Length': 20 }, pdf()), { silenceMs: 500 });

    // the rest reads as a second request, which is not one: the connection may close before the first is answered
    expect([200, 400]).toContain(reply.status);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(blobs()).toEqual([]);
  });

  it('a Content-Length larger than the body: nothing is kept of what never came', async () => {
    const session = await begun();
    const reply = await rawRequest(server.url, requestText('POST', path(session), { Authorization: `Bearer ${session.token}`, 'Content-Type': 'application/pdf', 'Content-Length': 100_000 }, pdf()), { silenceMs: 300 });

    expect([0, 400, 408]).toContain(reply.status);
    expect(blobs()).toEqual([]);
  });

  it('ten thousand parts: refused before they are read', async () => {
    const session = await begun();
    const form = formOf(Array.from({ length: 10_000 }, (_, i): [string, Uint8Array] => [`${i}.pdf`, text('x')]));
    const response = await fetch(server.url + path(session), { method: 'POST', headers: { authorization: `Bearer ${session.token}` }, body: form });

    expect([400, 413]).toContain(response.status);
    expect(blobs()).toEqual([]);
  });

  it('a link to an address inside: never fetched', async () => {
    let visits = 0;
    const inside = createServer((_req, res) => ((visits += 1), res.end())).listen(0, '127.0.0.1');
    await new Promise((resolve) => inside.once('listening', resolve));
    const contentUrl = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/latest/meta-data`;
    const session = await begun();
    await json(`/v3/directline/conversations/${session.conversationId}/activities`, session.token, { type: 'message', text: 'voici', attachments: [{ contentType: 'application/pdf', name: 'bail.pdf', contentUrl }] });
    await said(session, /./);
    await new Promise((resolve) => setTimeout(resolve, 100));
    inside.close();

    expect(visits).toBe(0);
    expect(blobs()).toEqual([]);
  });
});

describe('the antivirus', () => {
  it('refuses what it names, and logs its name without the file’s', async () => {
    await end();
    await boot({ scan: async () => ({ kind: 'infecte', signature: 'Essai.Test' }) });
    const session = await begun();
    await send(session, [['facture-dupont.pdf', pdf()]]);

    await said(session, /l’antivirus l’a signalé comme dangereux/);
    expect(logged.filter((line) => line.includes('fichier-infecte'))).toEqual([expect.stringContaining('Essai.Test')]);
    expect(logged.join('')).not.toContain('dupont');
    expect(blobs()).toEqual([]);
  });

  it('away, and the setting says to refuse: the person can try again', async () => {
    await end();
    await boot({ scan: async () => ({ kind: 'indisponible' }), antivirusAbsent: 'refuser' });
    const session = await begun();
    await send(session, [['bail.pdf', pdf()]]);

    await said(session, /la vérification des documents ne marche pas pour le moment/);
    expect(blobs()).toEqual([]);
  });

  it.each([['sain', 200], ['infecte', 404]] as const)('away, and the setting says quarantine: kept, not served, then seen (%s: %i)', async (kind, status) => {
    await end();
    await boot({ scan: async () => ({ kind: 'indisponible' }), antivirusAbsent: 'quarantaine' });
    const session = await begun();
    await send(session, [['bail.pdf', pdf()]]);
    await said(session, /Reçu : bail\.pdf/);
    const link = async (): Promise<number> => (await fetch((await seen(session)).flatMap(({ attachments }) => attachments ?? [])[0]?.contentUrl ?? '')).status;

    expect([await link(), blobs().length]).toEqual([404, 1]);
    await rescanRound({ store, log: silentLogger, scan: async () => ({ kind: 'indisponible' }) });
    expect(await link()).toBe(404);
    await rescanRound({ store, log: silentLogger, scan: async () => (kind === 'sain' ? { kind } : { kind, signature: 'Essai.Test' }) });

    expect([await link(), blobs().length]).toEqual([status, status === 200 ? 1 : 0]);
  });
});

describe('quotas', () => {
  const quotas = { parJour: 100, octetsParJour: 1e9, parConversation: 100, octetsParConversation: 1e9 };

  it.each<[string, Partial<typeof quotas>, RegExp]>([
    ['documents a day', { parJour: 1 }, /limite d’envoi de documents pour aujourd’hui. Vous pourrez en envoyer d’autres demain/], ['octets a day', { octetsParJour: pdf().length + 10 }, /pour aujourd’hui/],
    ['documents in a conversation', { parConversation: 1 }, /limite de documents pour cette conversation/], ['octets in a conversation', { octetsParConversation: pdf().length + 10 }, /pour cette conversation/],
  ])('%s: the first passes, the second is refused', async (_, limit, sentence) => {
    await end();
    await boot({ quotas: { ...quotas, ...limit } });
    const session = await begun();
    await send(session, [['un.pdf', pdf()], ['deux.pdf', pdf({ comment: 'deux' })]]);

    expect(await said(session, sentence)).toContain('« deux.pdf »');
    expect(blobs()).toHaveLength(1);
  });
});

describe('links', () => {
  const links = () => createFileLinks({ secret: SECRET, store, clock: () => NOW, minutes: 15 });
  const status = async (path: string): Promise<number> => (await fetch(server.url + path)).status;
  const file = { id: 'f1', conversation: 'c', personne: 'p', nom: 'été (1).pdf', typeMime: 'application/pdf', octets: pdf().length, sha256: 'a'.repeat(64), recuLe: NOW.toISOString() };

  it('open for the tracking page and the desk; each says what it is for', async () => {
    await store.putFile(file, pdf());

    expect(await status(links().fileLink('f1', 'bureau'))).toBe(200);
    expect(await links().open(links().fileLink('f1', 'suivi').slice('/fichiers/'.length))).toMatchObject({ nom: 'été (1).pdf', purpose: 'suivi' });
  });

  it('do not open with another secret, another id, after their time, or for a file that is gone', async () => {
    await store.putFile(file, pdf());
    const [, token = ''] = /\/fichiers\/(.+)/.exec(links().fileLink('f1', 'suivi')) ?? [];
    const forged = Buffer.from(JSON.stringify([2, 9_999_999_999, 'f1'])).toString('base64url');
    const others = [createFileLinks({ secret: 'autre', store, clock: () => NOW, minutes: 15 }).fileLink('f1', 'suivi'), createFileLinks({ secret: SECRET, store, clock: () => new Date(NOW.getTime() - 900_000), minutes: 15 }).fileLink('f1', 'suivi'), links().fileLink('absent', 'suivi'), `/fichiers/${forged}.${token.split('.')[1]}`, `/fichiers/${token}.x`, '/fichiers/.'];

    expect(await status(`/fichiers/${token}`)).toBe(200);
    expect(await Promise.all(others.map(status))).toEqual(others.map(() => 404));
  });
});
