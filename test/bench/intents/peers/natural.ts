import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';
import stemmerFr from 'natural/lib/natural/stemmers/porter_stemmer_fr';
import stemmerEn from 'natural/lib/natural/stemmers/porter_stemmer';
import type { Peer } from '../peer';

/** Naive Bayes of natural as a careful user would set it: accents folded, stems and pairs of stems, no stop words dropped, little smoothing. */
const SMOOTHING = 0.005;

export const natural: Peer = {
  name: 'natural (Bayes, réglé)',
  train(rows, language) {
    const stemmer = language === 'fr' ? stemmerFr : stemmerEn;
    const tokens = (text: string): string[] => {
      const words = (text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').match(/[a-z0-9]+/g) ?? []).map((w) => stemmer.stem(w));
      return [...words, ...words.slice(1).map((w, i) => `${words[i] ?? ''}_${w}`)];
    };
    const classifier = new BayesClassifier(stemmer, SMOOTHING);
    for (const { text, label } of rows) classifier.addDocument(tokens(text), label);
    classifier.train();
    return {
      bytes: JSON.stringify(classifier).length,
      classify(text) {
        const ranked = classifier.getClassifications(tokens(text));
        const total = ranked.reduce((sum, r) => sum + r.value, 0);
        const probability = total > 0 ? (ranked[0]?.value ?? 0) / total : 0;
        return { label: ranked[0]?.label ?? '', outside: 1 - probability, probability };
      },
    };
  },
};
