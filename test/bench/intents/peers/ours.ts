import { encode, trainClassifier } from '../../../../intents/classifier';
import type { Peer } from '../peer';

/** The classifier of the project, as it is used; its size is that of its file. */
export const ours: Peer = {
  name: 'Aiguillage',
  train(rows, language) {
    const classifier = trainClassifier(rows, { language });
    return {
      bytes: encode(classifier).length,
      classify(text) {
        const { label, probability, outOfScope } = classifier.classify(text);
        return { label, probability, outside: outOfScope };
      },
    };
  },
};
