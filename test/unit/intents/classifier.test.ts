import { decode, encode, trainClassifier, type Row } from '../../../intents/classifier';

const TOPICS: Record<string, readonly string[]> = {
  loyer: ['mon loyer augmente', 'le loyer a monté', 'quittance de loyer du bailleur', 'le bailleur remonte le loyer', 'loyer plus cher ce mois', 'nouveau bail nouveau loyer'],
  bebe: ['mon bébé est né', 'naissance de ma fille', 'je suis enceinte de trois mois', 'le petit est arrivé hier', 'grossesse déclarée au médecin', 'ma fille vient de naître'],
  code: ['mot de passe perdu', 'je ne peux plus me connecter', 'le code ne marche pas', 'connexion refusée sur mon compte', 'mot de passe oublié', 'identifiant bloqué'],
};
const rows: Row[] = Object.entries(TOPICS).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));

describe('classifier', () => {
  const classifier = trainClassifier(rows, { language: 'fr' });

  it('gives the same bytes from the same rows', () => {
    expect(encode(trainClassifier(rows, { language: 'fr' })).equals(encode(classifier))).toBe(true);
  });

  it('answers alike once written and read back', () => {
    const read = decode(encode(classifier));

    for (const text of ['mon loyer a changé', 'bébé', 'il pleut sur Brest', '']) expect(read.classify(text)).toEqual(classifier.classify(text));
  });

  it('understands misspelt words', () => {
    expect(classifier.classify('mo de pase oublier').label).toBe('code');
    expect(classifier.classify('le loier augmante').label).toBe('loyer');
  });

  it('ranks its labels, likeliest first, with probabilities that sum to one', () => {
    const { label, ranking } = classifier.classify('ma fille est née');

    expect(ranking[0]?.label).toBe(label);
    expect(ranking.map((r) => r.probability)).toEqual(ranking.map((r) => r.probability).sort((a, b) => b - a));
    expect(ranking.reduce((sum, r) => sum + r.probability, 0)).toBeCloseTo(1);
  });

  it('shows the words that weighed for a label, and against another', () => {
    const weightOf = (label: string, word: string): number => classifier.explain('mon loyer augmente', label).find((s) => s.word === word)?.weight ?? NaN;

    expect(weightOf('loyer', 'loyer')).toBeGreaterThan(weightOf('loyer', 'mon'));
    expect(weightOf('bebe', 'loyer')).toBeLessThan(0);
  });

  it('sees that a message from elsewhere is less its own', () => {
    expect(classifier.classify('quelle heure est-il à Tokyo').outOfScope).toBeGreaterThan(classifier.classify('le loyer augmente').outOfScope);
  });

  it('learns from rows that are none of the labels', () => {
    const outside = ['quel temps fera-t-il demain', 'raconte une blague', 'qui a gagné le match', 'recette de crêpes'].map((text): Row => ({ text, label: null }));

    expect(trainClassifier([...rows, ...outside], { language: 'fr' }).classify('une blague de match').ranking.map((r) => r.label).sort()).toEqual(['bebe', 'code', 'loyer']);
  });

  it('refuses to tell apart fewer than two labels', () => {
    expect(() => trainClassifier(rows.filter((r) => r.label === 'code'), { language: 'fr' })).toThrow(RangeError);
  });

  it('refuses bytes that are something else', () => {
    expect(() => decode(Buffer.from('not a model'))).toThrow();
  });
});
