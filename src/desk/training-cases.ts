import { journal } from '../app/access-journal';
import { accessTo } from '../domain/agent';
import type { Agent } from '../domain/agent';
import { workingDaysBetween, parisDate } from '../domain/calendar';
import type { Dossier } from '../domain/dossier';
import { maskForReview } from '../ops/review-masking';
import type { DeskDeps } from './deps';
import { ROUTES } from './routes';
import { allDossiers } from './supervision';

/**
 * Anonymised cases to train new experts: finished dossiers, without number, person, place, date, or document. What was
 * written is masked as messages to review are. Violence and health are never in it.
 */
export type CasExemple = {
  motif: string; revision: string | null; prestation: string; service: string; priorite: string; complexite: string;
  probleme: string; demande: string; reponses: string[]; pieces: { libelle: string; recue: boolean }[];
  complements: { pieces: string[]; pourquoi: string }[]; issue: string; reponse: string; joursOuvres: number;
};

const CASES_MAX = 500;

/**
 * The last five hundred finished dossiers, as cases. The reading is written in the access journal.
 * @throws CodedError STOCKAGE_INDISPONIBLE
 */
export async function trainingCases(agent: Agent, deps: DeskDeps): Promise<CasExemple[]> {
  await journal({ qui: `expert:${agent.id}`, quoi: 'export', objet: 'cas-exemples', motif: 'controle' }, deps);
  const cases: CasExemple[] = [];
  for await (const dossier of allDossiers(deps.store)) {
    const one = accessTo(dossier, { ...agent, sensible: false }, ROUTES.exemples.roles) === 'ouvert' ? caseOf(dossier, deps.alsaceMoselle) : null;
    if (one) cases.push(one);
    if (cases.length > CASES_MAX) cases.shift();
  }
  return cases;
}

function caseOf({ statut, demande, vie, promesse }: Dossier, alsaceMoselle: boolean): CasExemple | null {
  if (statut !== 'FINALISE' || !vie?.reponse) return null;
  const { motif, revision, prestation, service, expose, reponses, pieces } = demande;
  return {
    motif, revision, prestation, service, priorite: vie.priorite, complexite: vie.complexite,
    probleme: maskForReview(expose.problemeRencontre), demande: maskForReview(expose.demandeFormelle),
    reponses: Object.values(reponses).map(({ libelle, texte }) => `${libelle} ${maskForReview(texte)}`),
    pieces: pieces.map(({ libelle, statut: etat }) => ({ libelle: maskForReview(libelle), recue: etat === 'recue' })),
    complements: vie.complements.map((one) => ({ pieces: one.pieces.map(({ libelle }) => maskForReview(libelle)), pourquoi: maskForReview(one.pourquoi) })),
    issue: vie.reponse.issue, reponse: maskForReview(vie.reponse.texte), joursOuvres: Math.max(0, workingDaysBetween(promesse.receptionEffective, parisDate(new Date(vie.reponse.at)), alsaceMoselle)),
  };
}
