import type { Drapeau } from '../src/domain/codes';
import { daysBetween } from '../src/domain/calendar';
import type { Entite, EntiteDe } from '../src/domain/comprehension';
import negations from './contenu/negations.json';
import type { Contexte } from './events';
import { mentions, normalize, words } from './lecture';
import { clausesOf, nomme } from './negation';
import type { Nomme } from './negation';
import type { Brouillon, Etat } from './state';

/** Difficulties that words declare or take back (DOSSIER §8.2): in answer to the question, or anywhere in a story. */

export type Urgence = Contexte['contenu']['urgences'][number];

type Dit = { texte: string; entities: readonly Entite[] };

/** What was declared, in the order of the list, and what was said not to be. */
export type Lues = { dites: string[]; niees: string[] };

/** In answer to the question, one word is enough; in a story, only forms that leave no doubt. */
export const luesEnReponse = (dit: Dit, ctx: Contexte): Lues =>
  lues(dit, ctx, ({ titre, synonymes, recit }) => [normalize(titre), ...synonymes, ...recit], [...duFoyer(dit, ctx), ...agesLibres(dit.texte), ...tientAvecPeu(restant(dit, RESTE_OU_A)), ...parJour(dit)]);

export const luesAuRecit = (dit: Dit, ctx: Contexte): Lues =>
  lues(dit, ctx, ({ recit }) => recit, [...duFoyer(dit, ctx), ...tientAvecPeu(restant(dit, RESTE)), ...parJour(dit)]);

function lues({ texte: said }: Dit, ctx: Contexte, formsOf: (urgence: Urgence) => string[], facts: readonly string[]): Lues {
  const clauses = clausesOf(said);
  const all = ctx.contenu.urgences.map((urgence) => ({ critere: urgence.critere, nomme: named(urgence, clauses, formsOf(urgence)), denied: named(urgence, clauses, [...urgence.synonymes, ...urgence.recit]) === 'nie' }));
  const dites = all.filter(({ critere, nomme: one, denied }) => one === 'dit' || (facts.includes(critere) && !denied)).map(({ critere }) => critere);
  return { dites, niees: all.filter(({ critere, denied }) => denied && !dites.includes(critere)).map(({ critere }) => critere) };
}

function named({ manque, presque }: Urgence, clauses: readonly string[][], forms: readonly string[]): Nomme {
  const found = nomme(clauses, forms, presque);
  return manque && found === 'nie' ? 'dit' : found;
}

// ---------------------------------------------------------------- facts of the household

const MAJORITE = 18;
const PETIT = 3;
const AGE_70 = 70;
const PLUS_VIEUX = 115;

/** Said of children whose age is not told. */
const ADULTES = /\b(?:majeure?s?|adultes?|petits? (?:enfants?|fils|filles?)|petite fille)\b/;

function duFoyer(dit: Dit, ctx: Contexte): string[] {
  const children = dit.entities.filter((e): e is EntiteDe<'enfants'> => e.type === 'enfants');
  const situations = new Set(dit.entities.flatMap((e) => (e.type === 'situation' ? [e.valeur] : [])));
  const ages = [...children.flatMap(({ ages: said }) => said), ...agesNes(dit, ctx.today), ...agesDits(dit.texte)];
  const isMinor = ages.some((age) => age < MAJORITE) || (children.some((one) => one.ages.length === 0) && !ADULTES.test(normalize(dit.texte)));
  return [
    ...(ages.some((age) => age < PETIT) ? ['enfant_moins_3_ans'] : isMinor ? ['enfant_mineur'] : []),
    ...(situations.has('seul') && children.length > 0 ? ['parent_isole'] : []),
    ...(situations.has('enceinte') ? ['grossesse'] : []),
    ...(/(?:j ?ai|agee? de|mes) (\d{2,3}) ans/.exec(normalize(dit.texte))?.slice(1).map(Number).some(isOld) ? ['age_70'] : []),
  ];
}

const isOld = (age: number): boolean => age >= AGE_70 && age <= PLUS_VIEUX;

/** "78 ans" alone answers the question. */
const agesLibres = (said: string): string[] => ([...normalize(said).matchAll(/\b(\d{2,3}) ans\b/g)].some(([, age]) => isOld(Number(age))) ? ['age_70'] : []);

/** "ma fille née le 14 mai 2026" */
const NAIT = /\b(?:fille|fils|enfants?|b[ée]b[ée]|jumeaux|jumelles|petite?)\b[^.,;!?]{0,25}\bn[ée]e?s?\s+(?:le|en)?\s*$/iu;
const DAYS_A_YEAR = 365.25;

const agesNes = ({ texte: said, entities }: Dit, today: string): number[] => entities.flatMap((e) =>
  (e.type === 'date' && e.date <= today && NAIT.test(said.slice(0, e.start)) ? [daysBetween(e.date, today) / DAYS_A_YEAR] : []));

/** Under five euros a day for one person (DOSSIER §8.2), on a month of thirty days. */
const RESTE_MAX = 150;
/** "il me reste 110 €"; in answer to the question, "j'ai 40 €" too. */
const RESTE = /\breste(?:ra|nt)?(?: (?:plus|que|a peine|encore|environ|moins de))* $/;
const RESTE_OU_A = /\b(?:reste(?:ra|nt)?|plus que|seulement|j ?ai|g)(?: (?:plus|que|a peine|encore|environ|moins de))* $/;
/** "de dette", "à payer": what is owed. */
const DU = /^(?:par mois )?(?:de|d|a (?:payer|rembourser|regler|devoir|verser)) /;

