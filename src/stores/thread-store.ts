/**
 * A thread: a conversation of the Bot Framework as the channel knows it. `adresse` is what the channel needs to be answered later
 * (a conversation reference, without anybody's name). `injoignableLe` (ISO): the channel refused a message; `null` while it takes them.
 */
export type Thread = { conversation: string; personne: string; adresse: unknown; vuLe: string; injoignableLe: string | null };

/** Where conversations are answered when nobody asked, what was greeted, and which cards were used. They go with their conversation. */
export interface ThreadStore {
  /** Somebody spoke there: what was known is replaced, and the thread can be reached again. */
  saveThread(thread: Omit<Thread, 'injoignableLe'>): Promise<void>;
  findThread(conversation: string): Promise<Thread | null>;
  /** @returns true the first time, so that it is said once */
  markUnreachable(conversation: string, at: string): Promise<boolean>;

  /** Whether the welcome was said since the last installation. */
  wasWelcomed(conversation: string): Promise<boolean>;
  /** Without effect on a thread that is not known. */
  setWelcomed(conversation: string, welcomed: boolean): Promise<void>;

  /** The turn that used this card and when (ISO); `null` while it can be used. */
  cardUse(conversation: string, carte: string): Promise<{ tour: string; at: string } | null>;
  /** The first use stays. */
  useCard(conversation: string, carte: string, tour: string, at: string): Promise<void>;
}
