import { setTimeout as after } from 'node:timers/promises';
import type { Store } from '../../src/stores/store';
import type { LiveNotice, Taken, TranscriptRow } from '../../src/stores/turn-store';

/**
 * What every store must do of turns (src/stores/turn-store.ts). `open` gives two stores opened on the same empty data, as two
 * processes would; `cleanup` closes both and deletes everything.
 */
export type OpenedPair = { one: Store; other: Store; cleanup: () => Promise<void> };

const LONG_MS = 30_000;
const SHORT_MS = 500;
/** Past a short lease, on a machine that is busy. */
const PAST_SHORT_MS = 900;
const NOTICE_MS = 5_000;

export function turnContract(name: string, open: () => Promise<OpenedPair>): void {
  describe(`turn contract: ${name}`, () => {
    let opened: OpenedPair;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      opened = await open();
      ({ one, other } = opened);
    });
    afterEach(() => opened.cleanup());

    const received = async (store: Store, conversation: string, ...ids: string[]): Promise<void> => {
      for (const id of ids) await store.appendActivity(conversation, id, { text: id }, true);
    };

    describe('taking', () => {
      it('gives the oldest message not answered yet, whatever the instance that received it', async () => {
        await received(other, 'c', 'a1', 'a2');

        await expect(one.turns.take('c', 'un', LONG_MS)).resolves.toEqual({ kind: 'turn', hold: expect.any(Number), id: 'a1', seq: 1, activity: { text: 'a1' } });
      });

      it('holds nothing when there is nothing to answer', async () => {
        await one.appendActivity('c', 'reponse', { text: 'bonjour' }, false);

        await expect(one.turns.take('c', 'un', LONG_MS)).resolves.toEqual({ kind: 'none' });
        await expect(other.turns.hold('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'held' });
      });

      it('says who holds the conversation, and for how long', async () => {
        await received(one, 'c', 'a1');
        await one.turns.take('c', 'instance-un', LONG_MS);
        await after(30);

        const refused = await other.turns.take('c', 'instance-deux', LONG_MS);

        expect(refused).toEqual({ kind: 'busy', by: 'instance-un', sinceMs: expect.any(Number) });
        expect(refused.kind === 'busy' ? refused.sinceMs : -1).toBeGreaterThanOrEqual(20);
        expect(refused.kind === 'busy' ? refused.sinceMs : -1).toBeLessThan(NOTICE_MS);
      });

      it('lets one of twenty through, whatever their name', async () => {
        await received(one, 'c', 'a1');

        const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).turns.take('c', `p${i % 3}`, LONG_MS)));

        expect(taken.filter(({ kind }) => kind === 'turn')).toHaveLength(1);
        expect(taken.filter(({ kind }) => kind === 'busy')).toHaveLength(19);
      });

      it('holds conversations apart', async () => {
        await received(one, 'c', 'a1');
        await received(one, 'd', 'a1');

        await expect(one.turns.take('c', 'un', LONG_MS)).resolves.toMatchObject({ kind: 'turn' });
        await expect(other.turns.take('d', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1' });
      });
    });

    describe('accepting', () => {
      const said = (id: string): TranscriptRow => ({ id, activity: { text: id } });

      it('keeps a message and takes its conversation in one step', async () => {
        await expect(one.turns.accept('c', said('a1'), 'un', LONG_MS)).resolves.toEqual({ seq: 1, created: true, taken: { kind: 'turn', hold: expect.any(Number), id: 'a1', seq: 1, activity: { text: 'a1' } } });

        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'busy', by: 'un' });
        await expect(other.readActivities('c', 0, 10)).resolves.toEqual([{ seq: 1, activity: { text: 'a1' } }]);
      });

      it('keeps it for whoever holds the conversation', async () => {
        const first = await one.turns.accept('c', said('a1'), 'un', LONG_MS);

        await expect(other.turns.accept('c', said('a2'), 'deux', LONG_MS)).resolves.toEqual({ seq: 2, created: true, taken: { kind: 'busy', by: 'un', sinceMs: expect.any(Number) } });
        await expect(one.turns.next('c', holdOf(first.taken), 'a1', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a2', seq: 2 });
      });

      it('gives what waited before it first', async () => {
        await received(other, 'c', 'a1');

        await expect(one.turns.accept('c', said('a2'), 'un', LONG_MS)).resolves.toMatchObject({ seq: 2, created: true, taken: { kind: 'turn', id: 'a1', seq: 1 } });
      });

      it('takes an answered message for what it is when it comes again', async () => {
        const { taken } = await one.turns.accept('c', said('a1'), 'un', LONG_MS);
        await one.turns.next('c', holdOf(taken), 'a1', LONG_MS);

        await expect(other.turns.accept('c', { id: 'a1', activity: { text: 'autre' } }, 'deux', LONG_MS)).resolves.toEqual({ seq: 1, created: false, taken: { kind: 'none' } });
        await expect(one.turns.hold('c', 'un', LONG_MS)).resolves.toMatchObject({ kind: 'held' });
        await expect(one.readActivities('c', 0, 10)).resolves.toEqual([{ seq: 1, activity: { text: 'a1' } }]);
      });

      it('lets one of twenty through, and keeps every message', async () => {
        const accepted = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).turns.accept('c', said(`a${i}`), `p${i}`, LONG_MS)));

        expect(accepted.filter(({ taken }) => taken.kind === 'turn')).toHaveLength(1);
        expect(accepted.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      });
    });

    describe('answering', () => {
      it('keeps the replies in their order as it settles the message', async () => {
        await received(one, 'c', 'a1', 'a2');
        const taken = await one.turns.take('c', 'un', LONG_MS);
        await other.appendReplies('c', [{ id: 'a1|0', activity: { text: 'déjà dit' } }]);

        const next = await one.turns.next('c', holdOf(taken), 'a1', LONG_MS, [{ id: 'a1|0', activity: { text: 'un' } }, { id: 'a1|1', activity: { text: 'deux' } }, { id: 'a1|2', activity: { text: 'trois' } }]);

        expect(next).toMatchObject({ kind: 'turn', id: 'a2' });
        expect((await other.readActivities('c', 2, 10)).map(({ seq, activity }) => [seq, activity])).toEqual([[3, { text: 'déjà dit' }], [4, { text: 'deux' }], [5, { text: 'trois' }]]);
      });

      it('settles nothing when its replies cannot be kept', async () => {
        await received(one, 'c', 'a1');
        const taken = await one.turns.take('c', 'un', LONG_MS);

        await expect(one.turns.next('c', holdOf(taken), 'a1', LONG_MS, [{ id: 'a1|0', activity: { text: 'un' } }, { id: 'a1|1', activity: { n: 1n } }])).rejects.toThrow();
        await one.turns.release('c', holdOf(taken));

        await expect(one.readActivities('c', 1, 10)).resolves.toEqual([]);
        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1' });
      });

      it('goes from one message to the next in the order of their arrival, then lets the conversation go', async () => {
        await received(one, 'c', 'a1', 'a2');
        await received(other, 'c', 'a3');
        const first = await one.turns.take('c', 'un', LONG_MS);

        const second = await one.turns.next('c', holdOf(first), 'a1', LONG_MS);
        const third = await one.turns.next('c', holdOf(first), 'a2', LONG_MS);
        const end = await one.turns.next('c', holdOf(first), 'a3', LONG_MS);

        expect([first, second, third].map((taken) => taken.kind === 'turn' && [taken.id, taken.seq])).toEqual([['a1', 1], ['a2', 2], ['a3', 3]]);
        expect([second, third].map((taken) => (taken.kind === 'turn' ? taken.hold : null))).toEqual([holdOf(first), holdOf(first)]);
        expect(end).toEqual({ kind: 'none' });
        await expect(other.turns.hold('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'held' });
      });

      it('does not give an answered message again, even when it comes twice', async () => {
        await received(one, 'c', 'a1');
        const taken = await one.turns.take('c', 'un', LONG_MS);
        await one.turns.next('c', holdOf(taken), 'a1', LONG_MS);

        await received(other, 'c', 'a1');

        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toEqual({ kind: 'none' });
        await expect(other.turns.waiting(10)).resolves.toEqual([]);
      });

      it('gives the same message again to whoever comes after a release', async () => {
        await received(one, 'c', 'a1');
        const taken = await one.turns.take('c', 'un', LONG_MS);

        await one.turns.release('c', holdOf(taken));

        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1' });
      });

      it('sees a message that arrived meanwhile', async () => {
        await received(one, 'c', 'a1');
        const taken = await one.turns.take('c', 'un', LONG_MS);
        await received(other, 'c', 'a2');
        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'busy' });

        await expect(one.turns.next('c', holdOf(taken), 'a1', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a2' });
      });
    });

    describe('a hold', () => {
      it('is for something else than a message too', async () => {
        await received(one, 'c', 'a1');
        const held = await other.turns.hold('c', 'alerte', LONG_MS);

        expect(held).toEqual({ kind: 'held', hold: expect.any(Number) });
        await expect(one.turns.take('c', 'un', LONG_MS)).resolves.toMatchObject({ kind: 'busy', by: 'alerte' });
        await expect(one.turns.hold('c', 'un', LONG_MS)).resolves.toMatchObject({ kind: 'busy', by: 'alerte' });
        await other.turns.release('c', holdOf(held));
        await expect(one.turns.take('c', 'un', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a1' });
      });

      it('has a greater number each time the conversation is taken', async () => {
        const numbers: number[] = [];
        for (let i = 0; i < 4; i++) {
          const store = i % 2 ? one : other;
          const held = await store.turns.hold('c', 'un', LONG_MS);
          numbers.push(holdOf(held));
          await store.turns.release('c', holdOf(held));
        }

        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      });

      it('ends with its lease', async () => {
        await received(one, 'c', 'a1');
        const late = await one.turns.take('c', 'un', SHORT_MS);
        await expect(other.turns.take('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'busy' });

        await after(PAST_SHORT_MS);
        const taken = await other.turns.take('c', 'deux', LONG_MS);

        expect(taken).toMatchObject({ kind: 'turn', id: 'a1' });
        expect(holdOf(taken)).toBeGreaterThan(holdOf(late));
      });

      it('lasts while it is renewed', async () => {
        const held = await one.turns.hold('c', 'un', SHORT_MS * 4);
        for (let i = 0; i < 6; i++) {
          await after(SHORT_MS);
          await expect(one.turns.renew('c', holdOf(held), SHORT_MS * 4)).resolves.toBe(true);
        }

        await expect(other.turns.hold('c', 'deux', LONG_MS)).resolves.toMatchObject({ kind: 'busy', by: 'un' });
      });

      it('does nothing more once another has the conversation: what it settles, renews or releases is refused', async () => {
        await received(one, 'c', 'a1', 'a2');
        const late = await one.turns.take('c', 'un', SHORT_MS);
        await after(PAST_SHORT_MS);
        const taken = await other.turns.take('c', 'deux', LONG_MS);

        await expect(one.turns.next('c', holdOf(late), 'a1', LONG_MS, [{ id: 'a1|0', activity: { text: 'trop tard' } }])).resolves.toEqual({ kind: 'lost' });
        await expect(one.turns.renew('c', holdOf(late), LONG_MS)).resolves.toBe(false);
        await one.turns.release('c', holdOf(late));
        await expect(one.readActivities('c', 2, 10)).resolves.toEqual([]);

        await expect(one.turns.hold('c', 'trois', LONG_MS)).resolves.toMatchObject({ kind: 'busy', by: 'deux' });
        await expect(other.turns.next('c', holdOf(taken), 'a1', LONG_MS)).resolves.toMatchObject({ kind: 'turn', id: 'a2' });
      });

      it('does nothing more once given back', async () => {
        await received(one, 'c', 'a1');
        const taken = await one.turns.take('c', 'un', LONG_MS);
        await one.turns.release('c', holdOf(taken));

        await expect(one.turns.renew('c', holdOf(taken), LONG_MS)).resolves.toBe(false);
        await expect(one.turns.next('c', holdOf(taken), 'a1', LONG_MS)).resolves.toEqual({ kind: 'lost' });
        await expect(other.turns.waiting(10)).resolves.toEqual(['c']);
      });
    });

    describe('what waits', () => {
      it('is told when nobody answers it, the longest waiting first', async () => {
        await received(one, 'd', 'a1');
        await received(other, 'c', 'a1');
        await received(one, 'd', 'a2');
        await received(one, 'e', 'a1');

        await expect(other.turns.waiting(10)).resolves.toEqual(['d', 'c', 'e']);
        await expect(one.turns.waiting(2)).resolves.toEqual(['d', 'c']);
      });

      it('leaves out what somebody holds, until the lease ends', async () => {
        await received(one, 'c', 'a1');
        await received(one, 'd', 'a1');
        await one.turns.take('c', 'un', SHORT_MS);
        await expect(other.turns.waiting(10)).resolves.toEqual(['d']);

        await after(PAST_SHORT_MS);

        await expect(other.turns.waiting(10)).resolves.toEqual(['c', 'd']);
      });
    });

    it('loses no message and answers none twice when messages arrive while turns end', async () => {
      const answered: string[] = [];
      const drain = async (store: Store, who: string): Promise<void> => {
        for (let taken: Taken | { kind: 'lost' } = await store.turns.take('c', who, LONG_MS); taken.kind === 'turn'; ) {
          answered.push(taken.id);
          await Promise.resolve();
          taken = await store.turns.next('c', taken.hold, taken.id, LONG_MS);
        }
      };
      const sent = Array.from({ length: 200 }, (_, i) => `a${i}`);
      const receive = async (id: string, i: number): Promise<void> => {
        const store = i % 2 ? one : other;
        await store.appendActivity('c', id, { i }, true);
        await drain(store, i % 2 ? 'un' : 'deux');
      };

      for (let i = 0; i < sent.length; i += 8) await Promise.all(sent.slice(i, i + 8).map((id, j) => receive(id, i + j)));

      const order = (await one.readActivities('c', 0, 1_000)).map(({ activity }) => activity);
      expect(answered.map((id) => ({ i: Number(id.slice(1)) }))).toEqual(order);
      await expect(one.turns.waiting(10)).resolves.toEqual([]);
    });

    describe('live notices', () => {
      /** A lost notice only delays: it is told again until it is heard. */
      const heard = async (from: Store, notice: LiveNotice, by: LiveNotice[]): Promise<void> => {
        for (const end = Date.now() + NOTICE_MS; Date.now() < end && !by.some(({ conversation }) => conversation === notice.conversation); await after(50)) await from.live.publish(notice);
      };

      it('reach every subscriber of every instance', async () => {
        const lists: LiveNotice[][] = [[], [], []];
        const stops = [one, one, other].map((store, i) => store.live.subscribe((notice) => lists[i]?.push(notice)));

        for (const list of lists) await heard(one, { conversation: 'c' }, list);
        for (const list of lists) await heard(other, { conversation: 'd' }, list);

        for (const list of lists) expect(list).toEqual(expect.arrayContaining([{ conversation: 'c' }, { conversation: 'd' }]));
        stops.forEach((stop) => stop());
      });

      it('carry what is to be shown now and kept nowhere', async () => {
        const list: LiveNotice[] = [];
        const stop = other.live.subscribe((notice) => list.push(notice));
        const activity = { type: 'typing', id: 'a1|frappe', from: { id: 'aiguillage' }, texte: 'é « 12 €' };

        await heard(one, { conversation: 'c', activity }, list);

        expect(list[0]).toEqual({ conversation: 'c', activity });
        await expect(one.readActivities('c', 0, 10)).resolves.toEqual([]);
        stop();
      });

      it('are not told any more to who stopped listening', async () => {
        const [left, stays]: [LiveNotice[], LiveNotice[]] = [[], []];
        const stop = other.live.subscribe((notice) => left.push(notice));
        const stopLast = other.live.subscribe((notice) => stays.push(notice));
        stop();

        await heard(one, { conversation: 'c' }, stays);

        expect(stays.length).toBeGreaterThan(0);
        expect(left).toEqual([]);
        stopLast();
      });
    });

    it('refuses every call once closed, with a coded error', async () => {
      await one.close();

      await expect(one.turns.take('c', 'un', LONG_MS)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(one.turns.accept('c', { id: 'a1', activity: {} }, 'un', LONG_MS)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(one.turns.hold('c', 'un', LONG_MS)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(one.turns.next('c', 1, 'a1', LONG_MS)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
      await expect(one.turns.waiting(1)).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
    });
  });
}

function holdOf(taken: { kind: string; hold?: number }): number {
  if (taken.hold === undefined) throw new Error(`not held: ${taken.kind}`);
  return taken.hold;
}
