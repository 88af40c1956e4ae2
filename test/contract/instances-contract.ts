import { setTimeout as sleep } from 'node:timers/promises';
import { recordSchema } from '../../src/app/handle-message';
import type { Store } from '../../src/stores/store';
import { Conversation, startInstance, until, type Instance } from '../support/instances';

/** What several instances on one store owe to a person, whatever the store. `env`: the settings that name it; `open`: the same store, for the test. */
export type Shared = { env: Record<string, string>; open: () => Promise<Store>; cleanup: () => Promise<void> };

const LEASE_MS = 1_000;
/** Long enough to be stopped in the middle. */
const MIDDLE_MS = 1_500;
/** Everything up to the recap, the shortest way. */
const TO_RECAP = ['je conteste le calcul de mon RSA', 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'garder', 'tout plus tard', 'aucune', 'non', 'passer', 'garder', 'passer'];
const REFERENCE = /REF-EXP-[0-9A-Z]{7}/g;

export function instancesContract(name: string, share: () => Promise<Shared>): void {
  describe(`several instances: ${name}`, () => {
    let shared: Shared;
    let store: Store;
    const instances: Instance[] = [];

    beforeEach(async () => {
      shared = await share();
      store = await shared.open();
    });
    afterEach(async () => {
      for (const instance of instances.splice(0)) instance.signal('SIGKILL');
      await store.close();
      await shared.cleanup();
    });

    async function started(options: { middleMs?: number; leaseMs?: number } = {}): Promise<Instance> {
      const instance = await startInstance(shared.env, { leaseMs: LEASE_MS, ...options });
      instances.push(instance);
      return instance;
    }

    const transcript = (conversation: Conversation): Promise<unknown[]> => store.readActivities(conversation.id, 0, 1_000);

    it('show at once, to the one that holds the socket, what another answered', async () => {
      const [here, there] = [await started(), await started()];
      const conversation = await Conversation.startOn(here);
      const stream = await conversation.stream(there, '0');

      const { id } = await conversation.post(here, 'bonjour');
      const received = await until(() => stream.received, (seen) => seen.some((activity) => activity.id.startsWith(`${id}|`)));

      expect(received.map((activity) => activity.id)).toContain(`${id}|0`);
      stream.close();
    }, 60_000);

    it('answer once, and alike, the same message sent to both', async () => {
      const [here, there] = [await started(), await started()];
      const conversation = await Conversation.startOn(here);

      const sent = await Promise.all([here, there, here, there].map((instance) => conversation.post(instance, 'bonjour', 'client-1')));
      const { activities } = await conversation.answered(here, sent[0]?.id ?? '');
      const again = await conversation.post(there, 'bonjour', 'client-1');
      await sleep(1_000);

      expect(new Set([...sent, again].map(({ id }) => id)).size).toBe(1);
      expect((await conversation.read(there)).activities).toEqual((await conversation.read(here)).activities);
      expect((await conversation.read(there)).activities).toHaveLength(activities.length);
    }, 60_000);

    it('answer in order of arrival what reaches both by turns', async () => {
      const [here, there] = [await started({ middleMs: 40 }), await started()];
      const conversation = await Conversation.startOn(here);
      const ids: string[] = [];
      for (let i = 0; i < 12; i++) ids.push((await conversation.post(i % 2 ? there : here, `message ${i}`)).id);
      await conversation.answered(there, ids.at(-1) ?? '');

      const { activities } = await conversation.read(here);
      const answered = activities.map(({ id }) => id).filter((id) => /\|0$/.test(id)).map((id) => id.replace(/\|0$/, ''));

      expect(answered.filter((id) => ids.includes(id))).toEqual(ids);
    }, 60_000);

    it('take over at once the conversation of a killed one', async () => {
      const [dies, stays] = [await started({ middleMs: 60_000, leaseMs: 2_000 }), await started()];
      const conversation = await Conversation.startOn(stays);
      await until(() => conversation.read(stays), ({ activities }) => activities.length > 0);
      const { id } = await conversation.post(dies, 'bonjour');
      await sleep(200);

      dies.signal('SIGKILL');

      await conversation.answered(stays, id, 8_000);
    }, 60_000);

    it('a stopped one that wakes in the middle of a confirmation writes nothing stale', async () => {
      const [stops, stays] = [await started({ middleMs: MIDDLE_MS }), await started()];
      const conversation = await Conversation.startOn(stays);
      for (const text of TO_RECAP) await conversation.say(stays, text);
      const { id } = await conversation.post(stops, 'je confirme');
      await until(() => store.turns.hold(conversation.id, 'essai', 1), ({ kind }) => kind === 'busy');
      await sleep(300);
      stops.signal('SIGSTOP');

      await conversation.answered(stays, id);
      // more than a conversation remembers of its last answers
      for (let i = 0; i < 14; i++) await conversation.say(stays, `et ensuite ${i}`);
      const before = { state: await store.loadState(conversation.id), transcript: await transcript(conversation) };
      stops.signal('SIGCONT');
      await sleep(2 * MIDDLE_MS);

      expect({ state: await store.loadState(conversation.id), transcript: await transcript(conversation) }).toEqual(before);
      expect(new Set(JSON.stringify(before.transcript).match(REFERENCE)).size).toBe(1);
      expect(stops.log()).toContain('tour-perdu');
      expect(stops.log()).not.toContain('tour-en-panne');
      await conversation.say(stops, 'bonjour');
    }, 90_000);

    it('lose nothing of a draft when they are replaced one after the other', async () => {
      const first = await started({ middleMs: 300 });
      const conversation = await Conversation.startOn(first);
      for (const text of TO_RECAP.slice(0, 6)) await conversation.say(first, text);
      const stream = await conversation.stream(first, (await conversation.read(first)).watermark);
      const second = await started();
      const running = await conversation.post(first, TO_RECAP[6] ?? '');
      const behind = await conversation.post(first, TO_RECAP[7] ?? '');

      first.signal('SIGTERM');

      expect(await stream.closed).toBe(1001);
      const again = await conversation.stream(second, '0');
      await conversation.answered(second, behind.id);
      expect(await first.ended).toBe(0);
      for (const text of TO_RECAP.slice(8)) await conversation.say(second, text);
      await conversation.say(second, 'je confirme');
      await until(() => again.received, (received) => JSON.stringify(received).match(REFERENCE) !== null);
      expect(again.received.filter(({ id: received }) => received === `${running.id}|0`)).toHaveLength(1);
      const { data } = recordSchema.safeParse((await store.loadState(conversation.id))?.state);
      expect(data?.etat.brouillon).toBeNull();
      again.close();
    }, 90_000);
  });
}
