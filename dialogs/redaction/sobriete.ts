import { aUnFait, EMOTIONS, INSULTE, MOTS, TOURNURES, TOUTE_INSULTE, UNE_INSULTE } from './mots';
import { commeAvant, contient, motEntier, plier, remplacer, unDe } from './pli';

/** Greetings, fillers, insults and clauses that only feel are taken out; a clause that holds a fact is never dropped. */
export function sobriete(sentence: string): string {
  const clauses = decouper(uneSeule(sansPolitesse(sentence)));
  const kept = clauses.map(({ lien, texte }) => ({ lien, texte: clauseSobre(texte) })).filter(({ texte }) => /[\p{L}\p{N}\ue000]/u.test(texte));
  return kept.map(({ lien, texte }, at) => (at === 0 ? '' : lien) + texte).join('');
}

/** « bande de voleurs et d’incapables » is one insult, not two clauses. */
const COORDONNEES = motEntier(`(${TOUTE_INSULTE})(?: et (?:de |des |d')?${TOUTE_INSULTE})+`);
const uneSeule = (sentence: string): string => remplacer(sentence, COORDONNEES, (said, found) => said.slice(0, (found[1] ?? '').length));

type Clause = { lien: string; texte: string };
const LIENS = /(?: *[,;:] +| +)(?:(?:mais|et|donc|alors|car|puis|parce que) +)|(?: *[,;:] +)/gu;

/** Clauses with the link before each; joined again they make the same sentence. */
function decouper(sentence: string): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  let lien = '';
  for (const found of plier(sentence).matchAll(LIENS)) {
    clauses.push({ lien, texte: sentence.slice(from, found.index) });
    from = found.index + found[0].length;
    lien = sentence.slice(found.index, from);
  }
  return [...clauses, { lien, texte: sentence.slice(from) }];
}

/** A feeling tied to what comes before or after is part of a longer thought: left as it was said. */
const ATTACHE_APRES = /^ ?(?:de|d'|que|qu'|ce|pour|avec|comme|parce|quand|si|a|par|envers|depuis)(?![\p{L}])/u;
const ATTACHE_AVANT = /(?:^|[^\p{L}])(?:que|qu'|si|de|d'|pour|trouve|dit|dire|a)\s*$/u;
const RESTE_MAX = 8;

function clauseSobre(clause: string): string {
  const sansInsulte = sansInsultes(clause);
  if (!contient(clause, TOURNURES) && !contient(clause, INSULTE) && !contient(clause, EMOTIONS)) return sansInsulte;
  const nue = remplacer(sansInsulte, EMOTIONS, () => ' ');
  if (!aUnFait(nue) && motsDe(nue) <= RESTE_MAX) return '';
  return sansQueue(remplacer(sansInsulte, EMOTIONS, (said, found) => (tientSeule(sansInsulte, found) ? coupure(sansInsulte, found) : said)));
}

/** An outburst between two clauses was what kept them apart. */
const coupure = (clause: string, found: RegExpExecArray): string => (found.index > 0 && found.index + found[0].length < clause.length ? '. ' : ' ');

const VOISINS = 20;
function tientSeule(clause: string, found: RegExpExecArray): boolean {
  const end = found.index + found[0].length;
  return !ATTACHE_APRES.test(plier(clause.slice(end, end + VOISINS))) && !ATTACHE_AVANT.test(plier(clause.slice(Math.max(0, found.index - VOISINS), found.index)));
}

const motsDe = (text: string): number => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length;

