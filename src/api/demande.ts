import { demandeConfirmee } from '../../dialogs/confirmation';
import type { QuestionQualification } from '../../dialogs/contenu';
import type { Contexte } from '../../dialogs/events';
import { formatEuros, formatMois } from '../../dialogs/format';
import { withPieces } from '../../dialogs/demande';
import { FUTURE_ALLOWED } from '../../dialogs/dates-dites';
import { brouillonOf, withBrouillon } from '../../dialogs/questions/handler';
import { etatInitial, nouveauBrouillon } from '../../dialogs/state';
import type { Brouillon, Etat, Piece } from '../../dialogs/state';
import { texte } from '../../dialogs/textes';
import type { Understander } from '../../intents/understand';
import { checkedDate, formatLong } from '../domain/calendar';
import type { Drapeau } from '../domain/codes';
import type { DemandeConfirmee } from '../domain/dossier';
import { isPieceCode, isSituation } from '../domain/pieces';
import { CRITERES_PRIORITE } from '../domain/priority';
import { parseReference } from '../domain/reference';
import { maskSensitive } from '../ops/masking';
import { invalid } from './problem';
import type { Champ } from './problem';
import type { NouvelleDemande } from './schemas';
import T from './textes.json';

/**
 * The demande as a conversation would have confirmed it: the same draft, the same rules for service, pieces and mandate. What the catalogue
 * does not know is refused with its place; every free word is masked, and read for signs of danger.
 * @throws ApiProblem CHAMPS_INVALIDES
 */
export function demandeOf(asked: NouvelleDemande, understander: Pick<Understander, 'understand'>, ctx: Contexte): DemandeConfirmee {
  const wrong = faultsOf(asked, ctx);
  if (wrong.length > 0) throw invalid(...wrong);
  const said = masked(asked);
  const drapeaux = flagsOf(said, understander, ctx);
  const etat: Etat = { ...etatInitial(ctx.now), rang: 1, discret: said.discret === true || drapeaux.includes('violences'), brouillon: draftOf(said, drapeaux, ctx) };
  const listed = withPieces(etat);
  const complete = withBrouillon(listed, { pieces: piecesSaid(brouillonOf(listed).pieces ?? [], said) });
  return demandeConfirmee(brouillonOf(complete), complete, ctx);
}

const mask = (words: string): string => maskSensitive(words).text;
const masked = (asked: NouvelleDemande): NouvelleDemande => ({
  ...asked,
  expose: { situationInitiale: mask(asked.expose.situationInitiale), problemeRencontre: mask(asked.expose.problemeRencontre), demandeFormelle: mask(asked.expose.demandeFormelle), ...(asked.expose.demarches === undefined ? {} : { demarches: mask(asked.expose.demarches) }) },
  acteur: { ...asked.acteur, organisme: mask(asked.acteur.organisme) },
  paroles: asked.paroles?.map(mask),
  chronologie: asked.chronologie?.map((one) => ({ ...one, ...maskedFields(one) })),
  reponses: asked.reponses && Object.fromEntries(Object.entries(asked.reponses).map(([id, valeur]) => [id, typeof valeur === 'string' ? mask(valeur) : valeur])),
});

const maskedFields = ({ canal, interlocuteur, reference, reponse }: { canal: string; interlocuteur?: string | undefined; reference?: string | undefined; reponse?: string | undefined }): Record<string, string> =>
  Object.fromEntries(Object.entries({ canal, interlocuteur, reference, reponse }).flatMap(([name, words]) => (words === undefined ? [] : [[name, mask(words)]])));

/** A danger told in a form is a danger all the same. */
function flagsOf({ expose, paroles = [] }: NouvelleDemande, understander: Pick<Understander, 'understand'>, { now, canal }: Contexte): Drapeau[] {
  const read = [expose.situationInitiale, expose.problemeRencontre, expose.demandeFormelle, ...paroles].map((words) => understander.understand(words, { now, canal }).safety);
  return [...new Set(read.filter((flag): flag is Drapeau => flag !== null))];
}

function draftOf(said: NouvelleDemande, drapeaux: Drapeau[], ctx: Contexte): Brouillon {
  const { motif, revision = null, sousMotif = null, prestation, service = null, expose, pour, mandat, acteur } = said;
  return {
    ...nouveauBrouillon(1, ctx.now), motif, revision, sousMotif, prestation, service, serviceConfirme: true,
    reponses: answersOf(said, ctx), drapeaux, criteres: said.urgences ?? [], situations: Object.fromEntries((said.situations ?? []).map((id) => [id, true])),
    contacts: (said.chronologie ?? []).map(({ date, ...contact }) => ({ ...contact, date: formatLong(date), jour: date })), contactVu: true,
    expose: { situationInitiale: expose.situationInitiale, problemeRencontre: expose.problemeRencontre, demandeFormelle: expose.demandeFormelle, ...(expose.demarches === undefined ? {} : { demarches: expose.demarches }) },
    numeroAllocataire: said.numeroAllocataire ?? null, paroles: said.paroles ?? [], pour,
    mandat: mandat ? { nature: mandat.nature, date: mandat.date ?? null, organisme: acteur.organisme } : {},
  };
}

/** What the list asks for is to be sent, unless it was said absent; what only some situations ask for, when the person is in one. */
const piecesSaid = (pieces: readonly Piece[], { pieces: said = [], situations = [] }: NouvelleDemande): Piece[] =>
  pieces.map((piece) => ({ ...piece, statut: said.find(({ code }) => code === piece.code)?.statut ?? (isExpected(piece, situations) ? 'a-envoyer' : 'sans-objet') }));

const isExpected = ({ necessite, situation }: Piece, situations: readonly string[]): boolean =>
  necessite === 'obligatoire' || (necessite === 'selon-situation' && situation !== null && situations.includes(situation.id));

