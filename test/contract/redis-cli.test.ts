import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRedisStore } from '../../src/stores/redis/store';
import { startRedis, type RedisServer } from '../support/redis-server';
import { unDossier } from '../support/dossiers';
import { REDIS_KEYS } from './redis-contracts';

const ROOT = join(__dirname, '..', '..');
const REFERENCE = 'REF-EXP-1234563';

let redis: RedisServer;
let place: string;

beforeAll(async () => {
  redis = await startRedis();
  place = mkdtempSync(join(tmpdir(), 'aiguillage-redis-cli-'));
  const store = await openRedisStore({ url: redis.url, keys: REDIS_KEYS });
  await store.openDossier('c:1', () => REFERENCE, (reference) => unDossier({ reference, cle: 'c:1' }));
  await store.close();
});
afterAll(async () => {
  await redis.stop();
  rmSync(place, { recursive: true, force: true });
});

/** A command as an operator types it, on a machine that keeps no data. */
function run(command: string, ...args: string[]): Promise<{ code: number | null; out: string }> {
  const env = { PATH: process.env['PATH'] ?? '', REDIS_URL: redis.url, DATA_DIR: join(place, 'jamais'), SUIVI_CLE: 's'.repeat(40), DIRECT_LINE_SECRET: 'd'.repeat(40), FICHIERS_CLE: Buffer.alloc(32, 7).toString('base64') };
  const child = spawn(process.execPath, ['--import', 'tsx', `src/cli/${command}.ts`, ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, out })));
}

describe('the commands of an operator, with REDIS_URL', () => {
  it('read and act on the demandes of every instance', async () => {
    expect(await run('dossier', 'list')).toMatchObject({ code: 0, out: expect.stringContaining(REFERENCE) });
    expect((await run('dossier', 'affecter', REFERENCE, '--expert', 'e12', '--prenom', 'Claire')).code).toBe(0);
    expect((await run('dossier', 'show', REFERENCE)).out).toContain('Claire');
    expect((await run('dossier', 'show', 'REF-EXP-7K2M4TR')).out).toContain('dans Redis');
  }, 60_000);

  it('decide, report, purge, review, encrypt again', async () => {
    expect((await run('coefficients', 'charge', 'HABITAT', '+10', '--raison', 'grippe', '--par', 'chef')).code).toBe(0);
    expect((await run('coefficients', 'journal')).out).toContain('grippe');
    expect((await run('report', '--month', '2026-11', '--out', join(place, 'rapports'))).code).toBe(0);
    expect((await run('purge', '--dry-run')).code).toBe(0);
    expect((await run('review', '--stats')).code).toBe(0);
    expect((await run('rotate-keys')).code).toBe(0);
  }, 90_000);

  it('copy a person’s data, then erase them', async () => {
    expect((await run('export-person', '--reference', REFERENCE, '--out', join(place, 'copie'))).code).toBe(0);
    expect(readFileSync(join(place, 'copie', 'donnees.json'), 'utf8')).toContain(REFERENCE);
    expect((await run('erase', '--reference', REFERENCE, '--yes')).code).toBe(0);
    expect((await run('dossier', 'list')).out).not.toContain(REFERENCE);
  }, 60_000);

  it('leave nothing on the machine they ran on', () => {
    expect(existsSync(join(place, 'jamais'))).toBe(false);
  });
});
