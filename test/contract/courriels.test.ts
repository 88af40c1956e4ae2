import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actOnDossier } from '../../src/app/act-on-dossier';
import { clearContacts, setContact } from '../../src/app/contact';
import { deliverAlerts } from '../../src/app/deliver-alerts';
import { deliverRound } from '../../src/app/deliver-outbox';
import { createMailer } from '../../src/channels/email';
import { loadContent } from '../../src/content';
import type { Acte } from '../../src/domain/lifecycle';
import { createLogger } from '../../src/ops/log';
import type { Logger } from '../../src/ops/log';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { uneDemande, unDossier } from '../support/dossiers';
import { freePort } from '../support/process-server';
import { startSmtp } from '../support/smtp';
import type { TestSmtp } from '../support/smtp';

/** E-mails through a real mail server. */

const REF = 'REF-EXP-1234563';
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const contenu = loadContent();

let smtp: TestSmtp;
let store: Store;
let now: Date;
let lines: string[];
beforeEach(async () => {
  smtp = await startSmtp();
  store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'courriels-')) });
  now = new Date('2026-11-24T09:00:00Z');
  lines = [];
});
afterEach(async () => {
  await store.close();
  await smtp.stop();
});

const log: Logger = createLogger('debug', { write: (line) => void lines.push(line) });
const later = (ms: number): void => void (now = new Date(now.getTime() + ms));
const FROM = { nom: 'Assistant Caf', adresse: 'assistant@exemple.fr' };

const rounds = (url: string): (() => Promise<void>) => {
  const mailer = createMailer({ url, from: FROM, clock: () => now });
  const deliver = deliverAlerts({ store, clock: () => now, log, contenu, alsaceMoselle: false, publicUrl: 'https://assistant.exemple.fr', say: async () => true, sendMail: mailer.send }, async () => undefined);
  return async () => {
    // an alert, then the letter that it asks for
    for (let i = 0; i < 2; i++) await deliverRound({ store, clock: () => now, log, deliver });
  };
};

async function open(email = 'marie@exemple.fr', discret = false): Promise<void> {
  await store.openDossier('conv:1', () => REF, () => unDossier({ cle: 'conv:1', personne: 'p1', demande: uneDemande({ discret }) }));
  await setContact(REF, 'p1', email, { store, now });
}
const does = (acte: Acte): Promise<unknown> =>
  actOnDossier(REF, acte, { qui: 'expert' }, { store, clock: () => now, alsaceMoselle: false, workload: async () => ({ HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME }) });
const assign = (): Promise<unknown> => does({ genre: 'affecter', expert: { id: 'e-1', prenom: 'Inès' } });

const header = (headers: string, name: string): string[] => [...headers.matchAll(new RegExp(`^${name}: (.*)$`, 'gim'))].map((m) => (m[1] ?? '').trim());
const word = (subject: string): string => subject.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_, q: string) => Buffer.from(q.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/g, (_m, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8'))
  .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, b: string) => Buffer.from(b, 'base64').toString('utf8'));

