import { isMotif } from '../../src/domain/codes';
import type { Code } from '../../src/domain/codes';
import type { Comprehension } from '../../src/domain/comprehension';
import type { FichierRecu } from '../../src/domain/tour';
import { parseReference } from '../../src/domain/reference';
import commandes from '../contenu/commandes.json';
import mots from '../contenu/mots.json';
import { souvenirOf } from '../demande';
import { afterDoubt, humeurDite } from '../humeur';
import type { Humeur } from '../humeur';
import { isCommand, mentions, readChoice, readYesNo, words } from '../lecture';
import { choisi } from '../revue';
import type { Etat } from '../state';
import { DOUTE } from '../surete';
import { choix, say, texte } from '../textes';
import { prestationNommee } from './prestation';
import { autreChose, compris, incompris } from './handler';
import type { Handler, Lecture } from './handler';
import type { Contexte } from '../events';

/** Questions outside a demande. A code found here is handled by `orienter`, given by the caller. */
export type Suite = (etat: Etat, code: Code, ctx: Contexte) => Lecture;

/** The discriminating question of an ambiguous pair (DOSSIER §3.5). */
export const clarification = (suite: Suite): Handler<'clarification'> => ({
  ask: (question, _etat, ctx) => {
    const pair = pairOf(question.paire, ctx);
    return { texte: pair.question, oral: pair.oral, choix: pair.choix.map(({ titre }) => ({ titre, valeur: titre })) };
  },
  read: (question, { texte: said, comprehension }, etat, ctx) => {
    const pair = pairOf(question.paire, ctx);
    const options = pair.choix.map((c, i) => ({ titre: c.titre, valeur: String(i) }));
    const answer = readYesNo(said);
    const byYesNo = answer === 'oui' || answer === 'non' ? options.filter((o) => readYesNo(o.titre) === answer) : [];
    const index = readChoice(said, options)?.valeur ?? (byYesNo.length === 1 ? byYesNo[0]?.valeur : undefined);
    const chosen = index === undefined ? undefined : pair.choix[Number(index)];
    const heard = { ...heardToo(etat, said, comprehension), question: null };
    const humeur = question.paire === DOUTE ? humeurOf(said, chosen?.code) : null;
    if (humeur === 'mal') return suite(choisi(heard, 'DETRESSE'), 'DETRESSE', ctx);
    if (humeur && (etat.brouillon || !chosen)) return afterDoubt(etat, humeur, ctx);
    if (chosen) return suite(choisi(heard, chosen.code), chosen.code, ctx);
    const known = [...pair.simple, ...pair.expert, ...pair.choix.map((c) => c.code)];
    if (known.includes(comprehension.code) && comprehension.group !== 'clarify') return suite(choisi(heard, comprehension.code), comprehension.code, ctx);
    if (comprehension.group !== 'clarify' && comprehension.code !== 'INCOMPREHENSION' && comprehension.confidence >= 0.5) return autreChose;
    return incompris(say('clarification.incompris', {}, { choix: options.map(({ titre }) => ({ titre, valeur: titre })) }));
  },
});

/** A button says it; else the words do. */
function humeurOf(said: string, chosen: Code | undefined): Humeur | null {
  if (chosen) return chosen === 'DETRESSE' ? 'mal' : 'bien';
  return humeurDite(said);
}

/** An answer that is more than a choice says things of its own: they come before those of the first message. */
function heardToo(etat: Etat, said: string, c: Comprehension): Etat {
  if (words(said).length <= 4) return etat;
  const now = souvenirOf(said, c);
  const { souvenir: before } = etat;
  if (!before) return { ...etat, souvenir: now };
  const named = now.prestation !== 'AUCUNE' && now.prestation !== 'INCONNUE';
  // another prestation: the person speaks of something else now
  if (named && now.prestation !== before.prestation) return { ...etat, souvenir: { ...now, fichiers: before.fichiers } };
  return {
    ...etat,
    souvenir: {
      ...now, texte: `${before.texte} ${said}`, prestation: before.prestation, revision: now.revision ?? before.revision,
      drapeau: now.drapeau ?? before.drapeau, entities: [...now.entities, ...before.entities], fichiers: before.fichiers,
    },
  };
}

