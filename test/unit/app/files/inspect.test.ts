import { deflateSync } from 'node:zlib';
import { inspectFile } from '../../../../src/app/files/inspect';
import { LIMITS } from '../../../../src/app/files/limits';
import { exifWithPlace, heic, jpeg, jpegSegment, objectStream, pdf, pdfStream, png, pngChunk, testVirus, zip } from '../../../support/files';

const MAX = 10_485_760;
const raisonOf = async (bytes: Uint8Array, max = MAX): Promise<string> => {
  const inspection = await inspectFile(bytes, max);
  return inspection.ok ? inspection.typeMime : inspection.raison;
};
const keptOf = async (bytes: Uint8Array): Promise<Buffer> => {
  const inspection = await inspectFile(bytes, MAX);
  if (!inspection.ok) throw new Error(inspection.raison);
  return Buffer.from(inspection.octets);
};
const text = (words: string): Buffer => Buffer.from(words, 'latin1');
const after = (document: Buffer, ...rest: Buffer[]): Buffer => Buffer.concat([document, ...rest]);

describe('accepted documents', () => {
  it.each<[string, Uint8Array, string]>([
    ['a PDF', pdf(), 'application/pdf'], ['a PDF whose header comes after a mail’s first line', after(text('Ci-joint\r\n'), pdf()), 'application/pdf'],
    ['a PDF with a plain object stream', pdf({ objects: [objectStream('<< /Type /Catalog /Lang (fr) >>')] }), 'application/pdf'],
    ['a PDF of 300 pages', pdf({ pages: Array.from({ length: 300 }, () => ['x']) }), 'application/pdf'],
    ['a JPEG', jpeg(), 'image/jpeg'], ['a large photo', jpeg({ width: 16_320, height: 12_240 }), 'image/jpeg'], ['a PNG', png(), 'image/png'], ['a HEIC', heic(), 'image/heic'],
  ])('%s', async (_, bytes, type) => {
    expect(await raisonOf(bytes)).toBe(type);
  });

  it('takes the limit itself and refuses one octet more', async () => {
    const bytes = pdf();

    expect(await raisonOf(bytes, bytes.length)).toBe('application/pdf');
    expect(await inspectFile(bytes, bytes.length - 1)).toEqual({ ok: false, raison: 'taille', limite: bytes.length - 1 });
  });

  it('keeps a PDF as it was sent', async () => {
    expect((await keptOf(pdf())).equals(pdf())).toBe(true);
  });
});

describe('types', () => {
  it.each<[string, Uint8Array]>([
    ['a program', text('MZ\x90\0program')], ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')], ['HTML', text('<!doctype html><script>alert(1)</script>')],
    ['XML', text('<?xml version="1.0"?><a/>')], ['ZIP, and so Office', zip('word/document.xml')], ['a zip bomb', zip('b', Buffer.alloc(5_000_000), deflateSync(Buffer.alloc(5_000_000)))],
    ['GIF that is also a script', text('GIF89a/*\x01\0*/=1;alert(1)')], ['text', text('bonjour')], ['WebP', text('RIFF\x10\0\0\0WEBPVP8 ')],
  ])('refuses %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('type');
  });

  it('refuses nothing at all', async () => {
    expect(await raisonOf(Buffer.alloc(0))).toBe('vide');
  });

  it.each<[string, Uint8Array]>([['alone', testVirus()], ['in a PDF', pdf({ comment: testVirus().toString('latin1') })], ['after a photo', after(jpeg(), testVirus())]])('refuses the test virus %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('virus');
  });
});

