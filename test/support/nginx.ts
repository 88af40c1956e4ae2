import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { freePort } from './process-server';

/** A real nginx with the example of the documentation: only its ports, its certificate and the patience for slow clients are changed. */

export const NAME = 'assistant.exemple.fr';
const EXAMPLE = join(__dirname, '..', '..', 'src', 'exploitation', 'nginx.conf');

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; raw: string[]; body: string };
export type Ask = { method?: string; headers?: Record<string, string>; body?: string; /** Address of this machine that the call comes from: another person. */ from?: string };

export type Nginx = {
  port: number; httpPort: number; ca: Buffer;
  ask(path: string, options?: Ask): Promise<Answer>;
  /** A bare TLS connection, for those who do not speak as they should. */
  socket(servername?: string): Promise<TLSSocket>;
  stream(url: string): WebSocket;
  stop(): Promise<void>;
};

export async function startNginx(ports: readonly [number, number], { patienceSeconds = 1 } = {}): Promise<Nginx> {
  const dir = mkdtempSync(join(tmpdir(), 'aiguillage-nginx-'));
  const [port, httpPort] = [await freePort(), await freePort()];
  const files = certificate(dir);
  writeFileSync(join(dir, 'aiguillage.conf'), changed(readFileSync(EXAMPLE, 'utf8'), [
    ['server 127.0.0.1:3978', `server 127.0.0.1:${ports[0]}`], ['server 127.0.0.1:3979', `server 127.0.0.1:${ports[1]}`],
    ['listen 443 ssl default_server', `listen ${port} ssl default_server`], ['listen 443 ssl;', `listen ${port} ssl;`], ['listen 80', `listen ${httpPort}`],
    ['/etc/ssl/assistant/fullchain.pem', files.cert], ['/etc/ssl/assistant/privkey.pem', files.key],
    ['client_header_timeout 10s', `client_header_timeout ${patienceSeconds}s`], ['client_body_timeout   10s', `client_body_timeout ${patienceSeconds}s`],
  ]));
  writeFileSync(join(dir, 'nginx.conf'), outer(dir));
  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ca = readFileSync(files.cert);
  const tls = { host: '127.0.0.1', port, ca, servername: NAME };

  const nginx: Nginx = {
    port, httpPort, ca,
    ask: (path, { method = 'GET', headers = {}, body, from = '127.0.0.1' } = {}) => new Promise((resolve, reject) => {
      const sent = httpsRequest({ ...tls, agent: false, path, method, headers: { host: NAME, ...headers }, localAddress: from }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, raw: res.rawHeaders, body: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject).end(body);
    }),
    socket: async (servername = NAME) => {
      const socket = connect({ ...tls, servername, rejectUnauthorized: servername === NAME });
      await once(socket, 'secureConnect');
      return socket;
    },
    stream: (url) => new WebSocket(url.replace(`wss://${NAME}`, `wss://127.0.0.1:${port}`), { agent: new Agent({ ca, servername: NAME }), headers: { host: NAME } }),
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await untilListening(nginx, () => (child.exitCode === null ? null : said));
  return nginx;
}

/** Every change must change something: the example that is tested is the one that is documented. */
function changed(text: string, changes: readonly [string, string][]): string {
  return changes.reduce((conf, [from, to]) => {
    if (!conf.includes(from)) throw new Error(`not in nginx.conf: ${from}`);
    return conf.replace(from, to);
  }, text);
}

function outer(dir: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(dir, name)};`).join('\n');
  // as root, the workers would have no right on the directory of the test
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}pid ${join(dir, 'pid')};\nerror_log stderr warn;\nevents {}\nhttp {\naccess_log off;\n${temporary}\ninclude ${join(dir, 'aiguillage.conf')};\n}\n`;
}

function certificate(dir: string): { cert: string; key: string } {
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', cert, '-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`], { stdio: 'ignore' });
  return { cert, key };
}

async function untilListening(nginx: Nginx, ended: () => string | null): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const why = ended();
    if (why !== null) throw new Error(`nginx ended: ${why}`);
    if (await nginx.ask('/healthz').then(() => true, () => false)) return;
  }
  throw new Error('nginx does not listen');
}
