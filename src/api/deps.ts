import type { Contenu } from '../../dialogs/contenu';
import type { Understander } from '../../intents/understand';
import type { CompleteDeps } from '../app/complete-dossier';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { Store } from '../stores/store';

/** What the operations of the API need. */
export type ApiDeps = CompleteDeps & {
  store: Store; clock: Clock; log: Logger; contenu: Contenu;
  /** Loaded at the first message read. */
  understander: () => Pick<Understander, 'understand'>;
  randomInt: (max: number) => number; newId: () => string;
  /** Key of tracking codes, and the key that webhook secrets come from. */
  cleSuivi: string; cleApi: string;
};
