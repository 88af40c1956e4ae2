import { isMotif } from '../src/domain/codes';
import type { Motif, Prestation, ServiceExpert } from '../src/domain/codes';
import type { Comprehension, Entite, EntiteDe } from '../src/domain/comprehension';
import { piecesFor } from '../src/domain/pieces';
import { serviceFor, serviceProposeFor } from '../src/domain/routing';
import type { QuestionQualification } from './contenu';
import { dateDite, dateRetenue, datees, depuisDite, echeanceDite, FUTURE_ALLOWED, isAbout, isSemaine, periodeDepuis } from './dates-dites';
import type { Datees } from './dates-dites';
import { ecartDit } from './ecart';
import { choixDit, enfantsDits, loyersDus, raisonDite, sommeDite, sommesDuMois, totalDit } from './faits-dits';
import type { Evenement } from './evenements';
import type { Contexte } from './events';
import { problemeDejaDit } from './expose';
import { formatEntite, formatMois } from './format';
import { isOnPaper, mandatDit, mandatNext, pourDit } from './mandat';
import { aDemander, facultatives, situationsADemander } from './questions/pieces';
import { brouillonOf, CONFIANCE_MIN, withBrouillon } from './questions/handler';
import { aProposer } from './redaction/proposition';
import { autresSens } from './sens';
import { CONTACT_CHAMPS, nouveauBrouillon } from './state';
import type { Brouillon, Etat, Piece, Question, Souvenir } from './state';
import { drapeauRetenu, heardIn } from './urgences';

/** The gathering of a demande: what is known, what to ask next. Nothing already said is asked again. */

/** Motifs about an account or an earlier transfer, where no prestation matters. */
const SANS_PRESTATION: readonly Motif[] = ['SECURITE_COMPTE', 'SUIVI_DEPASSEMENT'];

/** The next thing to ask, or `recap` when all is gathered. Order: for whom, motif, prestation, facts, service, pieces, story. */
export function nextQuestion(b: Brouillon, ctx: Contexte): Question {
  return mandatNext(b, ctx) ?? qualificationNext(b, ctx) ?? piecesNext(b) ?? recitNext(b, ctx) ?? { id: 'recap' };
}

function qualificationNext(b: Brouillon, ctx: Contexte): Question | null {
  if (!b.motif) return { id: 'motif' };
  if (b.motif === 'DEMANDE_REVISION' && !b.revision) return { id: 'revision' };
  if (!b.prestation && !SANS_PRESTATION.includes(b.motif)) return { id: 'prestation' };
  if (b.motif === 'CONTESTATION_CALCUL' && b.sousMotif === undefined) return { id: 'sous-motif' };
  const missing = ctx.contenu.motifs[b.motif].questions.find((q) => b.reponses[q.id] === undefined);
  if (missing) return { id: 'qualification', champ: missing.id };
  return b.serviceConfirme ? null : { id: 'service' };
}

function piecesNext(b: Brouillon): Question | null {
  const toClassify = b.aClasser[0];
  if (toClassify) return { id: 'fichier-a-classer', fichier: toClassify.id };
  const missing = aDemander(b).find((p) => p.statut === null);
  if (missing) return { id: 'piece', code: missing.code };
  if (b.facultativesVues) return null;
  if (situationsADemander(b).length > 0) return { id: 'situations' };
  return facultatives(b).length > 0 ? { id: 'pieces-facultatives' } : null;
}

function recitNext(b: Brouillon, ctx: Contexte): Question | null {
  const recours = b.motif ? ctx.contenu.motifs[b.motif].questionsRecours.find((q) => b.reponses[q.id] === undefined) : undefined;
  if (recours) return { id: 'qualification', champ: recours.id };
  if (b.criteres === null) return { id: 'urgence' };
  if (!b.contactVu) return { id: 'contact' };
  const champ = b.contactEnCours && CONTACT_CHAMPS.find((known) => b.contactEnCours?.[known] === undefined);
  if (champ) return { id: 'contact-detail', champ };
  if (b.expose.problemeRencontre === undefined && !problemeDejaDit(b)) return { id: 'expose', partie: 'problemeRencontre' };
  if (b.expose.situationInitiale === undefined) return { id: 'expose', partie: 'situationInitiale' };
  if (b.expose.demandeFormelle === undefined) return { id: 'expose', partie: 'demandeFormelle' };
  if (aProposer(b, ctx)) return { id: 'expose-propose' };
  return b.numeroAllocataire === undefined ? { id: 'numero-allocataire' } : null;
}