describe('an e-mail', () => {
  it('says the same words in plain text and in HTML, and how to stop', async () => {
    await open();
    const round = rounds(smtp.url);
    await round();
    await assign();
    await round();

    expect(smtp.mails.map(({ to }) => to)).toEqual([['marie@exemple.fr'], ['marie@exemple.fr']]);
    const [reception, affectation] = smtp.mails;
    expect(reception?.text).toContain(`Votre demande ${REF} est bien reçue`);
    for (const part of ['Bonjour,', 'Inès, du service Experts Logement', 'mercredi 9 décembre 2026', '« arrêter les e-mails »', 'https://assistant.exemple.fr']) {
      expect(affectation?.text).toContain(part);
      expect(affectation?.html).toContain(part);
    }
    expect(affectation?.text).not.toContain('*');
    expect(affectation?.html).toContain('<html lang="fr">');
    expect(affectation?.html).not.toMatch(/<img|<table|<script|src=|href=/);
  });

  it('has a subject that says nothing of the matter, and headers of an automatic message', async () => {
    await open();
    await rounds(smtp.url)();

    const headers = smtp.mails[0]?.headers ?? '';
    expect(header(headers, 'Subject').map(word)).toEqual([`Votre demande ${REF} : une nouvelle étape`]);
    expect(header(headers, 'From').join()).toContain('assistant@exemple.fr');
    expect(header(headers, 'Auto-Submitted')).toEqual(['auto-generated']);
    expect(header(headers, 'Content-Language')).toEqual(['fr']);
    expect(headers).not.toMatch(/APL|loyer/i);
  });

  it('shows what the expert wrote as text, never as a page, a header or the end of the letter', async () => {
    await open();
    const round = rounds(smtp.url);
    await round();
    await assign();
    await does({ genre: 'repondre', texte: '<img src=x onerror=alert(1)>\r\nBcc: autre@exemple.fr\r\n.\r\nMAIL FROM:<x@y.fr>', issue: 'favorable' });
    await round();

    const last = smtp.mails.at(-1);
    expect(smtp.mails).toHaveLength(3);
    expect(last?.to).toEqual(['marie@exemple.fr']);
    expect(header(last?.headers ?? '', 'Bcc')).toEqual([]);
    expect(last?.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(last?.html).not.toContain('<img');
    expect(last?.text).toContain('MAIL FROM:<x@y.fr>');
  });

  it.each(['marie@exemple.fr\r\nBcc: autre@exemple.fr', 'marie@exemple.fr, autre@exemple.fr', 'marie@exemple.fr\nSubject: x', 'Marie <marie@exemple.fr>'])('never leaves for %j, even if it were the address kept', async (email) => {
    await open(email);
    await rounds(smtp.url)();

    expect(smtp.mails).toEqual([]);
    expect(lines.join()).toContain('EADDRESS');
  });

  it('keeps its subject on one line', async () => {
    const mailer = createMailer({ url: smtp.url, from: FROM, clock: () => now });
    await mailer.send({ a: 'marie@exemple.fr', id: 'x', objet: 'Bonjour\r\nBcc: autre@exemple.fr\r\n\r\ncorps', paragraphes: ['texte'] });

    expect(smtp.mails.map(({ to }) => to)).toEqual([['marie@exemple.fr']]);
    expect(header(smtp.mails[0]?.headers ?? '', 'Bcc')).toEqual([]);
    expect(header(smtp.mails[0]?.headers ?? '', 'Subject')).toEqual(['Bonjour Bcc: autre@exemple.fr corps']);
  });

  it('signs in when the server asks for it', async () => {
    const closed = await startSmtp({ user: 'caf@exemple', password: 'm:t/p@ss' });
    await open();
    await rounds(closed.url)();
    await closed.stop();

    expect(closed.mails).toHaveLength(1);
  });
});

describe('a mail server that fails', () => {
  it('is tried again, and a letter that it accepted is not sent twice', async () => {
    smtp.refuse = 3;
    await open();
    const round = rounds(smtp.url);
    for (let minute = 0; minute < 60; minute++) {
      await round();
      later(60_000);
    }

    expect(smtp.mails).toHaveLength(1);
    expect(smtp.refuse).toBe(0);
    expect(lines.filter((line) => line.includes('envoi-a-refaire'))).toHaveLength(3);
  });

  it('is given up after twenty tries, said without the address', async () => {
    smtp.refuse = 1_000;
    await open();
    const round = rounds(smtp.url);
    for (let quarter = 0; quarter < 200; quarter++) {
      await round();
      later(900_000);
    }

    expect(1_000 - smtp.refuse).toBe(20);
    expect(lines.filter((line) => line.includes('envoi-abandonne'))).toHaveLength(1);
    expect(lines.join('\n')).not.toMatch(/marie|exemple\.fr/);
  });

  it('that is away is not asked again for each letter', async () => {
    const port = await freePort();
    await open();
    const round = rounds(`smtp://127.0.0.1:${port}`);
    await round();
    await assign();
    await round();
    const back = await startSmtp({ port });
    later(3_600_000);
    await round();
    await back.stop();

    expect(lines.some((line) => line.includes('EAWAY'))).toBe(true);
    expect(back.mails).toHaveLength(2);
  });
});

describe('who is not written to', () => {
  it('a person in quiet mode, even if an address was kept', async () => {
    await open('marie@exemple.fr', true);
    await assign();
    const stored = await store.getDossier(REF);
    if (stored) await store.updateDossier({ ...stored, contact: { email: 'marie@exemple.fr' } }, stored.evenements.length);
    await does({ genre: 'repondre', texte: 'x', issue: 'favorable' });
    await store.putOutbox({ id: 'm', kind: 'courriel', createdAt: now.toISOString(), payload: { reference: REF, genre: 'reception', evenement: 0 } });
    await rounds(smtp.url)();

    expect(smtp.connections).toBe(0);
  });

  it('a person who told of a danger since', async () => {
    await open();
    await store.saveState('conv', { etat: { discret: true } }, 0);
    await assign();
    await rounds(smtp.url)();

    expect(smtp.connections).toBe(0);
  });

  it('a person who stopped, though a letter was waiting', async () => {
    await open();
    await assign();
    expect(await clearContacts('p1', { store, now })).toBe(1);
    await rounds(smtp.url)();

    expect(smtp.connections).toBe(0);
    expect(JSON.stringify(await store.getDossier(REF))).not.toContain('marie@');
  });

  it('someone else: an address is noted only for one’s own dossier', async () => {
    await store.openDossier('conv:1', () => REF, () => unDossier({ cle: 'conv:1', personne: 'p1' }));
    await setContact(REF, 'p2', 'autre@exemple.fr', { store, now });

    expect((await store.getDossier(REF))?.contact).toBeUndefined();
  });
});

describe('the outbox', () => {
  it('never holds the address', async () => {
    await open();
    await assign();
    const entries = await store.takeOutbox(10, now.getTime(), 0);

    expect(entries.map(({ kind }) => kind)).toContain('courriel');
    expect(JSON.stringify(entries)).not.toContain('marie');
  });
});
