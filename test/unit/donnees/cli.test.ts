import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { unDossier, uneDemande } from '../../support/dossiers';

const ROOT = join(__dirname, '..', '..', '..');
const REFERENCE = 'REF-EXP-1234563';

let dir: string;
let data: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'outils-'));
  data = join(dir, 'donnees');
  mkdirSync(data);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Ran = { code: number | null; out: string; err: string };

function run(tool: 'purge' | 'erase' | 'export-person', args: readonly string[] = [], typed = ''): Ran {
  const done = spawnSync(process.execPath, ['--import', 'tsx', `src/cli/${tool}.ts`, '--data-dir', data, ...args], { cwd: ROOT, input: typed, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

async function inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = openEmbeddedStore({ dataDir: data });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const OLD = '2026-01-10T12:00:00.000Z';

async function idle(store: Store, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await store.createConversation(`c${i}`, 'p', Date.parse(OLD));
    await store.appendActivity(`c${i}`, 'm', { text: 'bonjour', timestamp: OLD }, false);
    await store.saveState(`c${i}`, { n: i }, 0, { personne: 'p', at: OLD, brouillon: false });
  }
}

const PDF = Buffer.from('%PDF-1.4 bail');

/** A person with a conversation, a file and an open dossier. */
const someone = (store: Store): Promise<void> => (async () => {
  await store.createConversation('c', 'dl_p1', Date.parse(OLD));
  await store.appendActivity('c', 'm1', { type: 'message', text: 'on a baissé mon APL', timestamp: OLD, from: { id: 'dl_p1', role: 'user' } }, false);
  await store.appendActivity('c', 'm2', { type: 'message', text: 'Quel mois ?', timestamp: OLD, from: { id: 'bot', role: 'bot' } }, false);
  await store.saveState('c', { etat: 'x' }, 0, { personne: 'dl_p1', at: OLD, brouillon: false });
  await store.putFile({ id: 'f1', conversation: 'c', personne: 'dl_p1', nom: '../bail été.pdf', typeMime: 'application/pdf', octets: PDF.length, sha256: createHash('sha256').update(PDF).digest('hex'), recuLe: OLD }, PDF);
  await store.openDossier('c:1', () => REFERENCE, () => unDossier({ reference: REFERENCE, cle: 'c:1', personne: 'dl_p1', demande: uneDemande({ numeroAllocataire: '7391846' }) }));
})();

describe('npm run purge', () => {
  it('counts without deleting, then deletes as much, then finds nothing', async () => {
    await inStore((store) => idle(store, 3));

    const dry = run('purge', ['--dry-run', '--today', '2026-03-01']);
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toMatch(/Purge du 2026-03-01\nEssai : rien n’est effacé[\s\S]* 3 {2}conversations sans demande envoyée\n *3 {2}messages/);
    expect(await inStore((store) => store.loadState('c2'))).not.toBeNull();

    expect(run('purge', ['--today', '2026-03-01']).out).toMatch(/Effacé ou archivé :\n *3 {2}conversations/);
    expect(await inStore((store) => store.loadState('c2'))).toBeNull();
    expect(run('purge', ['--today', '2026-03-01']).out).toContain('Rien n’a passé sa durée');
    expect(await inStore((store) => store.retention.listAccesses('2026-03-01', 9))).toHaveLength(2);
  });

  it('never takes an open dossier, whatever the day', async () => {
    await inStore(someone);

    run('purge', ['--today', '2060-01-01']);

    expect(await inStore((store) => store.getDossier(REFERENCE))).not.toBeNull();
    expect(await inStore((store) => store.getFile('f1'))).not.toBeNull();
  });

  it('killed anywhere leaves nothing half-deleted, and ends when it is run again', async () => {
    await inStore((store) => idle(store, 260));
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/purge.ts', '--data-dir', data, '--today', '2026-03-01'], { cwd: ROOT, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await inStore(async (store) => {
      for (const end = Date.now() + 20_000; Date.now() < end && (await store.loadState('c0')) !== null; ) await new Promise((resolve) => setImmediate(resolve));
    });
    child.kill('SIGKILL');
    await ended;

    const parts = await inStore(async (store) => Promise.all(Array.from({ length: 260 }, async (_, i) =>
      [(await store.loadState(`c${i}`)) !== null, (await store.conversationOwner(`c${i}`)) !== null, (await store.readActivities(`c${i}`, 0, 2)).length === 1])));
    expect(parts.filter((one) => new Set(one).size > 1)).toEqual([]);
    expect(parts.filter(([kept]) => !kept).length).toBeGreaterThan(0);
    run('purge', ['--today', '2026-03-01']);
    expect(await inStore((store) => store.retention.readPerson('p', (id) => id))).toMatchObject({ conversations: [] });
  }, 60_000);

  it.each([[['--today', '2026-02-31'], '--today'], [['--jour', 'x'], 'option inconnue']])('refuses %j', (args, said) => {
    expect(run('purge', args)).toMatchObject({ code: 1, err: expect.stringContaining(said) });
  });

  it('makes no folder that does not exist', () => {
    const absent = join(dir, 'absent');

    expect(run('purge', ['--data-dir', absent])).toMatchObject({ code: 1, err: expect.stringContaining('n’existe pas') });
    expect(existsSync(absent)).toBe(false);
  });
});

