import { addMonths, daysBetween, formatLong, paymentDate, workingDaysBetween } from '../src/domain/calendar';
import type { Prestation, PrestationOuAucune } from '../src/domain/codes';
import type { Entite, EntiteDe } from '../src/domain/comprehension';
import type { RappelLegal } from '../src/domain/dossier';
import { legalReminderOf } from '../src/domain/estimate';
import { isMonth, legalReminder, organeFor } from '../src/domain/legal';
import { departement, departementOf } from '../src/domain/places';
import type { Fait, Precision } from './contenu';
import { formatMois } from './format';
import type { Etat } from './state';
import type { Params } from './textes';

/** What an answer may take into account: what the person said, where they live, and whether they asked for simple French. */
export type Dit = { prestation: PrestationOuAucune; prestations: readonly PrestationOuAucune[]; entities: readonly Entite[]; lieu: string | null; facile: boolean; /** Precise facts asked for. */ faits: readonly string[]; /** The deadline of the demande being prepared. */ rappel?: RappelLegal };

export const ditDe = ({ souvenir, lieu, facile, brouillon }: Pick<Etat, 'souvenir' | 'lieu' | 'facile' | 'brouillon'>): Dit => ({
  prestation: souvenir?.prestation ?? 'AUCUNE', prestations: souvenir?.prestations ?? [], entities: souvenir?.entities ?? [], faits: souvenir?.faits ?? [], lieu, facile,
  rappel: rappelDuBrouillon(brouillon),
});

/** From the day of the letter already given; a month alone has no day to tell. */
function rappelDuBrouillon(b: Etat['brouillon']): RappelLegal {
  const legal = b?.motif ? legalReminderOf({ motif: b.motif, prestation: b.prestation ?? 'INCONNUE', reponses: b.reponses }) : null;
  return legal && !isMonth(legal.dateActe) ? legal : null;
}

/** A precision whose fact is known, and what fills its sentences. */
export type PrecisionConnue = Omit<Precision, 'selon'> & { selon: string; params: Params };

/** What tells a precision from another: the same fact about another month is another answer. */
export const clef = ({ selon, params }: PrecisionConnue): string => [selon, ...Object.values(params)].join(' ');

export const precisionsConnues = (precisions: readonly Precision[], dit: Dit, today: string): PrecisionConnue[] =>
  precisions.flatMap((precision) => {
    const params = CALCULS[precision.selon](dit, today);
    return params ? [{ ...precision, params }] : [];
  });

/** The département of a message that names one place only: with two, nobody knows which is home. */
export function lieuDit(entities: readonly Entite[]): string | null {
  return onlyOne(entities.flatMap((e) => (e.type === 'departement' ? [e.valeur] : e.type === 'code_postal' ? [departementOf(e.valeur)] : [])));
}

/** Each fact: the parameters of its sentences, or null when it is not known, or another case holds. */
const CALCULS: Record<Fait, (dit: Dit, today: string) => Params | null> = {
  paiementAVenir: (dit, today) => paiement(dit, today, (date) => date >= today),
  paiementPasse: (dit, today) => paiement(dit, today, (date) => date < today),
  declarationSuivante: (dit, today) => declaration(dit, today, (mois) => mois >= today.slice(0, 7)),
  declarationEnRetard: (dit, today) => declaration(dit, today, (mois) => mois < today.slice(0, 7)),
  recoursOuvert: (dit, today) => rappel(dit, today, 'recours-amiable', (jours) => jours > BIENTOT_JOURS),
  recoursProche: (dit, today) => rappel(dit, today, 'recours-amiable', (jours) => jours >= 0 && jours <= BIENTOT_JOURS),
  recoursPasse: (dit, today) => rappel(dit, today, 'recours-amiable', (jours) => jours < 0),
  oppositionOuverte: (dit, today) => rappel(dit, today, 'opposition-contrainte', (jours) => jours >= 0),
  oppositionPassee: (dit, today) => rappel(dit, today, 'opposition-contrainte', (jours) => jours < 0),
  versementPasEncoreDu: (dit, today) => versement(dit, today, (ouvres) => ouvres < 0),
  versementDelaiBancaire: (dit, today) => versement(dit, today, (ouvres) => ouvres >= 0 && ouvres <= DELAI_BANCAIRE),
  versementAVerifier: (dit, today) => versement(dit, today, (ouvres) => ouvres > DELAI_BANCAIRE && ouvres <= RETARD),
  versementEnRetard: (dit, today) => versement(dit, today, (ouvres) => ouvres > RETARD),
  lieu: ({ lieu }) => placeOf(lieu),
  // where the person lived says nothing of where they move to: only the place of this message counts
  nouveauLieu: ({ entities }) => placeOf(lieuDit(entities)),
  conseilDepartemental: ({ lieu, prestation }) => (isRsa(prestation) && departement(lieu ?? '')?.conseilDepartemental ? placeOf(lieu) : null),
};

const PAIEMENT = ['mois', 'date', 'dateDroits'] as const;
const DECLARATION = ['derniere', 'suivante'] as const;
const RAPPEL = ['acte', 'limite', 'organe'] as const;
const VERSEMENT = ['date'] as const;
const LIEU = ['caisse', 'de'] as const;
type Nommes<N extends readonly string[]> = Record<N[number], string> | null;

/** Placeholders that each fact fills: the check of the content reads them here. */
export const FACT_PARAMS: Record<Fait, readonly string[]> = {
  paiementAVenir: PAIEMENT, paiementPasse: PAIEMENT, declarationSuivante: DECLARATION, declarationEnRetard: DECLARATION,
  recoursOuvert: RAPPEL, recoursProche: RAPPEL, recoursPasse: RAPPEL, oppositionOuverte: RAPPEL, oppositionPassee: RAPPEL,
  versementPasEncoreDu: VERSEMENT, versementDelaiBancaire: VERSEMENT, versementAVerifier: VERSEMENT, versementEnRetard: VERSEMENT,
  lieu: LIEU, nouveauLieu: LIEU, conseilDepartemental: LIEU,
};

