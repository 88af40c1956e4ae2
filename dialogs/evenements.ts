import { foldSameLength } from '../src/ops/spoken-numbers';
import lexique from './contenu/evenements.json';

/** What happened on a day that is told: its letter, an appeal, a birth… A day told of one event never stands for another. */
export type Evenement = keyof typeof lexique.formes;

export const EVENEMENTS = Object.keys(lexique.formes) as [Evenement, ...Evenement[]];

/** Where a day, or a length of time, stands in the words. */
export type Place = { start: number; end: number };

type Mot = { mot: string; start: number; end: number; proposition: number; phrase: number };
type Trouve = { evenement: Evenement; from: number; next: number };

/** What the person did: the day of it is not the day of an act received. */
export const estUnGeste = (evenement: Evenement): boolean => lexique.gestes.includes(evenement);

/**
 * The event that the words around a day tell: the nearest said before it in its clause, else after it, else what the clause beside
 * tells when the day stands alone in its own ("une contrainte, le 12 novembre").
 * @param all every day and length of time of the message: an event beyond another day belongs to that one
 */
export function evenementDe(said: string, place: Place, all: readonly Place[]): Evenement | null {
  const mots = motsDe(said);
  const from = mots.findIndex(({ end }) => end > place.start);
  if (from < 0) return null;
  const after = mots.findIndex(({ start }) => start >= place.end);
  const next = after < 0 ? mots.length : after;
  const autres = all.filter(({ start, end }) => start !== place.start || end !== place.end);
  const trouves = evenementsDits(mots, from, all);
  const proposition = mots[from]?.proposition ?? -1;
  return avant(mots, trouves, from, proposition) ?? apres(mots, trouves, next, proposition, autres) ?? (seule(mots, proposition, all) ? aCote(mots, trouves, { from, next }, proposition, autres, all) : null);
}

function avant(mots: readonly Mot[], trouves: readonly Trouve[], from: number, proposition: number): Evenement | null {
  return trouves.filter((one) => one.next <= from && mots[one.from]?.proposition === proposition).at(-1)?.evenement ?? null;
}

function apres(mots: readonly Mot[], trouves: readonly Trouve[], next: number, proposition: number, autres: readonly Place[]): Evenement | null {
  const found = trouves.find((one) => one.from >= next && mots[one.from]?.proposition === proposition);
  const [debut, fin] = [mots[next]?.start ?? 0, mots[found?.from ?? next]?.start ?? 0];
  return found && !autres.some(({ start }) => start >= debut && start < fin) ? found.evenement : null;
}

/** Nothing in the clause but days and the small words before them. */
const seule = (mots: readonly Mot[], proposition: number, all: readonly Place[]): boolean =>
  mots.every((mot) => mot.proposition !== proposition || estDate(mot, all) || ENTRE_DEUX.has(mot.mot));

const ENTRE_DEUX = new Set(lexique.entreDeux);
const estDate = ({ start, end }: Mot, all: readonly Place[]): boolean => all.some((one) => start < one.end && end > one.start);

/** "Le 3 mars, j'ai déposé": what follows in the sentence; else what was being told. */
function aCote(mots: readonly Mot[], trouves: readonly Trouve[], { from, next }: { from: number; next: number }, proposition: number, autres: readonly Place[], all: readonly Place[]): Evenement | null {
  const suivante = mots[next];
  const suite = suivante && suivante.phrase === mots[from]?.phrase ? apres(mots, trouves, next, suivante.proposition, autres) : null;
  if (suite !== null) return suite;
  for (let before = proposition - 1; before >= 0; before--) {
    const found = avant(mots, trouves, from, before);
    if (found !== null || !seule(mots, before, all)) return found;
  }
  return null;
}

// ---------------------------------------------------------------- words and clauses

const COUPE = new Set(['et', 'mais', 'car', 'donc', 'puis', 'alors']);

function motsDe(said: string): Mot[] {
  const folded = foldSameLength(said);
  const mots: Mot[] = [];
  let [proposition, phrase, last] = [0, 0, 0];
  for (const found of folded.matchAll(/[a-z0-9]+/g)) {
    const [mot, start] = [found[0], found.index];
    const signes = folded.slice(last, start);
    const finDePhrase = /[.!?\n](?:\s|$)|\n/.test(signes);
    if (mots.length > 0 && (finDePhrase || /[,;()](?:\s|$)/.test(signes) || COUPE.has(mot))) proposition++;
    if (mots.length > 0 && finDePhrase) phrase++;
    last = start + mot.length;
    mots.push({ mot, start, end: last, proposition, phrase });
  }
  return mots;
}

// ---------------------------------------------------------------- the forms

const FORMES = EVENEMENTS.flatMap((evenement) => lexique.formes[evenement].map((forme) => ({ evenement, mots: forme.split(' ') })));

/** Words that `~` stands for, at most. */
const LIBRES = 3;

/** Every event told, the longest where two overlap, in the order of the words. */
function evenementsDits(mots: readonly Mot[], jour: number, all: readonly Place[]): Trouve[] {
  const found = mots.flatMap((mot, from) => (estDate(mot, all) ? [] : FORMES.flatMap((forme) => dit(mots, from, forme, jour) ?? [])));
  const longest = [...found].sort((a, b) => b.next - b.from - (a.next - a.from));
  const kept: Trouve[] = [];
  for (const one of longest) if (!kept.some((other) => one.from < other.next && one.next > other.from)) kept.push(one);
  return kept.sort((a, b) => a.from - b.from);
}

/** `a*`: any ending; `a|b`: either; `~`: up to three words; `#`: the day asked about comes next. */
function dit(mots: readonly Mot[], from: number, forme: (typeof FORMES)[number], jour: number): Trouve | null {
  const next = endOf(mots, from, forme.mots, 0, jour);
  return next === null ? null : { evenement: forme.evenement, from, next };
}

function endOf(mots: readonly Mot[], at: number, forme: readonly string[], rank: number, jour: number): number | null {
  const attendu = forme[rank];
  if (attendu === undefined) return at;
  if (attendu === '#') return at === jour ? at : null;
  if (attendu === '~') {
    for (let free = 0; free <= LIBRES; free++) {
      const next = endOf(mots, at + free, forme, rank + 1, jour);
      if (next !== null) return next;
    }
    return null;
  }
  const { mot, proposition } = mots[at] ?? { mot: '', proposition: -1 };
  const fits = attendu.split('|').some((one) => (one.endsWith('*') ? mot.startsWith(one.slice(0, -1)) : mot === one));
  return fits && (rank === 0 || proposition === mots[at - 1]?.proposition) ? endOf(mots, at + 1, forme, rank + 1, jour) : null;
}
