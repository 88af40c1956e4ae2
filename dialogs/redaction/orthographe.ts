import { MOTS } from './mots';
import { commeAvant, motEntier, plier, remplacer, unDe } from './pli';

/** Spelling and spoken forms put right, only where one reading is possible. */
export function orthographe(text: string): string {
  return [apostrophes, lettresSeules, abreviations, accents, locutions, ilYA, glossaire, negations, verbes, aFaire, sigles].reduce((t, step) => step(t), text);
}

const tableStep = (table: Record<string, string>, accented = false): ((text: string) => string) => {
  const byKey = new Map(Object.entries(table).map(([key, value]) => [plier(key), value]));
  const pattern = motEntier(unDe([...byKey.keys()]));
  // an accent already written was meant: « dépensé » is not « dépense »
  return (text) => remplacer(text, pattern, (said) => (accented || sansAccent(said) ? commeAvant(said, byKey.get(plier(said)) ?? said) : said));
};
const sansAccent = (said: string): boolean => plier(said) === said.toLowerCase().replaceAll('’', "'").replace(/[\u00a0\u202f]/g, ' ');

const abreviations = tableStep(MOTS.abreviations);
const locutions = tableStep(MOTS.locutions, true);
const accents = tableStep(Object.fromEntries(MOTS.accents.map((word) => [word, word])));

const familier = tableStep(MOTS.glossaire, true);
/** « le proprio » keeps its article, « le appartement » does not. */
const glossaire = (text: string): string => familier(text).replace(/(?<![\p{L}’])([Ll])[ea] (?=(?:appartement|argent|entreprise|allocation)\b)/gu, '$1’');