describe('PDF', () => {
  const js = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

  it.each<[string, Uint8Array]>([
    ['runs a program when opened', pdf({ catalog: `/OpenAction ${js}` })], ['runs it from an object', pdf({ objects: [js] })], ['launches', pdf({ objects: ['<< /S /Launch /F (cmd.exe) >>'] })],
    ['carries a file', pdf({ catalog: '/Names << /EmbeddedFiles 1000 0 R >>', objects: [pdfStream('/Type /EmbeddedFile', text('x'))] })], ['has rich media', pdf({ objects: ['<< /Subtype /RichMedia >>'] })],
    ['has an XFA form', pdf({ catalog: '/AcroForm << /XFA [] >>' })], ['writes the name with escapes', pdf({ objects: ['<< /S /J#61vaScript /#4aS (x) >>'] })],
    ['hides it in an object stream', pdf({ objects: [objectStream(js)] })], ['hides it behind a comment', pdf({ objects: [`% >> stream\n${js}`] })],
    ['hides it in a stream that says to be longer than it is', pdf({ objects: [text(`<< /Length 9999 >>\nstream\nx\nendstream\nendobj\n77 0 obj\n${js}`)] })],
    ['hides it in a stream that says to be shorter than it is', pdf({ objects: [text(`<< /Length 1 /Filter /FlateDecode >>\nstream\nx 77 0 obj\n${js}\nendstream`)] })],
    ['hides it in a stream without filter', pdf({ objects: [pdfStream('', text(`77 0 obj << /S /JS >> endobj`))] })],
  ])('refuses one that %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('actif');
  });

  it.each([['in its trailer', pdf({ trailer: '/Encrypt 9 0 R' })], ['in a stream of references', pdf({ objects: [pdfStream('/Type /XRef /Encrypt 9 0 R', deflateSync(text('x')), '/FlateDecode')] })]])('refuses an encrypted one, told %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('protege');
  });

  it.each<[string, Uint8Array]>([
    ['has no end', pdf().subarray(0, -8)], ['has no object', text('%PDF-1.4\n%%EOF')], ['has a broken object stream', pdf({ objects: [pdfStream('/Type /ObjStm', text('xx'), '/FlateDecode')] })],
    ['has an object stream packed in a way that is not read', pdf({ objects: [pdfStream('/Type /ObjStm', text('xx'), '[/ASCIIHexDecode /FlateDecode]')] })],
  ])('refuses one that %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('illisible');
  });

  it('refuses more than 300 pages, also when they are in an object stream', async () => {
    const pages = Array.from({ length: 301 }, () => ['x']);

    expect(await inspectFile(pdf({ pages }), MAX)).toEqual({ ok: false, raison: 'pages', limite: 300 });
    expect(await raisonOf(pdf({ objects: [objectStream('<< /Type /Page >> '.repeat(300))] }))).toBe('pages');
  });

  it.each<[string, Uint8Array]>([
    ['one stream', pdf({ objects: [pdfStream('', deflateSync(Buffer.alloc(LIMITS.pdfStreamOctets + 1)), '/FlateDecode')] })],
    ['a stream packed twice', pdf({ objects: [pdfStream('', deflateSync(deflateSync(Buffer.alloc(1_000_000))), '[/FlateDecode /FlateDecode]')] })],
    ['an object stream', pdf({ objects: [pdfStream('/Type /ObjStm', deflateSync(Buffer.alloc(LIMITS.pdfObjectOctets + 1, 32)), '/FlateDecode')] })],
  ])('refuses one that swells: %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('bombe');
  });

  it.each<[string, Uint8Array]>([
    ['a page before', after(text('<html><script>alert(1)</script>'), pdf())], ['a program before', after(text('MZ\x90\0'), pdf())], ['a script before', after(text('#!/bin/sh\n'), pdf())],
    ['a ZIP after', after(pdf(), zip())], ['a page after', after(pdf(), text('<script>alert(1)</script>'))], ['much after', after(pdf(), Buffer.alloc(200, 'x'))],
    ['a ZIP inside, which a ZIP reader opens', pdf({ objects: [pdfStream('', zip('a'.repeat(80)))] })],
  ])('refuses one with %s', async (_, bytes) => {
    expect(await raisonOf(bytes)).toBe('melange');
  });

  it('forgives the padding that some scanners add', async () => {
    expect(await raisonOf(after(pdf(), Buffer.alloc(500), text('\r\n')))).toBe('application/pdf');
  });
});

