import type { Request, Response, Server } from 'restify';
import { Refusal } from '../channels/refusal';
import type { Entree, Fermeture } from '../domain/fermeture';
import type { Logger } from '../ops/log';
import { sendFailure } from './exchange';
import { sendNotice } from './notice-page';
import T from './notice-textes.json';

/** What answers while a way in is closed. Conversations go on and say it themselves (`app/switches`). */
const RETRY_MS = 300_000;
/** Ways in of programs: a coded answer. Pages of people: a page; the simple one holds the answers themselves. The rest (health, what is printed, what is only read) stays. */
const PROGRAMS: readonly [RegExp, Entree][] = [[/^\/api\/v1(?:\/|$)/, 'api'], [/^\/ivr\/v1\/transcriptions(?:\/|$)/, 'telephone']];
const PAGES: readonly [RegExp, Entree][] = [[/^\/(?:suivi(?:\/.*)?)?$/, 'tout'], [/^\/facile$/, 'web']];

export function mountClosures(server: Server, { closed, log }: { closed: (entree: Entree) => Fermeture | null; log: Logger }): void {
  server.pre((req: Request, res: Response, next: (stop?: false) => void) => {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    const program = PROGRAMS.find(([pattern]) => pattern.test(path));
    const page = PAGES.find(([pattern]) => pattern.test(path));
    const fermeture = page ? closed(page[1]) : null;
    if (fermeture) sendNotice(res, { status: new Refusal('FERME').status, titre: T.ferme.titre, phrases: [fermeture.message ?? T.ferme.message, T.ferme.autrement], retryAfterMs: RETRY_MS });
    else if (program && closed(program[1])) sendFailure(res, new Refusal('FERME', RETRY_MS), log);
    else return next();
    return next(false);
  });
}