/** « j ai », « l apl »: a letter alone before a vowel. After a digit or « bâtiment » it is a unit or a name. */
const LETTRE_APOSTROPHE = /(?<![\p{L}\p{N}'.-])(?<!\d ?)(?<!(?:batiment|escalier|porte|lettre|allee|bat|hall|entree|zone) )(j|m|t|s|l|d|n|qu) (?=(?:[aeiou][\p{L}]|[ay](?![\p{L}\p{N}'-])|h[aeiou]\p{L}))/gu;
const apostrophes = (text: string): string =>
  remplacer(text.replace(/(?<=\p{L})['‘`´](?=\p{L})/gu, '’'), LETTRE_APOSTROPHE, (said) => `${said.trimEnd()}’`);

const C_EST = /(?<![\p{L}\p{N}'-])(?<!vitamine )c (?=(?:est|etait|pas|le|la|les|un|une|mon|ma|mes|pour|moi|tout|trop|quoi|normal|bon|encore|toujours|bien|ca|que|comme|deja|depuis|jamais|ecrit|faux|urgent|honteux|vraiment|tres|abuse|eux|vous)(?![\p{L}\p{N}]))/gu;
const J_AI = /(?<![\p{L}\p{N}'-])(?<!\d ?)g (?=(?!par |de )[\p{L}]{2,})/gu;
function lettresSeules(text: string): string {
  const est = remplacer(text, C_EST, (said) => commeAvant(said, 'c’est '));
  const once = est.replace(/(c’est) (est|était|etait)(?![\p{L}])/giu, (_all, c: string, verb: string) => `${c.charAt(0)}’${verb}`);
  return remplacer(once, J_AI, (said) => commeAvant(said, 'j’ai '));
}

const RADICAUX = new Map(MOTS.verbes.map((stem) => [plier(stem), stem]));
const TERMINAISON = '(e|es|ent|er|ez|ee|ees|ait|ais|aient|ant|ons|era|eront)';
const VERBE = motEntier(`(${unDe(MOTS.verbes)})${TERMINAISON}`);
const ADVERBES = '(?:(?:pas|plus|tout|bien|deja|toujours|jamais|encore|mal|meme|donc|rien|tous|aussi|vraiment|ete) )*';
/** What comes after one of these is a past participle, never a present or an infinitive. */
const AUXILIAIRE = new RegExp(`(?:(?:^|[^\\p{L}])(?:ai|as|avez|avons|ont|avais|avait|avaient|aurais|aurait|ete|suis|sont|etes|etais|etait)|(?:(?:il|elle|on|caf|qui|ca|ex|mari|femme|fils|fille|mere|pere|bailleur|proprietaire|conseiller|conseillere|banque|employeur|${unDe(MOTS.sigles)}) |[mlnst]')a|(?:il|elle|[ml]'|s'|n') ?est) ${ADVERBES}$`, 'u');
const COURT = 60;

/** The accent of the stem always; the final one only after an auxiliary. */
function verbes(text: string): string {
  const folded = plier(text);
  return remplacer(text, VERBE, (said, found) => {
    const [, stem = '', ending = ''] = found;
    const known = RADICAUX.get(stem) ?? stem;
    const after = AUXILIAIRE.test(folded.slice(Math.max(0, found.index - COURT), found.index));
    return commeAvant(said, (after ? known : devantMuette(known, said.slice(stem.length).toLowerCase())) + finale(ending, said.slice(stem.length), after));
  });
}

/** « considér- » is « considère » before a silent ending. */
const devantMuette = (stem: string, ending: string): string => (['e', 'es', 'ent'].includes(ending) ? stem.replace(/é([^aeiouyé])$/, 'è$1') : stem);

function finale(ending: string, said: string, afterAuxiliary: boolean): string {
  if (ending === 'ee' || ending === 'ees') return ending.replace('e', 'é');
  if (!afterAuxiliary) return said;
  if (ending === 'e' || ending === 'er') return 'é';
  return ending === 'es' ? 'és' : said;
}

/** « y a » at the head of a clause, not « il y a » nor « n’y a ». */
const ilYA = (text: string): string => remplacer(text, /(?<![\p{L}\p{N}'-])(?<!il )(?<!ils )y(?: |')?a(?=vait(?![\p{L}])|[ ](?!-t))/gu, (said) => commeAvant(said, 'il y a'));

const PAS = '(?:(?:toujours|vraiment|meme|encore|quand meme) )?(?:pas(?! mal)|jamais|rien|plus rien|plus aucune?|plus du tout)';
const VERBE_NIE = "(?!(?:et|ou|mais|meme|aussi|la|moi|bien|non|ni|que|donc|vraiment|toujours|surtout|encore|deja|ne|de|du|a peine|pourquoi|n|qui|lui|elle|eux|[\\p{L}]+(?:er|ir|dre|oir))(?![\\p{L}']))";
const J_NIE = new RegExp(`(?<![\\p{L}\\p{N}'-])j'((?:en |y )?[\\p{L}]+)(?= ${PAS}(?![\\p{L}\\p{N}]))`, 'gu');
const C_NIE = new RegExp(`(?<![\\p{L}\\p{N}'-])c'(?=(?:est|etait) ${PAS}(?![\\p{L}\\p{N}]))`, 'gu');
const CLITIQUE = "(?:(?:me|te|se|le|la|les|lui|leur|y|en|nous|vous) |[mtsl]')";
const SUJET = new RegExp(`(?<![\\p{L}\\p{N}'-])((?:je|il|elle|on|ils|elles|ca|cela|qui|la caf|qu'il|qu'ils|qu'elle|qu'on) )(?=${CLITIQUE}{0,2}${VERBE_NIE}[\\p{L}]+ ${PAS}(?![\\p{L}\\p{N}]))(?!n[e' ])`, 'gu');
const VOUS = new RegExp(`(?<![\\p{L}\\p{N}'-])(vous )(?=${CLITIQUE}{0,2}(?:[\\p{L}]+ez|etes|faites|dites) ${PAS}(?![\\p{L}\\p{N}]))`, 'gu');

/** « mon bailleur a pas signé »: an auxiliary right before « pas », whoever comes first. */
const NOM_NIE = new RegExp(`(?<=[\\p{L}] )(?<!(?<![\\p{L}])(?:vous|nous|lui|leur|y|en|ne|ni|me|te|se|je|et|ou) )(?=(?:a|ont|est|sont|avait|avaient|etait|etaient) ${PAS}(?![\\p{L}\\p{N}]))`, 'gu');

const PERSONNE_NE = /(?<=(?:^|, |[.] |(?<!\p{L})(?:et|mais|car|que) )personne )(?=(?:me |m'|nous |vous |se |s'|y |en )?(?:repond|explique|sait|veut|peut|regarde|comprend|aide|bouge|vient|rappelle|decroche|lit|dit|fait|a|est)(?!\p{L}))/gu;

/** The spoken negation gets its « ne » back: « j’ai pas reçu » is « je n’ai pas reçu ». « Plus » alone has two meanings: left. */
function negations(text: string): string {
  const first = remplacer(text, J_NIE, (said) => `${commeAvant(said, 'je')} n’${said.slice(2)}`);
  const second = remplacer(first, C_NIE, (said) => commeAvant(said, 'ce n’'));
  return [SUJET, VOUS, NOM_NIE, PERSONNE_NE].reduce((t, pattern) => insertNe(t, pattern), second);
}

function insertNe(text: string, pattern: RegExp): string {
  const folded = plier(text);
  return remplacer(text, pattern, (said, found) => said + (/[aeiouy]|hab/y.test(folded.slice(found.index + said.length, found.index + said.length + 3)) ? 'n’' : 'ne '));
}

/** « deux enfants a nourrir » */
const A_FAIRE = /(?<=(?:enfants?|euros?|€|rien|loyers?|factures?|papiers?|personnes?) )a (?=[\p{L}]{2,}(?:er|ir|re)(?![\p{L}]))/gu;
const aFaire = (text: string): string => remplacer(text, A_FAIRE, () => 'à ');

const SIGLES = motEntier(unDe(MOTS.sigles));
const noms = new Map(MOTS.nomsPropres.map((nom) => [plier(nom), nom]));
const NOMS = motEntier(unDe([...noms.keys()]));
const sigles = (text: string): string =>
  remplacer(remplacer(text, SIGLES, (said) => said.toUpperCase()), NOMS, (said) => noms.get(plier(said)) ?? said);
