import { CodedError } from '../../../src/domain/errors';
import { silentLogger } from '../../../src/ops/log';
import { withBreaker } from '../../../src/stores/breaker';
import { memoryStore } from '../../support/memory-store';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const AWAY = { code: 'STOCKAGE_INDISPONIBLE' };

describe('the breaker in front of the store', () => {
  const start = new Date('2026-11-26T09:00:00Z').getTime();
  let nowMs: number;
  let behind: ReturnType<typeof memoryStore>;
  let asked: number;
  let guarded: ReturnType<typeof withBreaker<ReturnType<typeof memoryStore>>>;

  beforeEach(() => {
    [nowMs, asked] = [start, 0];
    behind = memoryStore();
    const owner = behind.conversationOwner;
    behind.conversationOwner = async (conversation) => (asked++, owner(conversation));
    guarded = withBreaker(behind, { clock: () => new Date(nowMs), log: silentLogger, failures: 3, windowMs: 1_000, probeMs: 30 });
  });
  afterEach(() => guarded.breaker.stop());

  const fails = (): Promise<void> => expect(guarded.store.conversationOwner('c')).rejects.toMatchObject(AWAY);

  it('lets everything through while the store answers, its parts too', async () => {
    await guarded.store.createConversation('c', 'p', 0);
    await guarded.store.appendActivity('c', 'a1', { n: 1 }, true);

    await expect(guarded.store.turns.take('c', 'moi', 1_000)).resolves.toMatchObject({ id: 'a1' });
    expect(guarded.breaker.status()).toEqual({ etat: 'ferme', depuis: null, echecs: 0 });
  });

  it('opens after failures in a row, then fails at once without asking the store', async () => {
    behind.down = true;
    for (let i = 0; i < 3; i++) await fails();
    expect(asked).toBe(3);

    await fails();
    await expect(guarded.store.turns.waiting(1)).rejects.toMatchObject(AWAY);

    expect(asked).toBe(3);
    expect(guarded.breaker.status()).toEqual({ etat: 'ouvert', depuis: '2026-11-26T09:00:00.000Z', echecs: 3 });
  });

  it('closes by itself once the store answers a ping', async () => {
    behind.down = true;
    for (let i = 0; i < 3; i++) await fails();
    await wait(100);
    expect(guarded.breaker.status().etat).not.toBe('ferme');

    behind.down = false;
    await wait(100);

    expect(guarded.breaker.status()).toMatchObject({ etat: 'ferme', echecs: 0 });
    await expect(guarded.store.conversationOwner('c')).resolves.toBeNull();
  });

  it('does not open for failures far apart, nor when one call in between succeeds', async () => {
    behind.down = true;
    for (let i = 0; i < 6; i++) {
      nowMs += 600;
      await fails();
    }
    expect(guarded.breaker.status().etat).toBe('ferme');

    nowMs += 2_000;
    for (let i = 0; i < 4; i++) {
      await fails();
      behind.down = false;
      await guarded.store.conversationOwner('c');
      behind.down = true;
    }
    expect(guarded.breaker.status().etat).toBe('ferme');
  });

  it('does not count what is not the store’s failure', async () => {
    behind.openDossier = async () => Promise.reject(new CodedError('REFERENCE_EPUISEE', 'test'));

    for (let i = 0; i < 5; i++) await expect(guarded.store.openDossier('k', () => '', () => Promise.reject() as never)).rejects.toMatchObject({ code: 'REFERENCE_EPUISEE' });

    expect(guarded.breaker.status()).toMatchObject({ etat: 'ferme', echecs: 0 });
  });

  it('lets the store be closed while it is away', async () => {
    behind.down = true;
    for (let i = 0; i < 3; i++) await fails();

    await guarded.store.close();

    expect(behind.closed).toBe(true);
  });
});
