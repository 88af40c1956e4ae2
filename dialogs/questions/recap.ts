import type { DemandeConfirmee, Promesse } from '../../src/domain/dossier';
import { legalReminderOf } from '../../src/domain/estimate';
import type { Bouton, Carte } from '../../src/domain/tour';
import { chronologique } from '../chronologie';
import { completudeTexte } from '../completude';
import { demandeConfirmee, promesseEstimee } from '../confirmation';
import { delaiSousTitre, rappelLegalTexte } from '../delai';
import type { Contexte } from '../events';
import { nomPrestation } from '../format';
import { pourTexte } from '../mandat';
import commandes from '../contenu/commandes.json';
import mots from '../contenu/mots.json';
import { agrees, isCommand, mentions, normalize, readChoice, startsWithCommand } from '../lecture';
import { EXPOSE_PARTIES } from '../state';
import type { Brouillon, Etat } from '../state';
import { choix, say, texte } from '../textes';
import type { TexteId } from '../textes';
import { sansUrgence } from '../urgences';
import { reponsesInOrder } from '../expose';
import { recapOral } from './recap-oral';
import { contactLine } from './contact';
import { statutText } from './pieces';
import { autreChose, brouillonOf, compris, incompris, withBrouillon } from './handler';
import type { Handler, Lecture } from './handler';

/** One line of the recap, with the field that "Modifier" opens again; `null` cannot be changed. */
type Ligne = { libelle: string; valeur: string; champ: string | null };

export function lignes(etat: Etat, ctx: Contexte): Ligne[] {
  const b = brouillonOf(etat);
  const demande = demandeConfirmee(b, etat, ctx);
  const promesse = promesseEstimee(demande, ctx);
  const motif = ctx.contenu.motifs[demande.motif];
  const pour = pourTexte(b);
  return [
    { libelle: texte('recap.motif'), valeur: [motif.libelle, b.revision && revisionLabel(b, ctx), b.sousMotif].filter(Boolean).join(' – '), champ: 'motif' },
    { libelle: texte('recap.prestation'), valeur: nomPrestation(b, ctx), champ: 'prestation' },
    { libelle: texte('recap.service'), valeur: `${ctx.contenu.services[demande.service].nomLong} (${ctx.contenu.services[demande.service].theme})`, champ: 'service' },
    ...reponsesInOrder(b, ctx).map(([id, reponse]) => ({ libelle: reponse.libelle, valeur: reponse.texte, champ: `reponse:${id}` })),
    ...(pour === null ? [] : [{ libelle: texte('recap.mandat'), valeur: pour, champ: 'mandat' }]),
    { libelle: texte('recap.pieces'), valeur: piecesText(b), champ: 'pieces' },
    ...EXPOSE_PARTIES.map((partie) => ({ libelle: texte(`recap.${partie}`), valeur: demande.expose[partie], champ: partie === 'demarches' ? null : `expose:${partie}` })),
    ...(b.redaction ? [{ libelle: texte('recap.redaction'), valeur: texte(`recap.redaction-${demande.exposeChoix ?? 'original'}`), champ: 'redaction' }] : []),
    { libelle: texte('recap.chronologie'), valeur: chronologique(b.contacts).map(contactLine).join('\n') || texte('recap.aucun-contact'), champ: 'chronologie' },
    ...(demande.pointsDeBlocage?.length ? [{ libelle: texte('recap.points'), valeur: demande.pointsDeBlocage.join('\n'), champ: null }] : []),
    { libelle: texte('recap.urgence'), valeur: urgenceTexte(demande, promesse, ctx), champ: 'urgence' },
    { libelle: texte('recap.numero'), valeur: b.numeroAllocataire ?? texte('recap.non-donne'), champ: 'numero' },
    { libelle: texte('recap.critere'), valeur: demande.critere, champ: null },
    { libelle: texte('recap.delai'), valeur: delaiSousTitre(promesse), champ: null },
  ];
}