const VISE = "(?:tous ces|toutes ces|ce|cet|cette|ces|votre|vos)";
const GROS = "(?:gros |sales? |espece de |espece d')*";
const AGENTS = motEntier(`(${VISE}|les|la|le) ${GROS}${TOUTE_INSULTE} (?:de|a|chez) (?:la|cette|votre|ma) caf`);
const INSULTE_DE = motEntier(`(${VISE}|mon|ma|mes|le|la|les|un|une|des) ${GROS}${UNE_INSULTE} (?:de |d')[\\p{L}]+`);
const PERSONNES = motEntier(`(?:tous |toutes )?(?:(?:ces|vos) ${GROS}${TOUTE_INSULTE}|(?:mes|les|des) ${GROS}${UNE_INSULTE})`);
const PERSONNE = motEntier(`(?:ce|cet|cette) ${GROS}${TOUTE_INSULTE}`);
const JURON_DE = motEntier("(?:putain|ptn|saloperies?|merde|bordel) (?:de |d')[\\p{L}]+");
const MOT_SEUL = motEntier(`(?:(?:un|une|des|de|du|les|ces|gros|grosse|sales?|espece de|bande de|bande d'|tas de) )*${UNE_INSULTE}`);

function sansInsultes(clause: string): string {
  const jurons = remplacer(clause, JURON_DE, (said) => commeAvant(said, dernierMot(said)));
  const nommes = remplacer(jurons, AGENTS, (said, found) => commeAvant(said, /(?:s|x)$/.test(found[1] ?? '') ? 'les agents de la Caf' : 'la personne de la Caf'));
  const tournes = remplacer(nommes, TOURNURES, () => ' ');
  const avecNom = remplacer(tournes, INSULTE_DE, (said, found) => `${said.slice(0, (found[1] ?? '').length)} ${dernierMot(said)}`);
  const pluriel = remplacer(avecNom, PERSONNES, (said) => commeAvant(said, 'ces personnes'));
  const singulier = remplacer(pluriel, PERSONNE, (said) => commeAvant(said, 'cette personne'));
    return sansQueue(remplacer(singulier, MOT_SEUL, () => ' '));
}

const dernierMot = (said: string): string => /[\p{L}]+$/u.exec(said)?.[0] ?? said;

/** What hung on words now gone. */
const QUEUE = /(?:^|\s)(?:que|qu’|parce que|et|de|des|d’|avec|par|ces|ce|les|espèce|bande)\s*$/iu;
function sansQueue(clause: string): string {
  const trimmed = clause.replace(/\s+/g, ' ').replace(/ ([,.])/g, '$1').trim();
  return trimmed !== clause.trim() && QUEUE.test(trimmed) ? sansQueue(trimmed.replace(QUEUE, '')) : trimmed;
}

const LONGUES = motEntier(unDe(MOTS.politesses.filter((phrase) => phrase.split(' ').length >= 4 || ['svp', 'stp'].includes(phrase) || phrase.startsWith('s’il'))));
const COURTES = unDe([...MOTS.politesses, ...MOTS.remplissage]);
// « merci de me dire » asks for something
const TETE = new RegExp(`^[\\s,;:.!-]*(?!merci (?:de|d'|pour|aux?|du)(?![\\p{L}]))(?:${COURTES})(?![\\p{L}\\p{N}'-])[\\s,;:.!-]*`, 'u');
const FIN = new RegExp(`[\\s,;:-]+(?:et )?(?:${COURTES})[\\s,;:!-]*$`, 'u');
const ADRESSE = /^(?:madame|monsieur|madame monsieur|messieurs|mesdames)$/u;

/** Greetings and fillers, at the edges of a sentence: in the middle they may be part of what is told. */
export function sansPolitesse(sentence: string): string {
  const cut = remplacer(sentence, LONGUES, () => ' ').replace(/\s+/g, ' ').trim();
  const head = TETE.exec(plier(cut))?.[0] ?? '';
  const body = cut.slice(head.length);
  const tail = FIN.exec(plier(body))?.[0] ?? '';
  const left = body.slice(0, body.length - tail.length).trim();
  if (ADRESSE.test(plier(left).replace(/[^\p{L}]+/gu, ' ').trim())) return '';
  return head !== '' || tail !== '' ? sansPolitesse(left) : left;
}
