import { OPEN_STATUTS } from '../src/domain/dossier';
import type { Dossier } from '../src/domain/dossier';
import type { Contexte, Resultat } from './events';
import { andBack, done, settle } from './flow';
import { openDemande } from './orienter';
import type { Etat, Souvenir } from './state';
import { suivi } from './suivi';
import { choix, say, texte } from './textes';

/**
 * « toujours rien » after a demande sent from here is about that one: its stage and its date, and no second dossier.
 * About another prestation, or when nothing is being studied, it is a demande of its own. `null`: several may be meant.
 */
export function relance(etat: Etat, dossiers: readonly Dossier[], ctx: Contexte): Resultat | null {
  const said = etat.souvenir;
  const studied = dossiers.filter(({ statut }) => OPEN_STATUTS.includes(statut));
  const about = said && isNamed(said) ? studied.filter(({ demande }) => demande.prestation === said.prestation) : studied;
  const [only, other] = about;
  if (!only) return settle(etat, openDemande({ ...etat, question: null }, 'BLOCAGE_RETARD', said, ctx), ctx);
  if (other) return null;
  const told = andBack(etat, [suivi(only, ctx)], ctx);
  return done(told.etat, [...told.reponses, say('suivi.autre-sujet', {}, { choix: choix(texte('choix.expert')) })], told.effets);
}

const isNamed = ({ prestation }: Souvenir): boolean => !['AUCUNE', 'INCONNUE', 'MULTI'].includes(prestation);
