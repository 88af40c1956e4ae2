import { CodedError } from '../../src/domain/errors';
import type { ReviewEntry } from '../../src/domain/review';
import type { DeskStore } from '../../src/stores/desk-store';
import type { RetentionStore } from '../../src/stores/retention-store';
import { memoryCallDrafts } from './memory-call-drafts';
import { memoryCoefficients } from './memory-coefficients';
import { memoryCounters } from './memory-counters';
import { memoryLive, memoryTurns, type PendingRow } from './memory-turns';
import { memoryThreads } from './memory-threads';
import type { Store, StoredFile } from '../../src/stores/store';
import type { TranscriptRow } from '../../src/stores/turn-store';

/** Transcripts and files in memory: what channel tests need of a Store, and a switch to make it fail. */
export function memoryStore(): Store & { down: boolean; closed: boolean } {
  const owners = new Map<string, string>();
  const rows = new Map<string, PendingRow[]>();
  const files = new Map<string, { file: StoredFile; bytes: Uint8Array }>();
  const reviews = new Map<string, ReviewEntry>();
  const dropReviews = (isOld: (entry: ReviewEntry) => boolean): void => {
    for (const entry of [...reviews.values()]) if (isOld(entry)) reviews.delete(entry.id);
  };
  const append = (conversation: string, { id, activity }: TranscriptRow, pending: boolean): { seq: number; created: boolean } => {
    const list = rows.get(conversation) ?? [];
    const known = list.find((row) => row.id === id);
    if (known) return { seq: known.seq, created: false };
    list.push({ seq: list.length + 1, id, activity: JSON.stringify(activity), pending });
    rows.set(conversation, list);
    return { seq: list.length, created: true };
  };
  const absent = (): never => {
    throw new Error('not part of the channel store');
  };
  const store = {
    down: false,
    closed: false,
    ping: async () => up(),
    close: async () => void (store.closed = true),
    createConversation: async (conversation: string, personne: string) => {
      up();
      if (owners.has(conversation)) return 'exists' as const;
      owners.set(conversation, personne);
      rows.set(conversation, []);
      return 'created' as const;
    },
    conversationOwner: async (conversation: string) => (up(), owners.get(conversation) ?? null),
    appendActivity: async (conversation: string, id: string, activity: unknown, pending: boolean) => (up(), append(conversation, { id, activity }, pending)),
    appendReplies: async (conversation: string, replies: readonly TranscriptRow[]) => {
      up();
      for (const reply of replies) append(conversation, reply, false);
    },
    readActivities: async (conversation: string, afterSeq: number, limit: number) => {
      up();
      return (rows.get(conversation) ?? []).filter((row) => row.seq > afterSeq).slice(0, limit).map(({ seq, activity }) => ({ seq, activity: JSON.parse(activity) as unknown }));
    },
    turns: memoryTurns(rows, append, up),
    live: memoryLive(),
    putFile: async (file: StoredFile, bytes: Uint8Array) => void files.set(file.id, { file, bytes }),
    getFile: async (id: string) => files.get(id) ?? null,
    deleteFiles: async (ids: string[]) => ids.forEach((id) => files.delete(id)),
    fileUsage: async () => ({ fichiers: 0, octets: 0 }),
    quarantinedFiles: async () => [],
    releaseFile: absent,
    putReview: async (entry: ReviewEntry, oldestDay: string) => {
      up();
      dropReviews(({ jour }) => jour < oldestDay);
      reviews.set(entry.id, structuredClone(entry));
    },
    listReviews: async (oldestDay: string) => {
      up();
      dropReviews(({ jour }) => jour < oldestDay);
      return [...reviews.values()].sort((a, b) => (a.jour + a.id < b.jour + b.id ? -1 : 1));
    },
    deleteReviews: async (ids: readonly string[]) => dropReviews(({ id }) => ids.includes(id)),
    forgetReviews: async (conversation: string) => dropReviews((entry) => entry.conversation === conversation),
    loadState: absent, saveState: absent, openDossier: absent, getDossier: absent, updateDossier: absent, listDossiers: absent, listDue: async () => [], listReferences: absent,
    retention: { ...absentRetention(absent), logAccess: async () => up() },
    ...memoryCoefficients(),
    switches: { fermetures: async () => [], close: absent, open: absent },
    threads: memoryThreads(),
    callDrafts: memoryCallDrafts(),
    counters: memoryCounters(),
    desk: absentDesk(absent),
    outboxState: async () => (up(), { enAttente: 0, plusAncien: null }),
    workload: absent, takeOutbox: async () => [], ackOutbox: absent, postponeOutbox: absent, putOutbox: absent,
  };
  return store;

  function up(): void {
    if (store.down) throw new CodedError('STOCKAGE_INDISPONIBLE', 'test');
  }
}

/** A channel only writes that a file was read. */
const absentRetention = (absent: () => never): RetentionStore => ({
  countExpired: absent, listIdleDrafts: absent, deleteIdleConversations: absent, deleteClosedFiles: absent, archiveDossiers: absent, deleteArchives: absent,
  deleteOldReviews: absent, deleteAccesses: absent, ownerOf: absent, readPerson: absent, erasePerson: absent, listMinimums: absent, forgetConversation: absent,
  settleErasure: absent, logAccess: absent, listAccesses: absent, takeTask: async () => false, finishTask: absent,
});

/** No channel opens the desk. */
const absentDesk = (absent: () => never): DeskStore => ({
  listQueue: absent, countQueue: absent, takeClaim: absent, giveClaim: absent, dropClaim: absent, claimOf: absent, markRead: absent, readers: absent, putAgent: absent,
  listAgents: absent, putSession: absent, getSession: absent, touchSession: absent, deleteSession: absent, countSessions: absent, describeFiles: absent, searchAccesses: absent,
});
