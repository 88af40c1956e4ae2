import { CodedError } from '../domain/errors';
import { sha256Hex } from '../ops/hash';
import { KINDS, type Kind, type TransferStore } from '../stores/transfer';

/** `empreinte`: the same for the same things, whatever their order. */
export type Inventaire = Record<Kind, { nombre: number; empreinte: string }>;
export type Progress = (kind: Kind, done: number) => void;

const EMPREINTE_OCTETS = 32;
const TELL_EVERY = 500;

/**
 * Copies everything from one store to another, then counts and compares both. Stopped in the middle, the target stays closed to servers,
 * and the move is done again from the start.
 * @throws CodedError DEMENAGEMENT_REFUSE when the target is not empty and is not to be replaced, or when both differ afterwards
 */
export async function moveStore(from: TransferStore, to: TransferStore, { remplacer, progress }: { remplacer: boolean; progress: Progress }): Promise<Inventaire> {
  if (!(await to.isEmpty()) && !remplacer) throw new CodedError('DEMENAGEMENT_REFUSE', 'the target is not empty');
  await to.empty();
  await to.setMoving(true);
  for (const kind of KINDS) await copy(kind, from, to, progress);
  const [sent, received] = [await inventory(from), await inventory(to)];
  const different = KINDS.filter((kind) => sent[kind].nombre !== received[kind].nombre || sent[kind].empreinte !== received[kind].empreinte);
  if (different.length > 0) throw new CodedError('DEMENAGEMENT_REFUSE', `the two stores differ: ${different.join(', ')}`);
  await to.setMoving(false);
  return received;
}

async function copy<K extends Kind>(kind: K, from: TransferStore, to: TransferStore, progress: Progress): Promise<void> {
  let done = 0;
  for await (const piece of from.read(kind)) {
    await to.write(kind, piece);
    done += 1;
    if (done % TELL_EVERY === 0) progress(kind, done);
  }
  progress(kind, done);
}

/** What a store holds: how many of each kind, and a checksum. */
export async function inventory(store: TransferStore): Promise<Inventaire> {
  const entries: [Kind, { nombre: number; empreinte: string }][] = [];
  for (const kind of KINDS) entries.push([kind, await inventoryOf(kind, store)]);
  return Object.fromEntries(entries) as Inventaire;
}

async function inventoryOf<K extends Kind>(kind: K, store: TransferStore): Promise<{ nombre: number; empreinte: string }> {
  const sum = Buffer.alloc(EMPREINTE_OCTETS);
  let nombre = 0;
  for await (const piece of store.read(kind)) {
    nombre += 1;
    Buffer.from(sha256Hex(Buffer.from(canonical(piece))), 'hex').forEach((octet, i) => (sum[i] = ((sum[i] ?? 0) + octet) % 256));
  }
  return { nombre, empreinte: sum.toString('hex') };
}

/** The same text for the same value: names in order, files by the hash of their bytes. */
function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return JSON.stringify(sha256Hex(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

