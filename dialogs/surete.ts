import type { Code, Drapeau, Motif } from '../src/domain/codes';
import type { Comprehension } from '../src/domain/comprehension';
import type { Reponse } from '../src/domain/tour';
import type { Contexte, DEMENTI, Effet } from './events';
import { isAboutSomeone, isChildInDanger, isRoofless, isWitness, tellsOfHurtChild } from './en-danger';
import { easyText, spokenEasy } from './facile';
import { words } from './lecture';
import { numeroParams } from './params';
import type { Etat } from './state';
import { fill, say } from './textes';

/** Safety comes before everything (DOSSIER §3.4): sober words, the right numbers, a human told, no form. */
export type Danger = 'detresse' | 'violences' | 'menace';
const DANGERS: readonly Drapeau[] = ['detresse', 'violences', 'menace'];
export const isDanger = (nature: Drapeau | typeof DEMENTI | null): nature is Danger => DANGERS.some((danger) => danger === nature);

export function dangerTurn(etat: Etat, danger: Danger, texte: string, ctx: Contexte): { etat: Etat; reponses: Reponse[]; effets: Effet[] } {
  const discret = etat.discret || (danger === 'violences' && !isWitness(texte));
  const suspended = etat.question && etat.question.id !== 'surete' ? etat.question : etat.suspendue;
  const b = etat.brouillon;
  const key = keyOf(danger, texte);
  const again = etat.question?.id === 'surete' && etat.aSimplifier?.cle === key;
  return {
    etat: {
      ...etat, discret, aSimplifier: { cle: key, prestation: 'AUCUNE' }, echecs: 0, question: { id: 'surete' }, suspendue: suspended,
      drapeauxVus: [...new Set([...etat.drapeauxVus, danger])], brouillon: b && { ...b, drapeaux: [...new Set([...b.drapeaux, danger])] },
    },
    reponses: [
      { ...((again ? againText(key, ctx) : null) ?? helpText(key, etat, ctx, danger === 'menace' || (danger === 'detresse' && b !== null))), ...(discret ? { mode: 'discret' as const } : {}) },
      ...(discret && !etat.discret ? [{ ...say('surete.discret'), mode: 'discret' as const }] : []),
    ],
    effets: [{ genre: 'alerter', nature: danger }],
  };
}

/** The question that is asked of a danger neither sure nor excluded. */
export const DOUTE = 'COLERE_OU_DETRESSE';

export function attention(ctx: Contexte): Reponse {
  const { 'numero:3114': ecoute = '', 'numero:17': police = '' } = numeroParams(ctx.contenu.numeros);
  return say('surete.attention', { ecoute, police });
}

/** A danger was heard here, or the person was just asked how they are. */
export const isWorried = ({ question, drapeauxVus }: Etat): boolean =>
  drapeauxVus.includes('detresse') || (question?.id === 'clarification' && question.paire === DOUTE);

/** The danger is not noted any more, and the question that it interrupted is open again. The alert already given stays. */
export function withoutDistress(etat: Etat): Etat {
  const { question, suspendue, brouillon: b } = etat;
  const interrupted = question?.id === 'surete' || question?.id === 'clarification';
  return {
    ...etat, echecs: 0, question: interrupted ? suspendue : question, suspendue: interrupted ? null : suspendue,
    brouillon: b && { ...b, drapeaux: b.drapeaux.filter((drapeau) => drapeau !== 'detresse') },
  };
}

function keyOf(danger: Danger, texte: string): string {
  if (danger === 'detresse') return isAboutSomeone(texte) ? 'PROCHE_DETRESSE' : 'DETRESSE';
  if (danger === 'menace') return 'MENACE';
  return isChildInDanger(texte) ? 'MINEUR_DANGER' : 'VIOLENCES';
}

/** Two dangers in a row are not met with the same words twice. */
function againText(key: string, ctx: Contexte): Reponse | null {
  const encore = ctx.contenu.surete[key]?.encore;
  return encore === undefined ? null : { texte: fill(encore, numeroParams(ctx.contenu.numeros)) };
}

/**
 * The danger of a message: what is read of it, or what its words tell of somebody else. A child hurt, or someone close who wants to
 * die, is never a threat, nor a doubt about the person who worries.
 */
