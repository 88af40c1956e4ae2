import humeurs from './contenu/humeurs.json';
import type { Contexte } from './events';
import { isCommand, mentions, words } from './lecture';
import { compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Etat } from './state';
import { attention } from './surete';
import { choix, say, texte } from './textes';

/** How a person says that they are, when it is asked. */
export type Humeur = keyof typeof humeurs;

const MOTS_MAX = 8;

/** Null when the words say nothing of it; what is said to be uncertain is never taken for well. */
export function humeurDite(said: string): Humeur | null {
  if (words(said).length > MOTS_MAX) return null;
  if (mentions(said, humeurs.incertain) || isCommand(said, 'saitPas')) return 'incertain';
  if (mentions(said, humeurs.mal)) return 'mal';
  return mentions(said, humeurs.bien) ? 'bien' : null;
}

/** What the doubt interrupted goes on; the numbers are said when the answer leaves some of it. */
export function afterDoubt(etat: Etat, humeur: Exclude<Humeur, 'mal'>, ctx: Contexte): Lecture {
  const { suspendue } = etat;
  const next: Etat = { ...etat, douteLeve: true, suspendue: null, question: null };
  const dire = [humeur === 'incertain' ? attention(ctx) : say('doute.bien')];
  if (suspendue) return compris(next, { dire, question: suspendue, retour: true });
  if (etat.brouillon) return compris(next, { dire });
  return compris(next, { dire: [...dire, say('doute.suite', {}, { choix: choix(texte('choix.expert'), texte('choix.humain')) })], question: null });
}
