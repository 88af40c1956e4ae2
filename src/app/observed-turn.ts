import { DEMENTI } from '../../dialogs/events';
import type { Effet, Evenement } from '../../dialogs/events';
import type { Etat } from '../../dialogs/state';
import { isHorsPerimetre } from '../domain/codes';
import type { Canal, Code, ServiceExpert } from '../domain/codes';
import type { Comprehension } from '../domain/comprehension';
import type { Tour } from '../domain/tour';

/**
 * How a turn ended. `reponse`: a simple question got its answer, counted once however often it is asked again; `recueil`: a demande is
 * being prepared; `transfert`: it was sent to an expert.
 */
export type IssueTour = 'arrivee' | 'reponse' | 'hors-perimetre' | 'incompris' | 'precision' | 'recueil' | 'transfert' | 'danger' | 'humain' | 'autre';

/** What is counted of a turn: codes and figures, never a word nor who. */
export type TourObserve = {
  canal: Canal;
  issue: IssueTour;
  /** `null` when nothing was written (arrival, button). */
  lecture: { groupe: Comprehension['group']; code: Code; confiance: number } | null;
  /** Service of the dossier opened in this turn. */
  service: ServiceExpert | null;
};

export type Observe = (tour: TourObserve) => void;

type Fini = { before: Etat; after: Etat; evenements: readonly Evenement[]; effets: readonly Effet[] };

/** @param fini the events of the turn, the person's first, and the effects asked for */
export function observedTurn({ canal }: Tour, fini: Fini): TourObserve {
  const [first] = fini.evenements;
  const read = first?.genre === 'message' ? first.comprehension : null;
  const opened = fini.evenements.find((one) => one.genre === 'dossier-ouvert');
  return {
    canal, issue: issueOf(fini, read),
    lecture: read ? { groupe: read.group, code: read.code, confiance: read.confidence } : null,
    service: opened?.genre === 'dossier-ouvert' ? opened.dossier.demande.service : null,
  };
}

function issueOf({ before, after, evenements, effets }: Fini, read: Comprehension | null): IssueTour {
  if (evenements[0]?.genre === 'arrivee') return 'arrivee';
  if (evenements.some(({ genre }) => genre === 'dossier-ouvert')) return 'transfert';
  const alert = effets.find((effet) => effet.genre === 'alerter' && effet.nature !== DEMENTI);
  if (alert?.genre === 'alerter') return alert.nature === 'humain' ? 'humain' : 'danger';
  const answered = after.derniereReponse;
  if (answered && isAnother(answered, before.derniereReponse)) return issueOfAnswer(answered.code);
  if (after.brouillon) return 'recueil';
  return read?.group === 'clarify' ? 'precision' : 'autre';
}

type Derniere = NonNullable<Etat['derniereReponse']>;

const isAnother = (now: Derniere, before: Etat['derniereReponse']): boolean => before === null || now.code !== before.code || now.prestation !== before.prestation;

function issueOfAnswer(code: Code | string): IssueTour {
  if (code === 'CONTACT_HUMAIN') return 'humain';
  if (code === 'INCOMPREHENSION') return 'incompris';
  return isHorsPerimetre(code) ? 'hors-perimetre' : 'reponse';
}
