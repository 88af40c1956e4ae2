import { tokenize } from '../../../intents/normalize';
import { respaced } from '../../../intents/respacing';
import { buildLexicon, Speller } from '../../../intents/spelling';

const COUNTS = { mon: 900, fils: 120, plus: 800, la: 2000, agence: 40, attestation: 60, dossier: 300, moi: 400, si: 300, les: 900, ai: 900, allocations: 90, que: 900, parce: 60, defonce: 12, demande: 200 };
const speller = new Speller(buildLexicon(new Map(Object.entries(COUNTS))));
const norms = (text: string): string[] => respaced(tokenize(text), speller).map((t) => t.norm);

describe('respaced', () => {
  it('cuts words run together', () => {
    expect(norms('monfils')).toEqual(['mon', 'fils']);
    expect(norms('parceque plusla')).toEqual(['parce', 'que', 'plus', 'la']);
  });

  it('puts a forgotten apostrophe back', () => {
    expect(norms('lagence')).toEqual(['l', 'agence']);
  });

  it('gives back the vowel that speech swallows', () => {
    expect(norms('jdefonce mdemande')).toEqual(['j', 'defonce', 'm', 'demande']);
  });

  it('joins a word cut in two', () => {
    expect(norms('mon attes tation')).toEqual(['mon', 'attestation']);
    expect(norms('mes alloca tions')).toEqual(['mes', 'allocations']);
  });

  it('leaves alone known words, short words, and words that no cut explains', () => {
    expect(norms('mon fils ailes moisi dosier')).toEqual(['mon', 'fils', 'ailes', 'moisi', 'dosier']);
  });

  it('keeps the offsets of the text as typed', () => {
    const text = 'monfils a son attes tation';

    expect(respaced(tokenize(text), speller).map((t) => text.slice(t.start, t.end))).toEqual(['mon', 'fils', 'a', 'son', 'attes tation']);
  });
});
