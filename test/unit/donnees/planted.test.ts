import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, type ProcessServer } from '../../support/process-server';

const ROOT = join(__dirname, '..', '..', '..');

/** What must never be written anywhere, in every form people give it. */
const JAMAIS: readonly (readonly [string, string])[] = [
  ['NIR in one go', '184127645108946'],
  ['NIR with spaces', '1 84 12 76 451 089 46'],
  ['NIR with dashes', '1-85-05-2A-123-456-33'],
  ['NIR dictated', 'un quatre-vingt-quatre douze soixante-seize quatre cent cinquante et un zéro quatre-vingt-neuf quarante-six'],
  ['IBAN', 'FR1420041010050500013M02606'],
  ['IBAN with spaces', 'FR14 2004 1010 0505 0001 3M02 606'],
  ['card', '4970103456781236'],
  ['card with spaces', '4970 1034 5678 1236'],
  ['password', 'Soleil!84'],
  ['code', '4 8 2 9'],
  ['NIR as a display name', '2 85 05 78 006 084 41'],
  ['IBAN in a field of the client', 'FR7630006000011234567890189'],
  ['card in a button', '4539 1488 0343 6467'],
];

/** What is kept for the demande, never logged, and gone after an erasure. */
const EFFACE: readonly (readonly [string, string])[] = [
  ['e-mail', 'zephirine.quillivic@exemple.fr'],
  ['phone', '06 39 98 41 27'],
  ['phone in one go', '0639984128'],
  ['name', 'Zéphirine Quillivic'],
  ['allocataire number', '7391846'],
  ['address', '17 impasse des Mésanges'],
  ['town', 'Plouguerneau'],
  ['child', 'Ysoline'],
  ['employer', 'biscuiterie Kerampont'],
  ['file name', 'fiche-quillivic'],
];

const of = (name: string): string => [...JAMAIS, ...EFFACE].find(([known]) => known === name)?.[1] ?? '';

const PAROLES: readonly string[] = [
  `bonjour je m’appelle ${of('name')}, mon numéro de sécu est le ${of('NIR in one go')}, mon mail ${of('e-mail')}`,
  `on m’a recalculé mon RSA le 9 novembre, il manque 212 euros par mois et je ne suis pas d’accord`,
  `mon nir : ${of('NIR with spaces')} ou ${of('NIR with dashes')}`,
  `je vous le dicte ${of('NIR dictated')}`,
  'je ne sais pas',
  'octobre',
  'garder',
  `mon iban ${of('IBAN')}, avec des espaces ${of('IBAN with spaces')}`,
  `ma carte ${of('card')} ou ${of('card with spaces')}`,
  `mon mot de passe est ${of('password')} et mon code secret ${of('code')}`,
  'tout plus tard',
  'aucune',
  'non',
  `je travaillais à mi-temps à la ${of('employer')}, j’habite ${of('address')} à ${of('town')} avec ma fille ${of('child')}, appelez le ${of('phone')} ou le ${of('phone in one go')}`,
  'garder',
  of('allocataire number'),
];

type Conversation = { id: string; auth: Record<string, string> };

let server: ProcessServer;
let reference = '';
let before: string[] = [];

