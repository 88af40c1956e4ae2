import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assistant } from '../../src/app/assistant';
import { composeAssistant } from '../../src/compose-assistant';
import type { Reponse } from '../../src/domain/tour';
import type { Clock } from '../../src/ops/clock';
import { systemClock } from '../../src/ops/clock';
import { silentLogger } from '../../src/ops/log';
import { openEmbeddedStore } from '../../src/stores/embedded';
import type { Store } from '../../src/stores/store';
import { newDataDir } from './process-server';

/** The assistant of the server in this process: what a sequential model answers. `cacheDir` holds the trained model and the keys. */
export function assistantOn(store: Store, cacheDir: string, clock: Clock = systemClock): Assistant {
  return composeAssistant({ store, clock, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 }, cacheDir });
}

export const DEMANDE = 'on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois';

/** The shortest answer to each question of a demande. */
const REPONSES: Readonly<Record<string, string>> = {
  'sous-motif': 'je ne sais pas', qualification: 'je ne sais pas', service: 'garder', piece: 'tout plus tard', situations: 'aucune', 'pieces-facultatives': 'aucune',
  urgence: 'aucune', contact: 'non', expose: 'passer', 'expose-propose': 'garder', 'numero-allocataire': 'passer', beneficiaire: 'pour moi',
};
const MOST_QUESTIONS = 40;
const stateSchema = z.object({ etat: z.object({ question: z.object({ id: z.string() }).nullable() }) });

/**
 * The state of a conversation whose demande is read back and waits for « je confirme », as the assistant itself makes it. Copied under
 * other conversations, it prepares as many as wanted.
 */
export async function stateAtRecap(): Promise<unknown> {
  const store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-recap-')) });
  try {
    const assistant = assistantOn(store, newDataDir());
    let said = DEMANDE;
    for (let n = 0; n < MOST_QUESTIONS; n += 1) {
      await say(assistant, `m${n}`, said);
      const stored = await store.loadState('modele');
      const question = stateSchema.parse(stored?.state).etat.question?.id ?? '';
      if (question === 'recap') return stored?.state;
      said = REPONSES[question] ?? 'je ne sais pas';
    }
    throw new Error('the recap is out of reach');
  } finally {
    await store.close();
  }
}

const say = (assistant: Assistant, id: string, texte: string): Promise<Reponse[]> =>
  assistant.handle({ id, conversation: 'modele', personne: 'modele', canal: 'web', genre: 'message', texte, fichiers: [], refus: [] });
