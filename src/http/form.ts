import type { IncomingMessage } from 'node:http';
import { Refusal } from '../channels/refusal';
import { cleanText } from '../channels/text';
import { cleanFileName } from '../domain/file-name';
import { readBody } from './body';
import { baseUrl, type Site } from './exchange';

/** What a page's own form sends. A field given twice is its first value. */
export type SentForm = { fields: ReadonlyMap<string, string>; files: { champ: string; nom: string; octets: Uint8Array }[] };

const PARTS_MAX = 40;

/**
 * A form sent by the browser, urlencoded or multipart. Empty file fields are left out; a file name never holds a path.
 * @throws Refusal TYPE_REFUSE, CORPS_TROP_GROS, MULTIPART_INVALIDE
 */
export async function readForm(req: IncomingMessage, maxOctets: number): Promise<SentForm> {
  const type = req.headers['content-type'] ?? '';
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i.test(type)) throw new Refusal('TYPE_REFUSE');
  const body = await readBody(req, maxOctets);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw new Refusal('MULTIPART_INVALIDE');
  });
  const entries = [...form.entries()];
  if (entries.length > PARTS_MAX) throw new Refusal('MULTIPART_INVALIDE');
  const fields = new Map<string, string>();
  const files: SentForm['files'] = [];
  for (const [champ, value] of entries) {
    if (typeof value === 'string') {
      if (!fields.has(champ)) fields.set(champ, cleanText(value));
    } else if (value.size > 0 || value.name !== '') {
      files.push({ champ, nom: cleanFileName(value.name), octets: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return { fields, files };
}

/**
 * A form sent from a page of another site is refused. Browsers say where it comes from in Sec-Fetch-Site, older ones in Origin;
 * those that say neither hold no cookie of ours, so that another site has nothing to ride on. `none`: the person's own doing (a reload).
 * @throws Refusal ORIGINE_REFUSEE
 */
export function assertSameOrigin(req: IncomingMessage, site: Site): void {
  const fetchSite = req.headers['sec-fetch-site'];
  const { origin } = req.headers;
  const isOurs = fetchSite === undefined ? origin === undefined || origin === baseUrl(req, site) : fetchSite === 'same-origin' || fetchSite === 'none';
  if (!isOurs) throw new Refusal('ORIGINE_REFUSEE');
}
