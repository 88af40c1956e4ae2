import { startRedis, type RedisServer } from '../support/redis-server';
import { redisContracts } from './redis-contracts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

redisContracts('redis', () => ({ url: server.url, flush: () => void server.cli('flushall') }));
