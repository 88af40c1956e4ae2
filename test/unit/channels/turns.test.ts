import { Turns, type Answering, type Message } from '../../../src/channels/turns';
import { CodedError } from '../../../src/domain/errors';
import type { Logger } from '../../../src/ops/log';
import type { Store } from '../../../src/stores/store';
import type { TranscriptRow, TurnStore } from '../../../src/stores/turn-store';
import { memoryStore } from '../../support/memory-store';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const away = (): CodedError => new CodedError('STOCKAGE_INDISPONIBLE', 'test');

describe('turns of a channel', () => {
  let store: ReturnType<typeof memoryStore>;
  let logged: [string, Record<string, unknown>][];
  let answered: string[];
  let told: string[];
  let shown: string[];
  const opened: Turns[] = [];

  beforeEach(() => {
    store = memoryStore();
    [logged, answered, told, shown] = [[], [], [], []];
  });
  afterEach(() => opened.splice(0).forEach((turns) => turns.stopTaking()));

  function turnsOf(holder = 'moi', answering: Partial<Answering> = {}, over: Partial<Store> = store): Turns {
    const write = (fields: Record<string, unknown>, event: string): void => void logged.push([event, fields]);
    const log: Logger = { debug: () => undefined, info: write, warn: write, error: write };
    const turns = new Turns({
      store: { ...store, ...over }, holder, log, leaseMs: 300, waitMs: 200, sweepMs: 20, turnMaxMs: 2_000,
      answering: {
        answer: async ({ id }) => done(id), answered: (conversation) => void shown.push(conversation), delayed: ({ id }) => void told.push(`attente ${id}`),
        abandoned: ({ id }) => (told.push(`panne ${id}`), [{ id: `${id}|panne`, activity: { text: 'panne' } }]), ...answering,
      },
    });
    opened.push(turns);
    return turns;
  }

  /** Answered by one reply. */
  const done = (id: string): TranscriptRow[] => {
    answered.push(id);
    return [{ id: `${id}|0`, activity: { text: `réponse à ${id}` } }];
  };
  const received = async (...ids: string[]): Promise<void> => {
    for (const id of ids) await store.appendActivity('c', id, { text: id }, true);
  };
  const events = (): string[] => logged.map(([event]) => event);

  describe('what is kept', () => {
    it('is answered in order, then the conversation is let go', async () => {
      await received('a1', 'a2', 'a3');

      await turnsOf().drain('c');

      expect(answered).toEqual(['a1', 'a2', 'a3']);
      await expect(store.turns.hold('c', 'autre', 1)).resolves.toMatchObject({ kind: 'held' });
    });

    it('is kept and taken in one step, then answered; its replies are kept before they are shown', async () => {
      const turns = turnsOf();

      await expect(turns.accept('c', { id: 'a1', activity: { text: 'a1' } })).resolves.toMatchObject({ seq: 1, created: true });
      await turns.idle();

      expect([answered, shown]).toEqual([['a1'], ['c']]);
      expect((await store.readActivities('c', 0, 10)).map(({ activity }) => activity)).toEqual([{ text: 'a1' }, { text: 'réponse à a1' }]);
    });

    it('waits behind the turn that runs, and is kept at once', async () => {
      let end = (): void => undefined;
      const turns = turnsOf('moi', { answer: async ({ id }) => (id === 'a1' ? new Promise((resolve) => (end = () => resolve(done(id)))) : done(id)) });
      await turns.accept('c', { id: 'a1', activity: {} });

      await expect(turns.accept('c', { id: 'a2', activity: {} })).resolves.toMatchObject({ seq: 2 });
      expect(answered).toEqual([]);
      end();
      await turns.idle();

      expect(answered).toEqual(['a1', 'a2']);
    });

    it('is refused when it cannot be kept: nothing of it is left, and what comes next is answered', async () => {
      const turns = turnsOf();
      store.down = true;
      await expect(turns.accept('c', { id: 'a1', activity: {} })).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      store.down = false;
      await turns.accept('c', { id: 'a2', activity: {} });
      await turns.idle();

      expect([answered, told, events()]).toEqual([['a2'], [], []]);
    });

    it('is left to the others by a process that stops', async () => {
      const turns = turnsOf();
      turns.stopTaking();
      await turns.accept('c', { id: 'a1', activity: {} });
      await turns.idle();

      expect(answered).toEqual([]);
      await expect(store.turns.waiting(10)).resolves.toEqual(['c']);
    });

    it('is given again when another process has taken the conversation meanwhile: none of its replies is kept or shown', async () => {
      await received('a1');
      await turnsOf('moi', { answer: async ({ id, hold }) => (await store.turns.release('c', hold), await store.turns.take('c', 'autre', 1_000), done(id)) }).drain('c');

      expect([shown, events()]).toEqual([[], ['tour-perdu']]);
      await expect(store.readActivities('c', 1, 10)).resolves.toEqual([]);
    });

    it('is left to the one that holds the conversation', async () => {
      await received('a1');
      await store.turns.take('c', 'autre', 1_000);

      await turnsOf().drain('c');

      expect(answered).toEqual([]);
    });

    it('is taken by the sweep when nobody answers it, and once only', async () => {
      await received('a1');
      const swept = jest.fn();

      turnsOf('un').startSweep(swept);
      turnsOf('deux').startSweep(swept);
      await wait(100);

      expect(answered).toEqual(['a1']);
      expect(swept.mock.calls.length).toBeGreaterThan(2);
      expect(events()).toContain('tours-repris');
    });

    it('is not taken by another while a turn lasts longer than the lease', async () => {
      await received('a1');
      turnsOf('deux').startSweep(() => undefined);
      await turnsOf('un', { answer: async ({ id }) => (await wait(900), done(`un ${id}`)) }).drain('c');

      expect(answered).toEqual(['un a1']);
    });

    it('is handed over with the number of the hold', async () => {
      await received('a1', 'a2');
      const holds: number[] = [];

      await turnsOf('moi', { answer: async ({ hold }) => (holds.push(hold), []) }).drain('c');

      expect(new Set(holds).size).toBe(1);
      expect(holds[0]).toEqual(expect.any(Number));
    });
  });

  describe('a message that fails', () => {
    it('waits for a store that is away as long as it takes; that is told once, and the next ones wait behind', async () => {
      let down = true;
      await received('a1', 'a2');
      turnsOf('moi', { answer: async ({ id }) => (down ? Promise.reject(away()) : done(id)) }).startSweep(() => undefined);

      await wait(300);
      expect([answered, told]).toEqual([[], ['attente a1']]);
      down = false;
      await wait(100);

      expect(answered).toEqual(['a1', 'a2']);
      expect(told).toEqual(['attente a1']);
    });

    it('is looked at when the store settled it without saying so: its replies wait for nobody', async () => {
      await received('a1');
      const next: TurnStore['next'] = async (...settled) => (await store.turns.next(...settled), Promise.reject(away()));

      await turnsOf('moi', {}, { turns: { ...store.turns, next } }).drain('c');

      expect([answered, shown]).toEqual([['a1'], ['c']]);
      await expect(store.readActivities('c', 1, 10)).resolves.toHaveLength(1);
      await expect(store.turns.waiting(10)).resolves.toEqual([]);
    });

    it('is told to be late, once, when the store goes away before it is taken', async () => {
      await received('a1');
      const turns = turnsOf();
      store.down = true;

      await turns.drain('c', 'a1');
      await turns.drain('c', 'a1');
      store.down = false;
      await turns.drain('c');

      expect([told, answered]).toEqual([['attente a1'], ['a1']]);
    });

    it('five times for another reason is given up, said, and blocks nobody', async () => {
      let tries = 0;
      await received('a1', 'a2');
      const answer = async ({ id }: Message): Promise<TranscriptRow[]> => (id === 'a1' ? (tries++, Promise.reject(new Error('boum'))) : done(id));
      turnsOf('moi', { answer }).startSweep(() => undefined);

      await wait(400);

      expect([tries, told, answered]).toEqual([5, ['attente a1', 'panne a1'], ['a2']]);
      expect((await store.readActivities('c', 2, 10)).map(({ activity }) => activity)).toEqual([{ text: 'panne' }, { text: 'réponse à a2' }]);
      expect(events().filter((event) => event === 'tour-abandonne')).toHaveLength(1);
    });

    it('taken over by another process is left to it, without a word', async () => {
      await received('a1');

      await turnsOf('moi', { answer: () => Promise.reject(new CodedError('TOUR_PERDU', 'test')) }).drain('c');

      expect(told).toEqual([]);
      expect(events()).toEqual(['tour-perdu']);
    });

    it('does not hold the conversation for ever when its turn hangs', async () => {
      await received('a1', 'a2');
      let first = true;
      const answer = async ({ id }: Message): Promise<TranscriptRow[]> => (first ? ((first = false), new Promise(() => undefined)) : done(id));
      turnsOf('moi', { answer }).startSweep(() => undefined);

      await wait(2_300);

      expect(answered).toEqual(['a1', 'a2']);
      expect(logged.find(([event]) => event === 'tour-non-termine')?.[1]).toMatchObject({ error: { code: 'TOUR_TROP_LONG' } });
    });

    it('leaves no trace of what a person wrote in the log', async () => {
      await store.appendActivity('c', 'a1', { text: 'je suis malade' }, true);

      await turnsOf('moi', { answer: () => Promise.reject(new Error('x')) }).drain('c');

      expect(JSON.stringify(logged)).not.toContain('malade');
    });
  });

  describe('what is not kept', () => {
    it('runs in order with what is, and gives its result', async () => {
      await received('a1');
      const turns = turnsOf('moi', { answer: async ({ id }) => (await wait(30), done(id)) });

      const [, result] = await Promise.all([turns.drain('c'), turns.run('c', async () => answered.push('alerte'))]);

      expect([answered, result]).toEqual([['a1', 'alerte'], 2]);
    });

    it('waits for another process, which lets the conversation go', async () => {
      const taken = await store.turns.hold('c', 'autre', 1_000);
      setTimeout(() => void store.turns.release('c', taken.kind === 'held' ? taken.hold : 0), 60);

      await expect(turnsOf().run('c', async () => 'fait')).resolves.toBe('fait');
      await expect(store.turns.hold('c', 'encore', 1)).resolves.toMatchObject({ kind: 'held' });
    });

    it('is refused after a bounded wait, with a moment to come back; the log says who holds it and since when', async () => {
      await store.turns.hold('c', 'instance-lente', 20_000);

      await expect(turnsOf().run('c', async () => 'fait')).rejects.toMatchObject({ code: 'CONVERSATION_OCCUPEE', retryAfterMs: 2_000 });

      // refused while the other still held it
      await expect(store.turns.hold('c', 'autre', 1)).resolves.toMatchObject({ kind: 'busy' });
      expect(logged).toEqual([['conversation-occupee', { conversation: 'c', par: 'instance-lente', depuisMs: expect.any(Number) }]]);
    });

    it('lets the conversation go when it fails', async () => {
      await expect(turnsOf().run('c', () => Promise.reject(new Error('boum')))).rejects.toThrow('boum');

      await expect(store.turns.hold('c', 'autre', 1)).resolves.toMatchObject({ kind: 'held' });
    });
  });

  describe('a process that stops', () => {
    it('ends what it runs, and leaves what waits to the others at once', async () => {
      await received('a1', 'a2');
      const leaves = turnsOf('part', { answer: async ({ id }) => (await wait(60), done(`part ${id}`)) });
      const drained = leaves.drain('c');
      await wait(20);

      leaves.stopTaking();
      await drained;
      await turnsOf('reste', { answer: async ({ id }) => done(`reste ${id}`) }).drain('c');

      expect(answered).toEqual(['part a1', 'reste a2']);
    });

    it('gives up what does not end in time', async () => {
      await received('a1');
      const leaves = turnsOf('part', { answer: () => wait(600).then(() => []) });
      void leaves.drain('c');
      await wait(20);

      leaves.stopTaking();
      await leaves.giveUp();
      await turnsOf('reste').drain('c');

      expect(answered).toEqual(['a1']);
    });
  });
});
