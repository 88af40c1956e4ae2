import type { Canal } from '../src/domain/codes';
import type { Reponse } from '../src/domain/tour';
import { texte } from './textes';

/** At most this many options are read aloud (telephone manners); the others can still be said. */
const OPTIONS_DITES = 3;

/** On the telephone the spoken form is what is said: no link, no list, no card, the options at the end. */
export function voice(reponse: Reponse, canal: Canal): Reponse {
  if (canal !== 'ivr') return reponse;
  const options = (reponse.choix ?? []).slice(0, OPTIONS_DITES).map(({ titre }) => titre.replace(/\s*[?!]$/, ''));
  const spoken = (reponse.oral ?? reponse.texte).replace(/https?:\/\/\S+/g, '').replace(/[•*]/g, ' ').replace(/\s+/g, ' ').trim();
  const said = options.length > 0 ? `${spoken} ${texte('voix.options', { options: options.join(', ') })}` : spoken;
  return { texte: said, oral: said, ...(reponse.choix ? { choix: reponse.choix } : {}), ...(reponse.mode ? { mode: reponse.mode } : {}) };
}
