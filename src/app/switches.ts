import { closureOf } from '../domain/fermeture';
import type { Entree, Fermeture } from '../domain/fermeture';
import type { Canal } from '../domain/codes';
import type { Reponse } from '../domain/tour';
import type { Logger } from '../ops/log';
import type { Store } from '../stores/store';
import type { Assistant } from './assistant';
import PHRASES from './switches-phrases.json';

/** What is closed, looked at every so often: a closure reaches every process within `everyMs`. */
export interface Switches {
  closed(entree: Entree): Fermeture | null;
  stop(): Promise<void>;
}

export const SWITCHES_EVERY_MS = 5_000;

/** When the store is away, what was known goes on. */
export async function startSwitches({ store, log, everyMs = SWITCHES_EVERY_MS }: { store: Pick<Store, 'switches'>; log: Logger; everyMs?: number | undefined }): Promise<Switches> {
  let known: Fermeture[] = [];
  const look = async (): Promise<void> => {
    try {
      known = await store.switches.fermetures();
    } catch (error) {
      log.warn({ error }, 'interrupteurs-non-lus');
    }
  };
  await look();
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => (round = round.then(look)), everyMs);
  timer.unref();
  return {
    closed: (entree) => closureOf(known, entree),
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
}

const ENTREE_OF: Readonly<Record<Canal, Entree>> = { web: 'web', teams: 'teams', ivr: 'telephone' };

/** While its way in is closed, a person hears why and what to do; nothing is understood, changed or kept of what they say. */
export const behindSwitches = (assistant: Assistant, switches: Pick<Switches, 'closed'>): Assistant => ({
  handle: async (tour) => {
    const fermeture = switches.closed(ENTREE_OF[tour.canal]);
    return fermeture ? [closedReply(fermeture)] : assistant.handle(tour);
  },
  receiveFile: async (envoi) => assistant.receiveFile(envoi),
});

function closedReply({ message }: Fermeture): Reponse {
  const texte = `${message ?? PHRASES.ferme}\n\n${PHRASES.danger}`;
  return { texte, oral: texte.replace('\n\n', ' ') };
}
