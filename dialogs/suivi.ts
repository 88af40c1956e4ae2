import { formatLong, parisDate } from '../src/domain/calendar';
import { deadline, isLate } from '../src/domain/lifecycle';
import { OPEN_STATUTS } from '../src/domain/dossier';
import type { Dossier, Statut } from '../src/domain/dossier';
import { spellReference } from '../src/domain/reference';
import { formatTrackingCode, spellTrackingCode, SUIVI_PATH } from '../src/domain/tracking-code';
import type { Carte, Reponse } from '../src/domain/tour';
import { completudeTexte } from './completude';
import { delaiExplique, delaiSousTitre, rappelLegalOral, rappelLegalTexte } from './delai';
import type { Contexte } from './events';
import { lienDossier } from './moyens';
import { oral, say, texte } from './textes';
import type { TexteId } from './textes';

/** The acknowledgement: number, tracking code (said this once), service, date with its reasons, legal reminder, what comes next. */
export function accuse(dossier: Dossier, code: string | null, ctx: Contexte): Reponse {
  const { demande, promesse, reference } = dossier;
  const service = ctx.contenu.services[demande.service].nomLong;
  const legal = rappelLegalTexte(dossier.rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
  const recours = rappelLegalOral(dossier.rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today) ?? texte('accuse.recours');
  const params = { reference, service, delai: delaiExplique(promesse), legal: legal ?? '', recours, date: formatLong(promesse.echeance), epelee: spellReference(reference) };
  const dit = code === null ? null : say('accuse.code', { code: formatTrackingCode(code), epele: spellTrackingCode(code) });
  const withCode = (text: string): string => (dit ? `${text}\n\n${dit.texte}` : text);
  return {
    texte: withCode(texte('accuse', params).replace(/\n{3,}/g, '\n\n').trim()), court: withCode(texte('accuse.court', params)),
    oral: [oral('accuse', params), dit?.oral ?? ''].join(' ').trim(), carte: carteAccuse(dossier, code, service, legal), lien: lienSuivi(), ferme: true,
  };
}

/** The other dossiers that the same words opened. */
export const liesTexte = ({ lies }: Dossier): Reponse[] => (lies?.length ? [say('suivi.lies', { liste: lies.join(', ') })] : []);
export const lienSuivi = (): NonNullable<Reponse['lien']> => ({ titre: texte('suivi.lien'), chemin: SUIVI_PATH });

/** Pieces still to be sent may go by post, under the same number. */
export function courrierApres(dossier: Dossier): Reponse[] {
  if (!missingPieces(dossier)) return [];
  return [{ ...say('accuse.courrier', { reference: dossier.reference }), lien: lienDossier(dossier) }];
}

function carteAccuse(dossier: Dossier, code: string | null, service: string, legal: string | null): Carte {
  const missing = missingPieces(dossier);
  return {
    genre: 'accuse', reference: dossier.reference, titre: texte('accuse.titre', { reference: dossier.reference }), intro: texte('accuse.garder'),
    lignes: [
      ...(code === null ? [] : [{ libelle: texte('accuse.code-titre'), valeur: formatTrackingCode(code) }]),
      { libelle: texte('recap.service'), valeur: service },
      { libelle: texte('accuse.date'), valeur: formatLong(dossier.promesse.echeance) },
      { libelle: texte('recap.delai'), valeur: delaiSousTitre(dossier.promesse) },
      ...(missing ? [{ libelle: texte('accuse.a-envoyer'), valeur: missing }] : []),
      ...(legal ? [{ libelle: texte('accuse.legal'), valeur: legal }] : []),
    ],
    boutons: [],
  };
}

/** « Où en est REF-EXP-… »: stage, what is awaited and from whom, date; never an opinion on the outcome. */
export function suivi(dossier: Dossier, ctx: Contexte): Reponse {
  const { reference, statut, demande } = dossier;
  const etape = texte(`statut.${statut}`);
  const missing = OPEN_STATUTS.includes(statut) ? missingPieces(dossier) : '';
  const received = OPEN_STATUTS.includes(statut) ? receivedPieces(dossier) : '';
  const legal = rappelLegalTexte(dossier.rappelLegal, ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
  const service = ctx.contenu.services[demande.service].nomLong;
  const asked = complementAttendu(dossier);
  const date = asked ? asked.limite : OPEN_STATUTS.includes(statut) ? formatLong(deadline(dossier)) : '';
  const params = { reference, etape, service, date, ouvert: formatLong(parisDate(new Date(dossier.ouvertLe))), pieces: asked?.pieces ?? '', pourquoi: asked?.pourquoi ?? '', manquee: formatLong(dateManquee(dossier) ?? deadline(dossier)) };
  const score = OPEN_STATUTS.includes(statut) ? [completudeTexte(demande)] : [];
  const parts = [texte(phraseOf(dossier, ctx.today), params), ...score, ...(received ? [texte('suivi.recus', { liste: received })] : []), ...(missing ? [texte('suivi.pieces', { liste: missing })] : []), ...liesTexte(dossier).map((lie) => lie.texte), ...(legal ? [legal] : [])];
  return {
    texte: parts.join('\n\n'), oral: oral(phraseOf(dossier, ctx.today), params), lien: missing ? lienDossier(dossier) : lienSuivi(),
    carte: {
      genre: 'suivi', titre: texte('suivi.titre', { reference }),
      lignes: [
        { libelle: texte('suivi.etape'), valeur: etape },
        { libelle: texte('recap.service'), valeur: service },
        ...(asked ? [{ libelle: texte('suivi.demandes'), valeur: asked.pieces }] : []),
        ...(date ? [{ libelle: texte(asked ? 'suivi.avant' : 'accuse.date'), valeur: date }] : []),
        ...(missing ? [{ libelle: texte('accuse.a-envoyer'), valeur: missing }] : []),
      ],
      boutons: [],
    },
  };
}

/** While a complement is awaited the count is stopped: no date of answer is in force. */
function complementAttendu(dossier: Dossier): { pieces: string; pourquoi: string; limite: string } | null {
  const asked = dossier.statut === 'COMPLEMENT_DEMANDE' ? dossier.vie?.complements.findLast(({ recuLe }) => recuLe === null) : undefined;
  return asked ? { pieces: asked.pieces.map(({ libelle }) => libelle).join(', '), pourquoi: asked.pourquoi, limite: formatLong(asked.limite) } : null;
}

/** The announced date that was not kept, when another replaced it for that reason and is in force. */
function dateManquee({ statut, vie }: Dossier): string | null {
  if (!OPEN_STATUTS.includes(statut) || vie?.annonces.at(-1)?.raison !== 'depassement') return null;
  return vie.annonces.at(-2)?.echeance ?? null;
}

const FINIS: Partial<Record<Statut, TexteId>> = { FINALISE: 'suivi.finalise', SANS_SUITE: 'suivi.sans-suite', ANNULE: 'suivi.annule' };

function phraseOf(dossier: Dossier, today: string): TexteId {
  if (complementAttendu(dossier)) return 'suivi.complement';
  if (isLate(dossier, today)) return 'suivi.retard';
  if (dateManquee(dossier) !== null) return 'suivi.nouvelle-date';
  return FINIS[dossier.statut] ?? 'suivi.etat';
}

/** Labels of the obligatory pieces not received yet; empty when there is none. */
export const missingPieces = (dossier: Dossier): string =>
  dossier.demande.pieces.filter((p) => p.necessite === 'obligatoire' && p.statut !== 'recue').map((p) => p.libelle).join(', ');

const receivedPieces = ({ demande }: Dossier): string => demande.pieces.filter(({ statut }) => statut === 'recue').map(({ libelle }) => libelle).join(', ');
