import { daysBetween, formatLong } from '../../src/domain/calendar';
import { legalReminderOf } from '../../src/domain/estimate';
import { spokenForm } from '../../src/domain/spoken-form';
import { demandeConfirmee, promesseEstimee } from '../confirmation';
import type { Contexte } from '../events';
import { reponsesInOrder } from '../expose';
import { asSentence, nomPrestation } from '../format';
import { words } from '../lecture';
import type { Etat } from '../state';
import { texte } from '../textes';
import { brouillonOf } from './handler';
import { questionOf } from './qualification';

/** The recap as the ear can hold it: what is sent, to whom, what is urgent and when, then the question. The page says the rest. */
export function recapOral(etat: Etat, ctx: Contexte): string {
  const b = brouillonOf(etat);
  const demande = demandeConfirmee(b, etat, ctx);
  const promesse = promesseEstimee(demande, ctx);
  const legal = legalReminderOf(demande);
  const motif = ctx.contenu.motifs[demande.motif];
  const revision = motif.sousMotifs.find((sous) => b.revision !== null && sous.code === b.revision)?.libelle;
  const [raison] = promesse.raisonsPriorite;
  const without = (sentence: string): string => texte('recap.oral', {
    motif: [motif.libelle, revision].filter(Boolean).join(' – '), prestation: nomPrestation(b, ctx), service: ctx.contenu.services[demande.service].nomLong,
    faits: faitsDits(etat, ctx).map(asSentence).join(' '), demande: sentence, urgence: raison === undefined ? '' : texte('recap.oral-urgence', { raison }),
    legal: legal && isNear(legal.dateLimite, ctx) ? texte('recap.oral-legal', { date: dayOf(legal.dateLimite) }) : '', date: dayOf(promesse.echeance),
  }).replace(/ {2,}/g, ' ');
  const whole = without(asSentence(demande.expose.demandeFormelle));
  return words(spokenForm(whole)).length <= MOTS_MAX ? whole : without('');
}

const PROCHE_JOURS = 30;
const isNear = (date: string, { today }: Contexte): boolean => date >= today && daysBetween(today, date) <= PROCHE_JOURS;

/** What comes within the year needs none. */
const dayOf = (date: string): string => formatLong(date).replace(/ \d{4}$/, '');

/** With the formal sentence; it goes first when there is much to say. */
const MOTS_MAX = 75;
const FAITS_MAX = 3;
const FAIT_MOTS_MAX = 10;
const DITS = ['montant', 'date', 'mois', 'periode', 'duree'];
const ENFANTS = /^enfants/;

/** Sums first, then days and periods, then children: what a wrong hearing would spoil. */
function faitsDits(etat: Etat, ctx: Contexte): string[] {
  const known = reponsesInOrder(brouillonOf(etat), ctx).filter(([, { valeur, texte: said }]) => valeur !== null && valeur !== false && said.split(/\s+/).length <= FAIT_MOTS_MAX);
  const rankOf = (id: string): number => (ENFANTS.test(id) ? DITS.length : DITS.indexOf(questionOf(id, etat, ctx).type));
  return known
    .map(([id, { libelle, texte: said }]) => ({ rang: rankOf(id), dit: `${libelle} : ${ofThisYear(said.replace(/ \(.*\)$/, ''), ctx)}` }))
    .filter(({ rang }) => rang >= 0).sort((a, b) => a.rang - b.rang).slice(0, FAITS_MAX).map(({ dit }) => dit);
}

const ofThisYear = (date: string, { today }: Contexte): string => date.replace(new RegExp(` ${today.slice(0, 4)}\\b`), '');
