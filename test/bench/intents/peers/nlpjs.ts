import { containerBootstrap } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en';
import { LangFr } from '@nlpjs/lang-fr';
import { NluNeural } from '@nlpjs/nlu';
import type { Peer } from '../peer';

/** The engine of node-nlp (nlp.js 4) with its own stemmers, without the recognizers that the package adds around it. */
const setting = (name: string, useNoneFeature: boolean): Peer => ({
  name,
  async train(rows, language) {
    const container = await containerBootstrap();
    container.use(LangFr);
    container.use(LangEn);
    const nlu = new NluNeural({ locale: language, container, useNoneFeature, log: false });
    await nlu.train(rows.map(({ text, label }) => ({ utterance: text, intent: label })));
    return {
      bytes: JSON.stringify(nlu.toJSON()).length,
      classify: async (text) => {
        const { classifications } = await nlu.process(text);
        const best = classifications.find((c) => c.intent !== 'None');
        return { label: best?.intent ?? '', outside: 1 - (best?.score ?? 0), probability: best?.score ?? 0 };
      },
    };
  },
});

export const nlpjs = setting('nlp.js', false);
export const nlpjsNone = setting('nlp.js (classe « None »)', true);
