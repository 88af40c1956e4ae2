import { cleanFileName } from '../../domain/file-name';
import { parseJson } from '../json';
import { Refusal } from '../refusal';

export const FILES_MAX = 5;
/** Files that are read at all: beyond, the request itself is refused. */
const PARTS_MAX = 20;

export type SentFile = { nom: string; octets: Uint8Array };
export type Upload = { activity: unknown; files: SentFile[] };

/**
 * The two forms of a Direct Line upload: multipart with an `activity` part and `file` parts, or one raw body with its name in
 * Content-Disposition.
 * @throws Refusal MULTIPART_INVALIDE, JSON_INVALIDE, TYPE_REFUSE
 */
export async function parseUpload(body: Buffer, contentType: string | undefined, disposition: string | undefined): Promise<Upload> {
  if (!contentType) throw new Refusal('TYPE_REFUSE');
  if (/^multipart\//i.test(contentType)) return parseMultipart(body, contentType);
  if (!/^[\w.+-]+\/[\w.+-]+/.test(contentType)) throw new Refusal('TYPE_REFUSE');
  return { activity: { type: 'message' }, files: [{ nom: cleanFileName(dispositionName(disposition)), octets: body }] };
}

async function parseMultipart(body: Buffer, contentType: string): Promise<Upload> {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw new Refusal('TYPE_REFUSE');
  // Counted before they are parsed: ten thousand parts must cost no more than twenty.
  if (hasTooManyParts(body, contentType)) throw new Refusal('MULTIPART_INVALIDE');
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw new Refusal('MULTIPART_INVALIDE');
  });
  const entries = [...form.entries()];
  if (entries.length > PARTS_MAX) throw new Refusal('MULTIPART_INVALIDE');
  const template = entries.find(([name]) => name === 'activity')?.[1];
  const files = await Promise.all(entries.filter(([name]) => name !== 'activity').flatMap(([, part]) => (part instanceof Blob ? [sentFile(part)] : [])));
  if (!template && files.length === 0) throw new Refusal('MULTIPART_INVALIDE');
  return { activity: template ? parseJson(new Uint8Array(await new Response(template).arrayBuffer())) : { type: 'message' }, files };
}

function hasTooManyParts(body: Buffer, contentType: string): boolean {
  const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  const mark = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  let at = -mark.length;
  for (let parts = 0; parts <= PARTS_MAX + 1; parts += 1) {
    at = body.indexOf(mark, at + mark.length);
    if (at < 0) return false;
  }
  return true;
}

async function sentFile(part: Blob & { name?: string }): Promise<SentFile> {
  return { nom: cleanFileName(part.name ?? ''), octets: new Uint8Array(await part.arrayBuffer()) };
}

/** RFC 6266: `filename*` (UTF-8, percent-encoded) wins over `filename`. */
function dispositionName(disposition = ''): string {
  const extended = /filename\*\s*=\s*UTF-8'[^']*'([^;]+)/i.exec(disposition)?.[1];
  if (extended) return decode(extended.trim());
  const simple = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition);
  return simple?.[1]?.replace(/\\(.)/g, '$1') ?? simple?.[2]?.trim() ?? '';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
