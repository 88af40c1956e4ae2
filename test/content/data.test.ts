import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExamples, type Example } from '../../intents/data';
import { CODES, DRAPEAUX, isCodeSurete, isMotif } from '../../src/domain/codes';
import { maskSensitive } from '../../src/ops/masking';

const DIR = join(__dirname, '..', '..', 'intents', 'data');
const examples = readExamples(DIR);
const tuning = readExamples(join(DIR, 'tuning'));
const frozen = readExamples(join(__dirname, '..', 'frozen'));
const folded = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

describe('intents/data', () => {
  it('has one file a code, the false friends of danger, and the sentences for tuning apart', () => {
    expect(readdirSync(DIR).filter((name) => name !== 'MIXTES.jsonl').sort()).toEqual([...[...CODES, 'FAUX_AMIS'].map((code) => `${code}.jsonl`), 'tuning'].sort());
  });

  it.each([...CODES])('%s has sentences enough, in several manners', (code) => {
    const own = examples.filter((e) => e.code === code);

    expect(own.length).toBeGreaterThanOrEqual(isMotif(code) || isCodeSurete(code) ? 200 : code === 'SALUTATION' ? 90 : 100);
    expect(new Set(own.map((e) => e.style)).size).toBeGreaterThanOrEqual(4);
  });

  it.each([...DRAPEAUX])('the flag %s is carried by sentences', (flag) => {
    expect(examples.filter((e) => e.flags.includes(flag)).length).toBeGreaterThanOrEqual(30);
  });

  it('says nothing twice', () => {
    const texts = examples.map((e) => folded(e.text));

    expect(texts.filter((text, at) => text !== '' && texts.indexOf(text) !== at)).toEqual([]);
  });

  it.each([['tuning', tuning], ['frozen test', frozen]] as const)('the %s part is written by others, and says nothing that training says', (_, part) => {
    const taught = new Set(examples.map((e) => e.scribe));
    const texts = new Set(examples.map((e) => folded(e.text)));

    expect([...new Set(part.map((e) => e.scribe))].filter((scribe) => taught.has(scribe))).toEqual([]);
    expect(part.filter((e) => folded(e.text).length > 25 && texts.has(folded(e.text))).map((e) => e.text)).toEqual([]);
  });

  it('the frozen test part holds every code', () => {
    const counts = new Map<string, number>();
    for (const e of frozen) counts.set(e.code, (counts.get(e.code) ?? 0) + 1);

    expect(CODES.filter((code) => code !== 'SALUTATION' && (counts.get(code) ?? 0) < 10)).toEqual([]);
  });

  it('holds no number that must never be kept', () => {
    const all: Example[] = [...examples, ...tuning, ...frozen];

    expect(all.filter((e) => maskSensitive(e.text).found.some((nature) => nature !== 'mot_de_passe')).map((e) => e.text)).toEqual([]);
  });

  it('names the file and the line of a wrong sentence', () => {
    const dir = mkdtempSync(join(tmpdir(), 'phrases-'));
    writeFileSync(join(dir, 'CONTACT.jsonl'), '{"text":"où vous joindre","style":"courant","prestation":"AUCUNE"}\n{"text":"","style":"courant","prestation":"AUCUNE"}\n');

    expect(() => readExamples(dir)).toThrow(/CONTACT\.jsonl.*2/);
  });
});