const BIENTOT_JOURS = 10;
/** Working days (F-03): 1 to 3 for the bank, then a payment more than 5 late is an expert's (S02). */
const DELAI_BANCAIRE = 3;
const RETARD = 5;

/** Not paid on the 5th (F-05, F-20, F-87), or not by a monthly payment of the Caf. */
const PAS_LE_5: readonly PrestationOuAucune[] = [
  'ARS', 'PAJE_NAISSANCE', 'PAJE_ADOPTION', 'PRIME_NOEL', 'PRIME_DEMENAGEMENT', 'AIDE_VIOLENCES', 'AIDE_SOCIALE_CAF', 'ARIPA', 'CMG',
];

function paiement(dit: Dit, today: string, fits: (date: string) => boolean): Nommes<typeof PAIEMENT> {
  const mois = PAS_LE_5.includes(dit.prestation) ? null : onlyOne(moments(dit).map((date) => moisVise(date, today)));
  if (!mois || !fits(paymentDate(mois))) return null;
  const suivant = monthAfter(mois, 1);
  return { mois: formatMois(mois), date: formatLong(paymentDate(mois)), dateDroits: formatLong(paymentDate(suivant)) };
}

/** The month that a question about payments means: without a year, the nearest ("janvier", said in November, is the next one). */
function moisVise({ date, text }: EntiteDe<'date'>, today: string): string {
  if (SAYS_THE_YEAR.test(text)) return date.slice(0, 7);
  const away = Number(date.slice(5, 7)) - Number(today.slice(5, 7));
  return monthAfter(today, ((away + 17) % 12) - 5);
}

const SAYS_THE_YEAR = /\d{4}|\d[/.-]\d\d?[/.-]\d\d|derni|proch|année/i;

/** Every three months (F-15), from the month of the last declaration. */
function declaration(dit: Dit, today: string, fits: (mois: string) => boolean): Nommes<typeof DECLARATION> {
  const derniere = onlyOne(moments(dit).map(({ date }) => date.slice(0, 7)));
  if (!derniere || derniere > today.slice(0, 7)) return null;
  const suivante = monthAfter(derniere, 3);
  return fits(suivante) ? { derniere: formatMois(derniere), suivante: formatMois(suivante) } : null;
}

function rappel(dit: Dit, today: string, nature: NonNullable<RappelLegal>['nature'], fits: (joursRestants: number) => boolean): Nommes<typeof RAPPEL> {
  const legal = rappelLegal(dit, today) ?? dit.rappel;
  if (legal?.nature !== nature || !fits(daysBetween(today, legal.dateLimite))) return null;
  return { acte: formatLong(legal.dateActe), limite: formatLong(legal.dateLimite), organe: legal.organe };
}

/** From the day written on a letter: said to the day, and already past. */
function rappelLegal({ entities, prestation }: Dit, today: string): RappelLegal {
  const isPast = (date: string | null | undefined): date is string => typeof date === 'string' && date <= today;
  const letter = entities.find((e): e is EntiteDe<'date'> => e.type === 'date' && e.precision === 'jour' && !e.ambigu && e.date <= today)?.date;
  const contrainte = entities.find((e): e is EntiteDe<'acte'> => e.type === 'acte' && e.valeur === 'contrainte');
  const named: Prestation = prestation === 'AUCUNE' ? 'INCONNUE' : prestation;
  if (!contrainte) return legalReminder({ prestation: named, dateDecision: letter });
  return legalReminder({ prestation: named, dateContrainte: isPast(contrainte.date) ? contrainte.date : letter });
}

/** The monthly payment that is missing, this month's unless another is said, and how late it is in working days. */
function versement(dit: Dit, today: string, fits: (ouvresDeRetard: number) => boolean): Nommes<typeof VERSEMENT> {
  if (PAS_LE_5.includes(dit.prestation)) return null;
  const said = moments(dit);
  const mois = said.length === 0 ? today.slice(0, 7) : moisAttendu(said);
  if (mois === null || mois > today.slice(0, 7)) return null;
  const date = paymentDate(mois);
  return fits(lateness(date, today)) ? { date: formatLong(date) } : null;
}

/** The only month said, or the last of those said together ("septembre et octobre"). */
function moisAttendu(said: readonly EntiteDe<'date'>[]): string | null {
  const mois = said.map(({ date }) => date.slice(0, 7));
  return said.every(({ liste }) => liste !== undefined) ? mois.sort().at(-1) ?? null : onlyOne(mois);
}

/** A day before the payment is early even when no working day lies between. */
const lateness = (due: string, today: string): number => (today < due ? -1 : workingDaysBetween(due, today));

const moments = ({ entities }: Dit): EntiteDe<'date'>[] =>
  entities.filter((e): e is EntiteDe<'date'> => e.type === 'date' && e.precision !== 'annee');

const monthAfter = (date: string, n: number): string => addMonths(`${date.slice(0, 7)}-01`, n).slice(0, 7);

function placeOf(lieu: string | null): Nommes<typeof LIEU> {
  const place = lieu === null ? null : departement(lieu);
  return place && { caisse: place.caisse, de: place.de };
}

const isRsa = (prestation: PrestationOuAucune): boolean => prestation !== 'AUCUNE' && organeFor(prestation).id === 'RSA';

function onlyOne(values: readonly (string | null)[]): string | null {
  const distinct = new Set(values);
  return distinct.size === 1 ? values[0] ?? null : null;
}
