/** Sentences of a text said aloud, each with its final mark. */
export const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?…])\s+/).filter((sentence) => sentence.trim() !== '');

const LONG_WORDS = 24;

/** The same, but a sentence too long for one breath is cut after a comma, a semicolon or a colon. What is spelt has its own pauses. */
export const breathsOf = (text: string): string[] => sentencesOf(text).flatMap((sentence) => (sentence.includes(' — ') || countWords(sentence) <= LONG_WORDS ? [sentence] : clausesOf(sentence)));

function clausesOf(sentence: string): string[] {
  const pieces: string[] = [];
  for (const clause of sentence.split(/(?<=[,;:])\s+/)) {
    const last = pieces.at(-1);
    if (last !== undefined && countWords(`${last} ${clause}`) <= LONG_WORDS) pieces[pieces.length - 1] = `${last} ${clause}`;
    else pieces.push(clause);
  }
  return pieces;
}

const countWords = (text: string): number => text.split(/\s+/).length;
