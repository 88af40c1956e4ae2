import { isMotif, MOTIFS, REVISIONS } from '../../src/domain/codes';
import { serviceFor } from '../../src/domain/routing';
import type { Motif } from '../../src/domain/codes';
import type { Contexte } from '../events';
import { NIVEAUX1 } from '../contenu';
import { majuscule } from '../format';
import { isCommand, mentions, normalize, readChoice, startsWithCommand, words } from '../lecture';
import mots from '../contenu/mots.json';
import { choix, say, texte } from '../textes';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Entree, Handler, Lecture } from './handler';
import type { Comprehension } from '../../src/domain/comprehension';
import type { Etat } from '../state';
import { keptPieces, motifChoisi } from '../demande';

type Option = { titre: string; valeur: string; synonymes: readonly string[] };

const NIVEAUX: Option[] = [
  { titre: texte('motif.niveau-calcul'), valeur: NIVEAUX1[0], synonymes: mots.contestation },
  { titre: texte('motif.niveau-revision'), valeur: NIVEAUX1[1], synonymes: mots.revision },
  { titre: texte('motif.niveau-particuliere'), valeur: NIVEAUX1[2], synonymes: mots.particuliere },
];

const motifsDe = (niveau1: string, ctx: Contexte): Option[] =>
  MOTIFS.filter((code) => ctx.contenu.motifs[code].niveau1 === niveau1).map((code) => ({
    titre: ctx.contenu.motifs[code].libelle, valeur: code, synonymes: [],
  }));

/** The motif is settled; what it commits to is said before anything is asked ("demander une remise revient à reconnaître…"). */
function chosen(etat: Etat, code: Motif, comprehension: Comprehension | null, said: string, ctx: Contexte): Lecture {
  const { avertissement } = ctx.contenu.motifs[code];
  return compris(motifChoisi(etat, code, comprehension, said, ctx), avertissement ? { dire: [{ texte: avertissement }] } : {});
}

/** "attendez, finalement je la conteste": another motif than the one being prepared. Null when nothing says that it changes. */
export function otherMotif(etat: Etat, { texte: said, comprehension: c }: Entree, ctx: Contexte): Lecture | null {
  const { motif: current } = brouillonOf(etat);
  if (!current || c.group !== 'expert' || !isMotif(c.code) || c.code === current || c.confidence < CHANGE_SUR) return null;
  if (!startsWithCommand(said, 'pasCa') && !mentions(said, mots.revirement)) return null;
  const changed = chosen(etat, c.code, c, said, ctx);
  if (changed.genre !== 'compris') return changed;
  return { ...changed, dire: [say('motif.change', { sujet: ctx.contenu.motifs[c.code].libelle }), ...(changed.dire ?? [])] };
}

const CHANGE_SUR = 0.6;

/** the drop-down with the three exact labels, each with what it holds. */
export const motif: Handler<'motif'> = {
  accueil: 'souple',
  ask: (_question, _etat, ctx) => {
    const options = NIVEAUX.map((niveau) => ({ titre: majuscule(niveau.valeur), valeur: niveau.valeur }));
    return say('motif.question', {}, {
      choix: NIVEAUX.map(({ titre }) => ({ titre, valeur: titre })),
      carte: {
        genre: 'motifs',
        titre: texte('carte.motif-titre'),
        lignes: NIVEAUX.map(({ valeur }) => ({ libelle: majuscule(valeur), valeur: motifsDe(valeur, ctx).map((m) => m.titre).join(' · ') })),
        liste: { nom: 'valeur', libelle: texte('carte.motif-liste'), options, bouton: { titre: texte('carte.valider'), action: 'repondre', style: 'principal' } },
        boutons: [],
      },
    });
  },
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    // a described problem says more than the label it happens to contain
    const described = isMotif(comprehension.code) && comprehension.group === 'expert' && words(said).length > 4;
    const niveau = described ? null : readChoice(said, NIVEAUX);
    if (niveau) return compris(etat, { question: { id: 'motif-precise', niveau1: niveau.valeur } });
    // no motif can be named: the general one, which an expert requalifies
    if (isCommand(said, 'saitPas') && (etat.echecs > 0 || /passe|suivant/.test(normalize(said)))) return chosen(etat, 'SITUATION_PARTICULIERE', null, '', ctx);
    if (isMotif(comprehension.code)) return chosen(etat, comprehension.code, comprehension, said, ctx);
    if (comprehension.group === 'expert' || comprehension.group === 'clarify') return { genre: 'autre-chose' };
    return incompris(say('motif.incompris', {}, { choix: NIVEAUX.map(({ titre }) => ({ titre, valeur: titre })) }));
  },
};

