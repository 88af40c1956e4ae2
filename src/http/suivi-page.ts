import { refusal } from '../../dialogs/refus';
import { delaiExplique, rappelLegalTexte } from '../../dialogs/delai';
import type { Contenu } from '../../dialogs/contenu';
import type { Completed } from '../app/complete-dossier';
import { awaitedPieces, type PieceAttendue } from '../domain/awaited-pieces';
import { formatLong, parisDate } from '../domain/calendar';
import { OPEN_STATUTS, type Annonce, type Complement, type Dossier, type EvenementDossier } from '../domain/dossier';
import { deadline, isLate, lifeOf, TRANSITIONS } from '../domain/lifecycle';
import { SUIVI_PATH } from '../domain/tracking-code';
import { stepsOf } from '../domain/tracking-steps';
import { fill } from '../ops/fill';
import T from './suivi-textes.json';
import { html, NOTHING, type Html } from './html';
import { pageHead } from './page-head';

/** The tracking page (R-085): server-rendered, without script. What a person or an expert wrote is only ever shown as text. */

export const DOCUMENT_PATH = '/suivi/document';
/** Where « Quitter vite » leads: the same site as in the chat. */
const QUIT_TO = 'https://www.google.fr/';

const long = (instant: string): string => formatLong(instant.length > 10 ? parisDate(new Date(instant)) : instant);

function page(title: string, body: Html): string {
  return html`${pageHead({ titre: title, styles: ['/suivi.css'] })}
<body>
<main>
${body}
</main>
</body>
</html>
`.html;
}

// ---------------------------------------------------------------- the way in

export type Acces = { numero: string; faute: 'numero' | 'code' | 'refuse' | 'fini' | null };

/** The code is never written back into the page. */
export function accessPage({ numero, faute }: Acces): string {
  const about = (field: 'numero' | 'code'): Html => (faute === field ? html` aria-invalid="true" aria-describedby="${field}-aide erreur"` : html` aria-describedby="${field}-aide"`);
  return page(faute === null ? T.titre : fill(T.titreErreur, { titre: T.titre }), html`
<h1>${T.titre}</h1>
<p>${T.role}</p>
${faute === null ? NOTHING : html`<p class="cadre alerte" role="alert" id="erreur">${FAUTES[faute]}</p>`}
<form action="${SUIVI_PATH}" method="post" autocomplete="off">
<p><label for="numero">${T.numeroLabel}</label><span class="aide" id="numero-aide">${T.numeroAide}</span>
<input id="numero" name="numero" value="${numero}" autocapitalize="characters" spellcheck="false" maxlength="100" required${about('numero')}></p>
<p><label for="code">${T.codeLabel}</label><span class="aide" id="code-aide">${T.codeAide}</span>
<input id="code" name="code" autocapitalize="characters" spellcheck="false" maxlength="100" required${about('code')}></p>
<p><button type="submit">${T.voir}</button></p>
</form>
<section><h2>${T.perduTitre}</h2><p>${T.perdu}</p></section>
<p><a class="bouton" href="/">${T.conversation}</a></p>`);
}

const FAUTES = { numero: T.numeroFaux, code: T.codeFaux, refuse: T.refuse, fini: T.fini } as const;

/** What cannot be done now, with the code that an operator looks up. */
export const failurePage = (code: string): string => page(T.erreurTitre, html`
<h1>${T.erreurTitre}</h1>
<p role="alert">${code === 'CORPS_TROP_GROS' ? T.tropGros : T.erreurTexte}</p>
<p><a class="bouton" href="${SUIVI_PATH}">${T.titre}</a></p>
<p class="petit">${fill(T.code, { code })}</p>`);

// ---------------------------------------------------------------- the dossier

/** What was just done, above the page. */
export type Avis = { genre: 'fait' | 'alerte'; phrases: readonly string[] };

/** `heure`: when the session ends, as read on a clock in Paris. */
export type Vue = { dossier: Dossier; jeton: string; heure: string; today: string; avis: Avis | null; contenu: Contenu };