describe('JPEG', () => {
  it('loses the place, the comments and what is not the photo, and keeps its orientation', async () => {
    const place = exifWithPlace();
    const sent = jpeg({ segments: [jpegSegment(0xe1, place), jpegSegment(0xe1, text('http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>48</exif:GPSLatitude>')), jpegSegment(0xfe, text('<script>alert(1)</script>'))] });

    const kept = await keptOf(sent);

    expect(sent.includes(place.subarray(74))).toBe(true);
    expect(kept.includes(place.subarray(74))).toBe(false);
    expect(kept.toString('latin1')).not.toMatch(/GPS|script/);
    expect(kept.includes(place.subarray(0, 6 + 10 + 12))).toBe(true);
    expect(kept.subarray(-40).equals(sent.subarray(-40))).toBe(true);
    expect((await keptOf(kept)).equals(kept)).toBe(true);
  });

  it('drops EXIF that cannot be read rather than keep a place in it', async () => {
    expect((await keptOf(jpeg({ segments: [jpegSegment(0xe1, text('Exif\0\0II*\0\xff\xff\xff\x7f'))] }))).equals(jpeg())).toBe(true);
  });

  it('cuts off the second picture that phones add', async () => {
    expect((await keptOf(after(jpeg(), jpeg({ seed: 'other' })))).equals(jpeg())).toBe(true);
    expect((await keptOf(after(jpeg(), text('\0\0\0\x18ftypmp42'), Buffer.alloc(5_000)))).equals(jpeg())).toBe(true);
  });

  it.each([1, 2, 5, 20, 60, 120])('refuses one that lost its last %i octets', async (lost) => {
    expect(await raisonOf(jpeg().subarray(0, -lost))).toBe('illisible');
  });

  it.each<[string, Uint8Array, string]>([
    ['30,000 × 30,000', jpeg({ width: 30_000, height: 30_000 }), 'dimensions'], ['0 × 0', jpeg({ width: 0, height: 0 }), 'illisible'],
    ['with a ZIP after', after(jpeg(), zip()), 'melange'], ['with a page after', after(jpeg(), text('<html><script>alert(1)</script>')), 'melange'], ['with a program after', after(jpeg(), text('MZ\x90')), 'melange'],
    ['with a ZIP in a comment', jpeg({ segments: [jpegSegment(0xfe, zip())] }), 'melange'],
  ])('refuses %s', async (_, bytes, raison) => {
    expect(await raisonOf(bytes)).toBe(raison);
  });
});

describe('PNG', () => {
  const broken = Buffer.from(png());
  broken[20] = 99;

  it('loses its texts', async () => {
    expect((await keptOf(png({ chunks: [pngChunk('tEXt', text('Comment\0<script>')), pngChunk('eXIf', text('II*\0'))] }))).equals(png())).toBe(true);
  });

  it.each<[string, Uint8Array, string]>([
    ['a wrong check value', broken, 'illisible'], ['no end', png().subarray(0, -12), 'illisible'], ['less image than announced', png({ data: Buffer.alloc(3) }), 'illisible'],
    ['30,000 × 30,000', png({ width: 30_000, height: 30_000, data: Buffer.alloc(10) }), 'dimensions'], ['more octets than can be looked at', png({ width: 19_000, height: 13_000 + 1_000, data: Buffer.alloc(10) }), 'dimensions'],
    ['more image than announced', png({ data: Buffer.alloc(10_000_000) }), 'bombe'],
    ['a text that swells', png({ chunks: [pngChunk('zTXt', Buffer.concat([text('Comment\0\0'), deflateSync(Buffer.alloc(5_000_000))]))] }), 'bombe'],
    ['an international text that swells', png({ chunks: [pngChunk('iTXt', Buffer.concat([text('Comment\0\x01\0fr\0\0'), deflateSync(Buffer.alloc(5_000_000))]))] }), 'bombe'],
    ['a ZIP after', after(png(), zip()), 'melange'], ['a page after', after(png(), text('<script>')), 'melange'], ['much after', after(png(), Buffer.alloc(65)), 'melange'],
  ])('refuses %s', async (_, bytes, raison) => {
    expect(await raisonOf(bytes)).toBe(raison);
  });
});

describe('HEIC', () => {
  it('loses the place, nothing moves', async () => {
    const place = exifWithPlace();
    const kept = await keptOf(heic({ item: place }));

    expect(kept).toHaveLength(heic({ item: place }).length);
    expect(kept.includes(place.subarray(74))).toBe(false);
  });

  it.each<[string, Uint8Array, string]>([
    ['cut', heic().subarray(0, -1), 'illisible'], ['without dimensions', heic().subarray(0, 24), 'illisible'], ['of 30,000 × 30,000', heic({ width: 30_000, height: 30_000 }), 'dimensions'],
    ['with a ZIP after', after(heic(), zip()), 'melange'], ['with a page after', after(heic(), text('<html><script>')), 'melange'],
  ])('refuses one %s', async (_, bytes, raison) => {
    expect(await raisonOf(bytes)).toBe(raison);
  });
});

describe('hostile bytes', () => {
  it('never throws on a document cut or changed anywhere', async () => {
    const samples = [pdf({ objects: [objectStream('<< /A 1 >>')] }), jpeg({ segments: [jpegSegment(0xe1, exifWithPlace())] }), png({ chunks: [pngChunk('zTXt', text('a\0\0x'))] }), heic({ item: exifWithPlace() })];

    for (const sample of samples) {
      for (let at = 1; at < sample.length; at += 3) {
        const changed = Buffer.from(sample);
        changed[at] = (changed[at] ?? 0) ^ 0xff;
        await expect(inspectFile(sample.subarray(0, at), MAX)).resolves.toBeDefined();
        await expect(inspectFile(changed, MAX)).resolves.toBeDefined();
      }
    }
  });
});
