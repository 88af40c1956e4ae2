import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import { startServer } from '../../support/server';

const ROOT = join(__dirname, '../../..');

type Process = { child: ChildProcess; url: string; output: () => string; ended: Promise<number | null> };

/** `--throw-deprecation`: a start that uses anything deprecated fails. */
function launch(script: string, args: string[], env: Record<string, string> = {}): Promise<Process> {
  const child = spawn(process.execPath, ['--throw-deprecation', '--import', 'tsx', join(ROOT, script), ...args], { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'pipe' });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /Assistant +(http:\S+)\/\n/.exec(output)?.[1];
      if (url && output.includes('Pour arrêter')) resolve({ child, url, output: () => output, ended });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

async function startConversation(url: string): Promise<{ id: string; auth: Record<string, string>; streamUrl: string }> {
  const { token } = (await (await fetch(`${url}/api/chat/jeton`, { method: 'POST' })).json()) as { token: string };
  const auth = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { conversationId, streamUrl } = (await (await fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers: auth })).json()) as { conversationId: string; streamUrl: string };
  return { id: conversationId, auth, streamUrl };
}
const say = (url: string, { id, auth }: { id: string; auth: Record<string, string> }, text: string) =>
  fetch(`${url}/v3/directline/conversations/${id}/activities`, { method: 'POST', headers: auth, body: JSON.stringify({ type: 'message', text }) });
const textsIn = async (dataDir: string, conversation: string): Promise<unknown[]> => {
  const store = await openEmbeddedStore({ dataDir });
  const rows = await store.readActivities(conversation, 0, 100);
  await store.close();
  return rows.map(({ activity }) => (activity as { text?: string }).text);
};

describe('the process', () => {
  it('on SIGTERM lets the running turn end, closes streams with 1001, refuses what is new, and ends with 0', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
    const { child, url, ended, output } = await launch('test/support/serve-slow.ts', [dataDir, '1500']);
    const conversation = await startConversation(url);
    const stream = new WebSocket(conversation.streamUrl);
    const closed = new Promise<number>((resolve) => stream.on('close', resolve));
    await new Promise((resolve) => stream.on('open', resolve));
    await say(url, conversation, 'ma question');

    child.kill('SIGTERM');
    const closeCode = await closed;
    const refused = await fetch(`${url}/healthz`).then(({ status }) => status, () => 'refused');

    expect(closeCode).toBe(1001);
    expect(refused).toBe('refused');
    expect(await ended).toBe(0);
    expect(await textsIn(dataDir, conversation.id)).toContain('fini ma question');
    expect(output()).not.toMatch(/Warning|Error/);
  });

  it('killed in the middle of a turn, answers it at the next start', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
    const first = await launch('test/support/serve-slow.ts', [dataDir, '60000']);
    const conversation = await startConversation(first.url);
    expect((await say(first.url, conversation, 'ma question')).status).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await launch('test/support/serve-slow.ts', [dataDir, '0']);
    second.child.kill('SIGTERM');

    expect(await second.ended).toBe(0);
    expect((await textsIn(dataDir, conversation.id)).filter((text) => text === 'fini ma question')).toHaveLength(1);
  });

  it('keeps its Direct Line secret for its own eyes', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-'));
    const { child, ended } = await launch('test/support/serve-slow.ts', [dataDir]);
    child.kill('SIGINT');
    await ended;

    expect(statSync(join(dataDir, 'direct-line.secret')).mode & 0o777).toBe(0o600);
  });

  it('with wrong settings ends with 1 and says which', async () => {
    const failure = await launch('src/main.ts', [], { PORT: 'abc', DIRECT_LINE_SECRET: 'trop-court' }).catch((error: Error) => error.message);

    expect(failure).toMatch(/^ended with 1: CONFIGURATION_INVALIDE/);
    expect(failure).toMatch(/- PORT : attendu .*« abc »/);
    expect(failure).not.toContain('trop-court');
    expect(existsSync(join(ROOT, 'abc'))).toBe(false);
  });
});

describe('starting', () => {
  it('says which address is taken', async () => {
    const { url, stop } = await startServer();
    await expect(startServer({ env: { PORT: new URL(url).port } })).rejects.toThrow(/CONFIGURATION_INVALIDE: HOST=127\.0\.0\.1 PORT=\d+ : EADDRINUSE/);
    await stop();
  });
});

describe('stopping', () => {
  it('says that it is not ready, and refuses requests on open connections with a code', async () => {
    const { application, url, stop } = await startServer({ reply: () => new Promise(() => undefined), overrides: { stopTimeoutMs: 400 } });
    const conversation = await startConversation(url);
    await say(url, conversation, 'x');
    const kept = new Promise<string>((resolve) => {
      const { hostname, port } = new URL(url);
      const socket = require('node:net').connect(Number(port), hostname) as import('node:net').Socket;
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      // A request half sent when the stop begins keeps its connection open.
      socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n');
      setTimeout(() => {
        void application.stop();
        socket.write('\r\n');
      }, 50);
    });

    expect(await kept).toMatch(/503 [^]*ARRET_EN_COURS/);
    await stop();
  });

  it('does not wait longer than it was told to', async () => {
    const { url, stop } = await startServer({ reply: () => new Promise(() => undefined), overrides: { stopTimeoutMs: 200 } });
    await say(url, await startConversation(url), 'x');

    // the reply never comes: a stop that waited for it would never end
    await expect(stop()).resolves.toBeUndefined();
  });
});