export function completedNotices({ recus, doublons, refus, ajoute, possible }: Completed): Avis {
  if (!possible) return { genre: 'alerte', phrases: [T.plusPossible] };
  const phrases = [
    ...(ajoute ? [T.ajoute] : []), ...(recus.length > 0 && ajoute ? [fill(T.ajouteFichiers, { liste: recus.join(', ') })] : []),
    ...(doublons.length > 0 ? [fill(T.doublon, { liste: doublons.join(', ') })] : []),
    ...refus.map((one) => refusal(one).texte),
  ];
  return { genre: ajoute && refus.length === 0 ? 'fait' : 'alerte', phrases: phrases.length > 0 ? phrases : [T.rienAjoute] };
}

export const NOTICES = {
  annulee: { genre: 'fait', phrases: [T.annulee] }, rouverte: { genre: 'fait', phrases: [T.rouverte] },
  rouvrirManque: { genre: 'alerte', phrases: [T.rouvrirManque] }, plusPossible: { genre: 'alerte', phrases: [T.plusPossible] },
} satisfies Record<string, Avis>;

export function dossierPage(vue: Vue): string {
  const { dossier, avis } = vue;
  return framed(vue, html`
<h1>${T.etatTitre}</h1>
${avis ? html`<div class="cadre ${avis.genre}" role="${avis.genre === 'fait' ? 'status' : 'alert'}">${avis.phrases.map((phrase) => html`<p>${phrase}</p>`)}</div>` : NOTHING}
<p class="fort">${T[`phrase.${dossier.statut}`]}</p>
${steps(dossier)}
${allows(dossier, 'completer') ? html`<p class="ecran"><a class="bouton" href="#ajouter">${T.ajouterTitre}</a></p>` : NOTHING}
${identity(vue)}
${hasMessages(dossier) ? messages(dossier) : NOTHING}
${dates(vue)}
${hasMessages(dossier) ? NOTHING : messages(dossier)}
${pieces(dossier)}
${allows(dossier, 'completer') ? addForm(vue) : NOTHING}
${allows(dossier, 'rouvrir') ? reopenForm(vue) : NOTHING}
${history(dossier)}
${legal(vue)}
${allows(dossier, 'annuler') ? cancelForm(vue) : NOTHING}
${footer(vue)}`);
}

/** In quiet mode nothing that shows in a list of tabs or in a history speaks of a demande, and a way out is first. */
function framed({ dossier }: Vue, body: Html): string {
  const { discret } = dossier.demande;
  const quit = discret ? html`<p class="ecran"><a class="bouton quitter" href="${QUIT_TO}" rel="noreferrer">${T.quitter}</a></p>` : NOTHING;
  return page(discret ? T.titreDiscret : fill(T.titreDossier, { reference: dossier.reference }), html`${quit}${body}`);
}

const allows = ({ statut }: Dossier, acte: 'completer' | 'annuler' | 'rouvrir'): boolean => TRANSITIONS[acte].de.includes(statut);

/** The state of each step is in words; colour only adds to it. */
const steps = (dossier: Dossier): Html => html`<ol class="etapes">${stepsOf(dossier).map(({ etape, etat }) => html`
<li class="${etat}"${etat === 'en-cours' ? html` aria-current="step"` : NOTHING}><strong>${T[`etape.${etape}`]}</strong> <span>(${T[`etat.${etat}`]})</span></li>`)}</ol>`;

function identity({ dossier, contenu }: Vue): Html {
  const { demande, reference, ouvertLe, vie } = dossier;
  return html`<dl>
${row(T.numero, html`<strong class="numero">${reference}</strong>`)}
${row(T.motif, html`${contenu.motifs[demande.motif].libelle}`)}
${row(T.prestation, html`${contenu.prestations[demande.prestation].nom}`)}
${row(T.service, html`${contenu.services[demande.service].nomLong}`)}
${vie?.expert ? row(T.expert, html`${vie.expert.prenom}`) : NOTHING}
${row(T.ouverte, html`${long(ouvertLe)}`)}
</dl>`;
}

const row = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function dates({ dossier, today }: Vue): Html {
  const vie = lifeOf(dossier);
  if (!OPEN_STATUTS.includes(dossier.statut)) return html`<section><h2>${T.dateTitre}</h2>${announces(dossier)}</section>`;
  const date = formatLong(deadline(dossier));
  const late = isLate(dossier, today);
  const excuses = late ? fill(T.retard, { date }) : vie.depassements > 0 ? T.retardAncien : null;
  return html`<section><h2>${T.dateTitre}</h2>
${excuses === null ? NOTHING : html`<div class="cadre alerte"><p>${excuses}</p><p>${T.recours}</p></div>`}
${dossier.statut === 'COMPLEMENT_DEMANDE' ? html`<p>${T.dateSuspendue}</p>` : late ? NOTHING : html`<p class="fort">${fill(T.date, { date })}</p><p>${T.dateRelance}</p>`}
${announces(dossier)}</section>`;
}

