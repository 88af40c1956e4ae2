import type { Comprehension, Entite } from '../../src/domain/comprehension';
import commandes from '../contenu/commandes.json';
import relecture from '../contenu/relecture.json';
import { formatEntite } from '../format';
import { isCommand, normalize, saysOnly, startsWithCommand, words } from '../lecture';
import { nombresDits } from '../nombres-dits';

/** What a caller answers to "J’ai noté : … Est-ce bien cela ?". The sentence read back is kept whatever is answered. */

type Dit = { texte: string; comprehension: Pick<Comprehension, 'entities' | 'prestations'> };
type Relu = { texte: string; faits: readonly Entite[] };

/**
 * - `agir`: this is what was meant; `confirmer`: new facts are in it;
 * - `non`: nothing else is said; `sans` is the sentence without the facts denied;
 * - `redit`: the whole sentence is told again.
 */
export type ReponseRelue = { genre: 'agir' | 'confirmer'; texte: string } | { genre: 'non'; sans: string } | { genre: 'redit' };

export function readBackAnswered(relu: Relu, dit: Dit): ReponseRelue {
  const said = withoutOpening(dit.texte);
  if (confirms(said)) return { genre: 'agir', texte: relu.texte };
  // a number read back alone is simply said again
  if (relu.faits.length === 0 && startsWithCommand(said, 'non') && nombresDits(said).length > 0) return { genre: 'confirmer', texte: said.replace(NON, '') };
  const facts = factsSaid(relu, dit);
  const fresh = facts.filter((fact) => !relu.faits.some((known) => sameValue(known, fact)));
  const denies = startsWithCommand(said, 'non') || (fresh.length < facts.length && / pas /.test(` ${normalize(said)} `));
  const isShort = words(said).length <= CORRECTION_MOTS_MAX;
  const corrected = denies || isShort ? corrections(relu, facts, fresh) : [];
  if (corrected.length > 0) return { genre: 'confirmer', texte: replaced(relu.texte, corrected) };
  if (startsWithCommand(said, 'non')) return denied(relu, said);
  if (beginsWithYes(said)) return tellsMore(said, fresh, dit) ? added(relu, dit.texte, fresh) : { genre: 'agir', texte: relu.texte };
  return fresh.some(({ type }) => relu.faits.some((known) => known.type === type)) ? { genre: 'redit' } : added(relu, dit.texte, fresh);
}

const NON = /^\W*(?:non|nan)\b\W*/i;
const CORRECTION_MOTS_MAX = 6;

const OPENING = new RegExp(`^\\W*(?:(?:${relecture.avant.join('|')})\\b\\W*)+`, 'iu');
const withoutOpening = (said: string): string => said.replace(OPENING, '') || said;

const YES: readonly string[] = [...commandes.oui, ...relecture.oui];
const confirms = (said: string): boolean => isCommand(said, 'oui') || isCommand(said, 'saitPas') || saysOnly(said, YES);
const beginsWithYes = (said: string): boolean => {
  const plain = `${normalize(said)} `;
  return YES.some((form) => form !== 'si' && plain.startsWith(`${form} `));
};

/** After a yes, a few words that name nothing new only say it again. */
const tellsMore = (said: string, fresh: readonly Entite[], { comprehension }: Dit): boolean =>
  fresh.length > 0 || comprehension.prestations.length > 0 || words(said).length > CORRECTION_MOTS_MAX;

const added = ({ texte }: Relu, more: string, fresh: readonly Entite[]): ReponseRelue =>
  ({ genre: fresh.length > 0 ? 'confirmer' : 'agir', texte: `${texte.replace(/[.\s]+$/, '')}. ${more}` });

/** "non c’est pas ça, je parle de ma prime": the story stays, what was denied goes. */
function denied(relu: Relu, said: string): ReponseRelue {
  const sans = replaced(relu.texte, relu.faits.map((fait) => ({ fait, par: '' })));
  return words(said).length <= CORRECTION_MOTS_MAX ? { genre: 'non', sans } : { genre: 'agir', texte: `${sans}. ${said}` };
}

// ---------------------------------------------------------------- values

const CORRIGEABLES: readonly Entite['type'][] = ['montant', 'date'];

/** The amounts and dates of the answer; a bare number is an amount when one was read back. */
function factsSaid({ faits }: Relu, { texte, comprehension }: Dit): Entite[] {
  const facts = comprehension.entities.filter(({ type }) => CORRIGEABLES.includes(type));
  const read = faits.find((fait) => fait.type === 'montant');
  if (read?.type !== 'montant' || facts.some(({ type }) => type === 'montant')) return facts;
  const free = nombresDits(texte).filter(({ start, end }) => !comprehension.entities.some((entite) => entite.start < end && start < entite.end));
  return [...facts, ...free.map(({ start, end, valeur }) => asAmount(valeur, read.parMois, start, end))];
}

function asAmount(euros: number, parMois: boolean, start: number, end: number): Entite {
  const amount = { type: 'montant' as const, euros, parMois, approximatif: false, start, end };
  return { ...amount, text: formatEntite({ ...amount, text: '' }) };
}

const sameValue = (one: Entite, other: Entite): boolean => {
  if (one.type === 'montant' && other.type === 'montant') return one.euros === other.euros;
  if (one.type === 'date' && other.type === 'date') return one.date === other.date && one.precision === other.precision;
  return one.type === other.type && one.text === other.text;
};

type Remplacement = { fait: Entite; par: string };

/** Each new value stands for the one denied by name ("pas onze cents, neuf cents"), else for the last one read of its kind. */
function corrections({ faits }: Relu, said: readonly Entite[], fresh: readonly Entite[]): Remplacement[] {
  const [value] = fresh;
  if (!value) return [];
  const rivals = faits.filter(({ type }) => type === value.type);
  const named = rivals.find((fait) => said.some((one) => sameValue(one, fait)));
  const fait = named ?? rivals.at(-1);
  return fait ? [{ fait, par: value.text }, ...corrections({ texte: '', faits: faits.filter((one) => one !== fait) }, said, fresh.slice(1))] : [];
}

const replaced = (texte: string, changes: readonly Remplacement[]): string =>
  [...changes].sort((a, b) => b.fait.start - a.fait.start).reduce((left, { fait, par }) => left.slice(0, fait.start) + par + left.slice(fait.end), texte).replace(/\s+/g, ' ').trim();
