import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * The answers in "facile à lire" (intents/answers/facile.json) say what the ordinary answers say, with the same figures,
 * in short lines. Held here: nothing missing, nothing added, the length of the lines, the plain words of the acronyms.
 */

const DIR = join(__dirname, '../../intents/answers');
const read = (file: string): unknown => JSON.parse(readFileSync(join(DIR, file), 'utf8'));

const themes = ['argent', 'papiers', 'changements', 'aides', 'mon-compte', 'probleme', 'urgence', 'autres'] as const;
const facileSchema = z.record(z.string(), z.strictObject({
  theme: z.enum(themes),
  question: z.string().min(1).max(60),
  texte: z.string().min(1),
  prestations: z.record(z.string(), z.string().min(1)).optional(),
}));
const said = { texte: z.string(), oral: z.string(), suite: z.string().optional(), enSavoirPlus: z.string().optional() };
const originalSchema = z.record(z.string(), z.object({ ...said, numeros: z.array(z.string()).optional(), prestations: z.record(z.string(), z.object(said)).optional() }));
const numerosSchema = z.record(z.string(), z.object({ numero: z.string() }));

const facile = facileSchema.parse(read('facile.json'));
const simple = originalSchema.parse(read('simple.json'));
const horsPerimetre = originalSchema.parse(read('hors-perimetre.json'));
const surete = originalSchema.parse(read('surete.json'));
const sources = [simple, horsPerimetre, surete];
const originals = { ...simple, ...horsPerimetre, ...surete };
const numeros = numerosSchema.parse(read('numeros.json'));

/** One text in simple French beside what the ordinary text says; `id` is `CODE` or `CODE/PRESTATION`. */
type Pair = { id: string; texte: string; original: string; context: string };
const contextOf = (s: { texte: string; oral: string; suite?: string | undefined; enSavoirPlus?: string | undefined }): string => [s.texte, s.oral, s.suite, s.enSavoirPlus].join('\n');
const pairs: Pair[] = Object.entries(facile).flatMap(([key, { texte, prestations }]) => {
  const original = originals[key];
  if (!original) return [];
  const variants = Object.entries(original.prestations ?? {}).map(([prestation, v]) =>
    ({ id: `${key}/${prestation}`, texte: prestations?.[prestation] ?? '', original: v.texte, context: contextOf(v) }));
  return [{ id: key, texte, original: original.texte, context: contextOf(original) }, ...variants];
});

const lines = (texte: string): string[] => texte.split('\n');
const placeholders = (texte: string): string[] => texte.match(/\{[^}]*\}/g) ?? [];
const withoutPlaceholders = (texte: string): string => texte.replace(/\{[^}]*\}/g, '');

/** "1 173,04" is one figure, and so is "0 805 16 00 75"; "2, 4 ou 5" is three. */
const FIGURE = /\d+(?: \d{2,3}(?!\d))*(?:,\d+)?/g;
const figures = (texte: string): string[] => (withoutPlaceholders(texte).match(FIGURE) ?? []).map((figure) => figure.replaceAll(' ', ''));
const amounts = (texte: string): string[] => texte.match(/\d+(?: \d{3})*(?:,\d+)? €/g) ?? [];

/** A figure may be written out in the ordinary text: "trois mois", "un douzième", "chaque trimestre". */
const WRITTEN: Record<string, string> = {
  un: '1', une: '1', premier: '1', deux: '2', deuxième: '2', trois: '3', trimestre: '3', trimestrielle: '3', quatre: '4', cinq: '5', six: '6', septième: '7', huit: '8',
  dix: '10', douze: '12', douzième: '12', quatorze: '14', quinze: '15',
};
const writtenFigures = (texte: string): string[] => (texte.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap((word) => WRITTEN[word] ?? []);

/** What is read on a line: placeholders filled with the longest thing they stand for, a figure counted as one word. */
const filled = (line: string): string => line
  .replaceAll('{prochainPaiement}', 'vendredi 5 décembre 2026')
  .replace(/\{numero:([^}]*)\}/g, (_, id: string) => numeros[id]?.numero ?? '')
  .replace(FIGURE, (figure) => figure.replaceAll(' ', ''));
const wordCount = (line: string): number => filled(line).split(/\s+/).filter((token) => /[\p{L}\p{N}%€]/u.test(token)).length;
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const failing = (isWrong: (pair: Pair) => boolean): string[] => pairs.filter(isWrong).map(({ id }) => id);
const faulty = (wrong: (pair: Pair) => string[]): string[] => pairs.flatMap((pair) => wrong(pair).map((what) => `${pair.id}: ${what}`));
const missingFrom = (present: string[], wanted: string[]): string[] => wanted.filter((value) => !present.includes(value));

describe('facile.json', () => {
  it('rewrites every answer, out-of-scope answer and safety text, and nothing else', () => {
    const keys = sources.flatMap((source) => Object.keys(source));

    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(facile).sort()).toEqual([...keys].sort());
  });

  it('rewrites every variant of every answer, and nothing else', () => {
    const variants = (entries: Record<string, { prestations?: object | undefined }>): string[] =>
      Object.entries(entries).flatMap(([key, { prestations }]) => Object.keys(prestations ?? {}).map((prestation) => `${key}/${prestation}`)).sort();

    expect(variants(facile)).toEqual(variants(originals));
  });

  it('asks each question once, and uses every theme', () => {
    const questions = Object.values(facile).map(({ question }) => question);

    expect(questions.filter((question, at) => questions.indexOf(question) !== at)).toEqual([]);
    expect([...new Set(Object.values(facile).map(({ theme }) => theme))].sort()).toEqual([...themes].sort());
    expect(questions.filter((question) => /[A-Z]{2,}_|\n/.test(question))).toEqual([]);
  });
});

