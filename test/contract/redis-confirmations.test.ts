import { confirmations } from '../bench/confirmations/run';

describe('confirmations while processes and Redis are killed, each write flushed', () => {
  it('loses none, opens none twice, leaves none out of reach, delivers each', async () => {
    const figures = await confirmations({ count: 1_500, appendfsync: 'always', killEveryMs: 1_500, redisKills: 1 });

    expect(figures).toMatchObject({ confirmees: 1_500, perdus: 0, doubles: 0, gardes: 1_500, orphelins: 0, envoisNonRemis: 0, redisTue: 1 });
    expect(figures.processusTues).toBeGreaterThan(0);
  }, 120_000);
});
