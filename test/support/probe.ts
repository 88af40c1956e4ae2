import { join } from 'node:path';
import { z } from 'zod';
import { openDescriptors } from './fleet';
import type { ProcessServer } from './process-server';

/** Arguments of node with which a server can be asked what it holds. */
export const PROBE_ARGS = ['--expose-gc', '--import', join(__dirname, 'probe.mjs')];

const sampleSchema = z.object({ sonde: z.literal(true), heapUsed: z.number(), rss: z.number(), external: z.number(), handles: z.number() });
/** Octets after a full collection; `handles`: what keeps the event loop alive; `descriptors`: files and sockets. */
export type Sample = Omit<z.infer<typeof sampleSchema>, 'sonde'> & { descriptors: number };

/** Asks a server started with PROBE_ARGS. */
export async function probe(server: ProcessServer): Promise<Sample> {
  const before = samplesIn(server).length;
  process.kill(server.pid, 'SIGUSR2');
  for (const end = performance.now() + 10_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const sample = samplesIn(server)[before];
    if (sample) return { ...sample, descriptors: openDescriptors(server.pid) };
  }
  throw new Error('the server does not answer its probe');
}

const samplesIn = (server: ProcessServer): z.infer<typeof sampleSchema>[] =>
  server.stderr().split('\n').filter((line) => line.startsWith('{"sonde"')).flatMap((line) => sampleSchema.safeParse(JSON.parse(line)).data ?? []);
