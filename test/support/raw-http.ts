import { connect } from 'node:net';

export type RawReply = { status: number; headers: string; body: string };

/** Sends these bytes as they are, and reads what comes back until the server closes or is silent. No bytes back: status 0. */
export function rawRequest(url: string, bytes: string | Buffer, { silenceMs = 250 } = {}): Promise<RawReply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const done = (): void => {
      socket.destroy();
      resolve(parseReply(Buffer.concat(chunks).toString('utf8')));
    };
    socket.setTimeout(silenceMs, done);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString('utf8'))) done();
    });
    socket.on('error', () => undefined);
    socket.on('close', done);
  });
}

function isComplete(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n', 2);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return body !== undefined && length !== undefined && Buffer.byteLength(body) >= Number(length);
}

function parseReply(text: string): RawReply {
  const [headers = '', body = ''] = text.split('\r\n\r\n', 2);
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(headers)?.[1] ?? 0), headers, body };
}

/** A well-formed request but for what the case changes. */
export function requestText(method: string, path: string, headers: Record<string, string | number>, body: string | Buffer = ''): Buffer {
  const all = { Host: 'localhost', Connection: 'close', ...(body.length > 0 ? { 'Content-Length': Buffer.byteLength(body) } : {}), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`, 'latin1'), Buffer.from(body)]);
}