/** Who is hurt at home may read this beside who hurts them: the danger is not named, it is only said to come first (U02). */
function urgenceTexte(demande: DemandeConfirmee, promesse: Promesse, ctx: Contexte): string {
  if (!demande.discret || !demande.drapeaux.includes('violences')) return promesse.raisonsPriorite.join(' ; ') || texte('recap.aucune-urgence');
  const others = promesseEstimee({ ...demande, drapeaux: demande.drapeaux.filter((drapeau) => drapeau !== 'violences') }, ctx).raisonsPriorite;
  return [texte('recap.urgence-discrete'), ...others].join(' ; ');
}

function revisionLabel(b: Brouillon, ctx: Contexte): string {
  return ctx.contenu.motifs.DEMANDE_REVISION.sousMotifs.find((sous) => sous.code === b.revision)?.libelle ?? '';
}

function piecesText(b: Brouillon): string {
  const spoken = (b.pieces ?? []).filter((p) => p.statut !== null && p.statut !== 'sans-objet');
  if (spoken.length === 0) return texte('recap.aucune-piece');
  return spoken
    .map((p) => `${p.libelle} : ${statutText(p)}`)
    .join('\n');
}

export const recap: Handler<'recap'> = {
  ask: (_question, etat, ctx) => {
    const b = brouillonOf(etat);
    const rows = lignes(etat, ctx);
    const demande = demandeConfirmee(b, etat, ctx);
    const missing = demande.pieces.filter((p) => p.necessite === 'obligatoire' && p.statut !== 'recue').map((p) => p.libelle);
    const legal = rappelLegalTexte(legalReminderOf(demande), ctx.contenu.motifs[demande.motif].enjeuDecision, ctx.today);
    const notes = [completudeTexte(demande), missing.length > 0 ? texte('recap.manquantes', { liste: missing.join(', ') }) : texte('recap.complet'), legal].filter((n): n is string => n !== null);
    const carte: Carte = {
      genre: 'recap', titre: texte('recap.titre'), intro: notes.join('\n\n'),
      lignes: rows.map(({ libelle, valeur, champ }) => ({ libelle, valeur, ...(champ ? { bouton: bouton('carte.modifier', 'modifier', b, { champ }) } : {}) })),
      boutons: [bouton('carte.confirmer', 'confirmer', b, {}, 'principal'), bouton('carte.annuler', 'annuler', b, {}, 'danger')],
    };
    const listing = rows.map((row, i) => `${i + 1}. ${row.libelle} : ${row.valeur}`).join('\n');
    return {
      ...say('recap.question', { lignes: listing, notes: notes.join('\n\n') }),
      court: texte('recap.court'),
      oral: recapOral(etat, ctx),
      choix: choix(texte('choix.confirmer'), texte('choix.modifier'), texte('choix.annuler')),
      carte,
    };
  },
  read: (_question, { texte: said, comprehension }, etat, ctx) => {
    if (isCommand(said, 'confirmer') || agrees(said, [...mots.envoi, ...mots.accord])) return confirmed(etat, ctx);
    if (startsWithCommand(said, 'modifier') || isCommand(said, 'non') || namesLine(said)) return modify(said, etat, ctx) ?? compris(etat, { question: { id: 'modifier' } });
    if (!said.includes('?') && corrects(said)) return compris(etat, { question: { id: 'modifier' } });
    if (comprehension.question || comprehension.group === 'simple') return autreChose;
    return incompris(say('recap.incompris', {}, { choix: choix(texte('choix.confirmer'), texte('choix.modifier'), texte('choix.annuler')) }));
  },
};

/** The explicit confirmation, in words or by the button: what was shown is opened. */
export function confirmed(etat: Etat, ctx: Contexte): Lecture {
  const b = brouillonOf(etat);
  return compris(etat, { question: { id: 'recap' }, effets: [{ genre: 'ouvrir-dossier', rang: b.rang, demande: demandeConfirmee(b, etat, ctx), ...(b.lie ? { lie: b.lie.reference } : {}) }] });
}