describe('npm run erase', () => {
  it('shows counts and no word, warns about an open dossier, and erases nothing without a confirmation', async () => {
    await inStore(someone);

    for (const [args, typed] of [[['--dry-run'], ''], [[], 'oui\n'], [[], '']] as const) {
      const { out } = run('erase', ['--reference', REFERENCE.toLowerCase(), ...args], typed);
      expect(out).toMatch(/1 {2}conversations\n *2 {2}messages\n *1 {2}documents\n *1 {2}dossiers/);
      expect(out).toContain(`${REFERENCE}, encore en cours`);
      expect(out).not.toMatch(/APL|7391846|dl_p1/);
      expect(await inStore((store) => store.loadState('c'))).not.toBeNull();
    }
    expect(run('erase', ['--reference', REFERENCE], 'oui\n').code).toBe(1);
  });

  it('erases once confirmed, gives a receipt, and leaves the minimum', async () => {
    await inStore(someone);

    const { code, out } = run('erase', ['--person', 'dl_p1', '--by', 'm.durand'], 'EFFACER\n');

    expect(code).toBe(0);
    const numero = /Reçu (P-[0-9a-f]{16})/.exec(out)?.[1] ?? '';
    const { minimums, receipt, dossier } = await inStore(async (store) => ({ minimums: await store.retention.listMinimums(), receipt: await store.retention.listAccesses(numero, 9), dossier: await store.getDossier(REFERENCE) }));
    expect(dossier).toBeNull();
    expect(minimums).toEqual([expect.objectContaining({ reference: REFERENCE, service: 'HABITAT' })]);
    expect(receipt).toMatchObject([{ qui: 'operateur:m.durand', quoi: 'effacement', motif: 'droit-a-l-effacement' }]);
    expect(run('erase', ['--person', 'dl_p1', '--yes'])).toMatchObject({ code: 1, err: expect.stringContaining('PERSONNE_INCONNUE') });
  });

  it.each([[[], '--reference ou --person'], [['--reference', REFERENCE, '--person', 'x'], 'l’un ou l’autre'], [['--reference', 'REF-EXP-12'], '--reference'], [['--person', 'x', '--by', 'Mme Durand'], '--by']])('refuses %j', (args, said) => {
    expect(run('erase', args)).toMatchObject({ code: 1, err: expect.stringContaining(said) });
  });
});

describe('npm run export:person', () => {
  it('writes everything, private, readable, with the files, and says so in the journal', async () => {
    await inStore(someone);
    const out = join(dir, 'copie');

    expect(run('export-person', ['--reference', REFERENCE, '--out', out])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('1 document') });

    const copy = JSON.parse(readFileSync(join(out, 'donnees.json'), 'utf8')) as Record<string, unknown>;
    expect(statSync(out).mode & 0o777).toBe(0o700);
    expect(statSync(join(out, 'donnees.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(out, 'documents', '1-bail-été.pdf'))).toEqual(PDF);
    expect(copy).toMatchObject({
      personne: 'dl_p1',
      conversations: [{ identifiant: 'c', messages: [{ de: 'vous', texte: 'on a baissé mon APL' }, { de: 'assistant', texte: 'Quel mois ?' }] }],
      demandes: [{ reference: REFERENCE, numeroAllocataire: '7391846', etat: 'RECU', vosMessages: ['on m’a baissé mon APL'] }],
      documents: [{ copie: 'documents/1-bail-été.pdf' }],
    });
    expect(Object.keys(copy).filter((key) => key !== 'lisezMoi')).toEqual(Object.keys(copy['lisezMoi'] as object));
    expect(await inStore((store) => store.retention.listAccesses(REFERENCE, 9))).toMatchObject([{ quoi: 'export', motif: 'droit-d-acces' }]);
    expect(await inStore((store) => store.retention.listAccesses('f1', 9))).toMatchObject([{ quoi: 'lecture-fichier' }]);
  });

  it('never writes over a folder, nor makes one for nobody', async () => {
    await inStore(someone);
    const out = join(dir, 'copie');
    mkdirSync(out);

    expect(run('export-person', ['--reference', REFERENCE, '--out', out])).toMatchObject({ code: 1, err: expect.stringMatching(/EXPORT_REFUSE.*existe déjà/) });
    expect(run('export-person', ['--reference', 'REF-EXP-7K2M4TR', '--out', join(dir, 'autre')])).toMatchObject({ code: 1, err: expect.stringContaining('PERSONNE_INCONNUE') });
    expect(existsSync(join(dir, 'autre'))).toBe(false);
    expect(run('export-person', ['--reference', REFERENCE])).toMatchObject({ code: 1, err: expect.stringContaining('--out') });
  });
});
