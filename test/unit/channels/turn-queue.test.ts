import { TurnQueue } from '../../../src/channels/turn-queue';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('TurnQueue', () => {
  it('runs a conversation’s turns one at a time, in order of arrival', async () => {
    const queue = new TurnQueue();
    const log: string[] = [];
    const turn = (name: string, ms: number) => queue.run('c', async () => {
      log.push(`${name}>`);
      await wait(ms);
      log.push(`<${name}`);
    });

    await Promise.all([turn('a', 20), turn('b', 1), turn('c', 5)]);

    expect(log.join(' ')).toBe('a> <a b> <b c> <c');
  });

  it('does not make conversations wait for each other', async () => {
    const queue = new TurnQueue();
    let end = (): void => undefined;
    const slow = queue.run('slow', () => new Promise<void>((resolve) => (end = resolve)));
    await queue.run('quick', () => wait(1));

    expect(queue.length('slow')).toBe(1);
    end();
    await slow;
  });

  it('goes on after a turn that failed, and tells only its caller', async () => {
    const queue = new TurnQueue();
    const failed = queue.run('c', () => Promise.reject(new Error('boum')));
    const next = queue.run('c', async () => 'suite');

    await expect(failed).rejects.toThrow('boum');
    expect(await next).toBe('suite');
  });

  it('leaves nothing behind', async () => {
    const queue = new TurnQueue();
    for (let i = 0; i < 100; i += 1) void queue.run(`c${i % 7}`, () => wait(1));
    expect([queue.size, queue.length('c0')]).toEqual([7, 15]);
    await queue.idle();
    await wait(0);

    expect([queue.size, queue.length('c0')]).toEqual([0, 0]);
  });
});
