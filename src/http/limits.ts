import type { IncomingMessage } from 'node:http';
import type { Request, Response, Server } from 'restify';
import type { Limits } from '../app/limits';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { addressOf, sendFailure, toRefusal, type Site } from './exchange';
import { sendNotice } from './notice-page';
import T from './notice-textes.json';

/** What people and their browsers ask. Programs that sign or are signed for (Teams, telephone, API) come from few addresses, and have limits of their own; styles and scripts cost nothing. */
const COUNTED = /^\/(?:v3\/directline|api\/chat|suivi|fichiers|fiche|bureau|performance(?:\.csv|\.json)?)(?:[/?]|$)/;

export type LimitsRouteDeps = { limits: Limits; site: Site; log: Logger };

/** Requests of one address, before anything of them is read. */
export function mountLimits(server: Server, { limits, site, log }: LimitsRouteDeps): void {
  server.pre((req: Request, res: Response, next: (stop?: false) => void) => {
    assertWithinLimits(req, { limits, site }).then(() => next(), (error: unknown) => (refuse(req, res, error, log), next(false)));
  });
}

/** A person reads a page, a program a code. */
function refuse(req: Request, res: Response, error: unknown, log: Logger): void {
  const { status, retryAfterMs } = toRefusal(error);
  if (retryAfterMs === null || !/\btext\/html\b/.test(req.headers.accept ?? '')) return sendFailure(res, error, log);
  sendNotice(res, { status, titre: T.tropVite.titre, phrases: [T.tropVite.message, T.tropVite.autrement], retryAfterMs });
}

/** @throws Refusal TROP_DE_DEMANDES */
export async function assertWithinLimits(req: IncomingMessage, { limits, site }: Pick<LimitsRouteDeps, 'limits' | 'site'>): Promise<void> {
  if (!COUNTED.test(req.url ?? '')) return;
  const waitMs = await limits.take('adresse', addressOf(req, site));
  if (waitMs > 0) throw new Refusal('TROP_DE_DEMANDES', waitMs);
}
