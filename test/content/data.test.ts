import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isHeldOut, readExamples } from '../../intents/data';
import { CODES, DRAPEAUX } from '../../src/domain/codes';
import { maskSensitive } from '../../src/ops/masking';

const DIR = join(__dirname, '..', '..', 'intents', 'data');
const examples = readExamples(DIR);

describe('intents/data', () => {
  it('has one file a code, and the false friends of danger', () => {
    expect(readdirSync(DIR).sort()).toEqual([...CODES, 'FAUX_AMIS'].map((code) => `${code}.jsonl`).sort());
  });

  it.each([...CODES])('%s has sentences enough, in several manners, some of them kept out of training', (code) => {
    const own = examples.filter((e) => e.code === code);

    expect(own.length).toBeGreaterThanOrEqual(code === 'SALUTATION' ? 30 : 45);
    expect(new Set(own.map((e) => e.style)).size).toBeGreaterThanOrEqual(4);
    expect(own.some((e) => isHeldOut(e.text))).toBe(true);
  });

  it.each([...DRAPEAUX])('the flag %s is carried by sentences', (flag) => {
    expect(examples.filter((e) => e.flags.includes(flag)).length).toBeGreaterThanOrEqual(30);
  });

  it('says nothing twice', () => {
    const folded = examples.map((e) => e.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim());

    expect(folded.filter((text, at) => text !== '' && folded.indexOf(text) !== at)).toEqual([]);
  });

  it('holds no number that must never be kept', () => {
    expect(examples.filter((e) => maskSensitive(e.text).found.some((nature) => nature !== 'mot_de_passe')).map((e) => e.text)).toEqual([]);
  });

  it('names the file and the line of a wrong sentence', () => {
    const dir = mkdtempSync(join(tmpdir(), 'phrases-'));
    writeFileSync(join(dir, 'CONTACT.jsonl'), '{"text":"où vous joindre","style":"courant","prestation":"AUCUNE"}\n{"text":"","style":"courant","prestation":"AUCUNE"}\n');

    expect(() => readExamples(dir)).toThrow(/CONTACT\.jsonl.*2/);
  });
});
