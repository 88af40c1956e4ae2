/** Typed arrays and a JSON head in one block of bytes: length of the head, head, then the arrays, each aligned on 4 bytes. */
export type Typed = Uint32Array | Float32Array | Uint16Array | Uint8Array;

const pad = (n: number): number => (n + 3) & ~3;

export function packArrays(head: unknown, arrays: readonly Typed[]): Buffer {
  const text = Buffer.from(JSON.stringify({ head, lengths: arrays.map((a) => a.length) }));
  const start = 4 + pad(text.length);
  const out = Buffer.alloc(start + arrays.reduce((n, a) => n + pad(a.byteLength), 0));
  out.writeUInt32LE(text.length, 0);
  text.copy(out, 4);
  let at = start;
  for (const a of arrays) {
    Buffer.from(a.buffer, a.byteOffset, a.byteLength).copy(out, at);
    at += pad(a.byteLength);
  }
  return out;
}

/** Reads the arrays in the order they were packed. */
export class ArrayReader {
  private at = 0;
  private rank = 0;

  constructor(private readonly memory: ArrayBuffer, private readonly lengths: readonly number[]) {}

  uint32 = (): Uint32Array => this.next((length) => new Uint32Array(this.memory, this.at, length));
  float32 = (): Float32Array => this.next((length) => new Float32Array(this.memory, this.at, length));
  uint16 = (): Uint16Array => this.next((length) => new Uint16Array(this.memory, this.at, length));
  uint8 = (): Uint8Array => this.next((length) => new Uint8Array(this.memory, this.at, length));

  private next<T extends Typed>(make: (length: number) => T): T {
    const array = make(this.lengths[this.rank++] ?? 0);
    this.at += pad(array.byteLength);
    return array;
  }
}

/** Head and arrays of packed bytes. @throws when they are not such bytes */
export function unpackArrays(bytes: Buffer): { head: unknown; arrays: ArrayReader } {
  const size = bytes.readUInt32LE(0);
  const { head, lengths }: { head: unknown; lengths: number[] } = JSON.parse(bytes.subarray(4, 4 + size).toString('utf8'));
  const from = bytes.byteOffset + 4 + pad(size);
  return { head, arrays: new ArrayReader(Uint8Array.from(bytes.subarray(from - bytes.byteOffset)).buffer, lengths) };
}
