import bayes from 'wink-naive-bayes-text-classifier';
import stemmerFr from 'natural/lib/natural/stemmers/porter_stemmer_fr';
import stemmerEn from 'natural/lib/natural/stemmers/porter_stemmer';
import type { Peer } from '../peer';

/** wink's naive Bayes on folded stems and pairs, presence only, as its manual advises for short texts. */
const SMOOTHING = 0.1;

export const wink: Peer = {
  name: 'wink (Bayes)',
  train(rows, language) {
    const stemmer = language === 'fr' ? stemmerFr : stemmerEn;
    const classifier = bayes();
    classifier.definePrepTasks([(text: string): string[] => {
      const words = (text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').match(/[a-z0-9]+/g) ?? []).map((w) => stemmer.stem(w));
      return [...words, ...words.slice(1).map((w, i) => `${words[i] ?? ''}_${w}`)];
    }]);
    classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: SMOOTHING });
    for (const { text, label } of rows) classifier.learn(text, label);
    classifier.consolidate();
    return {
      bytes: classifier.exportJSON().length,
      classify(text) {
        const odds = classifier.computeOdds(text);
        const [label, best] = odds[0] ?? ['', 0];
        return { label, outside: (odds[1]?.[1] ?? 0) - best };
      },
    };
  },
};
