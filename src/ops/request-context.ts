import { AsyncLocalStorage } from 'node:async_hooks';
import { randomId } from './ids';
import { maskForLog } from './masking';

/** The request being served, known by whatever runs for it: each line of the log says which. */
const current = new AsyncLocalStorage<{ requete: string }>();

const SANE_ID = /^[\w.-]{8,64}$/;

/** The caller's own id when it is one and hides nothing personal, or a new one. */
export const requestId = (given: string | string[] | undefined): string =>
  (typeof given === 'string' && SANE_ID.test(given) && maskForLog(given) === given ? given : randomId());

export const inRequest = <T>(id: string, work: () => T): T => current.run({ requete: id }, work);

/** What the log adds to a line. */
export const requestFields = (): { requete?: string } => current.getStore() ?? {};
