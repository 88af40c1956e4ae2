import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventory } from '../../src/app/move-store';
import { sha256Hex } from '../../src/ops/hash';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { openRedisStore } from '../../src/stores/redis/store';
import { fill, sameLife } from '../support/filled-store';
import { startRedis, until, type RedisServer } from '../support/redis-server';
import { REDIS_KEYS } from './redis-contracts';

const ROOT = join(__dirname, '..', '..');

describe('backing up and restoring', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'aiguillage-sauvegarde-'));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  describe('a data directory, by npm run backup', () => {
    it('copies what starts as it is: base, documents, keys', async () => {
      const [dataDir, out] = [join(parent, 'var'), join(parent, 'copie')];
      const store = openEmbeddedStore({ dataDir });
      await fill(store);
      const before = await inventory(store.transfer);

      await expect(backup(dataDir, out)).resolves.toEqual({ status: 0, out: expect.stringContaining('Copié dans') });
      await store.saveState('apres', {}, 0);
      await store.close();

      const restored = openEmbeddedStore({ dataDir: out });
      await expect(inventory(restored.transfer)).resolves.toEqual(before);
      await sameLife(restored);
      await restored.close();
      expect(statSync(out).mode & 0o777).toBe(0o700);
    });

    it('copies while documents come and go: whatever the copy names, it has', async () => {
      const [dataDir, out] = [join(parent, 'var'), join(parent, 'copie')];
      const store = openEmbeddedStore({ dataDir });
      let going = true;
      const writing = (async () => {
        for (let i = 0; going; i += 1) {
          const bytes = Buffer.from(`contenu ${i}`);
          await store.putFile({ id: `f${i}`, conversation: 'c', personne: 'p', nom: 'a', typeMime: 'text/plain', octets: bytes.length, sha256: sha256Hex(bytes), recuLe: '' }, bytes);
          await new Promise(setImmediate);
        }
      })();

      await backup(dataDir, out);
      going = false;
      await writing;
      await store.close();

      const restored = openEmbeddedStore({ dataDir: out });
      const named = await restored.fileUsage('conversation', 'c', '');
      expect(named.fichiers).toBeGreaterThan(0);
      expect((await inventory(restored.transfer)).fichier.nombre).toBe(named.fichiers);
      await restored.close();
    });

    it('never writes over anything', async () => {
      await openEmbeddedStore({ dataDir: join(parent, 'var') }).close();

      await expect(backup(join(parent, 'var'), parent)).resolves.toEqual({ status: 1, out: '' });
      expect(readdirSync(parent)).toEqual(['var']);
    });
  });

  describe('Redis, by its own means, as the README says', () => {
    const servers: RedisServer[] = [];
    afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

    const started = async (settings: Record<string, string> = {}): Promise<RedisServer> => {
      const server = await startRedis(settings);
      servers.push(server);
      return server;
    };

    async function filled(): Promise<{ server: RedisServer; before: Awaited<ReturnType<typeof inventory>> }> {
      const server = await started();
      const store = await openRedisStore({ url: server.url, keys: REDIS_KEYS });
      await fill(store);
      const before = await inventory(store.transfer);
      await store.close();
      return { server, before };
    }

    async function expectRestored(server: RedisServer, before: unknown): Promise<void> {
      const store = await openRedisStore({ url: server.url, keys: REDIS_KEYS });
      await expect(inventory(store.transfer)).resolves.toEqual(before);
      await sameLife(store);
      await store.close();
    }

    it('from a snapshot (BGSAVE), then the append-only file is turned on again', async () => {
      const { server, before } = await filled();
      server.cli('bgsave');
      await until(() => server.cli('info', 'persistence').includes('rdb_bgsave_in_progress:0'), 'the snapshot is written');
      const other = await started({ appendonly: 'no' });
      await other.kill();

      copyFileSync(join(server.dir, 'dump.rdb'), join(other.dir, 'dump.rdb'));
      await other.restart();
      other.cli('config', 'set', 'appendonly', 'yes');

      await expectRestored(other, before);
    });

    it('from the append-only directory of a Redis that was killed', async () => {
      const { server, before } = await filled();
      await server.kill();
      const other = await started();
      await other.kill();

      cpSync(join(server.dir, 'appendonlydir'), join(other.dir, 'appendonlydir'), { recursive: true, force: true });
      await other.restart();

      await expectRestored(other, before);
    });
  });
});

async function backup(dataDir: string, out: string): Promise<{ status: number; out: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/backup.ts', '--data-dir', dataDir, '--out', out], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, 'close');
  return { status: child.exitCode ?? 1, out: printed };
}
