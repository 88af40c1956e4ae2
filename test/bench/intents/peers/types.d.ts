/** The parts of the contenders that the bench calls; none of them is typed by its authors. */
declare module 'natural/lib/natural/classifiers/bayes_classifier' {
  class BayesClassifier {
    constructor(stemmer: object, smoothing: number);
    addDocument(tokens: string[], label: string): void;
    train(): void;
    getClassifications(tokens: string[]): { label: string; value: number }[];
  }
  export default BayesClassifier;
}
declare module 'natural/lib/natural/stemmers/porter_stemmer' {
  const stemmer: { stem(word: string): string };
  export default stemmer;
}
declare module 'wink-naive-bayes-text-classifier' {
  type Classifier = {
    definePrepTasks(tasks: ((text: string) => string[])[]): void;
    defineConfig(config: { considerOnlyPresence: boolean; smoothingFactor: number }): void;
    learn(text: string, label: string): void;
    consolidate(): void;
    exportJSON(): string;
    computeOdds(text: string): [string, number][];
  };
  export default function bayes(): Classifier;
}
declare module '@nlpjs/core' {
  export function containerBootstrap(): Promise<{ use(plugin: object): void }>;
}
declare module '@nlpjs/lang-fr' {
  export const LangFr: object;
}
declare module '@nlpjs/lang-en' {
  export const LangEn: object;
}
declare module '@nlpjs/nlu' {
  export class NluNeural {
    constructor(settings: object);
    train(corpus: { utterance: string; intent: string }[]): Promise<void>;
    process(text: string): Promise<{ classifications: { intent: string; score: number }[] }>;
    toJSON(): object;
  }
}