function pairOf(id: string, ctx: Contexte) {
  const pair = ctx.contenu.clarifications.find((known) => known.id === id);
  if (!pair) throw new TypeError(`unknown clarification ${id}`);
  return pair;
}

/** A simple question whose answer depends on the prestation. */
export const prestationSimple = (suite: Suite): Handler<'prestation-simple'> => ({
  accueil: 'souple',
  ask: (_question, _etat, ctx) => {
    const { question, choix: options } = ctx.contenu.questionPrestation;
    return { texte: question, choix: choix(ctx.contenu.prestations.APL.nom, ctx.contenu.prestations.RSA.nom, texte('choix.prime-activite'), texte('choix.alloc-familiales'), ...options.slice(-1).map((o) => o.titre)) };
  },
  read: (question, { texte: said, comprehension }, etat, ctx) => {
    const prestations = comprehension.prestations;
    // of several, the question of a pair needs them all; the others are answered one at a time
    const named = prestationNommee(comprehension) ?? (prestations.length < 2 ? null : question.code === 'CUMUL' ? 'MULTI' : prestations[0] ?? null);
    const unknown = isCommand(said, 'saitPas') || readChoice(said, ctx.contenu.questionPrestation.choix)?.valeur === 'inconnu';
    if (!named && !unknown) return autreChose;
    const souvenir = etat.souvenir && { ...etat.souvenir, prestation: named ?? ('AUCUNE' as const), prestations };
    return suite({ ...etat, question: null, souvenir }, question.code as Code, ctx);
  },
});

/** "Cela répond-il à votre question ?" A no goes to the discriminating question, then to an expert or a person. */
export const satisfaction = (suite: (etat: Etat, ctx: Contexte) => Lecture): Handler<'satisfaction'> => ({
  accueil: 'souple',
  ask: () => say('satisfaction.question', {}, { choix: choix(texte('choix.oui-merci'), texte('choix.non')) }),
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    if (isCommand(said, 'pasCa')) return suite(etat, ctx);
    // "non ça répond pas", "oui c'est clair": a verdict, and no new question
    const verdict = comprehension.code === 'INCOMPREHENSION' || comprehension.code === 'REMERCIEMENT' ? readYesNo(said) : null;
    if (verdict === 'non') return suite(etat, ctx);
    if (verdict === 'oui' || isCommand(said, 'oui') || isCommand(said, 'merci')) return compris({ ...etat, derniereReponse: null, souvenir: null }, { dire: [say('satisfaction.merci')], question: null });
    if (isCommand(said, 'non')) return suite(etat, ctx);
    return autreChose;
  },
});

/** The number of a dossier, to follow it. */
export const reference: Handler<'reference'> = {
  accueil: 'souple',
  ask: () => say('suivi.reference', {}, { choix: choix(texte('choix.pas-de-numero')) }),
  read: (_question, { texte: said, comprehension }, etat) => {
    if (isCommand(said, 'saitPas') || isCommand(said, 'jeNeLAiPas') || /pas (?:ce|de|le|mon) num/i.test(said)) return compris(etat, { dire: [say('suivi.sans-reference')], question: null });
    const parsed = parseReference(said);
    if (parsed.reference) return compris(etat, { question: null, effets: [{ genre: 'chercher-dossier', reference: parsed.reference }] });
    if (parsed.suggestions.length > 0 || /ref|exp|\d{4}/i.test(said)) {
      return incompris(say('suivi.reference-incorrecte', { suggestions: parsed.suggestions.join(', ') || texte('suivi.pas-de-suggestion') }));
    }
    return isMotif(comprehension.code) || comprehension.group !== 'clarify' ? autreChose : incompris(say('suivi.reference-incorrecte', { suggestions: texte('suivi.pas-de-suggestion') }));
  },
};

