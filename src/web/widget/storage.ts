import type { OutgoingActivity } from './activity';

/** The conversation kept on this device, so that a reload or a new tab goes on with it. */
export type StoredSession = {
  conversationId: string;
  token: string;
  /** Proves to the server that this device owns the conversation, when the token has expired. */
  reprise: string;
  userId: string;
  /** ms since epoch. */
  obtainedAt: number;
  /** seconds. */
  expiresIn: number;
  /** The server knows the conversation: reconnect to it instead of starting it. */
  started: boolean;
  /** The site around vouches for the person: only the conversation's name is kept on this device. */
  identifie?: boolean;
  /** Last activity shown: what a replay brings after it is new to the person. */
  lastId?: string;
};

type Shape = {
  session: StoredSession;
  attente: OutgoingActivity[];
  brouillon: string;
  ouvert: boolean;
  /** The conversation that the easy page already put in its mode. */
  facile: string;
};

/**
 * localStorage under one prefix per server; memory when the browser forbids it (private mode, third-party frames).
 */
export class Storage {
  private readonly memory = new Map<string, string>();
  private readonly prefix: string;

  constructor(serveur: string) {
    this.prefix = `aiguillage:${serveur}:`;
  }

  read<K extends keyof Shape>(key: K): Shape[K] | undefined {
    const raw = this.rawRead(this.prefix + key);
    if (raw === null) return undefined;
    try {
      return JSON.parse(raw) as Shape[K];
    } catch {
      return undefined;
    }
  }

  write<K extends keyof Shape>(key: K, value: Shape[K]): void {
    const raw = JSON.stringify(value);
    this.memory.set(this.prefix + key, raw);
    try {
      localStorage.setItem(this.prefix + key, raw);
    } catch {
      // full or forbidden: the memory copy serves until the page closes
    }
  }

  remove(...keys: (keyof Shape)[]): void {
    for (const key of keys) {
      this.memory.delete(this.prefix + key);
      try {
        localStorage.removeItem(this.prefix + key);
      } catch {
        // same
      }
    }
  }

  clear(): void {
    this.remove('session', 'attente', 'brouillon', 'ouvert', 'facile');
  }

  private rawRead(key: string): string | null {
    try {
      return localStorage.getItem(key) ?? this.memory.get(key) ?? null;
    } catch {
      return this.memory.get(key) ?? null;
    }
  }
}

/** A random id for what this person sends: the same message sent twice keeps it. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
