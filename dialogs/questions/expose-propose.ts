import type { Carte, Reponse } from '../../src/domain/tour';
import type { Expose } from '../../src/domain/dossier';
import type { Contexte } from '../events';
import { exposeOf } from '../expose';
import { asSentence } from '../format';
import { isCommand, mentions, readChoice, startsWithCommand, words } from '../lecture';
import { exposeEntier, motsCompares } from '../redaction/proposition';
import { EXPOSE_PARTIES } from '../state';
import type { Brouillon, Etat, PartieExpose } from '../state';
import { choix, say, texte } from '../textes';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Handler, Lecture } from './handler';

/** the person's words and a sober version of them, side by side; nothing replaces the words without a yes. */
export const exposePropose: Handler<'expose-propose'> = {
  accueil: 'libre',
  ask: (_question, etat, ctx) => {
    const pairs = paires(brouillonOf(etat), ctx);
    const comparaison = pairs.map((pair) => texte('redaction.comparaison', pair)).join('\n\n');
    const reponse = say('redaction.question', { comparaison }, { choix: options(), carte: carteOf(pairs) });
    return { ...reponse, court: texte('redaction.court'), oral: oralOf(pairs) };
  },
  read: (_question, { texte: said }, etat, ctx) => {
    const choice = readVersion(said);
    if (choice) return choisir(etat, choice, ctx);
    if (words(said).length < CORRECTION_MIN) return incompris({ ...say('redaction.incompris'), choix: options() });
    return corriger(etat, said, ctx);
  },
};

const options = (): NonNullable<Reponse['choix']> => choix(texte('choix.utiliser-proposition'), texte('choix.garder-mots'), texte('choix.sait-pas'));

type Paire = { partie: string; mots: string; proposition: string };

/** Only the parts that change are compared. */
function paires(b: Brouillon, ctx: Contexte): Paire[] {
  const original = exposeOf(b, ctx);
  const propose = exposeEntier(b, ctx);
  const changed = (partie: PartieExpose): boolean => original[partie] !== propose[partie];
  return EXPOSE_PARTIES.filter(changed).map((partie) => ({ partie: texte(`recap.${partie}`), mots: original[partie], proposition: propose[partie] }));
}

const carteOf = (pairs: Paire[]): Carte => ({
  genre: 'expose', titre: texte('redaction.titre'), boutons: [],
  lignes: pairs.flatMap(({ partie, mots, proposition }) => [
    { libelle: texte('redaction.vos-mots', { partie }), valeur: mots },
    { libelle: texte('redaction.proposition', { partie }), valeur: proposition },
  ]),
});

/** About twenty seconds of speech. */
const ORAL_MAX = 300;

function oralOf(pairs: Paire[]): string {
  const whole = pairs.map(({ proposition }) => proposition).join(' ');
  if (whole.length <= ORAL_MAX) return texte('redaction.oral', { extrait: texte('redaction.extrait', { proposition: whole }) });
  const cut = /^.{0,300}[.?](?=\s)/su.exec(whole)?.[0] ?? `${whole.slice(0, ORAL_MAX).replace(/\s\S*$/, '')}…`;
  return texte('redaction.oral', { extrait: texte('redaction.extrait-long', { proposition: cut }) });
}

/** Shorter, a free answer cannot be a new account of the problem. */
const CORRECTION_MIN = 5;
const CHOIX_MAX = 9;
const MES_MOTS = ['mes mots', 'mon texte', 'ma version', 'mes phrases', 'mon message', 'ce que j ai ecrit', 'ce que j ai dit', 'comme j ai ecrit', 'l original', 'garder', 'garde', 'je garde', 'gardez'];
const PROPOSITION = ['la proposition', 'votre proposition', 'votre version', 'votre texte', 'la version sobre', 'version plus sobre', 'utiliser', 'utilise', 'utilisez', 'la votre', 'vos mots'];

function readVersion(said: string): 'propose' | 'original' | null {
  if (isCommand(said, 'saitPas') || isCommand(said, 'non')) return 'original';
  if (isCommand(said, 'oui') || isCommand(said, 'confirmer')) return 'propose';
  const picked = readChoice(said, [{ titre: texte('choix.utiliser-proposition'), valeur: 'propose' as const }, { titre: texte('choix.garder-mots'), valeur: 'original' as const }]);
  if (words(said).length > CHOIX_MAX) return null;
  if (startsWithCommand(said, 'non') || mentions(said, MES_MOTS)) return 'original';
  if (mentions(said, PROPOSITION)) return 'propose';
  return words(said).length < CORRECTION_MIN ? (picked?.valeur ?? null) : null;
}

function choisir(etat: Etat, choice: 'propose' | 'original', ctx: Contexte): Lecture {
  const b = brouillonOf(etat);
  const redaction = { choix: choice, mots: motsCompares(b), propose: exposeEntier(b, ctx), premiers: b.redaction?.premiers ?? null };
  return compris(withBrouillon(etat, { redaction }), { dire: [say(choice === 'propose' ? 'redaction.acceptee' : 'redaction.gardee')] });
}

/** The person's own other version of the problem, or what was missing in it; the first words stay beside it. */
function corriger(etat: Etat, said: string, ctx: Contexte): Lecture {
  const b = brouillonOf(etat);
  const before = exposeOf(b, ctx).problemeRencontre;
  const completes = words(said).length < words(b.expose.problemeRencontre ?? b.paroles.join(' ')).length / 2;
  const problemeRencontre = completes ? `${before} ${asSentence(said)}` : asSentence(said);
  const premiers: Expose = b.redaction?.premiers ?? exposeOf(b, ctx);
  const propose = exposeEntier(b, ctx);
  const next = withBrouillon(etat, { expose: { ...b.expose, problemeRencontre } });
  const redaction = { choix: 'original' as const, mots: motsCompares(brouillonOf(next)), propose, premiers };
  return compris(withBrouillon(next, { redaction }), { dire: [say(completes ? 'redaction.completee' : 'redaction.corrigee')] });
}
