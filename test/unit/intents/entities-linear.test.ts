import { EXTRACTORS } from '../../../intents/entities';
import { Lecture } from '../../../intents/entities/lecture';
import { hostileTexts } from '../../bench/hostile';

const NOW = new Date('2026-11-23T10:00:00+01:00');
const SHORT = 5_000;
/** Looks at a token that one extractor may need, whatever the text: each shape looks a few words around. */
const MOST_READS_A_TOKEN = 150;

/** How many times the tokens were looked at. */
function readsOf(text: string, extract: (typeof EXTRACTORS)[number][1]): number {
  const lecture = new Lecture(text, NOW);
  extract(lecture, []);
  return lecture.reads;
}

describe.each(EXTRACTORS)('reading "%s"', (_kind, extract) => {
  it.each(hostileTexts(2 * SHORT))('looks twice as much at a text twice as long: %s', (_name, text) => {
    const short = readsOf(text.slice(0, SHORT), extract);

    const long = readsOf(text, extract);

    expect(long).toBeLessThanOrEqual(2.2 * short + MOST_READS_A_TOKEN);
  });

  it.each(hostileTexts(SHORT))('looks at each token a bounded number of times: %s', (_name, text) => {
    const { tokens } = new Lecture(text, NOW);

    expect(readsOf(text, extract)).toBeLessThanOrEqual(MOST_READS_A_TOKEN * (tokens.length + 1));
  });
});
