import type { SessionGardee } from '../desk-store';
import type { Connection } from './connection';
import { keyIn } from './keys';
import { pack, unpack } from './packing';
import { bytes, integer, text } from './replies';
import { SCRIPTS } from './scripts';

const SESSIONS = keyIn(0, 'bureau:sessions');
const ENDS = keyIn(0, 'bureau:sessions-fin');
const SEEN = keyIn(0, 'bureau:sessions-vues');
const KEYS = [SESSIONS, ENDS, SEEN];

/** Sessions of the desk, together in one shard: as many as agents at work. */
export class RedisSessions {
  constructor(private readonly connection: Connection) {}

  async put({ cle, contenu, vuMs, finMs }: SessionGardee, nowMs: number): Promise<void> {
    await this.connection.run(SCRIPTS.deskSessionPut, KEYS, [cle, pack(contenu), vuMs, finMs, nowMs]);
  }

  async get(cle: string): Promise<SessionGardee | null> {
    const [stored, fin, seen] = await Promise.all([this.connection.send('hget', SESSIONS, cle), this.connection.send('zscore', ENDS, cle), this.connection.send('zscore', SEEN, cle)]);
    // closed between two of these reads
    if (stored === null || fin === null || seen === null) return null;
    return { cle, contenu: unpack(bytes(stored)), vuMs: Number(text(seen)), finMs: Number(text(fin)) };
  }

  /** Without effect on a session that is not there. */
  async touch(cle: string, vuMs: number): Promise<void> {
    await this.connection.send('zadd', SEEN, 'XX', vuMs, cle);
  }

  async drop(cle: string): Promise<void> {
    await this.connection.run(SCRIPTS.deskSessionDrop, KEYS, [cle]);
  }

  async count(sinceMs: number): Promise<number> {
    return integer(await this.connection.send('zcount', SEEN, sinceMs, '+inf'));
  }
}
