import { checkParameters } from './check-parameters';
import { checkReach } from './check-reach';
import { checkReading } from './check-reading';
import type { Lecture } from './check-reading';
import { checkSources, nextReview } from './check-sources';
import { checkWording } from './check-wording';
import type { Constat, Niveau } from './constat';
import { isWhole, readCorpus } from './corpus';
import type { Corpus } from './corpus';
import { passagesOf } from './passages';
import type { Passage } from './passages';
import type { Reference } from './reference';

/** `entrees`: entries and variants read. `prochaineRevue`: `YYYY-MM-DD`, `null` when no date is to come. */
export type Bilan = { constats: Constat[]; entrees: number; textes: number; lecture: Lecture; prochaineRevue: string | null };

/**
 * Checks all the content, whatever the faults of one file; what compares files waits until each has its shape.
 *
 * @param files text of each content file, by its path from the root
 */
export function checkContent(files: ReadonlyMap<string, string>, reference: Reference): Bilan {
  const { corpus, constats } = readCorpus(files);
  const passages = passagesOf(corpus);
  const reading = checkReading(passages, reference);
  const found = [
    ...constats, ...checkSources(corpus, reference.today), ...checkParameters(passages, corpus, reference.code),
    ...(isWhole(corpus) ? checkReach(corpus, reference) : []), ...checkWording(passages), ...reading.constats,
  ];
  return { constats: inOrder(found), entrees: entriesOf(corpus), textes: passages.length, lecture: reading.lecture, prochaineRevue: nextReview(corpus, reference.today) };
}

export const countOf = ({ constats }: Pick<Bilan, 'constats'>, niveau: Niveau): number => constats.filter((one) => one.niveau === niveau).length;

/** By file, errors first, in the order of the file. */
const inOrder = (constats: readonly Constat[]): Constat[] => constats.toSorted((a, b) => a.fichier.localeCompare(b.fichier) || b.niveau.localeCompare(a.niveau));

function entriesOf(corpus: Partial<Corpus>): number {
  const top = Object.values(corpus).reduce((sum, content) => sum + Object.keys(content).length, 0);
  return top + variantsOf(passagesOf(corpus));
}

const variantsOf = (passages: readonly Passage[]): number => passages.filter(({ entree }) => /\.prestations\.\w+\.texte$/.test(entree)).length;