describe('planted strings, from the first message to the erasure', () => {
  beforeAll(async () => {
    server = await startProcess({ env: { LOG_LEVEL: 'debug' } });
    const conversation = await start(server.url);
    for (const [i, parole] of PAROLES.entries()) {
      await say(server.url, conversation, { type: 'message', text: parole });
      before = [...before, ...found(server.dataDir, JAMAIS)];
      if (i === 5) await sendFile(server.url, conversation, `${of('file name')}-${of('NIR in one go')}.pdf`);
    }
    const hidden = { type: 'message', from: { id: 'moi', name: of('NIR as a display name') }, channelData: { note: of('IBAN in a field of the client'), clientActivityID: 'essai.1' } };
    await say(server.url, conversation, { ...hidden, value: { action: 'piece', code: 'D-BAIL', reponse: of('card in a button') } });
    const said = await say(server.url, conversation, { type: 'message', text: 'je confirme' });
    reference = /REF-EXP-[A-Z0-9]{7}/.exec(said)?.[0] ?? '';
  }, 120_000);
  afterAll(async () => {
    await server.kill('SIGKILL');
    rmSync(server.dataDir, { recursive: true, force: true });
  });

  it('come to a dossier', () => {
    expect(reference).toMatch(/^REF-EXP-/);
  });

  it('of a number that must never be kept are in no file at any time', () => {
    expect(before).toEqual([]);
    expect(found(server.dataDir, JAMAIS)).toEqual([]);
  });

  it('of the demande are kept for the expert, so that looking for them proves something', () => {
    expect(found(server.dataDir, EFFACE)).toEqual(expect.arrayContaining(['allocataire number', 'address', 'child', 'employer', 'file name']));
  });

  it('are never in the log', () => {
    expect(server.stderr()).toContain('dossier-ouvert');
    expect(named(server.stderr(), [...JAMAIS, ...EFFACE])).toEqual([]);
  });

  it('are in no file once the person is erased, while the server runs', () => {
    const erased = tool('erase', '--reference', reference, '--yes');

    expect(erased).toMatchObject({ code: 0, err: '' });
    expect(found(server.dataDir, [...JAMAIS, ...EFFACE])).toEqual([]);
    expect(tool('erase', '--reference', reference, '--yes')).toMatchObject({ code: 1, err: expect.stringContaining('PERSONNE_INCONNUE') });
  });

  it('are in no file as soon as the person has the conversation deleted', async () => {
    const conversation = await start(server.url);
    await say(server.url, conversation, { type: 'message', text: `je m’appelle ${of('name')}, ma demande d’APL a été refusée et pourtant je remplis toutes les conditions` });
    await sendFile(server.url, conversation, 'bail-quillivic.pdf');
    expect(found(server.dataDir, EFFACE)).toEqual(['name']);

    await say(server.url, conversation, { type: 'message', text: 'effacer mes données' });
    const said = await say(server.url, conversation, { type: 'message', text: 'oui, effacer' });

    expect(said).toContain('C’est effacé');
    expect(found(server.dataDir, [...EFFACE, ['file', 'bail-quillivic']])).toEqual([]);
    await expect(say(server.url, conversation, { type: 'message', text: 'quand suis-je payé ?' })).resolves.not.toBe('');
  });

  it('leave a server that goes on', async () => {
    const again = await start(server.url);

    await expect(say(server.url, again, { type: 'message', text: 'quand suis-je payé ?' })).resolves.not.toBe('');
  });
});

async function start(url: string): Promise<Conversation> {
  const { token } = (await (await fetch(`${url}/api/chat/jeton`, { method: 'POST' })).json()) as { token: string };
  const auth = { authorization: `Bearer ${token}` };
  const { conversationId } = (await (await fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers: auth })).json()) as { conversationId: string };
  return { id: conversationId, auth };
}

/** Posts, then waits for the answer to it. */
async function say(url: string, { id, auth }: Conversation, activity: Record<string, unknown>): Promise<string> {
  const posted = await fetch(`${url}/v3/directline/conversations/${id}/activities`, { method: 'POST', headers: { ...auth, 'content-type': 'application/json' }, body: JSON.stringify(activity) });
  return answerTo(((await posted.json()) as { id: string }).id, url, { id, auth });
}

async function sendFile(url: string, { id, auth }: Conversation, nom: string): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4 essai'], { type: 'application/pdf' }), nom);
  const posted = await fetch(`${url}/v3/directline/conversations/${id}/upload?userId=moi`, { method: 'POST', headers: auth, body: form });
  expect(posted.status).toBeLessThan(300);
  await answerTo(((await posted.json()) as { id: string }).id, url, { id, auth });
}

type Shown = { id: string; type: string; text?: string; replyToId?: string };

async function answerTo(id: string, url: string, { id: conversation, auth }: Conversation): Promise<string> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 40))) {
    const shown: Shown[] = [];
    for (let watermark = '0'; ; ) {
      const page = (await (await fetch(`${url}/v3/directline/conversations/${conversation}/activities?watermark=${watermark}`, { headers: auth })).json()) as { activities: Shown[]; watermark: string };
      if (page.activities.length === 0) break;
      shown.push(...page.activities);
      watermark = page.watermark;
    }
    const at = shown.findIndex((one) => one.id === id);
    const answers = shown.slice(at + 1).filter(({ type }) => type === 'message');
    if (at >= 0 && answers.length > 0) return answers.map(({ text }) => text ?? '').join('\n');
  }
  throw new Error(`no answer to ${id}`);
}

function tool(name: 'erase', ...args: string[]): { code: number | null; err: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', `src/cli/${name}.ts`, '--data-dir', server.dataDir, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { code: done.status, err: done.stderr };
}

/** Names of the strings present in some file, the model of understanding aside. */
function found(dir: string, strings: readonly (readonly [string, string])[]): string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)).filter((path) => !path.includes('model') && statSync(path).isFile());
  const all = Buffer.concat(files.map((path) => Buffer.concat([Buffer.from(`${path}\n`), readFileSync(path)])));
  return strings.filter(([, text]) => all.includes(Buffer.from(text))).map(([name]) => name);
}

const named = (text: string, strings: readonly (readonly [string, string])[]): string[] => strings.filter(([, one]) => text.includes(one)).map(([name]) => name);
