import { join } from 'node:path';
import { loadUnderstander, type Understander } from '../intents/understand';
import type { Assistant } from './app/assistant';
import { createAssistant } from './app/handle-message';
import type { AssistantDeps } from './app/handle-message';
import { reviewSalt, trackingKey } from './compose-secrets';
import { loadContent } from './content';
import { randomId, randomInt } from './ops/ids';

/** Understanding, content and dialogs behind one interface: the same for the server and for the terminal. */
export function composeAssistant(deps: Pick<AssistantDeps, 'store' | 'clock' | 'log' | 'settings' | 'fileRules' | 'observe' | 'mayCompute'> & { cacheDir: string; /** Told which model answers. */ onModel?: (modelId: string) => void; /** Key of tracking codes; one kept in `cacheDir` when absent. */ cleSuivi?: string | undefined; /** Days that messages to review are kept; absent, none is. */ revueJours?: number; onProgress?: ((message: string) => void) | undefined }): Assistant {
  const { cacheDir, cleSuivi: SUIVI_CLE, onProgress, onModel, revueJours, ...rest } = deps;
  const keys = { SUIVI_CLE, DATA_DIR: cacheDir };
  const revue = revueJours === undefined ? undefined : { sel: reviewSalt(keys), jours: revueJours };
  const understander = understanderIn(cacheDir, onProgress);
  onModel?.(understander.modelId);
  return createAssistant({ ...rest, revue, cleSuivi: trackingKey(keys), understander, contenu: loadContent(), newId: randomId, randomInt });
}

const loaded = new Map<string, Understander>();

/** The understander of a data directory: one in a process, as it takes memory and a moment. */
export function understanderIn(cacheDir: string, onProgress?: (message: string) => void): Understander {
  const known = loaded.get(cacheDir) ?? loadUnderstander({ dataDir: join(__dirname, '..', 'intents', 'data'), cacheDir, ...(onProgress ? { onProgress } : {}) });
  loaded.set(cacheDir, known);
  return known;
}
