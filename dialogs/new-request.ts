import { isMotif } from '../src/domain/codes';
import { souvenirOf } from './demande';
import type { Contexte, EvenementMessage, Resultat } from './events';
import { done, misunderstood, settle } from './flow';
import { isCommand } from './lecture';
import { followOn } from './follow-on';
import type { FollowOn } from './follow-on';
import { enBref, orienter } from './orienter';
import { compris, isUnclear } from './questions/handler';
import { entendre } from './revue';
import { saysForCaf } from './sens';
import type { Brouillon, Etat } from './state';
import { say } from './textes';

/** A message when nothing binds: a new request. */
export function free(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const { comprehension: c } = ev;
  if (isCommand(ev.texte, 'bonjour')) return settle(etat, orienter(etat, 'SALUTATION', ctx), ctx);
  if (isCommand(ev.texte, 'merci')) return settle(etat, orienter(etat, 'REMERCIEMENT', ctx), ctx);
  if (saysForCaf(etat, ev.texte)) return settle(etat, compris(etat, { question: { id: 'sens', codes: etat.souvenir?.autresSens ?? [] } }), ctx);
  if (etat.brouillon?.motif && c.group === 'expert' && isMotif(c.code)) return sameDemande(etat, etat.brouillon, ev, ctx);
  const heard: Etat = { ...etat, question: null, souvenir: souvenirOf(ev.texte, c, ev.fichiers), entendu: entendre(etat, ev) };
  const follow = followOn(etat, ev);
  if (follow) return settle(heard, orienter(within(heard, follow), follow.code, ctx), ctx);
  if (c.group === 'clarify' && c.clarification !== null) return settle(heard, compris(heard, { question: { id: 'clarification', paire: c.clarification } }), ctx);
  if (c.group === 'clarify' || isUnclear(c)) return misunderstood({ ...etat, question: null, entendu: heard.entendu }, null, ctx);
  return mixed(heard, ev, ctx) ?? settle(heard, orienter(heard, c.code, ctx), ctx);
}

const within = (heard: Etat, { prestation }: FollowOn): Etat => ({ ...heard, souvenir: heard.souvenir && { ...heard.souvenir, prestation, prestations: [prestation] } });

/** A demande is open: what is said of a problem belongs to it, and never replaces it. */
function sameDemande(etat: Etat, b: Brouillon, ev: EvenementMessage, ctx: Contexte): Resultat {
  const kept: Etat = { ...etat, suspendue: null, enPause: false, brouillon: { ...b, paroles: [...b.paroles, ev.texte] } };
  return settle(kept, compris(kept, { dire: [say('demande.en-cours')] }), ctx);
}

/** Two requests in one message: the simple one in a sentence, then the expert path; two simple ones are both answered. */
function mixed(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat | null {
  const { code, second } = ev.comprehension;
  if (!second) return null;
  const expert = ev.comprehension.group === 'expert';
  const brief = enBref(expert ? second.code : code, etat, ctx);
  if (!brief) return null;
  const main = settle(etat, orienter(etat, expert ? code : second.code, ctx), ctx);
  return done(main.etat, [brief, ...main.reponses], main.effets);
}