describe('facile.json, the same facts', () => {
  it('invents no figure', () => {
    expect(faulty(({ texte, context }) => missingFrom([...figures(context), ...writtenFigures(context)], figures(texte)))).toEqual([]);
  });

  it('keeps every figure of the ordinary text', () => {
    expect(faulty(({ texte, original }) => missingFrom(figures(texte), figures(original)))).toEqual([]);
  });

  it('keeps every amount with its unit', () => {
    expect(pairs.filter(({ original }) => amounts(original).length > 0).length).toBeGreaterThan(10);
    expect(faulty(({ texte, original }) => missingFrom(amounts(texte), amounts(original)))).toEqual([]);
  });

  it('uses only the placeholders of the ordinary text, and all of them', () => {
    expect(faulty(({ texte, original }) => [...missingFrom(placeholders(original), placeholders(texte)), ...missingFrom(placeholders(texte), placeholders(original))])).toEqual([]);
  });

  it.each(Object.keys(surete))('%s keeps the numbers to call', (key) => {
    const wanted = (surete[key]?.numeros ?? []).map((id) => `{numero:${id}}`);

    expect(missingFrom(placeholders(facile[key]?.texte ?? ''), wanted)).toEqual([]);
  });

  it('leaves the answer whole when the line of a date is not shown', () => {
    const dated = pairs.filter(({ texte }) => texte.includes('{prochainPaiement}'));

    expect(dated.length).toBeGreaterThan(0);
    for (const { id, texte } of dated) expect([id, lines(texte).filter((line) => line.includes('{')).length]).toEqual([id, 1]);
  });

  it('keeps the prudence of an estimation', () => {
    const prudent: [RegExp, RegExp][] = [
      [/en général|en principe/, /en général|souvent/i], [/estimation/, /estimation/], [/à titre indicatif/, /une idée/], [/les années passées/i, /les années passées/i], [/environ|autour de/, /environ|autour de/],
    ];

    expect(faulty(({ texte, original }) => prudent.filter(([said, kept]) => said.test(original) && !kept.test(texte)).map(([said]) => said.source))).toEqual([]);
  });

  it('promises no result', () => {
    expect(failing(({ texte }) => /vous (?:aurez|obtiendrez|toucherez|recevrez)|nous vous garantissons|c’est (?:garanti|sûr)/i.test(texte))).toEqual([]);
  });
});

describe('facile.json, easy to read', () => {
  it('has at most 8 lines, 12 for safety', () => {
    expect(failing(({ id, texte }) => lines(texte).length > (id in surete ? 12 : 8))).toEqual([]);
  });

  it('has at most 16 words a line, 12 on average', () => {
    expect(faulty(({ texte }) => lines(texte).filter((line) => wordCount(line) > 16))).toEqual([]);
    expect(failing(({ texte }) => mean(lines(texte).map(wordCount)) > 12)).toEqual([]);
  });

  it('has one whole sentence or question a line, so that it can also be read aloud', () => {
    expect(faulty(({ texte }) => lines(texte).filter((line) => line !== line.trim() || !/[.?!]$/.test(line)))).toEqual([]);
  });

  it('writes figures in digits', () => {
    expect(faulty(({ texte }) => texte.match(/(?<!\p{L})(deux|trois|quatre|cinq|six|huit|dix|douze|quatorze|quinze|vingt)(?!\p{L})/giu) ?? [])).toEqual([]);
  });

  it('has no bracket, semicolon, bullet or numeric date', () => {
    expect(failing(({ texte }) => /[()[\];•*]|^[-–]|\d\/\d/m.test(texte))).toEqual([]);
  });

  it('explains each acronym in plain words', () => {
    const plain: Record<string, RegExp> = {
      APL: /aides? au logement/, ALF: /aides? au logement/, ALS: /aides? au logement/, AAH: /adultes handicapés/, AEEH: /enfant handicapé/, AJPP: /présence parentale/, AJPA: /proche aidant/,
      RIB: /papier/, MSA: /agriculture/, CPAM: /Assurance maladie/, ANTS: /France Titres/,
    };
    const known = ['RSA', 'SMS', 'HLM', 'REF', 'EXP'];
    const acronyms = (texte: string): string[] => texte.match(/(?<!\p{L})\p{Lu}{3,}(?!\p{L})/gu) ?? [];

    expect(faulty(({ texte }) => acronyms(texte).filter((word) => !known.includes(word) && !plain[word]?.test(texte)))).toEqual([]);
  });

  it('uses the same word for the same thing', () => {
    const avoided = /(?<!\p{L})(CAF|bailleurs?|prestations?|versements?|versée?s?|ressources|justificatifs?|appli|recours (?!amiable))(?!\p{L})/gu;

    expect(faulty(({ texte }) => texte.match(avoided) ?? [])).toEqual([]);
  });

  it('says what Mon Compte is, where it is first named', () => {
    const first = (texte: string): string => texte.slice(texte.indexOf('Mon Compte'));

    expect(failing(({ texte }) => texte.includes('Mon Compte') && !first(texte).startsWith('Mon Compte : votre espace sur le site caf.fr.'))).toEqual([]);
  });

  it('speaks with vouvoiement and French typography', () => {
    const all = [...pairs, ...Object.entries(facile).map(([id, { question }]) => ({ id: `${id} (question)`, texte: question }))];
    const isWrong = (texte: string): boolean =>
      /(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu.test(texte) || /\p{L}'\p{L}| {2}|[^\s][?!;]|[^\s]:(?!\/\/)/u.test(filled(texte));

    expect(all.filter(({ texte }) => isWrong(texte)).map(({ id }) => id)).toEqual([]);
  });
});
