import { z } from 'zod';
import { closedAt } from '../../domain/conservation';
import { OPEN_STATUTS } from '../../domain/dossier';
import type { Dossier } from '../../domain/dossier';
import { isDossier } from '../../domain/dossier-schema';
import { CodedError } from '../../domain/errors';
import { MAX_REFERENCE_DRAWS, finalisedAtMs, openingEntry } from '../opening-entry';
import type { NewOutboxEntry } from '../store';
import type { Connection } from './connection';
import { conversationKeys } from './conversations';
import { RANK, after, allOf, entryOf, from, keyIn, partsOf, shardOf, upTo } from './keys';
import type { People } from './people';
import { queueEntries } from './queue';
import { ABSENT, type Records, type Stored } from './records';
import { text } from './replies';
import { SCRIPTS } from './scripts';

/** A reference is a dossier in force, one that is archived, or the minimum left by an erasure: whatever it is, it is taken. */
export const ARCHIVED = 'a';
export const MINIMUM = 'm';
export const inForce = (evenements: number): string => `d${evenements}`;
export const isInForce = ({ version }: Pick<Stored, 'version'>): boolean => version.startsWith('d');

const MS_DIGITS = 15;
const RANK_DIGITS = 16;

/**
 * What is asked of dossiers, as sorted entries: `r` by opening, `d` by day to look at, `o` open of a service, `f` finalised of a service,
 * `c` by closing, `p` those closed whose files are still there; the rest are those of the desk's queue.
 */
export function indexOfDossier(dossier: Dossier, filesDropped = false): string[] {
  const { reference, demande: { service }, statut, prochain = '' } = dossier;
  const [finalised, closed] = [finalisedAtMs(dossier), closedAt(dossier)];
  return [
    entryOf('r', RANK, reference),
    ...(prochain === null ? [] : [entryOf('d', prochain, RANK, reference)]),
    ...(OPEN_STATUTS.includes(statut) ? [entryOf('o', service, reference)] : []),
    ...(finalised === null ? [] : [entryOf('f', service, padded(finalised, MS_DIGITS), reference)]),
    ...(closed === null ? [] : [entryOf('c', closed, reference)]),
    ...(closed === null || filesDropped ? [] : [entryOf('p', closed, reference)]),
    ...queueEntries(dossier),
  ];
}

/** @throws CodedError ETAT_ILLISIBLE */
export function toDossier(value: unknown): Dossier {
  if (!isDossier(value)) throw new CodedError('ETAT_ILLISIBLE', 'a stored dossier does not have the expected shape');
  return value;
}

const archiveSchema = z.object({ archiveLe: z.string(), dossier: z.unknown() });

export function archiveOf({ value }: Stored): { dossier: Dossier; archiveLe: string } {
  const { archiveLe, dossier } = archiveSchema.parse(value);
  return { archiveLe, dossier: toDossier(dossier) };
}

/** The dossier of a record in force or archived. */
export const dossierOf = (stored: Stored): Dossier => (stored.version === ARCHIVED ? archiveOf(stored).dossier : toDossier(stored.value));

/** An opening key is "conversation:rank". */
export const conversationOf = (key: string): string => key.replace(/\d+$/, '').slice(0, -1);

export class RedisDossiers {
  constructor(private readonly connection: Connection, private readonly records: Records, private readonly people: People) {}

  /**
   * Three steps, each whole and each repeated without harm: the key claims a reference in its conversation's shard, the person's list names
   * it, then the reference's shard writes the dossier with its outbox entry. Stopped in between, the next call goes on from the claim.
   */
  async open(key: string, nextReference: () => string, build: (reference: string) => Dossier): Promise<{ dossier: Dossier; created: boolean }> {
    let claimed = await this.claimed(key);
    let opened = claimed === '' ? null : await this.openedAt(claimed, key, build);
    for (let draws = 0; opened === null; draws += 1) {
      if (draws === MAX_REFERENCE_DRAWS) return this.exhausted(key, claimed);
      const reference = nextReference();
      const dossier = build(reference);
      [claimed] = await Promise.all([this.claim(key, claimed, reference), this.name(dossier, key)]);
      opened = claimed === reference ? await this.write(dossier, key) : await this.openedAt(claimed, key, build);
    }
    await this.confirm(opened);
    return opened;
  }

  async get(reference: string): Promise<Dossier | null> {
    const stored = await this.guard('reading a dossier', () => this.records.get(reference));
    return stored && isInForce(stored) ? toDossier(stored.value) : null;
  }

  async update(dossier: Dossier, expectedEvents: number, envois: readonly NewOutboxEntry[]): Promise<boolean> {
    return this.guard('updating a dossier', async () => {
      const { written } = await this.records.put(dossier.reference, inForce(expectedEvents), { version: inForce(dossier.evenements.length), value: dossier, index: indexOfDossier(dossier), envois });
      if (written) await this.connection.confirm();
      return written;
    });
  }

