import type { Entite, EntiteDe } from '../../src/domain/comprehension';
import { parseReference } from '../../src/domain/reference';
import type { QuestionQualification } from '../contenu';
import { ecartDit } from '../ecart';
import { sommeRepondue, totalDit } from '../faits-dits';
import { dateRepondue, dateRetenue, datees, depuisDite, echeanceDite, FUTURE_ALLOWED, periodeDepuis, prochaine } from '../dates-dites';
import type { Contexte } from '../events';
import { formatEntite, formatEuros, formatMois } from '../format';
import { isCommand, normalize, readChoice, readChoices, readYesNo, startsWithCommand, words } from '../lecture';
import { fourchette, nombreSeul, seuleSomme, sommesNues, total } from '../sommes-dites';
import { choix, say, texte } from '../textes';
import { remplir } from '../demande';
import { brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Entree, Handler, Lecture } from './handler';
import type { Brouillon, Etat } from '../state';

type Valeur = { texte: string; valeur: string | number | boolean | null; utilisees?: Entite[] };

/** One question of the motif's questionnaire. "Je ne sais pas" is always an answer. */
export const qualification: Handler<'qualification'> = {
  ask: (question, etat, ctx) => {
    const q = askedOf(questionOf(question.champ, etat, ctx), brouillonOf(etat).pour);
    return { texte: withExample(q), oral: q.oral, ...(choicesOf(q).length > 0 ? { choix: choix(...choicesOf(q)) } : {}) };
  },
  read: (question, entree, etat, ctx) => {
    const q = questionOf(question.champ, etat, ctx);
    const value = readValue(q, entree, ctx);
    if (value === 'future') return incompris(say('qualification.date-future'));
    // after one misreading the person's own words are kept: asking a third time helps nobody
    if (!value && etat.echecs === 0) return incompris(say(HINTS[q.type], { exemple: q.exemple }, choicesOf(q).length > 0 ? { choix: choix(...choicesOf(q)) } : {}));
    // a question or a command is nobody's answer, however often it was missed
    if (!value && asksOrCommands(entree)) return incompris(say(HINTS[q.type], { exemple: q.exemple }));
    if (!value && TYPED.includes(q.type) && !saysNothing(entree.texte)) return asStory(q, entree.texte, etat);
    const kept = value ?? asSaid(entree.texte);
    const b = brouillonOf(etat);
    const reponses = { ...b.reponses, [q.id]: { libelle: q.champ, texte: kept.texte, valeur: kept.valeur, origine: 'demande' as const } };
    const noted = value || kept.texte === texte('qualification.ne-sait-pas') ? {} : { dire: [say('qualification.note-telle-quelle')] };
    return compris(remplir(withBrouillon(etat, { reponses }), entree.comprehension.entities, entree.texte, ctx, kept.utilisees).etat, noted);
  },
};

/** Of who helps another person, the question is about that person. */
const askedOf = (q: QuestionQualification, pour: Brouillon['pour']): QuestionQualification => (pour === 'autre' && q.tiers ? { ...q, ...q.tiers } : q);

const asksOrCommands = ({ texte: said, comprehension }: Entree): boolean =>
  startsWithCommand(said, 'modifier') || (comprehension.question && words(said).length >= 4);

/** Answers of one kind: words that hold none would make a false date or a false amount. */
const TYPED: readonly QuestionQualification['type'][] = ['date', 'mois', 'montant', 'reference'];

/** What does not answer goes where the person's words are, and the answer stays unknown. */
function asStory(q: QuestionQualification, said: string, etat: Etat): Lecture {
  const b = brouillonOf(etat);
  const reponses = { ...b.reponses, [q.id]: { libelle: q.champ, texte: texte('qualification.ne-sait-pas'), valeur: null, origine: 'demande' as const } };
  return compris(withBrouillon(etat, { reponses, paroles: [...b.paroles, said.trim().slice(0, DIT_MAX)] }), { dire: [say('qualification.note-telle-quelle')] });
}

const DIT_MAX = 500;

const saysNothing = (said: string): boolean => isCommand(said, 'oui') || isCommand(said, 'non') || normalize(said) === '';

/** "Oui" to a question that asks for a date tells nothing worth keeping; other words are the person's. */
const asSaid = (said: string): Valeur => ({ texte: saysNothing(said) ? texte('qualification.ne-sait-pas') : said.trim().slice(0, DIT_MAX), valeur: null });

