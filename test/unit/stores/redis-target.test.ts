import { redisTarget } from '../../../src/stores/redis/target';

describe('redisTarget', () => {
  it.each([
    ['redis://localhost', { kind: 'single', node: { host: 'localhost', port: 6_379 }, db: 0, tls: false }],
    ['rediss://user:p%40ss@redis.exemple.fr:6380/2', { kind: 'single', node: { host: 'redis.exemple.fr', port: 6_380 }, db: 2, tls: true, username: 'user', password: 'p@ss' }],
    ['redis://:secret@[::1]:7000', { kind: 'single', node: { host: '::1', port: 7_000 }, db: 0, tls: false, password: 'secret' }],
    ['redis+sentinel://a:26380,b/1?name=principal', { kind: 'sentinel', sentinels: [{ host: 'a', port: 26_380 }, { host: 'b', port: 26_379 }], name: 'principal', db: 1, tls: false }],
    ['rediss+sentinel://:x@a/0?name=m&sentinelPassword=y', { kind: 'sentinel', sentinels: [{ host: 'a', port: 26_379 }], name: 'm', db: 0, tls: true, password: 'x', sentinelPassword: 'y' }],
    ['redis+cluster://a:7000,b:7001,c:7002', { kind: 'cluster', nodes: [{ host: 'a', port: 7_000 }, { host: 'b', port: 7_001 }, { host: 'c', port: 7_002 }], tls: false }],
  ])('reads %s', (url, expected) => {
    expect(redisTarget(url)).toEqual(expected);
  });

  it.each(['', 'http://localhost', 'redis://', 'redis://a,b', 'redis+sentinel://a', 'redis+cluster://a:b', 'redis://a:99999', 'redis+autre://a', 'redis://%zz:%zz@a'])('refuses %j', (url) => {
    expect(() => redisTarget(url)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALIDE' }));
  });

  it('never repeats a password in an error', () => {
    expect(() => redisTarget('redis://:mot-de-passe@a,b')).toThrow(expect.not.objectContaining({ message: expect.stringContaining('mot-de-passe') }));
  });
});