  async listAfter(mark: number, limit: number): Promise<{ dossiers: Dossier[]; suite: number | null }> {
    return this.guard('listing dossiers', async () => {
      const entries = await this.records.entries(after(padded(mark, RANK_DIGITS), 'r'), limit);
      const stored = await this.records.many(entries.map((entry) => partsOf(entry)[2] ?? ''));
      const last = entries.at(-1);
      return { dossiers: stored.filter(isInForce).map(({ value }) => toDossier(value)), suite: last === undefined || entries.length < limit ? null : Number(partsOf(last)[1]) };
    });
  }

  async listDue(today: string, limit: number): Promise<string[]> {
    return this.guard('listing the dossiers to look at', () => this.records.ids(upTo(today, 'd'), limit));
  }

  async listReferences(personne: string): Promise<string[]> {
    return this.guard('listing references', async () => (await this.ofPerson(personne)).filter(isInForce).map(({ id }) => id));
  }

  /** In force or archived, newest first. */
  async ofPerson(personne: string): Promise<Stored[]> {
    const { dossier } = await this.people.of(personne);
    const named = (await this.records.many(dossier)).filter((stored) => stored.version !== MINIMUM && dossierOf(stored).personne === personne);
    return named.sort((a, b) => (a.rank < b.rank ? 1 : -1));
  }

  async workload(service: string, sinceIso: string): Promise<{ ouverts: number; finalises: number }> {
    const sinceMs = Date.parse(sinceIso);
    if (Number.isNaN(sinceMs)) throw new CodedError('DATE_INVALIDE', 'workload: expected an ISO instant');
    return this.guard('measuring the workload', async () => {
      const [ouverts, finalises] = await Promise.all([
        this.records.count(allOf('o', service)), this.records.count(from(padded(Math.max(0, sinceMs), MS_DIGITS), 'f', service)),
      ]);
      return { ouverts, finalises };
    });
  }

  /** The key of a dossier that is not in force any more may open another. */
  async release(key: string, reference: string): Promise<void> {
    await this.claim(key, reference, '');
  }

  // ---------------------------------------------------------------- opening

  private async openedAt(reference: string, key: string, build: (reference: string) => Dossier): Promise<{ dossier: Dossier; created: boolean } | null> {
    const stored = await this.guard('opening a dossier', () => this.records.get(reference));
    if (stored !== null) return existing(stored, key);
    const dossier = build(reference);
    await this.name(dossier, key);
    return this.write(dossier, key);
  }

  private async name({ personne, reference }: Dossier, key: string): Promise<void> {
    await this.guard('opening a dossier', () => this.people.add(personne, ['conversation', conversationOf(key)], ['dossier', reference]));
  }

  /** @returns null when the reference is taken */
  private async write(dossier: Dossier, key: string): Promise<{ dossier: Dossier; created: boolean } | null> {
    const put = await this.guard('opening a dossier', () => this.records.put(dossier.reference, ABSENT, {
      version: inForce(dossier.evenements.length), value: dossier, index: indexOfDossier(dossier), note: key, envois: [openingEntry(dossier)],
    }));
    return put.written ? { dossier, created: true } : existing(put, key);
  }

  private async exhausted(key: string, claimed: string): Promise<never> {
    await this.claim(key, claimed, '');
    throw new CodedError('REFERENCE_EPUISEE', `${MAX_REFERENCE_DRAWS} references drawn, all taken`);
  }

  /** What was opened before, perhaps by a process that died before it could wait for the replicas, is waited for as well. */
  private async confirm({ dossier, created }: { dossier: Dossier; created: boolean }): Promise<void> {
    await this.guard('opening a dossier', () => (created ? this.connection.confirm() : this.connection.confirmRead(keyIn(shardOf(dossier.reference), 'sonde'))));
  }

  private claimed(key: string): Promise<string> {
    return this.guard('opening a dossier', async () => {
      const claimed = await this.connection.send('hget', conversationKeys(conversationOf(key)).claims, key);
      return claimed === null ? '' : text(claimed);
    });
  }

  private claim(key: string, expected: string, reference: string): Promise<string> {
    return this.guard('opening a dossier', async () => text(await this.connection.run(SCRIPTS.claim, [conversationKeys(conversationOf(key)).claims], [key, expected, reference])));
  }

  private guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    return this.connection.guard(doing, work);
  }
}

const existing = (stored: Pick<Stored, 'version' | 'value' | 'note'>, key: string): { dossier: Dossier; created: boolean } | null =>
  isInForce(stored) && stored.note === key ? { dossier: toDossier(stored.value), created: false } : null;

const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');