export function questionOf(champ: string, etat: Parameters<typeof brouillonOf>[0], ctx: Contexte): QuestionQualification {
  const { motif } = brouillonOf(etat);
  const content = motif && ctx.contenu.motifs[motif];
  const found = content && [...content.questions, ...content.questionsRecours].find((q) => q.id === champ);
  if (!found) throw new TypeError(`no question ${champ} in motif ${motif}`);
  return found;
}

const withExample = (q: QuestionQualification): string =>
  q.exemple && q.type !== 'choix' && q.type !== 'ouiNon' ? texte('qualification.exemple', { question: q.texte, exemple: q.exemple }) : q.texte;

function choicesOf(q: QuestionQualification): string[] {
  if (q.type === 'ouiNon') return [texte('choix.oui'), texte('choix.non'), texte('choix.sait-pas')];
  if (q.type === 'choix') return [...(q.choix ?? []).map((c) => c.titre), texte('choix.sait-pas')];
  return [texte('choix.sait-pas')];
}

const HINTS = {
  date: 'qualification.date', mois: 'qualification.mois', montant: 'qualification.montant', duree: 'qualification.duree', choix: 'qualification.choix',
  ouiNon: 'qualification.oui-non', reference: 'qualification.reference', texte: 'qualification.texte', periode: 'qualification.texte',
} as const;

function readValue(q: QuestionQualification, entree: Entree, ctx: Contexte): Valeur | 'future' | null {
  if (isCommand(entree.texte, 'saitPas')) return { texte: texte('qualification.ne-sait-pas'), valeur: null };
  switch (q.type) {
    case 'date':
      return readDate(q, entree, ctx);
    case 'mois':
      return readMonth(entree);
    case 'montant':
      return readAmount(q, entree);
    case 'duree':
      return readDuration(q, entree);
    case 'periode':
      return readPeriod(entree, ctx.today);
    case 'ouiNon':
      return readBoolean(entree.texte);
    case 'choix': {
      const chosen = choiceSaid(entree.texte, q.choix ?? []);
      return chosen && { texte: chosen.titre, valeur: chosen.valeur };
    }
    case 'reference': {
      const { reference } = parseReference(entree.texte);
      return reference === null ? null : { texte: reference, valeur: reference };
    }
    case 'texte':
      return readWords(entree);
  }
}

const entitiesOf = <T extends Entite['type']>(entree: Entree, type: T): EntiteDe<T>[] =>
  entree.comprehension.entities.filter((entite): entite is EntiteDe<T> => entite.type === type);

function readDate(q: QuestionQualification, entree: Entree, ctx: Contexte): Valeur | 'future' | null {
  const { entities } = entree.comprehension;
  const jours = datees(entities, entree.texte);
  const echeance = q.remplirAvec === 'echeance' ? echeanceDite(entities, jours, true) : null;
  if (echeance) return { texte: echeance.texte, valeur: echeance.valeur, utilisees: [echeance.entite] };
  const said = dateRepondue(q, entities, jours);
  const date = said && FUTURE_ALLOWED.has(q.id) ? prochaine(said, ctx.today) : said;
  const ago = date ? undefined : entitiesOf(entree, 'duree')[0];
  // "il y a deux mois": no day, but it says when
  if (ago) return { texte: ago.text, valeur: null, utilisees: [ago] };
  if (!date) return saysNone(entree.texte) ? { texte: texte('qualification.aucune-date'), valeur: null } : null;
  if (date.precision === 'jour' && date.date > ctx.today && !FUTURE_ALLOWED.has(q.id)) return 'future';
  return { ...dateRetenue(date), utilisees: said ? [said] : [] };
}

const saysNone = (text: string): boolean =>
  isCommand(text, 'non') || /\b(pas|aucun|aucune|rien|jamais) (encore )?(recu|eu|d acte|de (courrier|lettre|decision|date|papier)|courrier|lettre|decision|date|papier)\b/.test(normalize(text));

function readMonth(entree: Entree): Valeur | null {
  const dates = entitiesOf(entree, 'date');
  if (dates.length > 0) return { texte: [...new Set(dates.map((d) => formatMois(d.date)))].join(', '), valeur: (dates[0]?.date ?? '').slice(0, 7), utilisees: dates };
  const periods = entitiesOf(entree, 'periode');
  const period = periods[0];
  return period ? { texte: period.text, valeur: period.debut.slice(0, 7), utilisees: [period] } : null;
}

