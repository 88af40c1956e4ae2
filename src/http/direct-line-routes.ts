import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request, Server } from 'restify';
import { WebSocketServer } from 'ws';
import type { Limits } from '../app/limits';
import { FILES_MAX, parseUpload } from '../channels/direct-line/uploads';
import type { Caller, DirectLine } from '../channels/direct-line/service';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { JSON_MAX_OCTETS, readBody, readJson } from './body';
import { addressOf, baseUrl, guarded, isAllowedOrigin, paramOf, queryOf, retryAfter, sendJson, toRefusal, type Handler, type Site } from './exchange';
import { isReadable, refuseSocket } from './guard';
import { assertWithinLimits } from './limits';

export type DirectLineRoutesDeps = {
  directLine: DirectLine; site: Site; limits: Limits; log: Logger;
  uploadMaxOctets: number;
};

const ROOT = '/v3/directline';
const UPLOADS_AT_ONCE = 4;

/** Direct Line 3.0 over HTTP, and the public token of our own pages. */
export function mountDirectLine(server: Server, deps: DirectLineRoutesDeps): void {
  const { directLine, site, log } = deps;
  const route = (method: 'get' | 'post', path: string, handler: Handler): void => void server[method](path, guarded(handler, log));
  const caller = (req: Request): Caller => directLine.authorize(req.headers.authorization, req.headers.origin);
  const base = (req: Request): string => baseUrl(req, site);
  const conversation = (req: Request): string => paramOf(req, 'id');
  const watermark = (req: Request): string | null => queryOf(req).get('watermark');

  route('post', `${ROOT}/tokens/generate`, async (req, res) => {
    const who = caller(req);
    sendJson(res, 200, directLine.generate(who, await readJson(req)));
  });
  route('post', `${ROOT}/tokens/refresh`, async (req, res) => sendJson(res, 200, directLine.refresh(caller(req))));
  route('post', `${ROOT}/conversations`, async (req, res) => {
    const who = caller(req);
    const { created, answer } = await directLine.start(who, await readJson(req), base(req));
    sendJson(res, created ? 201 : 200, answer);
  });
  route('get', `${ROOT}/conversations/:id`, async (req, res) => sendJson(res, 200, await directLine.resume(caller(req), conversation(req), watermark(req), base(req))));
  route('post', `${ROOT}/conversations/:id/activities`, async (req, res) => {
    const who = caller(req);
    const body = await readJson(req);
    if (body === undefined) throw new Refusal('ACTIVITE_INVALIDE');
    sendJson(res, 200, await directLine.post(who, conversation(req), body));
  });
  route('get', `${ROOT}/conversations/:id/activities`, async (req, res) => {
    sendJson(res, 200, await directLine.activities(caller(req), conversation(req), watermark(req), base(req)));
  });
  route('get', `${ROOT}/conversations/:id/stream`, async () => {
    throw new Refusal('MISE_A_NIVEAU_REFUSEE');
  });
  route('post', `${ROOT}/conversations/:id/upload`, uploadHandler(deps, caller));
  route('post', '/api/chat/jeton', publicTokenHandler(deps));
}

function uploadHandler({ directLine, uploadMaxOctets }: DirectLineRoutesDeps, caller: (req: Request) => Caller): Handler {
  let running = 0;
  return async (req, res) => {
    const who = caller(req);
    if (running >= UPLOADS_AT_ONCE) throw new Refusal('TROP_DE_DEMANDES', 1_000);
    running += 1;
    try {
      const body = await readBody(req, FILES_MAX * uploadMaxOctets + JSON_MAX_OCTETS);
      const upload = await parseUpload(body, req.headers['content-type'], headerText(req.headers['content-disposition']));
      sendJson(res, 200, await directLine.upload(who, paramOf(req, 'id'), upload));
    } finally {
      running -= 1;
    }
  };
}

const headerText = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function publicTokenHandler({ directLine, site, limits }: DirectLineRoutesDeps): Handler {
  return async (req, res) => {
    if (!isAllowedOrigin(req.headers.origin, req, site)) throw new Refusal('ORIGINE_REFUSEE');
    // in this order: an address that asks too much takes nothing from the others
    const waitMs = (await limits.take('jetons', addressOf(req, site))) || (await limits.take('ensemble', ''));
    if (waitMs > 0) throw new Refusal('TROP_DE_DEMANDES', waitMs);
    sendJson(res, 200, await directLine.publicToken(await readJson(req)));
  };
}

// ---------------------------------------------------------------- stream

const STREAM_PATH = /^\/v3\/directline\/conversations\/([\w-]{1,64})\/stream$/;
/** Clients only send empty frames. */
const FRAME_MAX_OCTETS = 4_096;

export type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Opens streams; any other upgrade is refused with a coded answer. */
export function streamUpgrade({ directLine, site, limits, log, isStopping }: Pick<DirectLineRoutesDeps, 'directLine' | 'site' | 'limits' | 'log'> & { isStopping: () => boolean }): Upgrade {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_MAX_OCTETS, clientTracking: false });
  // Without a listener, ws answers a bad handshake itself with an HTML page.
  sockets.on('wsClientError', (_error, socket) => refuseSocket(socket, 'REQUETE_INVALIDE'));
  return (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    admit(req).then(
      ({ conversation, after }) =>
        sockets.handleUpgrade(req, socket, head, (ws) => {
          directLine.openStream(ws, conversation, after, baseUrl(req, site)).catch((error: unknown) => {
            log.error({ error }, 'flux-non-ouvert');
            ws.close(1011);
          });
        }),
      (error: unknown) => {
        const { code, retryAfterMs } = toRefusal(error);
        refuseSocket(socket, code, retryAfterMs === null ? undefined : retryAfter(req.url ?? '', retryAfterMs));
      },
    );
  };

  async function admit(req: IncomingMessage): Promise<{ conversation: string; after: number | null }> {
    if (isStopping()) throw new Refusal('ARRET_EN_COURS');
    if (!isReadable(req)) throw new Refusal('REQUETE_INVALIDE');
    await assertWithinLimits(req, { limits, site });
    const conversation = STREAM_PATH.exec((req.url ?? '').split('?', 1)[0] ?? '')?.[1];
    if (!conversation) throw new Refusal('INTROUVABLE');
    if (!isAllowedOrigin(req.headers.origin, req, site)) throw new Refusal('ORIGINE_REFUSEE');
    return { conversation, ...(await directLine.admitStream(conversation, queryOf(req))) };
  }
}