const REPRISE_MOTS_MAX = 12;

/** "il est parti, on peut continuer ?": to go on is said, whatever is said with it. */
const goesOn = (said: string): boolean =>
  isCommand(said, 'reprendre') || (words(said).length <= REPRISE_MOTS_MAX && mentions(said, commandes.reprendre) && !mentions(said, [...mots.negation, ...commandes.plusTard]));

/** After a long silence or "plus tard": resume or start again. */
export const reprise: Handler<'reprise'> = {
  ask: (_question, etat, ctx) => {
    const motif = etat.brouillon?.motif;
    return say('reprise.question', { sujet: motif ? ctx.contenu.motifs[motif].libelle : texte('reprise.sujet-inconnu') }, { choix: choix(texte('choix.reprendre'), texte('choix.recommencer')) });
  },
  read: (_question, { texte: said }, etat) => {
    if (isCommand(said, 'recommencer')) {
      const fichiers = filesOf(etat);
      return compris({ ...etat, brouillon: null, suspendue: null, enPause: false }, {
        dire: [say('reprise.recommence')], question: null, effets: fichiers.length > 0 ? [{ genre: 'supprimer-fichiers', fichiers }] : [],
      });
    }
    // "non, non, on continue": what was interrupted goes on; a bare "non" must not delete anything
    if (isCommand(said, 'oui') || goesOn(said)) return compris({ ...etat, enPause: false, suspendue: null }, { dire: [say('reprise.repris')] });
    return incompris(say('reprise.incompris', {}, { choix: choix(texte('choix.reprendre'), texte('choix.recommencer')) }));
  },
};

/** Files of the draft, attached to a piece or not yet. */
export const filesKept = ({ brouillon }: Etat): FichierRecu[] => (brouillon ? [...brouillon.aClasser, ...(brouillon.pieces ?? []).flatMap((p) => p.fichiers)] : []);

export const filesOf = (etat: Etat): string[] => filesKept(etat).map((f) => f.id);

/** After a safety message: nothing is asked; the person may go on, or not. */
export const surete: Handler<'surete'> = {
  accueil: 'souple',
  ask: (_question, etat) => say('surete.apres', {}, etat.brouillon ? { choix: choix(texte('choix.reprendre'), texte('choix.humain')) } : { choix: choix(texte('choix.humain')) }),
  read: (question, { texte: said }, etat, ctx) => {
    if (etat.brouillon && (isCommand(said, 'oui') || goesOn(said))) return compris({ ...etat, suspendue: null, enPause: false }, { dire: [say('reprise.repris')] });
    // a whole sentence with "pas" in it is no "no" here
    const brief = isCommand(said, 'oui') || isCommand(said, 'non') || isCommand(said, 'saitPas') || isCommand(said, 'merci');
    if (!brief) return autreChose;
    const dire = question.ecoute ? surete.ask(question, etat, ctx) : say('surete.ecoute');
    return compris({ ...etat, question: { id: 'surete', ecoute: !question.ecoute } }, { dire: [dire], question: null });
  },
};

/** After a first request for a person: the subject helps, but is not a condition. */
export const humain: Handler<'humain'> = {
  accueil: 'souple',
  ask: (_question, etat) => say('humain.sujet', {}, { choix: choix(...(etat.brouillon ? [texte('choix.reprendre')] : [texte('choix.expert')]), texte('choix.humain')) }),
  read: (_question, { texte: said }, etat) => {
    if (etat.brouillon && (isCommand(said, 'oui') || goesOn(said))) return compris({ ...etat, suspendue: null }, { dire: [say('reprise.repris')] });
    if (isCommand(said, 'non')) return compris(etat, { dire: [say('humain.rien')], question: null });
    return autreChose;
  },
};
