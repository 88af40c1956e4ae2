import type { Dossier } from '../src/domain/dossier';
import { DUREES } from '../src/domain/conservation';
import { appelAVerifier, appelRefuse, appelRepris } from './appel';
import { action } from './buttons';
import { offreCourriel } from './courriel';
import { depotsListes } from './depots';
import { aboutDossier, acted, depositFiles, foundFor, listedFor, ratingAfter, refused, stillSent, withoutLostFiles } from './dossier-envoye';
import type { Contexte, Evenement, EvenementMessage, Resultat } from './events';
import { afterFiles, files, keepsFiles } from './files';
import { andBack, askNow, done } from './flow';
import { lienApres } from './lies';
import { said } from './message';
import { menuClosed } from './moyens';
import { withOffer } from './offre-moyen';
import { accueilChoix } from './orienter';
import { filesOf } from './questions/accueil';
import { relance } from './relance';
import { withReview } from './revue';
import type { Etat } from './state';
import { accuse, courrierApres, liesTexte, suivi } from './suivi';
import { keysAfter, onPhone } from './telephone/call';
import { codeAPreciser, codeDonne, codeRefuse, inconnu } from './suivi-code';
import { choix, say } from './textes';
import { voice } from './voice';

const DAY_MS = 24 * 3_600_000;

/** One step of a conversation: pure, so that it can be replayed on a newer state. */
export function step(etat: Etat, evenement: Evenement, ctx: Contexte): Resultat {
  const result = withReview(etat, evenement, withOffer(etat, evenement, withoutLostFiles(heard(etat, evenement, ctx))));
  // the first draft is kept for as long as the second is offered, and no longer
  const lien = result.etat.question?.id === 'lier' ? result.etat.lien : null;
  const aSimplifier = result.etat.aSimplifier === etat.aSimplifier ? null : result.etat.aSimplifier;
  return { ...result, etat: { ...result.etat, aSimplifier, lien, vuLe: ctx.now.toISOString(), voix: keysAfter(result, evenement, ctx) }, reponses: result.reponses.map((reponse) => voice(reponse, ctx.canal)) };
}

const heard = (etat: Etat, evenement: Evenement, ctx: Contexte): Resultat =>
  ctx.canal === 'ivr' ? onPhone(etat, evenement, ctx, dispatch) : dispatch(etat, evenement, ctx);

function dispatch(etat: Etat, evenement: Evenement, ctx: Contexte): Resultat {
  switch (evenement.genre) {
    case 'arrivee':
      return afterExpiry(etat, ctx, (alive) => arrival(alive, ctx));
    case 'message':
      return message(etat, evenement, ctx);
    case 'action':
      return afterExpiry(etat, ctx, (alive) => action(menuClosed(alive), evenement, ctx));
    case 'dossier-ouvert': {
      const rang = etat.brouillon?.rang ?? etat.rang;
      const ouverts = [...etat.ouverts.filter((o) => o.rang !== rang), { rang, reference: evenement.dossier.reference }];
      const closed: Etat = { ...etat, brouillon: null, question: null, suspendue: null, echecs: 0, ouverts };
      const dire = [accuse(evenement.dossier, evenement.code, ctx), ...liesTexte(evenement.dossier), ...courrierApres(evenement.dossier), say('accuse.apres')];
      const lien = etat.brouillon && lienApres(etat.brouillon, evenement.dossier);
      if (lien) return askNow({ ...closed, lien }, { id: 'lier' }, dire, [], ctx);
      const offre = offreCourriel(closed, evenement.dossier, ctx);
      return offre ? askNow(closed, offre, dire, [], ctx) : done(closed, dire);
    }
    case 'dossier-trouve':
      return evenement.pour ? foundFor(etat, evenement.pour, evenement.dossier, ctx) : tracked(etat, evenement.dossier, ctx);
    case 'dossier-inconnu':
      return inconnu(etat, evenement.reference, ctx);
    case 'code-refuse':
      return codeRefuse(etat, evenement, ctx);
    case 'code-donne':
      return andBack(etat, [codeDonne(evenement.reference, evenement.code)], ctx);
    case 'code-a-preciser':
      return andBack(etat, [codeAPreciser(evenement.references)], ctx);
    case 'dossiers-listes':
      return listed(etat, evenement, ctx);
    case 'depots-listes':
      return depotsListes(etat, evenement, ctx);
    case 'acte-fait':
      return acted(etat, evenement, ctx);
    case 'acte-refuse':
      return refused(etat, evenement);
    case 'appel-refuse':
      return appelRefuse(etat, evenement, ctx);
    case 'appel-a-verifier':
      return appelAVerifier(etat, evenement, ctx);
    case 'appel-repris':
      return appelRepris(etat, evenement, ctx);
    case 'courriels-arretes':
      return andBack(etat, [say(evenement.nombre > 0 ? 'courriel.arrete' : 'courriel.aucun')], ctx);
    case 'relance':
    case 'a-confirmer':
    case 'mal-entendu':
      return andBack(etat, [], ctx);
  }
}

