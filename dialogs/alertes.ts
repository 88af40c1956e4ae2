import { formatLong, parisDate } from '../src/domain/calendar';
import type { Annonce, Complement, Dossier } from '../src/domain/dossier';
import { closingDay, lifeOf } from '../src/domain/lifecycle';
import { spellReference } from '../src/domain/reference';
import type { Reponse } from '../src/domain/tour';
import { delaiExplique, rappelLegalTexte } from './delai';
import type { Contexte } from './events';
import { missingPieces } from './suivi';
import { say, texte } from './textes';

/**
 * What a person is told at each stage of a dossier (R-086, R-097, DOSSIER §8.6). An alert tells of one event: it may leave late,
 * so that it is written from the dossier as it was at that event. Never an opinion on the result: the expert's words are quoted.
 */
export const GENRES_ALERTE = [
  'reception', 'affectation', 'complement', 'complement-recu', 'complement-relance', 'finalisation', 'depassement', 'nouvelle-date',
  'reouverture', 'sans-suite', 'avis',
] as const;
export type GenreAlerte = (typeof GENRES_ALERTE)[number];

type ContexteAlerte = Pick<Contexte, 'today' | 'contenu' | 'alsaceMoselle'>;

/** The dossier at the event told of: its date, and the one before when it was replaced. */
type Vue = {
  dossier: Dossier; detail: string; suspendue: boolean; annonce: Annonce; precedente: Annonce | null; complement: Complement | null; ctx: ContexteAlerte;
  params: { reference: string; epelee: string; service: string };
};

/** @returns `null` when there is nothing to tell: quiet mode, or a later event took away what it tells of. */
export function alerteUsager(dossier: Dossier, genre: GenreAlerte, evenement: number, ctx: ContexteAlerte): Reponse | null {
  const vue = dossier.demande.discret ? null : vueAt(dossier, evenement, ctx);
  const parts = vue && PARTIES[genre](vue);
  if (!parts) return null;
  const legal = genre === 'avis' ? null : rappelLegalTexte(dossier.rappelLegal, ctx.contenu.motifs[dossier.demande.motif].enjeuDecision, ctx.today);
  return joined(legal === null ? parts : [...parts, { texte: legal }]);
}

function vueAt(dossier: Dossier, rank: number, ctx: ContexteAlerte): Vue | null {
  const evenement = dossier.evenements[rank];
  if (!evenement) return null;
  const { annonces, complements } = lifeOf(dossier);
  const day = parisDate(new Date(evenement.at));
  const known = rank === 0 ? annonces.slice(0, 1) : annonces.filter(({ le, raison }) => le <= day || raison === 'ouverture');
  const annonce = known.at(-1);
  if (!annonce) return null;
  const asked = dossier.evenements.slice(0, rank + 1).filter(({ quoi }) => quoi === 'demander-complement').length;
  return {
    dossier, ctx, annonce, detail: evenement.detail, suspendue: evenement.statut === 'COMPLEMENT_DEMANDE',
    precedente: known.at(-2) ?? null, complement: complements[asked - 1] ?? null,
    params: { reference: dossier.reference, epelee: spellReference(dossier.reference), service: ctx.contenu.services[dossier.demande.service].nomLong },
  };
}

