import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Logger } from '../ops/log';
import { stopwatch, type Metrics } from '../ops/metrics';
import { inRequest, requestId } from '../ops/request-context';

export type ObserveDeps = { metrics: Pick<Metrics, 'http'>; log: Logger };

/**
 * Gives each request an id, said in the answer and in every line of the log written for it, and measures its answer. It wraps what
 * listens already: call it once the server is built, before it listens.
 */
export function observeRequests(node: Server, deps: ObserveDeps): void {
  for (const event of ['request', 'checkContinue'] as const) {
    const served = node.listeners(event);
    node.removeAllListeners(event);
    node.on(event, (req: IncomingMessage, res: ServerResponse) => {
      const id = requestId(req.headers['x-request-id']);
      res.setHeader('X-Request-Id', id);
      inRequest(id, () => {
        measure(req, res, deps);
        for (const listener of served) listener.call(node, req, res);
      });
    });
  }
}

/** `close` comes once, whether the answer was sent or the line was cut. */
function measure(req: IncomingMessage, res: ServerResponse, { metrics, log }: ObserveDeps): void {
  const seconds = stopwatch();
  const methode = req.method ?? '';
  res.once('close', () => {
    const route = routeOf(req);
    const elapsed = seconds();
    metrics.http({ methode, route, statut: res.statusCode }, elapsed);
    // the path itself may carry a conversation or a file: only its route is written
    log.debug({ methode, route, statut: res.statusCode, ms: Math.round(elapsed * 1_000), coupee: !res.writableFinished }, 'requete');
  });
}

/** The route as it was mounted, `/v3/directline/conversations/:id`; restify leaves it on the request it served. */
function routeOf(req: IncomingMessage): string {
  const route: unknown = 'route' in req ? req.route : undefined;
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : 'aucune';
}