export function dangerIn({ safety, rule }: Comprehension, said: string): Danger | null {
  const frightens = isDanger(safety) || rule.startsWith('danger-');
  if (frightens && isAboutSomeone(said) && safety !== 'violences') return 'detresse';
  if (frightens && safety !== 'violences' && tellsOfHurtChild(said)) return 'violences';
  return isDanger(safety) ? safety : null;
}

const AIDES: Partial<Record<Drapeau, string>> = {
  expulsion: 'EXPULSION', urgence_alimentaire: 'URGENCE_ALIMENTAIRE', urgence_financiere: 'URGENCE_FINANCIERE', deuil: 'DEUIL', compte_compromis: 'COMPTE_COMPROMIS',
};

const SANS_ABRI = 'SANS_ABRI';

/**
 * Numbers and first steps for the other flags, said once in a conversation before going on.
 * @param retenu the flag as the draft notes it; null when what is said is less than what the flag means
 */
export function helpFor(etat: Etat, drapeau: Drapeau | null, code: Code | null, ctx: Contexte, retenu = drapeau, said = ''): { etat: Etat; reponses: Reponse[]; effets: Effet[] } {
  const key = drapeau === 'expulsion' && isRoofless(said) ? SANS_ABRI : drapeau && AIDES[drapeau];
  if (!drapeau || !key) return { etat, reponses: [], effets: [] };
  const b = etat.brouillon;
  const flagged: Etat = b && retenu && !b.drapeaux.includes(retenu) ? { ...etat, brouillon: { ...b, drapeaux: [...b.drapeaux, retenu] } } : etat;
  if (etat.drapeauxVus.includes(drapeau)) return { etat: flagged, reponses: [], effets: [] };
  return {
    etat: { ...flagged, aSimplifier: { cle: key, prestation: 'AUCUNE' }, drapeauxVus: [...etat.drapeauxVus, drapeau] },
    // that answer gives condolences itself: one message of support, not two (U09)
    reponses: code === 'CHANGEMENT_DECES' ? [] : [helpText(key, etat, ctx, false)],
    effets: [{ genre: 'alerter', nature: drapeau }],
  };
}

/** Flags that tell of something else than the closed question being asked: "ma mère est morte le 15" is no date of a letter. */
const JAMAIS_REPONSE: readonly Drapeau[] = ['deuil', 'compte_compromis', 'expulsion', 'urgence_alimentaire'];
const SUJET_DU_MOTIF: Partial<Record<Motif, Drapeau>> = { IMPAYE_LOGEMENT: 'expulsion', SECURITE_COMPTE: 'compte_compromis' };

export function isAside(etat: Etat, drapeau: Drapeau | null, said: string): boolean {
  const { question, brouillon: b } = etat;
  if (!b?.motif || !question || !drapeau || !JAMAIS_REPONSE.includes(drapeau) || words(said).length < 5) return false;
  if (SUJET_DU_MOTIF[b.motif] === drapeau) return false;
  if (question.id === 'qualification') return question.champ !== 'ressourcesRestantes';
  return ['prestation', 'prestation-precise', 'sous-motif', 'service', 'revision', 'piece', 'piece-fichier', 'situations', 'numero-allocataire'].includes(question.id);
}

/** `suite` may ask a question or speak of a draft: said only after a danger, where nothing else is asked. */
export function helpText(key: string, etat: Pick<Etat, 'facile'>, ctx: Contexte, withSuite: boolean): Reponse {
  const content = ctx.contenu.surete[key];
  if (!content) throw new TypeError(`no safety text ${key}`);
  const numeros = numeroParams(ctx.contenu.numeros);
  const suite = withSuite ? `\n\n${fill(content.suite, numeros)}` : '';
  const easy = etat.facile ? easyText(key, 'AUCUNE', ctx) : null;
  if (easy !== null) return { texte: `${easy}${suite}`, oral: spokenEasy(easy) };
  return { texte: `${fill(content.texte, numeros)}${suite}`, oral: fill(content.oral, numeros) };
}

/** Every safety text that a turn may say. */
export const CAS_SURETE: readonly string[] = ['DETRESSE', 'MENACE', 'MINEUR_DANGER', 'PROCHE_DETRESSE', 'VIOLENCES', SANS_ABRI, ...Object.values(AIDES)];
