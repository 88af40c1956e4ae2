import { z } from 'zod';
import { CodedError } from '../../domain/errors';
import { sha256Hex } from '../../ops/hash';
import { addressOf, isSealed, seal, unseal } from '../../ops/sealing';
import type { Keyring } from '../../ops/sealing';
import { checkedHash } from '../embedded-files';
import type { FileUsage, StoredFile } from '../store';
import type { Connection } from './connection';
import { conversationKeys } from './conversations';
import { RANK, allOf, entryOf } from './keys';
import type { People } from './people';
import { ABSENT, type Records, type Stored } from './records';
import { texts } from './replies';

const fileSchema = z.object({
  id: z.string(), conversation: z.string(), personne: z.string(), nom: z.string(), typeMime: z.string(), octets: z.int(), sha256: z.string(),
  recuLe: z.string(), quarantaine: z.literal(true).optional(),
});

/** Changes at each write, so that two of them cannot cross. */
const nextVersion = ({ version }: Pick<Stored, 'version'>): string => String(Number(version) + 1);

/** `t` every file, `q` those that no antivirus has seen. */
const indexOfFile = ({ id, quarantaine }: StoredFile): string[] => [entryOf('t', RANK, id), ...(quarantaine ? [entryOf('q', RANK, id)] : [])];

/**
 * Sealed bytes are in the file's own record, so that one script writes or deletes both: nothing is shared, hence nothing to reconcile
 * after a crash. The same document sent twice is kept twice.
 */
export class RedisFiles {
  constructor(private readonly connection: Connection, private readonly records: Records, private readonly people: People, private readonly keys: Keyring) {}

  async put(file: StoredFile, bytes: Uint8Array): Promise<void> {
    const address = addressOf(this.keys, checkedHash(file.sha256));
    await Promise.all([
      this.people.add(file.personne, ['conversation', file.conversation], ['fichier', file.id]),
      this.connection.send('sadd', conversationKeys(file.conversation).files, file.id),
    ]);
    await this.records.put(file.id, ABSENT, { version: '1', value: file, index: indexOfFile(file), note: address, bytes: seal(this.keys, bytes, file.sha256) });
  }

  async get(id: string): Promise<{ file: StoredFile; bytes: Uint8Array } | null> {
    const [stored, blob] = await Promise.all([this.records.get(id), this.records.bytesOf(id)]);
    if (stored === null) return null;
    if (blob === null) throw new Error('bytes are missing');
    const file = toFile(stored);
    return { file, bytes: this.opened(blob, file.sha256) };
  }

  /** @returns how many there were */
  async delete(ids: readonly string[]): Promise<number> {
    let gone = 0;
    for (const { id, value } of await this.records.many([...new Set(ids)])) {
      const { personne, conversation } = fileSchema.parse(value);
      if (await this.records.drop(id)) gone += 1;
      await this.connection.send('srem', conversationKeys(conversation).files, id);
      await this.people.remove(personne, 'fichier', id);
    }
    return gone;
  }

  async ofPerson(personne: string): Promise<StoredFile[]> {
    return byRank(await this.records.many((await this.people.of(personne)).fichier)).map(toFile).filter((file) => file.personne === personne);
  }

  async ofConversation(conversation: string): Promise<StoredFile[]> {
    return byRank(await this.records.many(texts(await this.connection.send('smembers', conversationKeys(conversation).files)))).map(toFile);
  }

  async ids(): Promise<string[]> {
    return this.records.ids(allOf('t'));
  }

  async usage(by: 'personne' | 'conversation', id: string, sinceIso: string): Promise<FileUsage> {
    const files = (await (by === 'personne' ? this.ofPerson(id) : this.ofConversation(id))).filter(({ recuLe }) => recuLe >= sinceIso);
    return { fichiers: files.length, octets: files.reduce((sum, { octets }) => sum + octets, 0) };
  }

  /** Without their bytes, in the order asked; one that is gone is left out. */
  async describe(ids: readonly string[]): Promise<StoredFile[]> {
    return (await this.records.many(ids)).map(toFile);
  }

  async quarantined(limit: number): Promise<StoredFile[]> {
    return (await this.records.many(await this.records.ids(allOf('q'), limit))).map(toFile);
  }

  async release(id: string): Promise<void> {
    await this.change(id, ({ quarantaine, ...file }) => ({ file }));
  }

  async rotateKeys(): Promise<number> {
    let done = 0;
    for (const id of await this.records.ids(allOf('t'))) if (await this.sealAgain(id)) done += 1;
    return done;
  }

  /** @returns false when there is nothing to do: already under the current key, or deleted meanwhile */
  private async sealAgain(id: string): Promise<boolean> {
    return this.change(id, async (file, address) => {
      if (address === addressOf(this.keys, file.sha256)) return null;
      const blob = await this.records.bytesOf(id);
      return blob === null ? null : { file, bytes: seal(this.keys, this.opened(blob, file.sha256), file.sha256) };
    });
  }

  /** @returns false when there was nothing to change */
  private async change(id: string, next: (file: StoredFile, address: string) => Change | Promise<Change>): Promise<boolean> {
    for (;;) {
      const stored = await this.records.get(id);
      const changed = stored && (await next(toFile(stored), stored.note));
      if (!stored || !changed) return false;
      const { file, bytes } = changed;
      const sealed = bytes ? { bytes, note: addressOf(this.keys, file.sha256) } : {};
      if ((await this.records.put(id, stored.version, { version: nextVersion(stored), value: file, index: indexOfFile(file), ...sealed })).written) return true;
    }
  }

  /** Clear bytes, of a sealed blob or of one that an old data directory kept in clear. */
  private opened(blob: Buffer, sha256: string): Uint8Array {
    const clear = unseal(this.keys, blob, sha256) ?? (!isSealed(blob) && sha256Hex(blob) === sha256 ? blob : null);
    if (clear === null) throw new CodedError('FICHIER_INDECHIFFRABLE', 'no known key opens a stored file, or it was changed');
    return clear;
  }
}

type Change = { file: StoredFile; bytes?: Buffer } | null;

const byRank = (records: Stored[]): Stored[] => [...records].sort((a, b) => (a.rank < b.rank ? -1 : 1));

function toFile({ value }: Pick<Stored, 'value'>): StoredFile {
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored file does not have the expected shape');
  const { quarantaine, ...file } = parsed.data;
  return quarantaine ? { ...file, quarantaine } : file;
}
