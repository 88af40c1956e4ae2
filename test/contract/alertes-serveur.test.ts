import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Activity } from 'botframework-directlinejs';
import { connect, textOf } from '../support/direct-line-client';
import type { TestClient } from '../support/direct-line-client';
import { startProcess } from '../support/process-server';
import type { ProcessServer } from '../support/process-server';
import { startSmtp } from '../support/smtp';
import type { TestSmtp } from '../support/smtp';

/** The product in its own process, an expert in another: what the person sees. */

const ROOT = join(__dirname, '..', '..');
const DEMANDE = [
  'ma demande d’APL a été refusée et pourtant je remplis toutes les conditions', 'le 2 novembre', 'passer', 'passer', 'garder', 'tout plus tard', 'aucune', 'non', 'passer', 'garder', 'passer', 'je confirme',
];

type Token = { conversationId: string; token: string };
let server: ProcessServer;
let smtp: TestSmtp | undefined;
const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  await server.kill('SIGTERM');
  await smtp?.stop();
  smtp = undefined;
});

const dossier = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'src/cli/dossier.ts', ...args, '--data-dir', server.dataDir], { cwd: ROOT }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
  });

async function open(): Promise<Token & { client: TestClient }> {
  const token = (await (await fetch(`${server.url}/api/chat/jeton`, { method: 'POST' })).json()) as Token;
  const client = connect(server.url, { token: token.token, webSocket: true });
  clients.push(client);
  return { ...token, client };
}

const bots = (client: TestClient): Activity[] => client.received.filter((activity) => activity.type === 'message' && activity.from.id === 'aiguillage');

/** One message at a time: each waits for the answer to the one before. */
async function converse(client: TestClient): Promise<string> {
  for (const text of DEMANDE) {
    const id = await client.post({ type: 'message', text });
    await client.waitFor((activity) => 'replyToId' in activity && activity.replyToId === id);
  }
  const opened = await client.waitFor((activity) => /REF-EXP-\w{7}/.test(textOf(activity) ?? ''));
  return /REF-EXP-\w{7}/.exec(textOf(opened) ?? '')?.[0] ?? '';
}

async function transcript({ conversationId, token }: Token): Promise<string[]> {
  const { activities } = (await (await fetch(`${server.url}/v3/directline/conversations/${conversationId}/activities`, { headers: { authorization: `Bearer ${token}` } })).json()) as { activities: { text?: string }[] };
  return activities.map(({ text }) => text ?? '');
}

describe('a dossier acted on while its conversation is open', () => {
  it('tells the person live, then once only after a hard stop and a restart', async () => {
    server = await startProcess();
    const person = await open();
    const reference = await converse(person.client);

    expect(await dossier('affecter', reference, '--expert', 'e-7', '--prenom', 'Inès')).toMatchObject({ code: 0 });
    const live = await person.client.waitFor((activity) => (textOf(activity) ?? '').includes('Inès, du service Experts Logement'));

    expect(live.from.id).toBe('aiguillage');
    await server.kill('SIGKILL');
    // acted on while nobody answers: told at the next start
    expect(await dossier('complement', reference, '--piece', 'Bail signé', '--pourquoi', 'il manque la page 2')).toMatchObject({ code: 0 });
    server = await startProcess({ dataDir: server.dataDir, port: Number(new URL(server.url).port) });
    await person.client.waitFor((activity) => (textOf(activity) ?? '').includes('« il manque la page 2 »'), 60_000);

    const told = await transcript(person);
    expect(told.filter((text) => text.includes('Inès, du service Experts Logement'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('« il manque la page 2 »'))).toHaveLength(1);
    expect(bots(person.client).filter((activity) => (textOf(activity) ?? '').includes('Inès, du service'))).toHaveLength(1);
    expect(server.stderr()).not.toMatch(/page 2|Inès/);
  }, 150_000);
});

describe('a person who also wants e-mails', () => {
  it('gets each stage once, and none after « arrêter les e-mails »', async () => {
    const mails = (smtp = await startSmtp()).mails;
    const env = { SMTP_URL: smtp.url, MAIL_FROM: 'Assistant <assistant@exemple.fr>' };
    server = await startProcess({ env });
    const { client } = await open();
    const reference = await converse(client);
    const says = async (text: string, answer: string): Promise<void> => {
      await client.post({ type: 'message', text });
      await client.waitFor((activity) => (textOf(activity) ?? '').includes(answer));
    };
    await says('marie@exemple.fr', 'J’ai lu : marie@exemple.fr');
    await says('oui', 'C’est noté');

    await dossier('affecter', reference, '--expert', 'e-7', '--prenom', 'Inès');
    await until(() => mails.length === 2);
    await says('arrêter les e-mails', 'Les e-mails sont arrêtés');
    await dossier('repondre', reference, '--issue', 'favorable', '--texte', 'Votre loyer est corrigé.');
    await client.waitFor((activity) => (textOf(activity) ?? '').includes('Votre loyer est corrigé.'), 30_000);
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    expect(mails.map(({ to, text }) => [to[0], text.includes('bien reçue'), text.includes('Inès')])).toEqual([['marie@exemple.fr', true, false], ['marie@exemple.fr', false, true]]);
    expect(server.stderr()).not.toContain('marie@');
  }, 150_000);
});

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 100))) if (Date.now() > end) throw new Error('too late');
}

describe('npm run dossier', () => {
  it('plays a whole life by script, and says in French what cannot be done', async () => {
    server = await startProcess();
    const reference = await converse((await open()).client);
    const steps: [string[], string][] = [
      [['complement', reference, '--piece', 'Bail', '--pourquoi', 'page 2'], `« complement » n’est pas possible : la demande ${reference} est « reçue »`],
      [['affecter', reference, '--expert', 'e-7', '--prenom', 'Inès'], 'affectée'],
      [['requalifier', reference, '--complexite', 'COMPLEXE', '--pourquoi', 'deux services'], 'Réponse attendue au plus tard le'],
      [['reorienter', reference, '--service', 'RECOURS', '--pourquoi', 'une dette est notifiée'], 'reçue'],
      [['affecter', reference, '--expert', 'e-8', '--prenom', 'Marc'], 'affectée'],
      [['complement', reference, '--piece', 'Bail', '--pourquoi', 'page 2'], 'Le délai est arrêté'],
      [['completer', reference, '--detail', 'bail reçu par courrier'], 'complément reçu'],
      [['repondre', reference, '--issue', 'oui', '--texte', 'ok'], '--issue : attendu favorable'],
      [['repondre', reference, '--issue', 'favorable', '--texte', 'Votre loyer est corrigé.'], 'terminée'],
      [['rouvrir', reference, '--pourquoi', 'nouvelle pièce'], 'rouverte'],
      [['annuler', reference], 'annulée'],
      [['show', reference], 'bail reçu par courrier'],
      [['show', 'REF-EXP-0000000'], 'n’est pas un numéro de demande'],
      [['list'], 'Aucune demande à suivre'],
    ];
    for (const [args, expected] of steps) {
      const { out, err } = await dossier(...args);
      expect(out + err).toContain(expected);
    }
  }, 150_000);
});