/** "j'ai 3 euros par jour" */
const PAR_JOUR = /^(?:par|chaque|a la) (?:jour|journee)|^tous les jours/;
const JOUR_MAX = 5;
const parJour = ({ texte: said, entities }: Dit): string[] =>
  (entities.some((e) => e.type === 'montant' && e.euros < JOUR_MAX && PAR_JOUR.test(normalize(said.slice(e.end)))) ? ['reste_a_vivre_5'] : []);

/** "ils ont 2 mois, 3 ans et demi": ages without the word "enfant"; one length of time alone may be of anything. */
const AGES_DITS = /\b(?:ils|elles) ont ((?:\d{1,2} (?:mois|ans?|semaines)(?: et demie?)?(?: et| puis)? ?)+)/g;
const agesDits = (said: string): number[] => [...normalize(said).matchAll(AGES_DITS)].flatMap(([, liste = '']) => {
  const ages = [...liste.matchAll(/(\d{1,2}) (mois|ans?|semaines)/g)].map(([, count, unite = '']) => (unite.startsWith('an') ? Number(count) : unite === 'mois' ? Number(count) / 12 : 0));
  return ages.length > 1 && liste.includes('an') ? ages : [];
});

const tientAvecPeu = (euros: readonly number[]): string[] => (euros.some((amount) => amount < RESTE_MAX) ? ['reste_a_vivre_5'] : []);

const restant = ({ texte: said, entities }: Dit, before: RegExp): number[] => entities.flatMap((e) =>
  (e.type === 'montant' && before.test(`${normalize(said.slice(0, e.start))} `) && !DU.test(`${normalize(said.slice(e.end))} `) ? [e.euros] : []));

// ---------------------------------------------------------------- what the draft holds

/** Flags that speak of a difficulty, and the difficulty. */
const DU_DRAPEAU: Partial<Record<Drapeau, string>> = {
  urgence_financiere: 'sans_ressources', expulsion: 'expulsion_moins_1_mois', deuil: 'deuil_recent', urgence_alimentaire: 'plus_rien_a_manger',
};

/** The flag as it may be noted: an amount that is left, or a denial, is no "aucune ressource". */
export function drapeauRetenu(drapeau: Drapeau | null, dit: Dit, ctx: Contexte): Drapeau | null {
  if (drapeau !== 'urgence_financiere') return drapeau;
  const { dites, niees } = luesEnReponse(dit, ctx);
  if (niees.includes('sans_ressources')) return null;
  return restant(dit, RESTE_OU_A).length > 0 && !dites.includes('sans_ressources') ? null : drapeau;
}

/** "j'ai pas dit plus aucune ressource": no emergency at all. */
export const urgenceNiee = (drapeau: Drapeau | null, dit: Dit, ctx: Contexte): boolean =>
  drapeau === 'urgence_financiere' && luesEnReponse(dit, ctx).niees.includes('sans_ressources');

/** Everything declared so far, from stories and from the answer. */
export const criteresDe = ({ criteres, criteresDits }: Brouillon): string[] => [...new Set([...criteresDits, ...(criteres ?? [])])];

export const libelles = (criteres: readonly string[], ctx: Contexte): string =>
  ctx.contenu.urgences.filter(({ critere }) => criteres.includes(critere)).map(({ libelle }) => libelle).join(', ');

/** The draft without some of its difficulties, whether they were declared, told, or heard as a flag. */
export const withoutCriteres = (b: Brouillon, gone: readonly string[]): Brouillon => ({
  ...b, criteres: b.criteres && b.criteres.filter((id) => !gone.includes(id)), criteresDits: b.criteresDits.filter((id) => !gone.includes(id)),
  drapeaux: b.drapeaux.filter((drapeau) => !gone.includes(DU_DRAPEAU[drapeau] ?? '')),
});

/** Nothing noted any more: the answer that comes replaces it all. A danger stays. */
export const sansUrgence = (b: Brouillon): Brouillon => ({ ...b, criteres: null, criteresDits: [], drapeaux: b.drapeaux.filter((drapeau) => DU_DRAPEAU[drapeau] === undefined) });

const held = (b: Brouillon): string[] => [...criteresDe(b), ...b.drapeaux.flatMap((drapeau) => DU_DRAPEAU[drapeau] ?? [])];

/** Of what is noted, what this message says not to be. */
export function retirees(b: Brouillon, dit: Dit, ctx: Contexte): string[] {
  const { niees } = luesEnReponse(dit, ctx);
  return [...new Set(held(b))].filter((id) => niees.includes(id));
}

/** Beyond this many words, a story tells more than what it takes back. */
const TAKES_BACK = 14;

/** On the way, a short message may take back what was noted. */
export const urgencesRetirees = ({ brouillon }: Etat, dit: Dit, ctx: Contexte): string[] =>
  brouillon && words(dit.texte).length <= TAKES_BACK ? retirees(brouillon, dit, ctx) : [];

export const onlyTakesBack = (said: string): boolean => mentions(said, negations.reprises);

/** "non, pas ça": a denial that names nothing. */
export const isVagueDenial = (said: string): boolean => words(said).length <= 6 && mentions(said, negations.vagues);

/** A story told on the way declares difficulties too; what is asked ("et si on est handicapé ?") declares none. */
export function heardIn(etat: Etat, dit: Dit & { question: boolean }, ctx: Contexte): Etat {
  const { brouillon: b } = etat;
  if (!b || dit.question) return etat;
  return { ...etat, brouillon: { ...b, criteresDits: [...new Set([...b.criteresDits, ...luesAuRecit(dit, ctx).dites])] } };
}