const announces = (dossier: Dossier): Html => html`<h3>${T.annonces}</h3><ul>${lifeOf(dossier).annonces.map((annonce) => html`<li>${announce(annonce, dossier)}</li>`)}</ul>`;

function announce({ le, echeance, raison, pourquoi }: Annonce, { ouvertLe, promesse }: Dossier): Html {
  if (raison === 'ouverture') {
    const jour = parisDate(new Date(ouvertLe));
    return html`${fill(T.annonceOuverture, { le: formatLong(jour) })} ${jour === le ? '' : fill(T.compteeDepuis, { le: formatLong(le) })} ${delaiExplique(promesse)}`;
  }
  return html`${fill(T.annonce, { le: formatLong(le), echeance: formatLong(echeance) })} ${T[`raison.${raison}`]} ${pourquoi}`;
}

/** What the expert says comes before the dates: it may wait for the person. */
const hasMessages = ({ vie }: Dossier): boolean => vie !== undefined && (vie.complements.length > 0 || vie.reponse !== null);

function messages({ vie }: Dossier): Html {
  const asked = (vie?.complements ?? []).map(complement);
  const { reponse } = vie ?? {};
  const answer = reponse ? html`<div class="cadre"><h3>${fill(T.reponse, { le: long(reponse.at) })}</h3>${paragraphs(reponse.texte)}</div>` : NOTHING;
  return html`<section><h2>${T.expertTitre}</h2>${asked.length === 0 && !reponse ? html`<p>${T.aucunMessage}</p>` : html`${answer}${asked}`}</section>`;
}

const paragraphs = (text: string): Html[] => text.split(/\n+/).filter((line) => line.trim() !== '').map((line) => html`<p>${line}</p>`);

const complement = ({ pieces: asked, pourquoi, demandeLe, limite, recuLe }: Complement): Html => html`<div class="cadre${recuLe === null ? ' alerte' : ''}">
<p>${fill(T.complementDemande, { le: formatLong(demandeLe), pieces: asked.map(({ libelle }) => libelle).join(', ') })}</p>
<p>${fill(T.complementPourquoi, { pourquoi })}</p>
<p class="fort">${recuLe === null ? fill(T.complementLimite, { limite: formatLong(limite) }) : fill(T.complementRecu, { recu: formatLong(recuLe) })}</p></div>`;

function pieces(dossier: Dossier): Html {
  const received = dossier.demande.pieces.filter(({ statut }) => statut === 'recue');
  const awaited = OPEN_STATUTS.includes(dossier.statut) ? awaitedPieces(dossier) : [];
  const required = awaited.filter(({ necessite }) => necessite === 'obligatoire');
  const useful = awaited.filter(({ necessite }) => necessite !== 'obligatoire');
  const count = (n: number): string => (n === 0 ? '' : n === 1 ? ` (${T.fichiersUn})` : ` (${fill(T.fichiersPlusieurs, { nombre: String(n) })})`);
  return html`<section><h2>${T.piecesTitre}</h2>
<h3>${T.piecesRecues}</h3>${received.length === 0 ? html`<p>${T.aucuneRecue}</p>` : html`<ul>${received.map(({ libelle, fichiers }) => html`<li>${libelle}${count(fichiers.length)}</li>`)}</ul>`}
${OPEN_STATUTS.includes(dossier.statut) ? html`<h3>${T.piecesAttendues}</h3>${required.length === 0 ? html`<p>${T.aucuneAttendue}</p>` : list(required)}` : NOTHING}
${useful.length === 0 ? NOTHING : html`<h3>${T.piecesUtiles}</h3>${list(useful)}`}</section>`;
}

const list = (awaited: readonly PieceAttendue[]): Html => html`<ul>${awaited.map(({ libelle }) => html`<li>${libelle}</li>`)}</ul>`;

const EVENTS: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(T).flatMap(([id, text]) => (id.startsWith('evenement.') ? [[id.slice('evenement.'.length), text]] : [])));

