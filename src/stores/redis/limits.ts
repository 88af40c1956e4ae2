import { z } from 'zod';
import type { LimitStore } from '../limit-store';
import type { Connection } from './connection';
import { keyIn, shardOf } from './keys';
import { SCRIPTS } from './scripts';

const counted = z.tuple([z.number(), z.number()]);

export class RedisLimits implements LimitStore {
  constructor(private readonly connection: Connection) {}

  count(key: string, points: number, windowSeconds: number): Promise<{ total: number; remainingMs: number }> {
    return this.connection.guard('counting', async () => {
      const [total, remainingMs] = counted.parse(await this.connection.run(SCRIPTS.limitCount, [keyIn(shardOf(key), `limite:${key}`)], [points, windowSeconds]));
      return { total, remainingMs };
    });
  }
}