const PARTIES: Record<GenreAlerte, (vue: Vue) => Reponse[] | null> = {
  reception: (vue) => [say('alerte.reception', vue.params), opening(vue), ...attendus(vue.dossier)],
  affectation: (vue) => [say('alerte.affectation', { ...vue.params, prenom: vue.detail }), dateLine(vue), ...nextStep(vue.dossier)],
  complement: (vue) => withComplement(vue, (asked) => [say('alerte.complement', { ...vue.params, ...asked }), say('alerte.envoyer', vue.params), say('alerte.suspendu')]),
  'complement-recu': (vue) => [say('alerte.complement-recu', vue.params), dateLine(vue), ...nextStep(vue.dossier)],
  'complement-relance': (vue) => withComplement(vue, (asked) => [say('alerte.complement-relance', { ...vue.params, ...asked }), say('alerte.envoyer', vue.params), say('alerte.suspendu')]),
  finalisation: (vue) => answered(vue),
  depassement: (vue) => overrun(vue),
  'nouvelle-date': (vue) => [say(vue.annonce.raison === 'reorientation' ? 'alerte.nouveau-service' : 'alerte.nouvelle-date', vue.params), ...quoted(vue.detail), dateLine(vue)],
  reouverture: (vue) => [say('alerte.reouverture', vue.params), dateLine(vue), ...nextStep(vue.dossier)],
  'sans-suite': (vue) => withComplement(vue, (asked) => [say('alerte.sans-suite', { ...vue.params, ...asked }), say('alerte.rouvrir', vue.params)]),
  avis: (vue) => [say('alerte.avis', vue.params)],
};

/** The whole estimate with its terms, as at the acknowledgement; aloud, the date alone. */
function opening({ dossier }: Vue): Reponse {
  return { texte: delaiExplique(dossier.promesse), oral: say('alerte.date', { date: formatLong(dossier.promesse.echeance), pourquoi: '' }).oral ?? '' };
}

const attendus = (dossier: Dossier): Reponse[] => {
  const liste = missingPieces(dossier);
  return liste ? [say('suivi.pieces', { liste })] : [];
};

/** Pieces still to be sent, or nothing to do. */
function nextStep(dossier: Dossier): Reponse[] {
  const attendues = attendus(dossier);
  return attendues.length > 0 ? attendues : [say('alerte.rien-a-faire')];
}

/** The date in force and why it is that one; once it is past, excuses and the ways to be helped. */
function dateLine({ annonce, suspendue, ctx }: Vue): Reponse {
  if (suspendue) return say('alerte.suspendu');
  const date = formatLong(annonce.echeance);
  if (annonce.echeance < ctx.today) return joined([say('alerte.date-passee', { date }), say('alerte.voies')]);
  return say('alerte.date', { date, pourquoi: texte(`alerte.pourquoi-${annonce.raison}`, { jours: annonce.joursOuvres }) });
}

function withComplement({ complement, ctx }: Vue, tell: (asked: { pieces: string; pourquoi: string; limite: string; fin: string }) => Reponse[]): Reponse[] | null {
  if (!complement) return null;
  const { pieces, pourquoi, limite } = complement;
  const fin = closingDay(complement, ctx.alsaceMoselle) ?? limite;
  return tell({ pieces: pieces.map(({ libelle }) => libelle).join(', '), pourquoi, limite: formatLong(limite), fin: formatLong(fin) });
}

function answered({ dossier, params }: Vue): Reponse[] | null {
  const reponse = dossier.vie?.reponse;
  if (!reponse) return null;
  return [say('alerte.finalisation', { ...params, reponse: reponse.texte }), say('alerte.desaccord'), say('alerte.avis-possible')];
}

/** The second time, a person is proposed too. */
function overrun(vue: Vue): Reponse[] {
  const { precedente, dossier, params, annonce } = vue;
  const again = lifeOf(dossier).annonces.filter(({ raison, le }) => raison === 'depassement' && le <= annonce.le).length > 1;
  const excuses = say('alerte.depassement', { ...params, date: formatLong((precedente ?? annonce).echeance) });
  const late = annonce.echeance < vue.ctx.today;
  return [excuses, dateLine(vue), ...(late ? [] : [say('alerte.voies')]), ...(again ? [say('alerte.appel')] : [])];
}

/** Words of the expert, shown as theirs. */
const quoted = (pourquoi: string): Reponse[] => (pourquoi.trim() === '' ? [] : [say('alerte.raison', { pourquoi: pourquoi.trim() })]);

const joined = (parts: readonly Reponse[]): Reponse => ({
  texte: parts.map((part) => part.texte).join('\n\n'), oral: parts.map((part) => part.oral ?? part.texte).join(' '),
});
