import type { Request, Server } from 'restify';
import type { CloudChannel } from '../channels/cloud';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { readJson } from './body';
import { guarded, sendJson } from './exchange';

/** `/api/messages`: activities of Teams or of the Emulator. Without a channel it says so, and nothing else. */
export function mountMessages(server: Server, cloud: CloudChannel | undefined, log: Logger): void {
  const handler = guarded(async (req, res) => {
    if (!cloud) throw new Refusal('CANAL_DESACTIVE');
    const { authorization, host = '' } = req.headers;
    const { status, body } = await cloud.receive(await readJson(req), { authorization, host, peerAddress: directPeer(req) });
    if (body !== undefined) return sendJson(res, status, body);
    res.writeHead(status);
    res.end();
  }, log);
  server.post('/api/messages', handler);
}

/** Empty when a proxy stands in between: its own address says nothing of who calls. */
const directPeer = ({ headers, socket }: Request): string => (headers['x-forwarded-for'] ?? headers['forwarded'] ? '' : (socket.remoteAddress ?? ''));
