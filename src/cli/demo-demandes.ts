import { z } from 'zod';
import type { Contenu, QuestionQualification } from '../../dialogs/contenu';
import { addDays, formatLong, parisDate } from '../domain/calendar';
import { MOTIFS, PRESTATIONS, REVISIONS, SERVICES_EXPERTS } from '../domain/codes';
import type { Drapeau, Prestation, ServiceExpert } from '../domain/codes';
import type { DemandeConfirmee, PieceDemande, ReponseQualification } from '../domain/dossier';
import { ISSUES } from '../domain/dossier';
import { piecesFor } from '../domain/pieces';
import { prestationInfo, serviceProposeFor } from '../domain/routing';
import type { Chance } from './demo-random';
import raw from './demo-scenarios.json';

/** Demandes of people who do not exist, as the conversation would have left them. */

const phrases = z.array(z.string().min(1)).min(1);
const scenario = z.strictObject({
  motif: z.enum(MOTIFS), revision: z.enum(REVISIONS).optional(), poids: z.int().positive(), prestations: z.array(z.enum(PRESTATIONS)).min(1),
  discret: z.literal(true).optional(), paroles: phrases, situation: z.string(), probleme: z.string(),
});
const coefficient = z.strictObject({
  jours: z.int(), qui: z.string(), pct: z.int(), raison: z.string(), service: z.enum(SERVICES_EXPERTS).optional(), periode: z.strictObject({ debut: z.int(), fin: z.int() }).optional(),
});
export const SCENES = z.strictObject({
  experts: z.record(z.enum(SERVICES_EXPERTS), phrases), scenarios: z.array(scenario), details: phrases, demandeFormelle: z.string(), complements: phrases,
  reponses: z.record(z.enum(ISSUES), z.string()), notes: phrases, requalifications: phrases, reorientations: phrases, reouvertures: phrases,
  commentaires: z.strictObject({ bons: z.array(z.string()), mauvais: z.array(z.string()) }), coefficients: z.array(coefficient),
}).parse(raw);

export type Scenario = z.infer<typeof scenario>;
export type Cas = { scenario: Scenario; prestation: Prestation };

const EVERY: readonly Cas[] = SCENES.scenarios.flatMap((one) => one.prestations.map((prestation): Cas => ({ scenario: one, prestation })));

/** The nth case: each one once first, as long as there is room for them all, then the common ones more often. */
export function caseFor(rank: number, nombre: number, chance: Chance): Cas {
  const once = nombre >= EVERY.length ? EVERY[rank] : undefined;
  if (once) return once;
  const drawn = chance.weighted(SCENES.scenarios.map((one) => [one, one.poids] as const));
  return { scenario: drawn, prestation: chance.pick(drawn.prestations) };
}

export const serviceOf = ({ scenario: { motif }, prestation }: Cas): ServiceExpert => serviceProposeFor(motif, prestation);

/** What the person wrote. */
export const parole = ({ scenario: one, prestation }: Cas, chance: Chance): string => chance.pick(one.paroles).replace('{aide}', prestationInfo(prestation).court);

type Ecrite = { cas: Cas; parole: string; pieces: PieceDemande[]; now: Date };

export function demandeOf({ cas, parole: said, pieces, now }: Ecrite, contenu: Contenu, chance: Chance): DemandeConfirmee {
  const { motif, revision, situation, probleme, discret } = cas.scenario;
  const service = serviceOf(cas);
  const expose = { situationInitiale: situation, problemeRencontre: probleme, demarches: chance.pick(SCENES.details), demandeFormelle: SCENES.demandeFormelle };
  const today = parisDate(now);
  return {
    motif, revision: revision ?? null, sousMotif: null, prestation: cas.prestation, service,
    reponses: Object.fromEntries(contenu.motifs[motif].questions.map((question) => [question.id, answered(question, today, chance)])),
    pieces, expose, exposeOriginal: { ...expose, problemeRencontre: said }, exposeChoix: chance.isTrue(0.7) ? 'propose' : 'original',
    chronologie: chance.isTrue(0.6) ? [{ date: formatLong(addDays(today, -chance.int(40) - 3)), canal: 'téléphone', interlocuteur: '', reference: '', reponse: 'attendre' }] : [],
    pointsDeBlocage: [], criteres: [], drapeaux: drapeauxOf(cas, chance), numeroAllocataire: chance.isTrue(0.8) ? String(1_000_000 + chance.int(9_000)) : null, codePostal: null,
    paroles: [said], critere: contenu.motifs[motif].critere, theme: contenu.services[service].theme, discret: discret ?? false, mandat: null,
  };
}

function drapeauxOf({ scenario: { motif } }: Cas, chance: Chance): Drapeau[] {
  if (motif === 'IMPAYE_LOGEMENT' && chance.isTrue(0.4)) return ['expulsion'];
  return ['SUSPENSION_DROIT', 'RETENUE_RECOUVREMENT'].includes(motif) && chance.isTrue(0.4) ? ['urgence_financiere'] : [];
}

/** One answer in seven is « I do not know », as in life. */
function answered(question: QuestionQualification, today: string, chance: Chance): ReponseQualification {
  const libelle = question.champ;
  if (chance.isTrue(1 / 7)) return { libelle, texte: 'je ne sais pas', valeur: null };
  const day = addDays(today, -chance.int(50) - 5);
  const euros = 40 + chance.int(900);
  switch (question.type) {
    case 'date':
      return { libelle, texte: formatLong(day), valeur: day };
    case 'mois':
      return { libelle, texte: formatLong(day).split(' ').slice(2).join(' '), valeur: day.slice(0, 7) };
    case 'montant':
      return { libelle, texte: `${euros} euros`, valeur: euros };
    case 'ouiNon':
      return chance.isTrue(0.5) ? { libelle, texte: 'oui', valeur: true } : { libelle, texte: 'non', valeur: false };
    case 'choix': {
      const { titre, valeur } = chance.pick(question.choix ?? []);
      return { libelle, texte: titre, valeur };
    }
    case 'duree':
      return { libelle, texte: '2 mois', valeur: '2 mois' };
    default: {
      const texte = chance.pick(SCENES.details);
      return { libelle, texte, valeur: texte };
    }
  }
}

/** Documents asked for, and which of them the person has. Optional ones are rarely given. */
export const wantedPieces = ({ scenario: { motif, revision }, prestation }: Cas, chance: Chance): Omit<PieceDemande, 'fichiers'>[] =>
  piecesFor({ motif, revision: revision ?? null, prestation, situations: [] }).filter(({ necessite }) => necessite === 'obligatoire').map(({ code, libelle, necessite }) => ({
    code, libelle, necessite, statut: chance.weighted([['recue', 7], ['a-envoyer', 2], ['absente', 1]] as const),
  }));
