import { formatMois } from '../../../dialogs/format';
import type { Contenu } from '../../../dialogs/contenu';
import { mandatTexte } from '../../../dialogs/mandat';
import type { Cas, Fichier, Voisin } from '../../desk/case';
import { holderOf } from '../../desk/queue';
import type { Session } from '../../desk/sessions';
import { awaitedPieces } from '../../domain/awaited-pieces';
import { formatLong, parisDate, workingDaysBetween } from '../../domain/calendar';
import { isMonth } from '../../domain/legal';
import { completeness } from '../../domain/completeness';
import { ISSUES, OPEN_STATUTS } from '../../domain/dossier';
import type { Dossier, EvenementDossier, Expose } from '../../domain/dossier';
import { deadline, isLate, lifeOf } from '../../domain/lifecycle';
import { fill } from '../../ops/fill';
import type { DeskStore } from '../../stores/desk-store';
import { html, NOTHING, type Html } from '../html';
import { acts, take } from './case-forms';
import { bureauPage, day, hour, moment, named, notice, paragraphs, row, t, type Avis } from './layout';
import { remaining, reasonsOf } from './queue-page';
import T from './textes.json';

/** What the page of a dossier is made of. `saisie`: what was typed in a form that could not be taken, to be shown again. */
export type VueCas = {
  cas: Cas; session: Session; contenu: Contenu; now: Date; alsaceMoselle: boolean; priseMinutes: number; avis: Avis | null; saisie: ReadonlyMap<string, string>; modele: string | null;
};

export type Lecteurs = Awaited<ReturnType<DeskStore['readers']>>;

export function casePage(vue: VueCas): string {
  const { cas: { dossier }, session } = vue;
  const { reference } = dossier;
  return bureauPage(t('cas.titre', { reference }), session, null, html`<p class="fil"><a href="/bureau" data-raccourci="f">${T.retourFile}</a></p>
<h1>${t('cas.titre', { reference })}</h1>
${notice(vue.avis)}
<div class="cadre alerte" role="status" hidden data-change><p>${T['cas.change']}</p><p><a class="bouton" href="/bureau/dossier/${reference}">${T['cas.actualiser']}</a></p></div>
${head(vue)}
<div class="deux" data-veille="cas" data-etat="/bureau/dossier/${reference}/etat" data-version="${dossier.evenements.length}" data-presents-un="${T['cas.present']}" data-presents-plusieurs="${T['cas.presents']}">
<div class="lire">${summary(vue)}${statement(dossier)}${exchanges(dossier)}${documents(vue)}${contacts(dossier)}${history(vue)}${conversation(vue)}${neighbours(vue)}</div>
<div class="agir">${acts(vue)}</div>
</div>`);
}

// ---------------------------------------------------------------- where it stands

function head(vue: VueCas): Html {
  const { cas: { dossier, presents }, now, alsaceMoselle } = vue;
  const today = parisDate(now);
  const { priorite, depassements } = lifeOf(dossier);
  const isOpen = OPEN_STATUTS.includes(dossier.statut);
  const runs = isOpen && dossier.statut !== 'COMPLEMENT_DEMANDE';
  const echeance = deadline(dossier);
  const raisons = reasonsOf(dossier.promesse.raisonsPriorite, depassements).join(' ; ') || T['cas.sansRaison'];
  return html`<div class="cadre situation">
<p><strong class="etat">${T[`statut.${dossier.statut}`]}</strong> ${isOpen ? remaining({ dossier, echeance, joursRestants: runs ? workingDaysBetween(today, echeance, alsaceMoselle) : null, enRetard: isLate(dossier, today) }) : NOTHING}</p>
<p><strong class="priorite ${priorite.toLowerCase()}">${t('cas.prioriteTitre', { priorite })}</strong> ${raisons}</p>
${isOpen ? html`<p>${holding(vue)}</p>${take(vue)}` : NOTHING}
<p class="presents" role="status" data-presents${presents.length === 0 ? html` hidden` : NOTHING}>${t(presents.length > 1 ? 'cas.presents' : 'cas.present', { noms: presents.map(({ prenom }) => prenom).join(', ') })}</p>
</div>${dossier.demande.discret ? html`<div class="cadre alerte"><p>${T['cas.discret']}</p></div>` : NOTHING}`;
}

function holding({ cas: { dossier, prise }, session: { agent }, now, priseMinutes: minutes }: VueCas): string {
  const holder = holderOf(dossier, prise, agent, now.getTime());
  if (holder === null) return T['cas.libre'];
  const heure = hour(holder.finMs ?? now.getTime());
  if (holder.moi) return holder.reserve ? t('cas.moi', { heure, minutes }) : t('cas.moiFini', { minutes });
  if (!holder.reserve || prise === null) return t('cas.autreFini', { prenom: holder.prenom });
  return t('cas.autre', { prenom: holder.prenom, depuis: hour(prise.depuisMs), heure });
}

// ---------------------------------------------------------------- what the person said

