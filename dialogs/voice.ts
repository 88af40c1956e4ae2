import type { Canal } from '../src/domain/codes';
import type { Choix, Reponse } from '../src/domain/tour';
import { texte } from './textes';

/** At most this many options are said in one breath (telephone manners); then « autre chose » says the next ones. */
export const OPTIONS_DITES = 3;

/** On the telephone the spoken form is what is said: no link, no list, no card, the options at the end with their keys. */
export function voice(reponse: Reponse, canal: Canal): Reponse {
  if (canal !== 'ivr') return reponse;
  const { choix = [], mode, ferme, touches, fin } = reponse;
  const spoken = (reponse.oral ?? reponse.texte).replace(/https?:\/\/\S+/g, '').replace(/(?<=[^\s:.?!]) *\n+ *(?:[•-] *)?/g, ', ').replace(/[•*]/g, ' ').replace(/\s+/g, ' ').trim();
  const said = choix.length > 0 ? `${spoken} ${optionsSaid(choix)}` : spoken;
  return {
    texte: said, oral: said,
    ...(reponse.choix ? { choix } : {}), ...(mode ? { mode } : {}), ...(ferme ? { ferme } : {}), ...(touches ? { touches } : {}), ...(fin ? { fin } : {}),
  };
}

/** "Dites « Oui » ou tapez 1, « Non » ou tapez 2." */
export function optionsSaid(choix: readonly Choix[]): string {
  const first = choix.slice(0, OPTIONS_DITES).map(({ titre }, i) => texte(i === 0 ? 'voix.option' : 'voix.option-suivante', { option: titre.replace(/\s*[?!]$/, ''), touche: i + 1 }));
  const more = choix.length > OPTIONS_DITES ? [texte('voix.option-suite', { touche: OPTIONS_DITES + 1 })] : [];
  return texte('voix.options', { options: [...first, ...more].join(' ; ') });
}
