import type { Request, Server } from 'restify';
import { Refusal } from '../channels/refusal';
import { sameText } from '../ops/hash';
import type { Logger } from '../ops/log';
import type { Metrics } from '../ops/metrics';
import { guarded, type Site } from './exchange';

export const METRICS_PATH = '/metrics';

export type MetricsRouteDeps = { metrics: Metrics; jeton: string | undefined; site: Site; log: Logger };

/** `/metrics`, for Prometheus only: with its token when there is one, else from this machine. */
export function mountMetrics(server: Server, { metrics, jeton, site, log }: MetricsRouteDeps): void {
  server.get(METRICS_PATH, guarded(async (req, res) => {
    admit(req, jeton, site);
    const body = Buffer.from(await metrics.text());
    res.writeHead(200, { 'Content-Type': metrics.contentType, 'Content-Length': body.length });
    res.end(body);
  }, log));
}

/** @throws Refusal INTROUVABLE from elsewhere without a token, AUTORISATION_ABSENTE, JETON_INVALIDE */
function admit(req: Request, jeton: string | undefined, site: Site): void {
  if (jeton === undefined) {
    if (!isFromHere(req, site)) throw new Refusal('INTROUVABLE');
    return;
  }
  const given = /^Bearer +(\S{1,512})$/i.exec(req.headers.authorization ?? '')?.[1];
  if (given === undefined) throw new Refusal('AUTORISATION_ABSENTE');
  if (!sameText(given, jeton)) throw new Refusal('JETON_INVALIDE');
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** What a proxy of this machine passes on comes from anywhere. */
const isFromHere = (req: Request, { trustProxy }: Site): boolean =>
  !trustProxy && /^(?:::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '') && FORWARDED.every((name) => req.headers[name] === undefined);
