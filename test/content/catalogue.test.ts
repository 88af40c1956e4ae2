import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkedDate } from '../../src/domain/calendar';
import { headSchema, parseCatalogue } from '../../src/domain/catalogue';
import { MOTIFS, PRESTATIONS } from '../../src/domain/codes';
import '../../src/domain/complexity';
import '../../src/domain/conservation';
import '../../src/domain/delay';
import '../../src/domain/legal';
import '../../src/domain/priority';
import '../../src/domain/reference';
import { CRITERES_COMPLEXITE } from '../../src/domain/complexity';
import { declarationsFor, isPieceCode, piecesFor } from '../../src/domain/pieces';
import { CRITERES_PRIORITE } from '../../src/domain/priority';
import { motifInfo, prestationInfo } from '../../src/domain/routing';

const DIR = join(__dirname, '../../src/domain/catalogue');
const FILES = readdirSync(DIR).sort();
const read = (file: string): unknown => JSON.parse(readFileSync(join(DIR, file), 'utf8'));
const headed = z.looseObject(headSchema);

describe('catalogue', () => {
  it('is made of these files, and all were accepted when the domain was loaded', () => {
    expect(FILES).toEqual([
      'completude.json', 'complexite.json', 'conservation.json', 'delais.json', 'departements.json', 'epellation.json', 'motifs.json', 'oral.json', 'performance.json', 'pieces-par-motif.json', 'pieces.json', 'prestations.json', 'priorite.json', 'rapport.json', 'recours.json', 'services.json', 'suivi.json',
    ]);
  });

  it.each(FILES)('%s says its version, its date and its sources, all used', (file) => {
    const raw = read(file);
    const { date, sources } = parseCatalogue(file, headed, raw);

    expect(checkedDate(date)).toBe(date);
    expect(Object.keys(sources).length).toBeGreaterThan(0);
    for (const source of Object.values(sources)) expect(checkedDate(source.consulteLe)).toBe(source.consulteLe);
    const used = new Set(sourcesNamed(raw));
    expect(Object.keys(sources).filter((id) => !used.has(id))).toEqual([]);
  });

  it.each(FILES)('%s gives a source to each entry of its lists', (file) => {
    const unsourced = listsOf(read(file)).flatMap(([list, entries]) => entries.filter((entry) => !('source' in entry)).map((entry) => `${list}: ${JSON.stringify(entry).slice(0, 60)}`));

    // Labels without any fact in them: conditions, headings, and the fallback.
    expect(unsourced.filter((entry) => !/^(situations|domaines|parDefaut)/.test(entry))).toEqual([]);
  });

  it.each(FILES)('%s is typed for French readers: real apostrophes, no double space', (file) => {
    const faulty = stringsOf(read(file)).filter((text) => / {2}/.test(text) || (/\p{L}'\p{L}/u.test(text) && text.includes(' ')));

    expect(faulty).toEqual([]);
  });

  it('names nothing of the workshop', () => {
    for (const file of FILES) expect(readFileSync(join(DIR, file), 'utf8')).not.toMatch(/\/tmp|localhost|file:/);
  });
});

describe('refusals', () => {
  const valid = { version: '1.0', date: '2026-11-23', sources: { a: { titre: 'Article', url: null, consulteLe: '2026-11-23' } }, liste: [{ x: 1, source: 'a' }] };
  const schema = z.strictObject({ ...headSchema, liste: z.array(z.strictObject({ x: z.int(), source: z.string() })) });

  it('accepts a right file', () => {
    expect(parseCatalogue('essai.json', schema, valid)).toEqual(valid);
  });

  it.each([
    ['a field too many', { ...valid, surplus: true }, /surplus/], ['a wrong type', { ...valid, liste: [{ x: 'un', source: 'a' }] }, /liste\.0\.x/],
    ['no version', { ...valid, version: undefined }, /version/], ['an entry without source', { ...valid, liste: [{ x: 1 }] }, /liste\.0\.source/],
    ['an unknown source', { ...valid, liste: [{ x: 1, source: 'b' }] }, /liste\.0\.source \(b\) : source absente/],
  ])('refuses %s, naming the file and the path in French', (_case, raw, path) => {
    expect(() => parseCatalogue('essai.json', schema, raw)).toThrow(expect.objectContaining({ code: 'CONTENU_INVALIDE' }));
    expect(() => parseCatalogue('essai.json', schema, raw)).toThrow(path);
    expect(() => parseCatalogue('essai.json', schema, raw)).toThrow(/src\/domain\/catalogue\/essai\.json : /);
  });

  it('speaks French', () => {
    expect(() => parseCatalogue('essai.json', schema, { ...valid, liste: 3 })).toThrow(/attendu/i);
  });
});

describe('cross-references', () => {
  it('names only pieces that exist, for every motif and prestation', () => {
    for (const motif of MOTIFS) {
      for (const prestation of PRESTATIONS) {
        const demande = { motif, prestation, revision: null, situations: [] };
        const codes = [...piecesFor(demande), ...declarationsFor(demande)].map(({ code }) => code);
        expect(codes.filter((code) => !isPieceCode(code))).toEqual([]);
      }
    }
  });

  it('describes every motif and prestation', () => {
    expect(MOTIFS.map((motif) => motifInfo(motif).code)).toEqual([...MOTIFS]);
    expect(PRESTATIONS.map((prestation) => prestationInfo(prestation).code)).toEqual([...PRESTATIONS]);
  });

  it('gives each criterion one meaning: priority and complexity share no id', () => {
    const priority = new Set(CRITERES_PRIORITE.map(({ id }) => id));

    expect(CRITERES_COMPLEXITE.map(({ id }) => id).filter((id) => priority.has(id))).toEqual([]);
  });

  it('labels criteria shortly and plainly', () => {
    const labels = [...CRITERES_PRIORITE, ...CRITERES_COMPLEXITE].map(({ libelle }) => libelle);

    expect(labels.filter((label) => label.length > 75)).toEqual([]);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('uses every piece of the catalogue, but for those the dossier keeps apart', () => {
    const used = new Set(stringsOf(read('pieces-par-motif.json')));
    const equivalents = new Set(stringsOf(read('pieces.json')).filter((text) => text.startsWith('D-')));

    expect([...equivalents].filter((code) => !used.has(code)).sort()).toEqual(['D-DECES', 'D-HEB', 'D-ID', 'D-MANDAT', 'D-RIB']);
  });
});

function sourcesNamed(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'source' && typeof inner === 'string' ? [inner] : sourcesNamed(inner)));
}

function listsOf(value: unknown): [string, object[]][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, object[]][] => {
    if (!Array.isArray(inner)) return [];
    const entries = inner.filter((entry): entry is object => typeof entry === 'object' && entry !== null);
    return entries.length > 0 ? [[key, entries]] : [];
  });
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
