import type { Connection } from './connection';
import { keyIn, shardOf } from './keys';
import { texts } from './replies';

const KINDS = { conversation: 'c', dossier: 'd', fichier: 'f' } as const;
export type Belonging = keyof typeof KINDS;

/**
 * What belongs to a person, in the person's shard: named before it is written, so that nothing of theirs can be out of reach of an
 * erasure. A name may point at nothing, or at what became somebody else's (the write failed): readers look. A sorted set is half as heavy as a set.
 */
export class People {
  constructor(private readonly connection: Connection) {}

  async add(personne: string, ...named: (readonly [Belonging, string])[]): Promise<void> {
    await this.connection.send('zadd', this.key(personne), ...named.flatMap(([kind, id]) => [0, `${KINDS[kind]}:${id}`]));
  }

  async remove(personne: string, kind: Belonging, id: string): Promise<void> {
    await this.connection.send('zrem', this.key(personne), `${KINDS[kind]}:${id}`);
  }

  /** Those of an erasure under way included. */
  async of(personne: string): Promise<Record<Belonging, string[]>> {
    const names = texts(await this.connection.send('zunion', 2, this.key(personne), this.leavingKey(personne)));
    const ofKind = (kind: Belonging): string[] => names.filter((name) => name.startsWith(`${KINDS[kind]}:`)).map((name) => name.slice(2)).sort();
    return { conversation: ofKind('conversation'), dossier: ofKind('dossier'), fichier: ofKind('fichier') };
  }

  key(personne: string): string {
    return keyIn(shardOf(personne), `personne:${personne}`);
  }

  leavingKey(personne: string): string {
    return keyIn(shardOf(personne), `effacement:${personne}`);
  }
}