/** Opens a draft; what the message already says is taken from it. */
export function beginDemande(etat: Etat, motif: Motif | null, said: Souvenir | null, ctx: Contexte): { etat: Etat; remplies: string[] } {
  const rang = etat.rang + 1;
  const fresh: Etat = { ...etat, rang, brouillon: nouveauBrouillon(rang, ctx.now), souvenir: null, derniereReponse: null, enPause: false };
  const begun = said ? withBrouillon(fresh, { paroles: [said.texte], aClasser: said.fichiers, drapeaux: [drapeauRetenu(said.drapeau, said, ctx) ?? []].flat(), aussi: aussiDit(said), ...pourEtMandat(said, ctx) }) : fresh;
  const known = said ? heardIn(begun, { ...said, question: false }, ctx) : begun;
  return motif ? withMotif(known, motif, said, ctx) : { etat: known, remplies: [] };
}

function pourEtMandat(said: Souvenir, ctx: Contexte): Pick<Brouillon, 'pour' | 'mandat'> {
  const pour = pourDit(said.texte, ctx);
  return { pour, mandat: pour === 'autre' ? mandatDit(said.texte, said.entities) : {} };
}

/** Several prestations named at once: there may be two demandes in the message. */
function aussiDit({ prestations, secondMotif: motif }: Souvenir): Brouillon['aussi'] {
  const named = prestations.filter((prestation) => prestation !== 'AUCUNE');
  return named.length > 1 ? { motif, prestations: named } : null;
}

/** Sets the motif and everything the same message says: prestation, revision, dates, amounts. */
function withMotif(etat: Etat, motif: Motif, said: Souvenir | null, ctx: Contexte): { etat: Etat; remplies: string[] } {
  const b = brouillonOf(etat);
  const prestation = said ? (prestationEnCause(motif, said, ctx) ?? b.prestation) : b.prestation;
  const next = withBrouillon(etat, {
    motif, prestation: SANS_PRESTATION.includes(motif) ? (prestation ?? 'INCONNUE') : prestation,
    revision: motif === 'DEMANDE_REVISION' ? (said?.revision ?? b.revision) : null, sousMotif: undefined,
    reponses: stillAsked(b, motif, ctx), pieces: keptPieces(b), situations: {}, facultativesVues: false, serviceConfirme: false, service: null,
  });
  return remplir(next, said?.entities ?? [], said?.texte ?? '', ctx);
}

/** What was answered before the motif changed, where the new one asks the same. */
function stillAsked({ reponses }: Brouillon, motif: Motif, ctx: Contexte): Brouillon['reponses'] {
  const asked = ctx.contenu.motifs[motif].questions.map(({ id }) => id);
  return Object.fromEntries(Object.entries(reponses).filter(([id]) => asked.includes(id)));
}

/** With several prestations named and a motif that does not decide alone, which one is at stake is asked (DOSSIER §2.1, rule 5). */
function prestationEnCause(motif: Motif, { prestation, prestations }: Souvenir, ctx: Contexte): Prestation | null {
  if (prestation === 'AUCUNE' || prestation === 'INCONNUE') return null;
  if (ctx.contenu.motifs[motif].prestationNommee && prestations.length === 0) return null;
  return prestation === 'MULTI' && serviceFor(motif, 'MULTI') === 'AUCUN' ? null : prestation;
}

/** The motif picked in the list or read from a sentence, inside an open draft. */
export function motifChoisi(etat: Etat, motif: Motif, comprehension: Comprehension | null, said: string, ctx: Contexte): Etat {
  const souvenir = comprehension && said !== '' ? souvenirOf(said, comprehension) : null;
  const kept = souvenir ? withBrouillon(etat, { paroles: [...brouillonOf(etat).paroles, souvenir.texte] }) : etat;
  return withMotif(kept, motif, souvenir, ctx).etat;
}

/** The pieces and the service depend on the prestation: both are worked out again, files already sent stay. */
export const prestationChoisie = (etat: Etat, prestation: Prestation): Etat =>
  withBrouillon(etat, { prestation, service: null, serviceConfirme: false, pieces: keptPieces(brouillonOf(etat)), situations: {}, facultativesVues: false });

/** Only pieces that have files are worth keeping when the list changes; the others are asked anew from the new list. */
export function keptPieces(b: Brouillon): Piece[] | null {
  const withFiles = (b.pieces ?? []).filter((p) => p.fichiers.length > 0);
  return withFiles.length > 0 ? withFiles : null;
}

export const souvenirOf = (said: string, c: Comprehension, fichiers: Souvenir['fichiers'] = []): Souvenir => ({
  texte: said, fichiers, code: c.code, prestation: c.prestation, revision: c.revision, drapeau: c.safety, entities: c.entities, prestations: c.prestations, secondMotif: secondMotif(c),
  faits: [...c.faits], autresSens: autresSens(c), confiance: c.confidence,
});

