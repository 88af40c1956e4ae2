import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import Database from 'libsql';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { turnContract } from './turn-contract';
import type { OpenedPair } from './turn-contract';

const ROOT = join(__dirname, '..', '..');
const LONG_MS = 600_000;

turnContract('embedded', async (): Promise<OpenedPair> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-tours-'));
  const [one, other] = [openEmbeddedStore({ dataDir }), openEmbeddedStore({ dataDir })];
  return {
    one, other,
    cleanup: async () => {
      await Promise.all([one.close(), other.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});

describe('turns of the embedded store', () => {
  let dataDir: string;
  let store: ReturnType<typeof openEmbeddedStore>;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-tours-'));
    store = openEmbeddedStore({ dataDir });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A process that holds the conversation, listens, and does nothing more. */
  async function holder(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/contract/holder.ts', dataDir, 'c', String(LONG_MS)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    if (child.stdout) await once(child.stdout, 'data');
    return child;
  }

  it('gives the conversation of a dead process at once', async () => {
    await store.appendActivity('c', 'a1', {}, true);
    const child = await holder();
    await expect(store.turns.take('c', 'moi', LONG_MS)).resolves.toMatchObject({ kind: 'busy' });
    await expect(store.turns.waiting(10)).resolves.toEqual([]);

    child.kill('SIGKILL');
    await once(child, 'exit');

    await expect(store.turns.waiting(10)).resolves.toEqual(['c']);
    await expect(store.turns.take('c', 'moi', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1' });
  });

  it('does not take from a process that is only stopped: its lease tells', async () => {
    const child = await holder();
    child.kill('SIGSTOP');

    await expect(store.turns.hold('c', 'moi', LONG_MS)).resolves.toMatchObject({ kind: 'busy' });
  });

  it('gives back what a store held when it closes', async () => {
    const other = openEmbeddedStore({ dataDir });
    await other.turns.hold('c', 'autre', LONG_MS);

    await other.close();

    await expect(store.turns.hold('c', 'moi', LONG_MS)).resolves.toMatchObject({ kind: 'held' });
  });

  it('writes a notice down only while another process listens', async () => {
    const notices = (): unknown => {
      const db = new Database(join(dataDir, 'tours.db'), { readonly: true });
      const rows = db.prepare('SELECT conversation FROM annonces').all().map((row) => (row as { conversation: string }).conversation);
      db.close();
      return rows;
    };
    const publish = async (conversation: string): Promise<void> => {
      await store.live.publish({ conversation });
      await after(150);
    };
    const stop = store.live.subscribe(() => undefined);
    await publish('personne');
    const child = await holder();
    await publish('quelqu’un');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await publish('plus personne');

    expect(notices()).toEqual(['quelqu’un']);
    stop();
  });

  it('gives a message that is not readable any more as nothing, so that it does not stop the next ones', async () => {
    await store.appendActivity('c', 'a1', {}, true);
    const db = new Database(join(dataDir, 'aiguillage.db'));
    db.exec(`UPDATE activites SET activite = '{"text":'`);
    db.close();

    await expect(store.turns.take('c', 'moi', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1', activity: null });
  });

  it('starts again without the base of holds: it holds nothing that lasts', async () => {
    await store.appendActivity('c', 'a1', {}, true);
    const before = await store.turns.take('c', 'moi', LONG_MS);
    await store.close();
    for (const name of readdirSync(dataDir).filter((file) => file.startsWith('tours.db'))) rmSync(join(dataDir, name));

    store = openEmbeddedStore({ dataDir });

    const again = await store.turns.take('c', 'moi', LONG_MS);
    expect(again).toMatchObject({ kind: 'turn', id: 'a1' });
    expect('hold' in again && 'hold' in before && again.hold > before.hold).toBe(true);
  });
});