export const motifPrecise: Handler<'motif-precise'> = {
  ask: (question, _etat, ctx) => {
    const options = motifsDe(question.niveau1, ctx);
    return say('motif.precise', { liste: options.map((o) => `• ${o.titre}`).join('\n') }, { choix: choix(...options.map((o) => o.titre), texte('choix.autre-motif')) });
  },
  read: (question, { texte: said, comprehension }, etat, ctx) => {
    if (isCommand(said, 'saitPas') || /^autre/i.test(said.trim())) return compris(etat, { question: { id: 'motif' } });
    const picked = readChoice(said, motifsDe(question.niveau1, ctx));
    const code = picked ? (picked.valeur as Motif) : isMotif(comprehension.code) ? comprehension.code : null;
    if (!code) return incompris(say('motif.precise-incompris'));
    return chosen(etat, code, picked ? null : comprehension, picked ? '' : said, ctx);
  },
};

const revisions = (ctx: Contexte): Option[] =>
  ctx.contenu.motifs.DEMANDE_REVISION.sousMotifs.map((sous) => ({ titre: sous.libelle, valeur: sous.code, synonymes: SYNONYMES[sous.code] ?? [] }));

const SYNONYMES: Record<string, readonly string[]> = mots.revisions;

/** Second level of DEMANDE_REVISION: it decides the base delay and the pieces. */
export const revision: Handler<'revision'> = {
  ask: (_question, _etat, ctx) => say('revision.question', {}, { choix: choix(...revisions(ctx).map((o) => o.titre)) }),
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    const named = readChoice(said, revisions(ctx))?.valeur ?? comprehension.revision;
    const code = REVISIONS.find((known) => known === named) ?? (isCommand(said, 'saitPas') ? 'SITUATION' : null);
    if (!code) return incompris(say('revision.incompris'));
    return compris(withBrouillon(etat, { revision: code, pieces: keptPieces(brouillonOf(etat)) }));
  },
};

/** What seems wrong in the calculation: the sub-motifs of the service concerned. */
export const sousMotif: Handler<'sous-motif'> = {
  ask: (_question, etat, ctx) => {
    const options = sousMotifsDe(etat, ctx);
    return say('sous-motif.question', {}, { choix: choix(...options.map((o) => o.titre), texte('choix.autre-chose'), texte('choix.sait-pas')) });
  },
  read: (_question, { texte: said }, etat, ctx) => {
    if (isCommand(said, 'saitPas')) return compris(withBrouillon(etat, { sousMotif: null }));
    const chosen = readChoice(said, sousMotifsDe(etat, ctx));
    // a free answer is worth keeping as it is: the expert reads it
    const kept = chosen ? chosen.titre : said.trim();
    return compris(withBrouillon(etat, { sousMotif: kept.slice(0, 200) }));
  },
  accueil: 'libre',
};

function sousMotifsDe(etat: Parameters<typeof brouillonOf>[0], ctx: Contexte): Option[] {
  const b = brouillonOf(etat);
  if (!b.motif) return [];
  return ctx.contenu.motifs[b.motif].sousMotifs
    .filter((sous) => sous.service === undefined || sous.service === serviceFor('CONTESTATION_CALCUL', b.prestation ?? 'INCONNUE'))
    .map((sous) => ({ titre: sous.libelle, valeur: sous.code, synonymes: [] }));
}
