import { foldsOf } from '../../../intents/classifier/folds';

const words = (text: string): string[] => text.split(' ');

describe('foldsOf', () => {
  it('keeps all the messages of an author in one part', () => {
    const authors = Array.from({ length: 60 }, (_, i) => `auteur-${i % 12}`);
    const partOf = foldsOf(authors.map((_, i) => words(`message numero ${i} tout autre`)), authors, authors.map(() => 0), 4);

    for (const author of new Set(authors)) expect(new Set([...partOf].filter((_, i) => authors[i] === author)).size).toBe(1);
  });

  it('keeps what looks alike in one part, whoever wrote it', () => {
    const texts = Array.from({ length: 40 }, (_, i) => words(i < 2 ? `ou en est mon dossier d aide au logement ${i}` : `phrase ${i} sans rien de commun ${i * 7} avec ${i * 13}`));
    const partOf = foldsOf(texts, texts.map(() => ''), texts.map(() => 0), 4);

    expect(partOf[0]).toBe(partOf[1]);
  });

  it('gives each part about as much of each kind', () => {
    const authors = Array.from({ length: 400 }, (_, i) => `auteur-${Math.floor(i / 10)}`);
    const kinds = authors.map((_, i) => (Math.floor(i / 10) % 5 === 0 ? 1 : 0));
    const partOf = foldsOf(authors.map((_, i) => words(`message ${i}`)), authors, kinds, 4);

    for (let part = 0; part < 4; part++) expect(kinds.filter((kind, i) => kind === 1 && partOf[i] === part).length).toBe(20);
  });
});
