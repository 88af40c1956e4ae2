import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { to: string[]; raw: string; headers: string; text: string; html: string };
export type TestSmtp = { url: string; port: number; mails: ReceivedMail[]; /** Next letters refused, with this answer. */ refuse: number; connections: number; stop(): Promise<void> };

/** A real mail server on a free port: it keeps what it is given. */
export async function startSmtp(options: { port?: number; user?: string; password?: string } = {}): Promise<TestSmtp> {
  const smtp: TestSmtp = { url: '', port: 0, mails: [], refuse: 0, connections: 0, stop: () => new Promise((resolve) => server.close(() => resolve())) };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'], authOptional: options.user === undefined, allowInsecureAuth: true, disableReverseLookup: true, logger: false,
    onAuth: ({ username, password }, _session, done) => (username === options.user && password === options.password ? done(null, { user: username }) : done(new Error('no'))),
    onConnect: (_session, done) => {
      smtp.connections += 1;
      done();
    },
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString('latin1')));
      stream.on('end', () => {
        if (smtp.refuse > 0) {
          smtp.refuse -= 1;
          return done(Object.assign(new Error('try later'), { responseCode: 451 }));
        }
        smtp.mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), ...read(raw) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const login = options.user === undefined ? '' : `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password ?? '')}@`;
  return Object.assign(smtp, { port, url: `smtp://${login}127.0.0.1:${port}` });
}

function read(raw: string): Omit<ReceivedMail, 'to'> {
  const [headers = ''] = raw.split('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const parts = raw.split(`--${boundary}`).slice(1, -1);
  const part = (type: string): string => decoded(parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? '');
  return { raw, headers: headers.replace(/\r\n[ \t]+/g, ' '), text: part('text/plain'), html: part('text/html') };
}

function decoded(part: string): string {
  const at = part.indexOf('\r\n\r\n');
  const body = part.slice(at + 4);
  if (/encoding: base64/i.test(part.slice(0, at))) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n').trim();
}
