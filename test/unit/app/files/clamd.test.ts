import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clamdScan } from '../../../../src/app/files/clamd';
import { startClamd, type FakeClamd } from '../../../support/clamd';
import { testVirus } from '../../../support/files';

let daemon: FakeClamd | undefined;
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});
const scanWith = async (line: string | null, bytes: Uint8Array = Buffer.from('bonjour'), timeoutMs = 2_000) => {
  daemon = await startClamd(() => line);
  return clamdScan({ host: '127.0.0.1', port: daemon.port, timeoutMs })(bytes);
};

describe('clamd', () => {
  it.each([['stream: OK\0', { kind: 'sain' }], ['stream: Win.Test.EICAR_HDB-1 FOUND\0', { kind: 'infecte', signature: 'Win.Test.EICAR_HDB-1' }], ['INSTREAM size limit exceeded. ERROR\0', { kind: 'indisponible' }], ['', { kind: 'indisponible' }], ['x'.repeat(5_000), { kind: 'indisponible' }]])('understands answer %#', async (line, verdict) => {
    expect(await scanWith(line)).toEqual(verdict);
  });

  it('hands over every octet', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_001 }, (_, i) => i % 251));

    await scanWith('stream: OK\0', bytes);

    expect(daemon?.seen.map((seen) => seen.equals(bytes))).toEqual([true]);
  });

  it('does not wait for ever, nor for who is not there', async () => {
    expect(await scanWith(null, Buffer.from('x'), 100)).toEqual({ kind: 'indisponible' });
    expect(await clamdScan({ host: '127.0.0.1', port: await freePort() })(Buffer.from('x'))).toEqual({ kind: 'indisponible' });
  });
});

const CLAMD = ['/usr/sbin/clamd', '/usr/local/sbin/clamd'].find((path) => existsSync(path));
const described = CLAMD ? describe : describe.skip;

described(`the real daemon${CLAMD ? '' : ' (skipped: clamd is not installed; apt-get install clamav-daemon)'}`, () => {
  let process: ChildProcess;
  let folder: string;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clamd-'));
    port = await freePort();
    // One signature of our own, the hexadecimal of the test string: no database is downloaded.
    writeFileSync(join(folder, 'essai.ndb'), `Essai.Test:0:*:${testVirus().toString('hex')}\n`);
    writeFileSync(join(folder, 'clamd.conf'), `DatabaseDirectory ${folder}\nTCPSocket ${port}\nTCPAddr 127.0.0.1\nForeground yes\nLogFile ${folder}/clamd.log\nTemporaryDirectory ${folder}\n`);
    process = spawn(CLAMD ?? '', ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await clamdScan({ host: '127.0.0.1', port })(Buffer.from('x'))).kind !== 'indisponible') return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('clamd did not start');
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('names what it finds, and passes the rest', async () => {
    const scan = clamdScan({ host: '127.0.0.1', port });

    expect(await scan(testVirus())).toEqual({ kind: 'infecte', signature: expect.stringContaining('Essai.Test') });
    expect(await scan(Buffer.alloc(300_000, 'bonjour '))).toEqual({ kind: 'sain' });
    expect(execFileSync(CLAMD ?? '', ['--version']).toString()).toMatch(/ClamAV/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
