import { connect, type Socket } from 'node:net';
import type { Scan, Verdict } from './antivirus';

const CHUNK_OCTETS = 64 * 1_024;
const REPLY_MAX = 4_096;
const TIMEOUT_MS = 15_000;

export type ClamdOptions = { host: string; port: number; timeoutMs?: number };

/**
 * Asks clamd about bytes, by its INSTREAM command (clamd(8)): chunks each with their length, an empty one at the end, one line back.
 * One connection for each file; whatever goes wrong is `indisponible`, also the daemon's own refusal to look (StreamMaxLength).
 */
export function clamdScan({ host, port, timeoutMs = TIMEOUT_MS }: ClamdOptions): Scan {
  return (bytes) =>
    new Promise((resolve) => {
      const socket = connect({ host, port });
      // From the first octet to the last: a daemon that trickles must not hold a person's turn.
      const timer = setTimeout(() => end({ kind: 'indisponible' }), timeoutMs);
      const reply: Buffer[] = [];
      const end = (verdict: Verdict): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve(verdict);
      };
      socket.on('connect', () => stream(socket, bytes));
      socket.on('data', (part: Buffer) => {
        reply.push(part);
        const text = Buffer.concat(reply).toString('utf8');
        if (text.includes('\0') || text.length > REPLY_MAX) end(readReply(text));
      });
      socket.on('close', () => end(readReply(Buffer.concat(reply).toString('utf8'))));
      socket.on('error', () => end({ kind: 'indisponible' }));
    });
}

function stream(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0');
  for (let at = 0; at < bytes.length; at += CHUNK_OCTETS) {
    const part = bytes.subarray(at, at + CHUNK_OCTETS);
    socket.write(lengthOf(part.length));
    socket.write(part);
  }
  socket.write(lengthOf(0));
}

function lengthOf(octets: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets);
  return length;
}

function readReply(text: string): Verdict {
  const line = text.split('\0', 1)[0]?.trim() ?? '';
  if (/^stream: OK$/.test(line)) return { kind: 'sain' };
  const signature = /^stream: (.{1,200}) FOUND$/.exec(line)?.[1];
  return signature === undefined ? { kind: 'indisponible' } : { kind: 'infecte', signature };
}