/** Notes, pre-alerts and what else only serves the service have no sentence, so are not shown. */
const history = ({ evenements }: Dossier): Html => html`<section><h2>${T.historiqueTitre}</h2><ol class="histoire">${evenements.flatMap(event)}</ol></section>`;

function event({ at, quoi, detail }: EvenementDossier): Html[] {
  const said = EVENTS[quoi];
  if (said === undefined) return [];
  // the person's own words; those of the others are shown where they belong
  return [html`<li><span class="quand">${long(at)}</span> ${said}${quoi === 'completer' ? ` ${detail}` : ''}</li>`];
}

function legal({ dossier, today, contenu }: Vue): Html {
  const reminder = rappelLegalTexte(dossier.rappelLegal, contenu.motifs[dossier.demande.motif].enjeuDecision, today);
  return html`<section class="cadre"><h2>${T.legalTitre}</h2><p>${reminder ?? T.legal}</p></section>`;
}

// ---------------------------------------------------------------- its forms

/** The session travels in the form: nothing is kept on the device, and another site has nothing to send in the person's name. */
const session = (jeton: string): Html => html`<input type="hidden" name="jeton" value="${jeton}">`;
const gesture = (name: string): Html => html`<input type="hidden" name="geste" value="${name}">`;

const ACCEPTED = '.pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/*';

function addForm({ dossier, jeton }: Vue): Html {
  const fields = [...awaitedPieces(dossier), { cle: 'autre', libelle: T.autreDocument }];
  return html`<section class="ecran"><h2 id="ajouter">${T.ajouterTitre}</h2>
<p id="ajouter-aide">${T.ajouterAide}</p>${dossier.statut === 'COMPLEMENT_DEMANDE' ? html`<p>${T.ajouterComplement}</p>` : NOTHING}
<form action="${DOCUMENT_PATH}" method="post" enctype="multipart/form-data">${session(jeton)}
${fields.map(({ cle, libelle }) => html`<p><label for="${cle}">${libelle}</label><input type="file" id="${cle}" name="${cle}" accept="${ACCEPTED}" multiple aria-describedby="ajouter-aide"></p>`)}
<p><label for="mot">${T.motLabel}</label><span class="aide" id="mot-aide">${T.motAide}</span><textarea id="mot" name="mot" rows="3" maxlength="1000" aria-describedby="mot-aide"></textarea></p>
<p><button type="submit">${T.envoyer}</button></p>
</form></section>`;
}

const reopenForm = ({ jeton, avis }: Vue): Html => html`<section class="ecran"><h2>${T.rouvrirTitre}</h2><p>${T.rouvrirAide}</p>
<form action="${SUIVI_PATH}" method="post">${session(jeton)}${gesture('rouvrir')}
<p><label for="pourquoi">${T.rouvrirLabel}</label><textarea id="pourquoi" name="pourquoi" rows="3" maxlength="1000" required${avis?.genre === 'alerte' ? html` aria-invalid="true"` : NOTHING}></textarea></p>
<p><button type="submit">${T.rouvrir}</button></p>
</form></section>`;

const cancelForm = ({ jeton }: Vue): Html => html`<section class="ecran"><h2>${T.annulerTitre}</h2><p>${T.annulerAide}</p>
${button(jeton, 'annuler', T.annuler, 'danger')}</section>`;

const button = (jeton: string, name: string, label: string, style: string): Html =>
  html`<form action="${SUIVI_PATH}" method="post">${session(jeton)}${gesture(name)}<p><button type="submit" class="${style}">${label}</button></p></form>`;

/** A second page asks, so that one press never cancels. */
export const cancelPage = (vue: Vue): string => framed(vue, html`
<h1>${T.annulerQuestion}</h1>
<p class="numero">${vue.dossier.reference}</p>
<p>${T.annulerAide}</p>
${button(vue.jeton, 'annuler-oui', T.annulerOui, 'danger')}
${button(vue.jeton, 'voir', T.annulerNon, 'second')}`);

const footer = ({ jeton, heure }: Vue): Html => html`<section class="ecran pied">
${button(jeton, 'voir', T.actualiser, 'second')}
<p><a class="bouton" href="/">${T.conversation}</a> <a class="bouton" href="${SUIVI_PATH}">${T.fermer}</a></p>
<p>${T.imprimer}</p><p>${fill(T.duree, { heure })}</p></section>`;
