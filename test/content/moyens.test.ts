import mots from '../../dialogs/contenu/moyens-mots.json';
import { normalize } from '../../dialogs/lecture';
import { loadContent } from '../../src/content';
import { MOYENS } from '../../src/domain/codes';
import fiche from '../../src/http/fiche-textes.json';

const { moyens } = loadContent();
const all = Object.entries(moyens);
const words = (text: string): number => text.split(/\s+/).length;

describe('dialogs/contenu/moyens.json', () => {
  it('tells the five ways of DOSSIER §1.11, in at most sixty words each', () => {
    expect(all.map(([id]) => id)).toEqual(MOYENS);
    expect(all.filter(([, { texte }]) => words(texte) > 60).map(([id]) => id)).toEqual([]);
  });

  it('says for each what to bring or to send', () => {
    expect(all.filter(([, { texte }]) => !/apportez|joignez|gardez près de vous/i.test(texte)).map(([id]) => id)).toEqual([]);
  });

  it('shows no fact of level C, no invented address nor number, and nothing promised', () => {
    expect(all.filter(([, { niveau }]) => niveau === 'C').map(([id]) => id)).toEqual([]);
    const numbers = all.flatMap(([, { texte, oral }]) => `${texte} ${oral}`.match(/\d[\d ]*\d/g) ?? []);
    expect([...new Set(numbers)].sort()).toEqual(['32 30', '3230']);
    expect(all.filter(([, { texte }]) => /garanti|vous obtiendrez|à coup sûr/i.test(texte)).map(([id]) => id)).toEqual([]);
  });

  it('is read aloud without link nor list', () => {
    expect(all.filter(([, { oral }]) => /https?:|•|\*\*|\/fiche/.test(oral)).map(([id]) => id)).toEqual([]);
  });
});

describe('dialogs/contenu/moyens-mots.json', () => {
  it('is written as messages are compared: no accent, no capital, no mark', () => {
    const forms = Object.values(mots).flatMap((group) => (Array.isArray(group) ? group : Object.values(group).flat()));

    expect(forms.filter((form) => form !== normalize(form))).toEqual([]);
  });

  it('can choose and name every way', () => {
    expect([Object.keys(mots.choisir), Object.keys(mots.nommer)]).toEqual([MOYENS, MOYENS]);
  });
});

describe('texts of the sheet', () => {
  it('use French typography and vouvoiement', () => {
    const texts = Object.entries(fiche);

    expect(texts.filter(([, text]) => /\w'\w/.test(text) || /(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu.test(text)).map(([id]) => id)).toEqual([]);
  });
});