function bouton(id: TexteId, action: string, b: Brouillon, valeurs: Record<string, string>, style?: Bouton['style']): Bouton {
  return { titre: texte(id), action, valeurs: { ...valeurs, rang: String(b.rang) }, ...(style ? { style } : {}) };
}

export const modifier: Handler<'modifier'> = {
  ask: (_question, etat, ctx) => {
    const editable = lignes(etat, ctx).filter((l) => l.champ !== null);
    return say('modifier.question', {}, { choix: choix(...editable.map((l) => l.libelle), texte('choix.rien-modifier')) });
  },
  read: (_question, { texte: said }, etat, ctx) => {
    if (isCommand(said, 'non') || /^(rien|finalement)/i.test(said.trim())) return compris(etat);
    return modify(said, etat, ctx) ?? incompris(say('modifier.incompris'));
  },
};

/** "la ligne 6 est fausse", "ligne 4 : non": which line is wrong is said, whatever is said of it. */
const LIGNE = /\b(?:ligne|point|numero|n)\s*(\d{1,2})\b/;

const namesLine = (said: string): boolean => LIGNE.test(normalize(said));

/** "je me suis trompé", "1180, pas 1280": something is wrong, and which line is not said. */
const corrects = (said: string): boolean => mentions(said, mots.pasConforme) || mentions(said, commandes.correction.filter((form) => form !== 'non')) || / pas \d/.test(normalize(said));

/** "modifier 3", "le service", "la date du courrier": opens the line meant. */
function modify(said: string, etat: Etat, ctx: Contexte): Lecture | null {
  const rows = lignes(etat, ctx);
  const number = (LIGNE.exec(normalize(said)) ?? /\b(\d{1,2})\b/.exec(normalize(said)))?.[1];
  const byNumber = number === undefined ? undefined : rows[Number(number) - 1];
  const what = said.replace(/^\W*(je (?:veux|voudrais|souhaite)\s+)?(modifier|changer|corriger|non)\W*/i, '');
  const chosen = byNumber?.champ ?? readChoice(what, rows.flatMap((l) => (l.champ ? [{ titre: l.libelle, valeur: l.champ }] : [])))?.valeur;
  return chosen ? reopen(chosen, etat) : null;
}

/** Forgets one field, so that it is asked again, and nothing else. */
export function reopen(champ: string, etat: Etat): Lecture | null {
  const b = brouillonOf(etat);
  const [kind, id] = champ.split(':');
  switch (kind) {
    case 'motif':
      return compris(etat, { question: { id: 'motif' } });
    case 'prestation':
      return compris(etat, { question: { id: 'prestation' } });
    case 'mandat':
      return compris(withBrouillon(etat, { pour: null, mandat: {} }));
    case 'service':
      return compris(withBrouillon(etat, { serviceConfirme: false }));
    case 'pieces':
      return compris(withBrouillon(etat, { pieces: (b.pieces ?? []).map((p) => (p.fichiers.length > 0 ? p : { ...p, statut: null })), situations: {}, facultativesVues: false }));
    case 'chronologie':
      return compris(withBrouillon(etat, { contacts: [], contactEnCours: null, contactVu: false }));
    case 'urgence':
      return compris({ ...etat, brouillon: sansUrgence(b) });
    case 'numero':
      return compris(withBrouillon(etat, { numeroAllocataire: undefined }));
    case 'reponse': {
      if (id === undefined || b.reponses[id] === undefined) return null;
      const { [id]: _forgotten, ...reponses } = b.reponses;
      return compris(withBrouillon(etat, { reponses }));
    }
    case 'redaction':
      return compris(withBrouillon(etat, { redaction: null }));
    case 'expose': {
      const partie = EXPOSE_PARTIES.find((known) => known === id);
      return partie ? compris(etat, { question: { id: 'expose', partie } }) : null;
    }
    default:
      return null;
  }
}
