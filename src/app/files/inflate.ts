import { createInflate, inflate } from 'node:zlib';

/**
 * How many octets come out of a zlib stream, without keeping them.
 * @returns `trop` as soon as more than `max` came out, `illisible` when the stream is broken
 */
export function inflatedSize(bytes: Uint8Array, max: number): Promise<number | 'trop' | 'illisible'> {
  return new Promise((resolve) => {
    let size = 0;
    const stream = createInflate({ chunkSize: 256 * 1024 });
    const end = (result: number | 'trop' | 'illisible'): void => {
      stream.destroy();
      resolve(result);
    };
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > max) end('trop');
    });
    stream.on('end', () => end(size));
    stream.on('error', () => end('illisible'));
    stream.end(bytes);
  });
}

/** What comes out of a zlib stream, at most `max` octets; a stream that ends too early gives what it has. */
export function inflated(bytes: Uint8Array, max: number): Promise<Buffer | 'trop' | 'illisible'> {
  return new Promise((resolve) => {
    // a truncated end is forgiven as readers forgive it: what they would show must be seen here too
    inflate(bytes, { maxOutputLength: max, finishFlush: 2 }, (error, result) => {
      if (!error) return resolve(result);
      resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'trop' : 'illisible');
    });
  });
}
