import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Text of a document, or null when there is none to read. Never rejects: not being read is no reason to refuse a document. */
export type ReadText = (bytes: Uint8Array) => Promise<string | null>;

const BOUNDS = { pagesMax: 3, charactersMax: 20_000 };
const MEMORY_MB = 192;
const TIMEOUT_MS = 4_000;

/** Reads a PDF's own text (not an image's) in a thread of its own, ended when it takes too long or too much memory. */
export const readPdfText =
  (timeoutMs = TIMEOUT_MS): ReadText =>
  (bytes) =>
    new Promise((resolve) => {
      // A copy: the thread takes its bytes with it. No option of the parent: its loader would slow each start.
      const worker = new Worker(join(__dirname, 'pdf-text-worker.mjs'), { workerData: { bytes: new Uint8Array(bytes), ...BOUNDS }, execArgv: [], stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
      const timer = setTimeout(() => end(null), timeoutMs);
      const end = (text: string | null): void => {
        clearTimeout(timer);
        void worker.terminate();
        resolve(text);
      };
      worker.on('message', (text: unknown) => end(typeof text === 'string' && text.trim() !== '' ? text : null));
      worker.on('error', () => end(null));
      worker.on('exit', () => end(null));
    });