function readAmount(q: QuestionQualification, entree: Entree): Valeur | null {
  const amounts = entitiesOf(entree, 'montant');
  const first = amounts[0];
  const told = totalFor(q, entree);
  if (told) return told;
  const nues = sommesNues(sansEntites(entree));
  const sommes = amounts.length > 0 ? amounts : nues;
  const several = (q.remplirAvec === 'ecart' ? ecartDit(sommes, entree.texte) : null) ?? fourchette(nues, entree.texte) ?? total(q.id, nues, entree.texte);
  if (several) return { ...several, utilisees: amounts };
  if (first) {
    const texte = amounts.length === 1 ? formatEntite(first) : entree.texte.trim();
    return { texte, valeur: first.euros, utilisees: amounts };
  }
  const bare = seuleSomme(nues, entree.texte);
  if (bare) return { texte: formatEuros(bare.euros), valeur: bare.euros };
  return isCommand(entree.texte, 'non') || /\b(rien|zero)\b/.test(normalize(entree.texte)) ? { texte: formatEuros(0), valeur: 0 } : null;
}

/** Several sums that answer together: what is paid each month, or a sum told by the month. */
function totalFor(q: QuestionQualification, { texte: said, comprehension: { entities } }: Entree): Valeur | null {
  if (q.remplirAvec === 'ressources' || q.remplirAvec === 'charges') return sommeRepondue(q.remplirAvec, said, entities);
  return q.remplirAvec === 'montantTotal' ? totalDit(entities, said) : null;
}

/** What was read as a date, a number of children… is blank. */
const sansEntites = ({ texte: said, comprehension }: Entree): string =>
  comprehension.entities.reduce((left, { start, end, type }) => (type === 'montant' ? left : left.slice(0, start) + ' '.repeat(end - start) + left.slice(end)), said);

/** The choice named; several that one choice stands for are that one. */
function choiceSaid(said: string, options: NonNullable<QuestionQualification['choix']>): (typeof options)[number] | null {
  const named = readChoices(said, options).map(({ valeur }) => valeur);
  return options.find(({ reunit }) => reunit.length > 0 && reunit.every((valeur) => named.includes(valeur))) ?? readChoice(said, options);
}

function readDuration(q: QuestionQualification, entree: Entree): Valeur | null {
  const duration = entitiesOf(entree, 'duree')[0];
  if (duration) return { texte: duration.text, valeur: duration.text, utilisees: [duration] };
  const date = entitiesOf(entree, 'date')[0];
  if (date) return { texte: depuisDite(q, date), valeur: date.date, utilisees: [date] };
  const bare = nombreSeul(entree.texte);
  // "j'ai pas quitté la France" says that there is none; "plus rien depuis l'été" does not
  if (bare === null && readYesNo(entree.texte) === 'non' && !entree.comprehension.question && !/\bdepuis\b/i.test(entree.texte)) return { texte: entree.texte.trim(), valeur: null };
  return bare === null ? null : { texte: texte('qualification.mois-nombre', { nombre: bare }), valeur: `${bare} mois` };
}

/** The person's words, kept whole; "aucun", "pas de titre" say that there is none, so nothing is at stake there. */
function readWords({ texte: said, comprehension }: Entree): Valeur | null {
  const words = said.trim();
  if (normalize(words).length < 2) return null;
  const none = /\b(aucune?|pas de|pas d|sans|rien)\b/.test(normalize(words)) && normalize(words).split(' ').length <= 7;
  return { texte: words, valeur: none ? null : words, utilisees: comprehension.entities };
}

/** `valeur` is `debut/fin` when both ends were said; otherwise the person's words are kept as they are. */
function readPeriod(entree: Entree, today: string): Valeur | null {
  const period = entitiesOf(entree, 'periode')[0];
  if (period) return { texte: period.text, valeur: `${period.debut}/${period.fin}`, utilisees: [period] };
  const since = entitiesOf(entree, 'date').find(({ relation }) => relation === 'depuis');
  if (since) return { ...periodeDepuis(since, today), utilisees: [since] };
  const words = entree.texte.trim();
  return normalize(words).length >= 2 ? { texte: words.slice(0, 500), valeur: words.slice(0, 500), utilisees: entree.comprehension.entities } : null;
}

function readBoolean(text: string): Valeur | null {
  const answer = readYesNo(text);
  if (answer === 'sait-pas') return { texte: texte('qualification.ne-sait-pas'), valeur: null };
  return answer && { texte: texte(answer === 'oui' ? 'choix.oui' : 'choix.non'), valeur: answer === 'oui' };
}
