import type { Contexte, Evenement } from '../../dialogs/events';
import type { Etat } from '../../dialogs/state';
import { afterHearing, bestOf, factsOf, withoutHesitations, type Entendu } from '../../dialogs/telephone/hearing';
import { keysSaid } from '../../dialogs/telephone/keys';
import type { Understander } from '../../intents/understand';
import type { Ecoute } from '../domain/tour';
import { maskedNatures, maskSensitive } from '../ops/masking';

export type HearDeps = { understander: Understander; settings: { texteMax: number } };

/** A recogniser gives few alternatives worth the time of understanding them. */
const ALTERNATIVES_MAX = 5;

/**
 * What a telephone call gives, as an event of the conversation: the words of the best hearing, those that keys stand for, something to
 * read back first, or a silence. Everything is masked before it is understood.
 */
export function hear(ecoute: Ecoute, etat: Etat, ctx: Contexte, deps: HearDeps): Evenement {
  if (ecoute.genre === 'silence') return { genre: 'relance', cause: 'silence' };
  if (ecoute.genre === 'touches') return pressed(ecoute.chiffres, etat, ctx, deps);
  const heard = ecoute.alternatives.slice(0, ALTERNATIVES_MAX).map(({ texte, confiance }) => understood(withoutHesitations(texte), confiance ?? null, ctx, deps));
  const best = bestOf(etat, heard.filter(({ texte }) => texte.trim() !== ''), ctx);
  return best ? judged(best, etat, ctx, deps) : { genre: 'relance', cause: 'silence' };
}

/** Keys are exact: only a yes or a no to what was read back waits for something else. */
function pressed(chiffres: string, etat: Etat, ctx: Contexte, deps: HearDeps): Evenement {
  const said = keysSaid(etat, chiffres, ctx);
  if (typeof said !== 'string') return said;
  const heard = understood(said, 1, ctx, deps);
  return (etat.voix?.aConfirmer.length ?? 0) > 0 ? judged(heard, etat, ctx, deps) : message(heard, false);
}

function judged(heard: Entendu, etat: Etat, ctx: Contexte, deps: HearDeps): Evenement {
  const next = afterHearing(etat, heard, ctx);
  switch (next.genre) {
    case 'agir':
      return message(next.texte === heard.texte ? heard : understood(next.texte, 1, ctx, deps), next.aRedire);
    case 'confirmer': {
      const [first = ''] = next.textes;
      const { comprehension } = first === heard.texte ? heard : understood(first, 1, ctx, deps);
      return { genre: 'a-confirmer', textes: next.textes, faits: factsOf(comprehension.entities) };
    }
    case 'relance':
    case 'mal-entendu':
      return next;
  }
}

function understood(said: string, confiance: number | null, { now, canal }: Contexte, { understander, settings }: HearDeps): Entendu {
  const { text } = maskSensitive(said.slice(0, settings.texteMax));
  return { texte: text, comprehension: understander.understand(text, { now, canal }), confiance };
}

const message = ({ texte, comprehension }: Entendu, aRedire: boolean): Evenement =>
  ({ genre: 'message', texte, comprehension, fichiers: [], refus: [], masques: maskedNatures(texte), ...(aRedire ? { aRedire: true } : {}) });
