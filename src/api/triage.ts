import { answerParts, asksPrestation } from '../../dialogs/answers';
import type { Contexte } from '../../dialogs/events';
import { souvenirOf } from '../../dialogs/demande';
import { ditDe } from '../../dialogs/precisions';
import { etatInitial } from '../../dialogs/state';
import { step } from '../../dialogs/step';
import { dangerTurn, helpFor, isDanger } from '../../dialogs/surete';
import { isHorsPerimetre, isMotif } from '../domain/codes';
import type { Canal, Drapeau, Prestation, PrestationOuAucune } from '../domain/codes';
import type { Comprehension } from '../domain/comprehension';
import { serviceProposeFor } from '../domain/routing';
import { maskedNatures, maskSensitive } from '../ops/masking';
import { contexteAt } from './contexte';
import type { ApiDeps } from './deps';
import type { Triage } from './schemas';
import T from './textes.json';

type TriageDeps = Pick<ApiDeps, 'understander' | 'clock' | 'contenu' | 'workload' | 'alsaceMoselle'>;

/**
 * What the assistant understands of one message, as the first of a conversation: danger first, then the answer, or the demande with what
 * would be asked next. Nothing is kept, nobody is told.
 */
export async function triage({ texte, canal = 'web' }: { texte: string; canal?: Canal | undefined }, deps: TriageDeps): Promise<Triage> {
  const now = deps.clock();
  const { text } = maskSensitive(texte);
  const c = deps.understander().understand(text, { now, canal });
  const ctx = await contexteAt(now, canal, deps);
  const surete = withoutPromises(safetyOf(c.safety, text, c.code, ctx));
  const inDanger = isDanger(c.safety);
  const reponse = inDanger ? null : answerOf(text, c, ctx);
  return {
    surete, groupe: GROUPES[c.group], code: c.code, confiance: c.confidence, prestations: c.prestations,
    reponse, demande: inDanger ? null : demandeOf(c, ctx), question: inDanger || reponse ? null : nextQuestionOf(text, c, ctx),
  };
}

const GROUPES = { simple: 'simple', expert: 'expert', out_of_scope: 'hors-perimetre', clarify: 'a-preciser' } as const;

/** The words to say first to a person in danger or in need; null when nothing alarms. */
export function safetyOf(drapeau: Drapeau | null, said: string, code: Comprehension['code'] | null, ctx: Contexte): Triage['surete'] {
  if (drapeau === null) return null;
  const fresh = etatInitial(ctx.now);
  const { reponses: [first] } = isDanger(drapeau) ? dangerTurn(fresh, drapeau, said, ctx) : helpFor(fresh, drapeau, code, ctx);
  return first ? { drapeau, texte: first.texte } : null;
}

/** A conversation tells somebody of a danger; here nobody is told, so nothing may say so. */
const withoutPromises = (surete: Triage['surete']): Triage['surete'] => surete && { ...surete, texte: T.promesses.reduce((said, promise) => said.replace(promise, ''), surete.texte).replace(/ {2,}/g, ' ').trim() };

function answerOf(said: string, c: Comprehension, ctx: Contexte): Triage['reponse'] {
  if (c.group !== 'simple' && c.group !== 'out_of_scope') return null;
  const dit = ditDe({ souvenir: souvenirOf(said, c), lieu: null, facile: false, brouillon: null });
  if (!isHorsPerimetre(c.code) && asksPrestation(c.code, dit, said)) return null;
  const parts = answerParts(c.code, dit, ctx);
  return parts && { texte: parts.texte, suite: parts.suite, source: parts.source };
}

function demandeOf({ group, code, prestation, service, priority }: Comprehension, { contenu }: Contexte): Triage['demande'] {
  if (group !== 'expert' || !isMotif(code)) return null;
  return { motif: code, libelle: contenu.motifs[code].libelle, prestation: known(prestation), service: service === 'AUCUN' ? serviceProposeFor(code, prestation) : service, priorite: priority };
}

const known = (prestation: PrestationOuAucune): Prestation | null => (prestation === 'AUCUNE' || prestation === 'INCONNUE' ? null : prestation);

/** The last thing that the assistant says when it goes on asking. */
function nextQuestionOf(texte: string, comprehension: Comprehension, ctx: Contexte): Triage['question'] {
  const { etat, reponses } = step(etatInitial(ctx.now), { genre: 'message', texte, comprehension, fichiers: [], refus: [], masques: maskedNatures(texte) }, ctx);
  const last = reponses.at(-1);
  return etat.question && last ? { texte: last.texte, choix: (last.choix ?? []).map(({ titre }) => titre) } : null;
}
