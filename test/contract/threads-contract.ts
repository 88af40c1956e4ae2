import { limitsOf, DUREES } from '../../src/domain/conservation';
import type { Store } from '../../src/stores/store';
import { unDossier } from '../support/dossiers';
import type { OpenedStore } from './store-contract';

const LIMITES = limitsOf('2028-11-30', DUREES, 30);
const RECENT = '2028-11-29T10:00:00.000Z';
const OLD = '2028-07-01T10:00:00.000Z';
const hide = (conversation: string): string => `h-${conversation}`;
const thread = (conversation: string, vuLe = RECENT) => ({ conversation, personne: 'msteams:29:p1', adresse: { serviceUrl: 'https://smba.test/', conversation: { id: conversation } }, vuLe });

/** What every store must do of `src/stores/thread-store.ts`. */
export function threadsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`threads contract: ${name}`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.cleanup());

    it('gives back the last address, after a restart too', async () => {
      await store.threads.saveThread(thread('c', OLD));
      await store.threads.saveThread({ ...thread('c'), adresse: { serviceUrl: 'https://ailleurs.test/' } });
      store = await opened.reopen();

      await expect(store.threads.findThread('c')).resolves.toEqual({ ...thread('c'), adresse: { serviceUrl: 'https://ailleurs.test/' }, injoignableLe: null });
      await expect(store.threads.findThread('autre')).resolves.toBeNull();
    });

    it('is unreachable once, until somebody speaks again', async () => {
      await store.threads.saveThread(thread('c'));

      await expect(store.threads.markUnreachable('c', '2028-11-30T08:00:00.000Z')).resolves.toBe(true);
      await expect(store.threads.markUnreachable('c', '2028-11-30T09:00:00.000Z')).resolves.toBe(false);
      await expect(store.threads.findThread('c')).resolves.toMatchObject({ injoignableLe: '2028-11-30T08:00:00.000Z' });

      await store.threads.saveThread(thread('c'));
      await expect(store.threads.findThread('c')).resolves.toMatchObject({ injoignableLe: null });
      await expect(store.threads.markUnreachable('inconnue', RECENT)).resolves.toBe(false);
    });

    it('remembers the welcome when somebody speaks', async () => {
      await store.threads.saveThread(thread('c'));
      await expect(store.threads.wasWelcomed('c')).resolves.toBe(false);

      await store.threads.setWelcomed('c', true);
      await store.threads.saveThread(thread('c'));
      await expect(store.threads.wasWelcomed('c')).resolves.toBe(true);

      await store.threads.setWelcomed('c', false);
      await expect(store.threads.wasWelcomed('c')).resolves.toBe(false);
    });

    it('keeps the first use of a card, in its own conversation', async () => {
      await store.threads.useCard('c', 'carte1', 'tour1', OLD);
      await store.threads.useCard('c', 'carte1', 'tour2', RECENT);

      await expect(store.threads.cardUse('c', 'carte1')).resolves.toEqual({ tour: 'tour1', at: OLD });
      await expect(store.threads.cardUse('d', 'carte1')).resolves.toBeNull();
      await expect(store.threads.cardUse('c', 'carte2')).resolves.toBeNull();
    });

    it('goes with an idle conversation, cards included, and stays while a dossier opened in it is in force', async () => {
      for (const conversation of ['muette', 'parlee', 'dossier']) await store.threads.saveThread(thread(conversation, OLD));
      await store.saveState('parlee', {}, 0, { personne: 'msteams:29:p1', at: OLD, brouillon: false });
      await store.threads.useCard('parlee', 'carte', 'tour', OLD);
      await store.openDossier('dossier:1', () => 'REF-EXP-1234563', (reference) => unDossier({ reference, cle: 'dossier:1', personne: 'msteams:29:p1' }));

      await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 2 });

      await expect(Promise.all(['muette', 'parlee', 'dossier'].map((one) => store.threads.findThread(one)))).resolves.toMatchObject([null, null, { conversation: 'dossier' }]);
      await expect(store.threads.cardUse('parlee', 'carte')).resolves.toBeNull();
    });

    it('is counted before it is deleted, and a word keeps it', async () => {
      await store.threads.saveThread(thread('muette', OLD));
      await store.threads.saveThread(thread('revenue', OLD));
      await store.threads.saveThread(thread('revenue'));

      await expect(store.retention.countExpired(LIMITES)).resolves.toMatchObject({ conversations: 1 });
      await expect(store.retention.deleteIdleConversations(LIMITES, 10)).resolves.toMatchObject({ conversations: 1 });
      await expect(store.threads.findThread('revenue')).resolves.not.toBeNull();
    });

    it('is erased with its person, even when nothing was ever said in it', async () => {
      await store.threads.saveThread(thread('c'));
      await store.threads.saveThread({ ...thread('d'), personne: 'msteams:29:p2' });

      await store.threads.useCard('c', 'carte', 'tour', RECENT);
      await expect(store.retention.readPerson('msteams:29:p1', hide)).resolves.toMatchObject({ conversations: [{ conversation: 'c', state: null, activities: [], fil: thread('c') }] });

      await store.retention.erasePerson('msteams:29:p1', RECENT, hide);

      await expect(store.threads.findThread('c')).resolves.toBeNull();
      await expect(store.threads.cardUse('c', 'carte')).resolves.toBeNull();
      await expect(store.threads.findThread('d')).resolves.toMatchObject({ conversation: 'd' });
    });
  });
}