/** A second motif: heard as a request of its own, or likely enough to be one. */
const secondMotif = ({ code, second, alternatives }: Comprehension): Motif | null =>
  [second, ...alternatives.filter(({ confidence }) => confidence >= CONFIANCE_MIN)]
    .flatMap((other) => (other !== null && other.code !== code && isMotif(other.code) ? [other.code] : []))[0] ?? null;

/** Facts that decide the route (DOSSIER §2.1 rule 4). */
const routeFacts = (b: Brouillon) => ({ detteOuFraude: b.reponses.detteNotifiee?.valeur === true });

/** The service prefilled: the person's choice, else the motif's and the prestation's, else the family's they picked. */
export function serviceProposeDe(b: Brouillon): ServiceExpert {
  const motif = b.motif ?? 'SITUATION_PARTICULIERE';
  const routed = serviceFor(motif, b.prestation ?? 'INCONNUE', routeFacts(b));
  if (b.service && (b.serviceConfirme || routed === 'AUCUN')) return b.service;
  return serviceProposeFor(motif, b.prestation ?? 'INCONNUE', routeFacts(b));
}

/** The list of pieces once motif and prestation are known; statuses and files already given are kept. */
export function withPieces(etat: Etat): Etat {
  const b = brouillonOf(etat);
  if (!b.motif || !b.serviceConfirme) return etat;
  const known = new Map((b.pieces ?? []).map((p) => [p.code, p]));
  const expected = piecesFor({ motif: b.motif, revision: b.revision, prestation: b.prestation ?? 'INCONNUE', situations: Object.keys(b.situations).filter((id) => b.situations[id]), surMandat: isOnPaper(b) });
  const listed = expected.map((p): Piece => ({
    code: p.code, libelle: p.libelle, aide: p.aide, necessite: p.necessite, equivalents: p.equivalents ?? [],
    situation: p.situationId !== undefined ? { id: p.situationId, libelle: p.situation ?? '' } : null,
    statut: known.get(p.code)?.statut ?? null, fichiers: known.get(p.code)?.fichiers ?? [],
  }));
  const extra = (b.pieces ?? []).filter((p) => p.fichiers.length > 0 && !listed.some((other) => other.code === p.code));
  return withBrouillon(etat, { pieces: [...listed, ...extra] });
}

/**
 * Fills the questions that an entity already answers, each entity once, each question at most once.
 * @param said the message that the entities come from
 * @param used those of its entities that already answered something
 * @returns the state and the labels filled, for "J'ai noté…"
 */
export function remplir(etat: Etat, entities: readonly Entite[], said: string, ctx: Contexte, used: readonly Entite[] = []): { etat: Etat; remplies: string[] } {
  const b = brouillonOf(etat);
  if (!b.motif) return { etat, remplies: [] };
  const jours = datees(entities, said);
  let left = entities.filter((entite) => !used.includes(entite));
  const reponses = { ...b.reponses };
  const remplies: string[] = [];
  for (const q of ctx.contenu.motifs[b.motif].questions) {
    if (reponses[q.id] !== undefined) continue;
    const found = valueFor(q, left, { jours, said, entities }, ctx);
    if (!found) continue;
    left = left.filter((entite) => !found.entites.includes(entite));
    reponses[q.id] = { libelle: q.champ, texte: found.texte, valeur: found.valeur, origine: 'dit' };
    remplies.push(`${q.champ} : ${found.texte}`);
  }
  return { etat: withBrouillon(etat, { reponses }), remplies };
}

type Trouve = { entites: readonly Entite[]; texte: string; valeur: string | number | boolean };

const told = (found: { texte: string; valeur: string | number | boolean; utilisees: Entite[] } | null): Trouve | null =>
  found && { entites: found.utilisees, texte: found.texte, valeur: found.valeur };