function summary({ cas: { dossier }, contenu, now }: VueCas): Html {
  const { demande, rappelLegal } = dossier;
  const { score, surtout } = completeness(demande);
  return html`<section><h2>${T['cas.resume']}</h2><dl>
${row(T['cas.motif'], contenu.motifs[demande.motif].libelle)}
${row(T['cas.prestation'], contenu.prestations[demande.prestation].nom)}
${row(T['cas.service'], contenu.services[demande.service].nomLong)}
${row(T['cas.allocataire'], demande.numeroAllocataire ?? T['cas.inconnu'])}
${row(T['cas.codePostal'], demande.codePostal ?? T['cas.inconnu'])}
${row(T['cas.ouverte'], moment(dossier.ouvertLe))}
${row(T['cas.canal'], T[`canal.${dossier.canal}`])}
${row(T['cas.critere'], demande.critere)}
${row(T['cas.complexite'], [T[`complexite.${lifeOf(dossier).complexite}`], ...dossier.promesse.raisonsComplexite].join(', '))}
${row(T['cas.completude'], `${score} %${surtout && surtout.libelle !== '' ? `. ${t('cas.manque', { quoi: surtout.libelle })}` : ''}`)}
${demande.mandat ? row(T['cas.mandat'], mandatTexte(demande.mandat)) : NOTHING}
</dl>${rappelLegal === null ? NOTHING : html`<p class="cadre alerte">${t(rappelLegal.dateLimite < parisDate(now) ? 'cas.legalPasse' : 'cas.legal', { organe: rappelLegal.organe, date: formatLong(rappelLegal.dateLimite), acte: isMonth(rappelLegal.dateActe) ? formatMois(rappelLegal.dateActe) : formatLong(rappelLegal.dateActe) })}</p>`}</section>`;
}

const RUBRIQUES = ['situationInitiale', 'problemeRencontre', 'demarches', 'demandeFormelle'] as const;

function statement({ demande }: Dossier): Html {
  const { expose, exposeOriginal, exposeChoix, paroles, reponses } = demande;
  const isRewritten = exposeChoix === 'propose' && exposeOriginal !== undefined;
  return html`<section><h2>${T['cas.expose']}</h2>
${isRewritten ? html`<div class="cote"><div><h3>${T['cas.version']}</h3>${headings(expose)}</div><div class="mots"><h3>${T['cas.original']}</h3>${headings(exposeOriginal)}</div></div>` : headings(expose)}
${isRewritten ? NOTHING : html`<p class="aide">${T['cas.originalMemes']}</p>`}
<details><summary>${T['cas.paroles']}</summary><ol class="paroles">${paroles.map((one) => html`<li>${one}</li>`)}</ol></details>
${Object.keys(reponses).length === 0 ? NOTHING : html`<h3>${T['cas.reponses']}</h3><dl>${Object.values(reponses).map(({ libelle, texte }) => row(libelle, texte))}</dl>`}</section>`;
}

const headings = (expose: Expose): Html[] => RUBRIQUES.filter((id) => expose[id].trim() !== '').map((id) => html`<p class="rubrique">${T[`cas.${id}`]}</p>${paragraphs(expose[id])}`);

/** What the expert and the person have already told each other. */
function exchanges({ vie }: Dossier): Html {
  if (!vie || (vie.complements.length === 0 && !vie.reponse)) return NOTHING;
  const asked = vie.complements.map(({ pieces, pourquoi, demandeLe, limite, recuLe }) => html`<div class="cadre vers-personne">
<h3>${recuLe === null ? t('cas.complement', { le: day(demandeLe), limite: formatLong(limite) }) : t('cas.complementRecu', { le: day(demandeLe), recu: day(recuLe) })}</h3>
<ul>${pieces.map(({ libelle }) => html`<li>${libelle}</li>`)}</ul><p>${pourquoi}</p></div>`);
  const note = (value: number | null): string => (value === null ? '–' : String(value));
  return html`<section>${asked}${vie.reponse ? html`<div class="cadre vers-personne"><h3>${t('cas.reponse', { le: moment(vie.reponse.at) })} : ${T[`issue.${vie.reponse.issue}`]}</h3>${paragraphs(vie.reponse.texte)}</div>` : NOTHING}
${vie.avis ? html`<p class="cadre">${t('cas.avis', { pertinence: note(vie.avis.pertinence), accompagnement: note(vie.avis.accompagnement) })} ${vie.avis.commentaire}</p>` : NOTHING}</section>`;
}

// ---------------------------------------------------------------- documents

const VIEWABLE = ['application/pdf', 'image/jpeg', 'image/png'];
export const isViewable = (typeMime: string): boolean => VIEWABLE.includes(typeMime);
export const VIEWER_FRAME = 'lecteur';

