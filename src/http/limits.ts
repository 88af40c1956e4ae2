import type { IncomingMessage } from 'node:http';
import type { Request, Response, Server } from 'restify';
import type { Limits } from '../app/limits';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { addressOf, sendFailure, type Site } from './exchange';

/** What people and their browsers ask. Programs that sign or are signed for (Teams, telephone, API) come from few addresses, and have limits of their own. */
const COUNTED = /^\/(?:v3\/directline|api\/chat|suivi|fichiers|fiche|bureau|performance)(?:[/?.]|$)/;

export type LimitsRouteDeps = { limits: Limits; site: Site; log: Logger };

/** Requests of one address, before anything of them is read. */
export function mountLimits(server: Server, { limits, site, log }: LimitsRouteDeps): void {
  server.pre((req: Request, res: Response, next: (stop?: false) => void) => {
    assertWithinLimits(req, { limits, site }).then(() => next(), (error: unknown) => (sendFailure(res, error, log), next(false)));
  });
}

/** @throws Refusal TROP_DE_DEMANDES */
export async function assertWithinLimits(req: IncomingMessage, { limits, site }: Pick<LimitsRouteDeps, 'limits' | 'site'>): Promise<void> {
  if (!COUNTED.test(req.url ?? '')) return;
  const waitMs = await limits.take('adresse', addressOf(req, site));
  if (waitMs > 0) throw new Refusal('TROP_DE_DEMANDES', waitMs);
}
