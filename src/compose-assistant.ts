import { join } from 'node:path';
import { loadUnderstander } from '../intents/understand';
import type { Assistant } from './app/assistant';
import { createAssistant } from './app/handle-message';
import type { AssistantDeps } from './app/handle-message';
import { loadContent } from './content';
import { randomId, randomInt } from './ops/ids';
import { keptSalt, keptTrackingKey } from './ops/secret';

/** Understanding, content and dialogs behind one interface: the same for the server and for the terminal. */
export function composeAssistant(deps: Pick<AssistantDeps, 'store' | 'clock' | 'log' | 'settings' | 'fileRules'> & { cacheDir: string; /** Days that messages to review are kept; absent, none is. */ revueJours?: number; onProgress?: ((message: string) => void) | undefined }): Assistant {
  const { cacheDir, onProgress, revueJours, ...rest } = deps;
  const revue = revueJours === undefined ? undefined : { sel: keptSalt(cacheDir), jours: revueJours };
  const understander = loadUnderstander({ dataDir: join(__dirname, '..', 'intents', 'data'), cacheDir, ...(onProgress ? { onProgress } : {}) });
  return createAssistant({ ...rest, revue, cleSuivi: keptTrackingKey(cacheDir), understander, contenu: loadContent(), newId: randomId, randomInt });
}