function documents({ cas: { dossier, fichiers } }: VueCas): Html {
  const awaited = OPEN_STATUTS.includes(dossier.statut) ? awaitedPieces(dossier) : [];
  const some = fichiers.some(({ typeMime, quarantaine }) => isViewable(typeMime) && !quarantaine);
  return html`<section><h2>${T['cas.documents']}</h2>
${fichiers.length === 0 ? html`<p>${T['cas.aucunDocument']}</p>` : html`<ul class="documents">${fichiers.map((file) => document(file, dossier.reference))}</ul>`}
${some ? html`<iframe name="${VIEWER_FRAME}" title="${T['cas.lecteur']}" sandbox="allow-scripts" class="lecteur" src="/bureau/lecteur-vide"></iframe>` : NOTHING}
${awaited.length === 0 ? NOTHING : html`<h3>${T['cas.attendus']}</h3><ul>${awaited.map(({ libelle }) => html`<li>${libelle}</li>`)}</ul>`}</section>`;
}

function document({ id, nom, piece, typeMime, quarantaine }: Fichier, reference: string): Html {
  if (quarantaine) return html`<li><strong>${piece}</strong> <span>${nom}</span> <span class="aide">${T['cas.quarantaine']}</span></li>`;
  const base = `/bureau/dossier/${reference}`;
  const see = isViewable(typeMime) ? html`<a class="bouton second petit" href="${base}/document/${id}" target="${VIEWER_FRAME}" aria-label="${t('cas.voirNom', { nom })}">${T['cas.voir']}</a>` : html`<span class="aide">${T['cas.sansApercu']}</span>`;
  return html`<li><strong>${piece}</strong> <span>${nom}</span> ${see} <a class="bouton second petit" href="${base}/telecharger/${id}" aria-label="${t('cas.telechargerNom', { nom })}">${T['cas.telecharger']}</a></li>`;
}

// ---------------------------------------------------------------- what happened

function contacts({ demande: { chronologie, pointsDeBlocage = [] } }: Dossier): Html {
  if (chronologie.length + pointsDeBlocage.length === 0) return NOTHING;
  return html`<section>${chronologie.length === 0 ? NOTHING : html`<h2>${T['cas.chronologie']}</h2><ol>${chronologie.map(({ date, canal, interlocuteur, reference, reponse }) =>
    html`<li>${[/^\d{4}-\d{2}-\d{2}$/.test(date) ? formatLong(date) : date, canal, interlocuteur, reference, reponse].filter((part) => part.trim() !== '').join(', ')}</li>`)}</ol>`}
${pointsDeBlocage.length === 0 ? NOTHING : html`<h3>${T['cas.blocages']}</h3><ul>${pointsDeBlocage.map((point) => html`<li>${point}</li>`)}</ul>`}</section>`;
}

function history({ cas: { dossier } }: VueCas): Html {
  return html`<section><h2>${T['cas.historique']}</h2><ol class="histoire">${dossier.evenements.map((one) =>
    html`<li${one.quoi === 'annoter' ? html` class="interne"` : NOTHING}><span class="aide">${moment(one.at)}, ${one.par ?? T[`acteur.${one.qui}`]}</span> ${event(one)}</li>`)}</ol></section>`;
}

/** One event in words. */
export function event({ quoi, detail }: Pick<EvenementDossier, 'quoi' | 'detail'>): string {
  const issue = ISSUES.find((code) => code === detail);
  return fill(named(`evenement.${quoi}`, T['evenement.autre']), { detail, quoi, issue: issue ? T[`issue.${issue}`] : detail }).replace(/ : $/, '');
}

function conversation({ cas }: VueCas): Html {
  return html`<section><h2>${T['cas.conversation']}</h2>${cas.conversation.length === 0 ? html`<p>${T['cas.conversationVide']}</p>` : html`<details><summary>${T['cas.conversation']} (${cas.conversation.length})</summary><ol class="echanges">${cas.conversation.map(({ qui, texte, at }) =>
    html`<li class="${qui}"><strong>${T[`cas.${qui}`]}</strong> ${at === null ? NOTHING : html`<span class="aide">${moment(at)}</span>`}${paragraphs(texte)}</li>`)}</ol></details>`}</section>`;
}

function neighbours({ cas: { voisins }, contenu }: VueCas): Html {
  return html`<section><h2>${T['cas.voisins']}</h2>${voisins.length === 0 ? html`<p>${T['cas.aucunVoisin']}</p>` : html`<ul>${voisins.map((voisin) => neighbour(voisin, contenu))}</ul>`}</section>`;
}

function neighbour({ dossier: { reference, statut, ouvertLe, demande }, lie, acces }: Voisin, contenu: Contenu): Html {
  const about = [T[`statut.${statut}`].toLowerCase(), day(ouvertLe), ...(lie ? [T['cas.lie']] : [])];
  if (acces !== 'ouvert') return html`<li>${reference} : ${[...about, acces === 'protege' ? T['cas.voisinProtege'] : T['cas.voisinAilleurs']].join(', ')}</li>`;
  return html`<li><a href="/bureau/dossier/${reference}">${reference}</a> : ${[contenu.motifs[demande.motif].libelle, ...about].join(', ')}</li>`;
}

export const protectedPage = (reference: string, session: Session): string => bureauPage(T['cas.protegeTitre'], session, null, html`<p class="fil"><a href="/bureau">${T.retourFile}</a></p>
<h1>${T['cas.protegeTitre']}</h1><div class="cadre alerte" role="alert"><p>${t('cas.protege', { reference })}</p></div>`);
