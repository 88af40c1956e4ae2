import { createServer, type AddressInfo, type Server } from 'node:net';

export type FakeClamd = { port: number; /** Bytes of each stream that ended. */ seen: Buffer[]; stop(): Promise<void> };

type Answer = (bytes: Buffer) => string | null;

/** A daemon that speaks INSTREAM: `answer` gives its line, or null to say nothing. */
export async function startClamd(answer: Answer): Promise<FakeClamd> {
  const seen: Buffer[] = [];
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      const bytes = readStream(received);
      if (bytes === null) return;
      seen.push(bytes);
      const line = answer(bytes);
      if (line !== null) socket.end(line);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen, stop: () => closed(server) };
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** @returns the bytes once the empty chunk came; null before */
function readStream(received: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  if (received.toString('latin1', 0, command.length) !== command) return null;
  const parts: Buffer[] = [];
  for (let at = command.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