/** Where the dossier stands, and, once it is finished, the rating. */
function tracked(before: Etat, dossier: Dossier, ctx: Contexte): Resultat {
  const etat: Etat = { ...before, suivie: dossier.reference };
  const rating = ratingAfter(etat, dossier);
  return rating ? askNow(rating.etat, rating.question, [suivi(dossier, ctx)], [], ctx) : andBack(etat, [suivi(dossier, ctx)], ctx);
}

function arrival(etat: Etat, ctx: Contexte): Resultat {
  if (etat.brouillon) return askNow({ ...etat, enPause: false }, { id: 'reprise' }, [], [], ctx);
  return done(etat, [say(ctx.canal === 'teams' ? 'accueil.arrivee-teams' : 'accueil.arrivee', {}, { choix: accueilChoix() })]);
}

function listed(etat: Etat, { dossiers, pour }: Extract<Evenement, { genre: 'dossiers-listes' }>, ctx: Contexte): Resultat {
  if (pour === 'relancer') return relance(etat, dossiers, ctx) ?? tellAll(etat, dossiers, ctx);
  if (pour === 'rester') return stillSent(etat, dossiers);
  return pour ? listedFor(etat, pour, dossiers, ctx) : tellAll(etat, dossiers, ctx);
}

function tellAll(etat: Etat, dossiers: readonly Dossier[], ctx: Contexte): Resultat {
  const [only, other] = dossiers;
  if (!only) return askNow(etat, { id: 'reference' }, [], [], ctx);
  if (!other) return tracked(etat, only, ctx);
  return askNow(etat, { id: 'reference' }, [say('suivi.plusieurs', { liste: dossiers.map((d) => `• ${d.reference}`).join('\n') }, { choix: choix(...dossiers.map((d) => d.reference)) })], [], ctx);
}

function message(etat: Etat, ev: EvenementMessage, ctx: Contexte): Resultat {
  const expired = withoutExpired(etat, ctx);
  // a file answers the question that waits behind the menu
  const received = files(ev.fichiers.length > 0 ? menuClosed(expired.etat) : expired.etat, ev);
  const before = [...expired.reponses, ...ev.masques.map((nature) => say(`masque.${nature}`)), ...received.reponses];
  const effets = [...expired.effets, ...received.effets];
  const result = aboutDossier(received.etat, ev, ctx) ?? (ev.texte.trim() === '' ? afterFiles(received.etat, ev, ctx) : said(received.etat, ev, ctx));
  const all = done(result.etat, [...before, ...result.reponses], [...effets, ...result.effets]);
  if (ev.fichiers.length === 0 || keepsFiles(result.etat)) return all;
  const kept = depositFiles(all.etat, ev);
  return done(kept.etat, all.reponses, [...all.effets, ...kept.effets]);
}

/** A page opened again or an old card pressed finds no draft older than its life either. */
function afterExpiry(etat: Etat, ctx: Contexte, then: (alive: Etat) => Resultat): Resultat {
  const expired = withoutExpired(etat, ctx);
  const result = then(expired.etat);
  return done(result.etat, [...expired.reponses, ...result.reponses], [...expired.effets, ...result.effets]);
}

function withoutExpired(etat: Etat, ctx: Contexte): Resultat {
  if (etat.brouillonExpire) return done({ ...etat, brouillonExpire: false }, [say('reprise.expire')]);
  if (ctx.now.getTime() - Date.parse(etat.vuLe) < DUREES.brouillonJours * DAY_MS) return done(etat, []);
  if (!etat.brouillon) return done(etat.lien ? { ...etat, lien: null, question: null } : etat, []);
  return done({ ...etat, brouillon: null, question: null, suspendue: null, enPause: false }, [say('reprise.expire')], [{ genre: 'supprimer-fichiers', fichiers: filesOf(etat) }]);
}