// ---------------------------------------------------------------- answers to the questions of the motif

const questionsOf = ({ motif }: NouvelleDemande, ctx: Contexte): QuestionQualification[] => [...ctx.contenu.motifs[motif].questions, ...ctx.contenu.motifs[motif].questionsRecours];

function answersOf(said: NouvelleDemande, ctx: Contexte): Brouillon['reponses'] {
  return Object.fromEntries(questionsOf(said, ctx).flatMap((q) => {
    const valeur = said.reponses?.[q.id];
    return valeur === undefined ? [] : [[q.id, { libelle: q.champ, texte: inWords(q, valeur), valeur, origine: 'demande' as const }]];
  }));
}

type Valeur = string | number | boolean | null;

function inWords(q: QuestionQualification, valeur: Valeur): string {
  if (valeur === null) return texte('qualification.ne-sait-pas');
  if (typeof valeur === 'boolean') return texte(valeur ? 'choix.oui' : 'choix.non');
  if (typeof valeur === 'number') return formatEuros(valeur);
  if (q.type === 'date') return formatLong(valeur);
  if (q.type === 'mois') return formatMois(valeur);
  return q.choix?.find((choice) => choice.valeur === valeur)?.titre ?? valeur;
}

const isDay = (valeur: Valeur): valeur is string => typeof valeur === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(valeur) && isRealDay(valeur);

function isRealDay(day: string): boolean {
  try {
    return checkedDate(day) === day;
  } catch {
    return false;
  }
}

const FITS: Readonly<Record<QuestionQualification['type'], (valeur: Valeur, q: QuestionQualification, today: string) => boolean>> = {
  date: (valeur, q, today) => isDay(valeur) && (valeur <= today || FUTURE_ALLOWED.has(q.id)),
  mois: (valeur) => typeof valeur === 'string' && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(valeur),
  montant: (valeur) => typeof valeur === 'number' && valeur >= 0 && valeur < 1_000_000,
  periode: (valeur) => typeof valeur === 'string' && /^[^/]{10}\/[^/]{10}$/.test(valeur) && valeur.split('/').every(isRealDay),
  ouiNon: (valeur) => typeof valeur === 'boolean',
  choix: (valeur, q) => (q.choix ?? []).some((choice) => choice.valeur === valeur),
  reference: (valeur) => typeof valeur === 'string' && parseReference(valeur).reference === valeur,
  duree: (valeur) => typeof valeur === 'string',
  texte: (valeur) => typeof valeur === 'string',
};

// ---------------------------------------------------------------- what the catalogue refuses

function faultsOf(asked: NouvelleDemande, ctx: Contexte): Champ[] {
  return [...requestFaults(asked, ctx), ...mandateFaults(asked, ctx.today), ...answerFaults(asked, ctx), ...unknownCodes(asked)];
}

type Faute = keyof typeof T.fautes;
const when = (holds: boolean, lieu: string, faute: Faute): Champ[] => (holds ? [{ lieu, message: T.fautes[faute] }] : []);

function requestFaults({ motif, revision, sousMotif, consentement, chronologie = [] }: NouvelleDemande, { contenu, today }: Contexte): Champ[] {
  return [
    ...when(motif === 'DEMANDE_REVISION' && revision === undefined, 'revision', 'revisionAbsente'),
    ...when(motif !== 'DEMANDE_REVISION' && revision !== undefined, 'revision', 'revisionEnTrop'),
    ...when(sousMotif !== undefined && !contenu.motifs[motif].sousMotifs.some(({ code }) => code === sousMotif), 'sousMotif', 'sousMotif'),
    ...when(consentement.le > today, 'consentement.le', 'dateFuture'),
    ...chronologie.flatMap(({ date }, i) => when(date > today, `chronologie.${i}.date`, 'dateFuture')),
  ];
}

/** for another person, by what right; what is written has its date. */
function mandateFaults({ pour, mandat }: NouvelleDemande, today: string): Champ[] {
  const isWritten = mandat?.nature === 'mandat-ecrit' || mandat?.nature === 'jugement';
  return [
    ...when(pour === 'autre' && mandat === undefined, 'mandat', 'mandatAbsent'),
    ...when(pour === 'soi' && mandat !== undefined, 'mandat', 'mandatEnTrop'),
    ...when(isWritten && mandat.date === undefined, 'mandat.date', 'mandatDate'),
    ...when(mandat?.date !== undefined && mandat.date > today.slice(0, mandat.date.length), 'mandat.date', 'dateFuture'),
    ...when(mandat?.date?.length === 10 && !isRealDay(mandat.date), 'mandat.date', 'dateImpossible'),
  ];
}

function answerFaults(asked: NouvelleDemande, ctx: Contexte): Champ[] {
  const questions = questionsOf(asked, ctx);
  return Object.entries(asked.reponses ?? {}).flatMap(([id, valeur]) => {
    const q = questions.find((one) => one.id === id);
    if (!q) return when(true, `reponses.${id}`, 'questionInconnue');
    return when(valeur !== null && !FITS[q.type](valeur, q, ctx.today), `reponses.${id}`, q.type);
  });
}

const unknownCodes = ({ pieces = [], situations = [], urgences = [] }: NouvelleDemande): Champ[] => [
  ...pieces.flatMap(({ code }, i) => when(!isPieceCode(code), `pieces.${i}.code`, 'pieceInconnue')),
  ...situations.flatMap((id, i) => when(!isSituation(id), `situations.${i}`, 'situationInconnue')),
  ...urgences.flatMap((id, i) => when(!CRITERES_PRIORITE.some((one) => one.id === id), `urgences.${i}`, 'urgenceInconnue')),
];
