import { isIntentionSimple, isMotif, type Code } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import type { Reponse } from '../src/domain/tour';
import sensDesCodes from './contenu/sens.json';
import type { Contexte } from './events';
import { isCommand } from './lecture';
import type { Etat, Souvenir } from './state';
import { choix, texte } from './textes';

/** A message taken for a question to another body may be for the Caf all the same: what it would then mean, for the person to say. */

const SENS_MAX = 3;
/** Under this, the redirection itself offers to say that the question is for the Caf. */
const SURE = 0.9;
/** Not requests. */
const SANS_DEMANDE: readonly Code[] = ['REMERCIEMENT', 'INCOMPREHENSION', 'IDENTIFICATION', 'RECLAMATION_DEMARCHES'];

/** What it may mean here, likeliest first; nothing of another person's dossier, which stays refused. */
export function autresSens({ group, code, alternatives }: Comprehension): Code[] {
  if (group !== 'out_of_scope' || code === 'OOS_DOSSIER_TIERS') return [];
  return alternatives.map((other) => other.code).filter((other) => (isIntentionSimple(other) || isMotif(other)) && !SANS_DEMANDE.includes(other)).slice(0, SENS_MAX);
}

/** The redirection; when the reading is not sure, with a button that says the question is for the Caf. */
export function withWayBack(reply: Reponse, said: Souvenir | null): Reponse {
  const unsure = said !== null && said.autresSens.length > 0 && said.confiance < SURE;
  return unsure ? { ...reply, choix: [...(reply.choix ?? []), ...choix(texte('choix.pour-la-caf'))] } : reply;
}

/** "C'est pour la Caf", said after a redirection. */
export const saysForCaf = (etat: Etat, said: string): boolean => isCommand(said, 'pourLaCaf') && (etat.souvenir?.autresSens.length ?? 0) > 0;

const SENS: Readonly<Partial<Record<string, string>>> = sensDesCodes;

/** What a code is, in a few words, as a button says it. */
export function titreDuSens(code: string, ctx: Contexte): string {
  const titre = isMotif(code) ? ctx.contenu.motifs[code].libelle : (SENS[code] ?? code);
  return titre.charAt(0).toLocaleUpperCase('fr') + titre.slice(1);
}