/** @param message all of it, what already answered included */
function valueFor(q: QuestionQualification, entities: readonly Entite[], { jours, said, entities: toutes }: { jours: Datees; said: string; entities: readonly Entite[] }, ctx: Contexte): Trouve | null {
  switch (q.remplirAvec) {
    case 'date': {
      const date = dated(q, entities, jours, 'date', (d) => d.precision === 'jour' && !d.ambigu && (d.date <= ctx.today || FUTURE_ALLOWED.has(q.id))) ?? impreciseOf(q, entities, jours, ctx.today);
      return date && { entites: [date], ...dateRetenue(date) };
    }
    case 'dateOuMois': {
      const date = dated(q, entities, jours, 'date', (d) => d.precision !== 'annee' && !d.ambigu && d.date <= ctx.today);
      return date && { entites: [date], texte: formatEntite(date), valeur: dateDite(date) };
    }
    case 'echeance':
      return limite(echeanceDite(entities, jours));
    case 'mois': {
      const date = dated(q, entities, jours, 'date', (d) => d.precision === 'mois');
      return date && { entites: [date], texte: formatMois(date.date), valeur: date.date.slice(0, 7) };
    }
    case 'montant':
      return amount(sommeDue(entities, said, toutes));
    case 'montantTotal':
      return told(totalDit(entities, said)) ?? amount(sommeDue(entities, said, toutes));
    case 'ressources':
    case 'charges':
      return told(sommeDite(q.remplirAvec, said, toutes));
    case 'raison':
      return told(raisonDite(said));
    case 'enfants':
      return told(enfantsDits(q, said, entities));
    case 'loyersDus':
      return told(loyersDus(said, entities));
    case 'choix':
      return told(choixDit(q, said));
    case 'montantParMois':
      return amount(find(entities, 'montant', (m) => m.parMois) ?? find(entities, 'montant', () => true));
    case 'ecart':
      return ecart(entities, said);
    case 'periode': {
      const periode = dated(q, entities, jours, 'periode', () => true);
      if (periode) return { entites: [periode], texte: periode.text, valeur: `${periode.debut}/${periode.fin}` };
      const since = dated(q, entities, jours, 'date', (d) => d.relation === 'depuis' && d.date <= ctx.today);
      return since && { entites: [since], ...periodeDepuis(since, ctx.today) };
    }
    case 'duree': {
      const duree = dated(q, entities, jours, 'duree', () => true);
      if (duree) return { entites: [duree], texte: duree.text, valeur: duree.text };
      const since = dated(q, entities, jours, 'date', (d) => d.relation === 'depuis') ?? stoppedIn(q, entities, jours, ctx.today);
      return since && { entites: [since], texte: depuisDite(q, since), valeur: since.date };
    }
    case '':
      return null;
  }
}

/** "suspendu en septembre" is since September. */
const stoppedIn = (q: QuestionQualification, entities: readonly Entite[], jours: Datees, today: string): EntiteDe<'date'> | null =>
  isAbout(q, 'arret') ? find(entities, 'date', (d) => jours.get(d) === 'arret' && d.precision !== 'annee' && d.date <= today) : null;

const limite = (found: ReturnType<typeof echeanceDite>): Trouve | null => found && { entites: [found.entite], texte: found.texte, valeur: found.valeur };

/** "courrier du 18", else "la semaine dernière", else "lettre de fin août": less sure, so surely told of what is asked. */
function impreciseOf(q: QuestionQualification, entities: readonly Entite[], jours: Datees, today: string): EntiteDe<'date'> | null {
  const claimed = (fits: (date: EntiteDe<'date'>) => boolean) => find(entities, 'date', (d) => d.date <= today && d.relation !== 'depuis' && isAbout(q, jours.get(d) ?? null) && fits(d));
  return claimed((d) => d.precision === 'jour' && !isSemaine(d)) ?? claimed((d) => d.precision === 'jour') ?? (q.id === 'dateDecision' ? claimed((d) => d.precision === 'mois') : null);
}

/** The day, month or length of time told of what the question is about; else one that nothing else claims, when the question takes it. */
function dated<T extends 'date' | 'periode' | 'duree'>(q: QuestionQualification, entities: readonly Entite[], jours: Datees, type: T, fits: (entite: EntiteDe<T>) => boolean): EntiteDe<T> | null {
  const evenement = (entite: Entite): Evenement | null => jours.get(entite) ?? null;
  const claimed = find(entities, type, (one) => fits(one) && isAbout(q, evenement(one)));
  return claimed ?? (q.sansEvenement ? find(entities, type, (one) => fits(one) && evenement(one) === null) : null);
}

/** The first sum that is neither by the month nor told of what comes in and goes out. */
const sommeDue = (entities: readonly Entite[], said: string, toutes: readonly Entite[]): EntiteDe<'montant'> | null =>
  find(entities, 'montant', (m) => !m.parMois && !sommesDuMois(said, toutes).includes(m));

const amount = (entite: EntiteDe<'montant'> | null): Trouve | null => entite && { entites: [entite], texte: formatEntite(entite), valeur: entite.euros };

/** Both sums of "410 au lieu de 1041", else the first one said. */
function ecart(entities: readonly Entite[], said: string): Trouve | null {
  const sommes = entities.filter((entite): entite is EntiteDe<'montant'> => entite.type === 'montant');
  const both = ecartDit(sommes, said);
  const [first] = sommes;
  return both && first ? { entites: [first], ...both } : amount(first ?? null);
}

function find<T extends Entite['type']>(entities: readonly Entite[], type: T, fits: (entite: EntiteDe<T>) => boolean): EntiteDe<T> | null {
  return entities.find((entite): entite is EntiteDe<T> => entite.type === type && fits(entite as EntiteDe<T>)) ?? null;
}
