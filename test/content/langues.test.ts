import { loadContent } from '../../src/content';
import { LANGUES } from '../../src/domain/codes';

const contenu = loadContent();
const numbersOf = (text: string): string[] => [...text.matchAll(/\{numero:(\w+)\}/g)].map((m) => m[1] ?? '').sort();

describe('dialogs/contenu/langues.json', () => {
  it('speaks each language', () => {
    expect(Object.keys(contenu.langues).sort()).toEqual([...LANGUES].sort());
  });

  it.each([...LANGUES])('%s says where help is in two lines, with the same numbers everywhere', (langue) => {
    const { texte, encore, detresse, violences } = contenu.langues[langue];

    expect([texte, detresse, violences].map((text) => text.split('\n').length)).toEqual([2, 2, 2]);
    expect(encore).not.toContain('\n');
    expect([texte, encore, detresse, violences].map(numbersOf)).toEqual([['112', '114', '3230'], ['3230'], ['112', '15', '3114'], ['112', '114', '17', '3919']]);
    expect(texte).toContain('France services');
  });

  it.each([...LANGUES])('%s writes no number by hand, and each is a known help number', (langue) => {
    const texts = Object.values(contenu.langues[langue]);

    expect(texts.filter((text) => /\d/.test(text.replace(/\{numero:\w+\}/g, '')))).toEqual([]);
    expect(texts.flatMap(numbersOf).filter((id) => contenu.numeros[id] === undefined)).toEqual([]);
  });

  it.each([...LANGUES])('%s is written in its own script', (langue) => {
    const scripts: Partial<Record<(typeof LANGUES)[number], RegExp>> = { ar: /\p{Script=Arabic}/u, zh: /\p{Script=Han}/u, ru: /\p{Script=Cyrillic}/u, uk: /[іїє]/u };
    const own = scripts[langue] ?? /\p{Script=Latin}/u;

    expect(Object.values(contenu.langues[langue]).filter((text) => !own.test(text))).toEqual([]);
  });
});
