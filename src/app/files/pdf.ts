import { looksForeign } from './foreign';
import { inflated, inflatedSize } from './inflate';
import { refused, type Inspection } from './inspection';
import { LIMITS } from './limits';

/**
 * PDF (ISO 32000): what could act when it is opened, what could not be read, what would swell. The file is kept as it was sent.
 * Nothing is trusted to hide a name: comments and texts are searched too, and what one reader takes for a stream and
 * another for objects is searched as objects.
 */

const HEADER_WITHIN = 1_024;
const ACTIVE = new Set(['JavaScript', 'JS', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'RichMedia', 'XFA', 'GoToE', 'ImportData', 'SubmitForm', 'Rendition', 'Movie', 'Sound']);
/** Long enough never to be met by chance in compressed data. */
const ACTIVE_ANYWHERE = /\/(?:JavaScript|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])/;
const NAME = /\/((?:[^\s()<>[\]{}/%#]|#[0-9A-Fa-f]{2})+)/g;
const FILTERS_TEXT = /\/Filter\s*(\[[^\]]*\]|\/[A-Za-z0-9]+)/;

type Stream = { dict: string; data: Buffer };
type Parsed = { text: string; streams: Stream[] };

export const pdfHeaderAt = (bytes: Uint8Array): number => Buffer.from(bytes.subarray(0, HEADER_WITHIN + 5)).indexOf('%PDF-', 0, 'latin1');

export async function inspectPdf(bytes: Uint8Array): Promise<Inspection> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const before = whole.subarray(0, pdfHeaderAt(bytes));
  const end = whole.lastIndexOf('%%EOF', undefined, 'latin1');
  if (before.length > 0 && looksForeign(before)) return refused('melange');
  if (end < 0) return refused('illisible');
  const after = withoutPadding(whole.subarray(end + 5));
  if (after.length > LIMITS.trailing || (after.length > 0 && looksForeign(after))) return refused('melange');
  const parsed = parse(whole);
  if (!parsed || !/\d+\s+\d+\s+obj\b/.test(parsed.text)) return refused('illisible');
  return (await contentProblem(whole, parsed)) ?? { ok: true, typeMime: 'application/pdf', octets: bytes };
}

async function contentProblem(whole: Buffer, { text, streams }: Parsed): Promise<Inspection | null> {
  const own = namesIn(text);
  if (own.has('Encrypt')) return refused('protege');
  const objects = await objectTexts(streams);
  if (!Array.isArray(objects)) return refused(objects);
  const texts = [text, ...objects];
  if (texts.some(isActive) || ACTIVE_ANYWHERE.test(whole.toString('latin1')) || bareStreams(streams).some(isActive)) return refused('actif');
  const pages = texts.reduce((sum, one) => sum + (one.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0), 0);
  if (pages > LIMITS.pdfPages) return refused('pages', LIMITS.pdfPages);
  return (await isBomb(streams)) ? refused('bombe') : null;
}

const isActive = (text: string): boolean => [...namesIn(text)].some((name) => ACTIVE.has(name));

/** Every name, with its `#xx` escapes undone. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(NAME)].map(([, name = '']) => unescaped(name)));
}

const unescaped = (text: string): string => text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** A stream without a filter may hold an object that a table of contents points into. */
const bareStreams = (streams: Stream[]): string[] => streams.filter(({ dict }) => !/\/Filter\b/.test(unescaped(dict))).map(({ data }) => data.toString('latin1'));

const withoutPadding = (bytes: Buffer): Buffer => {
  let from = 0;
  while ([0, 9, 10, 12, 13, 32, 26].includes(bytes[from] ?? -1)) from += 1;
  return bytes.subarray(from);
};

/**
 * Cuts the file into its streams and the text around them. A stream ends at the nearer of its announced length and the word `endstream`.
 * @returns null when there are too many to look at
 */
function parse(whole: Buffer): Parsed | null {
  const streams: Stream[] = [];
  const text: string[] = [];
  let from = 0;
  for (let at = nextStream(whole, 0); at >= 0; at = nextStream(whole, from)) {
    if (streams.length >= LIMITS.pdfStreams) return null;
    const around = whole.toString('latin1', from, at);
    const dict = around.slice(Math.max(0, around.lastIndexOf('obj')));
    const begin = dataStart(whole, at + 'stream'.length);
    const end = dataEnd(whole, begin, dict);
    text.push(around);
    streams.push({ dict, data: whole.subarray(begin, end) });
    from = end;
  }
  return { text: [...text, whole.toString('latin1', from)].join('\n'), streams };
}

/** The keyword follows a dictionary: `>>`, white space, `stream`, end of line. */
function nextStream(whole: Buffer, from: number): number {
  for (let at = whole.indexOf('stream', from, 'latin1'); at >= 0; at = whole.indexOf('stream', at + 6, 'latin1')) {
    const before = whole.toString('latin1', Math.max(from, at - 64), at);
    if (/>>(?:\s|%[^\r\n]*[\r\n])*$/.test(before) && [10, 13, 32].includes(whole[at + 6] ?? -1)) return at;
  }
  return -1;
}

function dataStart(whole: Buffer, after: number): number {
  let at = after;
  while (whole[at] === 32) at += 1;
  if (whole[at] === 13) at += 1;
  return whole[at] === 10 ? at + 1 : at;
}

function dataEnd(whole: Buffer, begin: number, dict: string): number {
  const marked = whole.indexOf('endstream', begin, 'latin1');
  const nearest = marked < 0 ? whole.length : marked;
  const length = /\/Length\s+(\d{1,10})\b(?!\s+\d+\s+R)/.exec(dict)?.[1];
  return length === undefined ? nearest : Math.min(nearest, begin + Number(length));
}

/** Names of the filters of a stream, in their order. */
function filtersOf(dict: string): string[] {
  const written = FILTERS_TEXT.exec(unescaped(dict))?.[1] ?? '';
  return [...written.matchAll(/\/([A-Za-z0-9]+)/g)].map(([, name = '']) => ({ Fl: 'FlateDecode' })[name] ?? name);
}

/** The text of object streams, which hold objects compressed; one that cannot be read could hide anything. */
async function objectTexts(streams: Stream[]): Promise<string[] | 'illisible' | 'bombe'> {
  const found: string[] = [];
  for (const { dict, data } of streams.filter(({ dict: one }) => /\/ObjStm(?![A-Za-z])/.test(unescaped(one)))) {
    const filters = filtersOf(dict);
    if (filters.length > 1 || (filters[0] ?? 'FlateDecode') !== 'FlateDecode' || /\/Predictor\s+(?:[2-9]|1\d)/.test(dict)) return 'illisible';
    const text = filters.length === 0 ? data : await inflated(data, LIMITS.pdfObjectOctets);
    if (text === 'trop') return 'bombe';
    if (text === 'illisible') return 'illisible';
    found.push(text.toString('latin1'));
  }
  return found;
}

async function isBomb(streams: Stream[]): Promise<boolean> {
  let total = 0;
  for (const { dict, data } of streams) {
    const filters = filtersOf(dict);
    // packed twice: no writer does it, and each layer multiplies by a thousand
    if (filters.filter((name) => name === 'FlateDecode').length > 1) return true;
    if (filters[0] !== 'FlateDecode') continue;
    const size = await inflatedSize(data, LIMITS.pdfStreamOctets);
    if (size === 'trop') return true;
    total += size === 'illisible' ? 0 : size;
    if (total > LIMITS.pdfTotalOctets) return true;
  }
  return false;
}
