import { formatLong, parisDate } from '../src/domain/calendar';
import type { BrouillonAppel } from '../src/domain/appel';
import { isMotif } from '../src/domain/codes';
import type { Motif, Prestation } from '../src/domain/codes';
import { parseCallCode } from '../src/domain/call-code';
import lexique from './contenu/appel.json';
import type { Contexte, Evenement, EvenementMessage, Resultat } from './events';
import { formatEntite } from './format';
import { askNow, done, settle } from './flow';
import { mentions } from './lecture';
import { accueilChoix, openDemande } from './orienter';
import { brouillonOf, compris, incompris, withBrouillon } from './questions/handler';
import type { Lecture } from './questions/handler';
import type { Brouillon, Contact, Etat, Souvenir } from './state';
import { helpFor } from './surete';
import { say, texte } from './textes';
import type { TexteId } from './textes';

/** What was said on a call, taken over in writing. The draft only fills the demande: everything is read back, and asked where it is missing. */

/** « j'ai un code d'appel 123 456 789 012 », or the code alone; `null` when it is not said. */
export function disCodeAppel(etat: Etat, { texte: said }: EvenementMessage): Lecture | null {
  const code = parseCallCode(said);
  // figures that answer are no other question, whatever they look like alone
  if (etat.question?.id === 'code-appel' && code === null && said.replace(/\D/g, '').length >= 6) return incompris(say('appel.code-forme'));
  const isBare = code !== null && /^[\d\s.-]+$/.test(said) && etat.brouillon === null;
  if (!isBare && !mentions(said, lexique.code)) return null;
  if (etat.brouillon) return compris(etat, { dire: [say('appel.demande-en-cours')], question: etat.question, ...(etat.question ? { retour: true as const } : {}) });
  return compris(etat, code === null ? { question: { id: 'code-appel' } } : { question: null, effets: [{ genre: 'reprendre-appel', code }] });
}

/** Unknown, expired and already used are told alike. */
export const appelRefuse = (etat: Etat, { trop }: Extract<Evenement, { genre: 'appel-refuse' }>, ctx: Contexte): Resultat =>
  (trop ? done({ ...etat, question: null }, [say('appel.trop')]) : askNow(etat, { id: 'code-appel' }, [say('appel.refuse')], [], ctx));

export const appelAVerifier = (etat: Etat, { appel, essais }: Extract<Evenement, { genre: 'appel-a-verifier' }>, ctx: Contexte): Resultat =>
  askNow(etat, { id: 'appel-verification', appel, essais }, essais > 0 ? [say('appel.verification-fausse')] : [], [], ctx);

/** The ordinary dialog goes on from what was said. Without the verification, nothing but the motif and the prestation is taken. */
export function appelRepris(etat: Etat, { appel, complet }: Extract<Evenement, { genre: 'appel-repris' }>, ctx: Contexte): Resultat {
  const date = formatLong(parisDate(new Date(appel.appelLe)));
  const begun = demandeDeLAppel(etat, appel, complet, ctx);
  if (!begun) return done({ ...etat, question: null }, [say('appel.sans-demande', { date }, { choix: accueilChoix() })]);
  const helped = helpFor(begun.etat, complet ? (appel.drapeaux[0]?.valeur ?? null) : null, null, ctx);
  const dire = [...helped.reponses, say(complet ? 'appel.repris' : 'appel.repris-sans-mots', { date }), ...begun.dire];
  return settle(helped.etat, compris(helped.etat, { dire, effets: helped.effets }), ctx);
}

/** The draft of a demande, filled with what the call gives; `null` when the call asked nothing of an expert. */
export function demandeDeLAppel(etat: Etat, appel: BrouillonAppel, complet: boolean, ctx: Contexte): { etat: Etat; dire: NonNullable<Extract<Lecture, { genre: 'compris' }>['dire']> } | null {
  if (!appel.motif) return null;
  const opened = openDemande(etat, appel.motif.valeur, souvenirOf(appel, appel.motif.valeur, complet), ctx);
  if (opened.genre !== 'compris') return null;
  const filled = withBrouillon(opened.etat, complet ? saidIn(appel, brouillonOf(opened.etat)) : { paroles: [] });
  return { etat: filled, dire: opened.dire ?? [] };
}

function souvenirOf(appel: BrouillonAppel, motif: Motif, complet: boolean): Souvenir {
  const prestation = appel.prestation?.valeur ?? 'INCONNUE';
  const second = appel.autres.find(({ valeur, prestation: other }) => isMotif(valeur) && other !== null);
  const secondMotif = second && isMotif(second.valeur) ? second.valeur : null;
  const prestations: Prestation[] = second?.prestation ? [prestation, second.prestation] : [prestation];
  return {
    texte: complet ? motsDe(appel) : '', entities: complet ? appel.entities : [], fichiers: [], code: motif, prestation,
    revision: appel.revision, drapeau: complet ? (appel.drapeaux[0]?.valeur ?? null) : null, prestations, secondMotif, faits: [], autresSens: [], confiance: 1,
  };
}

const motsDe = ({ paroles }: BrouillonAppel): string => paroles.map((parole) => parole.texte).join('\n');

/** What the caller said, put where the questions would have put it. */
function saidIn({ paroles, expose, contacts, numeroAllocataire, drapeaux }: BrouillonAppel, b: Brouillon): Partial<Brouillon> {
  const { situationInitiale, problemeRencontre, demandeFormelle } = expose;
  return {
    paroles: paroles.map((parole) => parole.texte), drapeaux: [...new Set([...b.drapeaux, ...drapeaux.map(({ valeur }) => valeur)])],
    expose: {
      ...(situationInitiale ? { situationInitiale: situationInitiale.texte } : {}), ...(problemeRencontre ? { problemeRencontre: problemeRencontre.texte } : {}),
      ...(demandeFormelle ? { demandeFormelle: demandeFormelle.texte } : {}),
    },
    ...(contacts.length > 0 ? { contacts: contacts.map(({ valeur }) => contactDit(valeur)), contactVu: true } : {}),
    ...(numeroAllocataire ? { numeroAllocataire: numeroAllocataire.valeur } : {}),
  };
}

const CANAUX: Readonly<Record<string, string>> = lexique.canaux;
const isTexteCanal = (id: string | undefined): id is TexteId & `contact.canal-${string}` => id !== undefined && id.startsWith('contact.canal-');

function contactDit({ canal, date, reponse }: BrouillonAppel['contacts'][number]['valeur']): Contact {
  const id = CANAUX[canal];
  const dit = date === null ? {} : { date: formatEntite({ type: 'date', start: 0, end: 0, text: '', date, precision: 'jour', ambigu: false, relation: 'le' }), jour: date };
  return { date: '', ...dit, canal: isTexteCanal(id) ? texte(id) : '', interlocuteur: '', reference: '', reponse };
}
