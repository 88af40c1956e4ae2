import type { Server } from 'restify';
import type { FileLinks } from '../app/files/links';
import { Refusal } from '../channels/refusal';
import type { Logger } from '../ops/log';
import { guarded, paramOf } from './exchange';

/** Documents by signed link: always a download, never a page of this site. A link that does not open says nothing of why. */
export function mountFiles(server: Server, links: Pick<FileLinks, 'open'>, log: Logger): void {
  server.get('/fichiers/:token', guarded(async (req, res) => {
    const file = await links.open(paramOf(req, 'token'));
    if (!file) throw new Refusal('INTROUVABLE');
    res.writeHead(200, {
      'Content-Type': file.typeMime, 'Content-Length': file.bytes.length, 'Content-Disposition': `attachment; filename*=UTF-8''${encodedName(file.nom)}`,
      'Content-Security-Policy': "sandbox; default-src 'none'", 'Cache-Control': 'private, no-store', 'Cross-Origin-Resource-Policy': 'same-origin',
    });
    res.end(Buffer.from(file.bytes));
  }, log));
}

/** RFC 8187: what `encodeURIComponent` leaves and a header may not hold. */
const encodedName = (name: string): string => encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
