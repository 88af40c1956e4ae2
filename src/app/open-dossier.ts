import { completeness } from '../domain/completeness';
import { estimate, legalReminderOf } from '../domain/estimate';
import type { Charge } from '../domain/estimate';
import type { Acteur, DemandeConfirmee, Dossier } from '../domain/dossier';
import { generateReference } from '../domain/reference';
import type { Tour } from '../domain/tour';
import type { Store } from '../stores/store';
import { issueCode } from './tracking-codes';
import { dated, personAuthor } from './act-on-dossier';

export type OpenDeps = { store: Store; now: Date; randomInt: (max: number) => number; charge: Charge; alsaceMoselle: boolean; /** Key of tracking codes; absent, none is given. */ cleSuivi: string | undefined };

/** `code`: the tracking code, to say once; `null` when the dossier has another one, or none. */
export type Opened = { dossier: Dossier; code: string | null; /** Opened now, not by an earlier run. */ created: boolean };

/**
 * Opens the dossier of a confirmed demande, once: the key is the conversation and the rank of the demande in it, so a
 * retry, a crash, a second press give back the same dossier. The promise is worked out here and stored with it.
 * @param lie number of the dossier it goes with, which must be told of it (act `lier`)
 * @param par the agent who confirmed for the person (`qui`: an expert unless said), and by what agreement; it is written in the history
 */
export async function openDossier(demande: DemandeConfirmee, rang: number, tour: Tour, deps: OpenDeps, lie?: string, par?: { agent: string; accord: string; qui?: Acteur }): Promise<Opened> {
  const key = `${tour.conversation}:${rang}`;
  const ouvertLe = deps.now.toISOString();
  const issued = deps.cleSuivi === undefined ? null : await issueCode(`ouverture ${key}`, deps.cleSuivi);
  const { dossier, created } = await deps.store.openDossier(key, () => generateReference(deps.randomInt), (reference) => dated({
    schema: 1, reference, cle: key, personne: tour.personne, canal: tour.canal, ouvertLe, statut: 'RECU', demande,
    promesse: estimate(demande, deps.now, deps.charge, deps.alsaceMoselle),
    rappelLegal: legalReminderOf(demande),
    completude: completeness(demande).score,
    ...(lie === undefined ? {} : { lies: [lie] }),
    evenements: [{ at: ouvertLe, quoi: 'reception', statut: 'RECU', ...(par ? { qui: par.qui ?? 'expert', par: par.agent, detail: par.accord } : { ...personAuthor(tour), detail: '' }) }],
    ...(issued ? { suivi: issued.suivi } : {}),
  }, deps.now, deps.alsaceMoselle));
  return { dossier, code: issued !== null && dossier.suivi?.hash === issued.suivi.hash ? issued.code : null, created };
}
