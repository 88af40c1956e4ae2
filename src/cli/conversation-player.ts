import { z } from 'zod';
import type { Assistant } from '../app/assistant';
import { CANAUX } from '../domain/codes';
import type { Canal } from '../domain/codes';
import type { DemandeConfirmee } from '../domain/dossier';
import type { Bouton, Carte, Ecoute, FichierRecu, RefusFichier, Reponse, Tour } from '../domain/tour';
import type { Store } from '../stores/store';
import { durationMs, instantOf } from './conversation-script';
import type { Ligne, Script } from './conversation-script';
import { actAsExpert, expertActe } from './conversation-expert';
import TEXTES from './converse-textes.json';
import { jpeg, pdf, png } from './sample-files';

/** A store of its own, and the assistant on it at a given hour: made anew at each line, as after a restart. */
export type World = { store: Store; assistantAt: (clock: () => Date, courriel: boolean) => Assistant };

/** Why a line does not hold. `obtenu` is what there was instead, when it is not what was said. */
export type Ecart = { raison: keyof typeof TEXTES.ecarts; attendu: string; obtenu: string };
export type Echec = Ecart & { ligne: Ligne; reponses: Reponse[] };
/** One thing the person did, and everything said after it. */
export type Echange = { ligne: Ligne; reponses: Reponse[] };
export type Partie = { script: Script; echanges: Echange[]; echec: Echec | null };

type Played = {
  world: World; now: Date; canal: Canal; courriel: boolean; personne: string; conversation: string; turn: number; replies: Reponse[]; reference: string; code: string; recus: string[];
  lastCard: Carte | undefined; echanges: Echange[];
};

/** The day a script begins when it sets no clock: a Monday morning. */
export const DEBUT = '2026-11-23 10:00';

/** Plays one script up to the first line that does not hold. */
export async function play(script: Script, world: World, start: Date = instantOf(DEBUT) ?? new Date(0)): Promise<Partie> {
  const id = `${script.fichier}-${script.lignes[0]?.numero ?? 0}`;
  const state: Played = {
    world, now: start, canal: 'web', courriel: false, personne: `p-${id}`, conversation: `c-${id}`, turn: 0, replies: [], reference: '', code: '', recus: [], lastCard: undefined, echanges: [],
  };
  for (const ligne of script.lignes) {
    const ecart = await playLine(ligne, state);
    if (ecart) return { script, echanges: state.echanges, echec: { ...ecart, ligne, reponses: state.replies } };
  }
  return { script, echanges: state.echanges, echec: null };
}

/** Titles of the suggested answers. */
export const offered = (reponses: readonly Reponse[]): string[] => reponses.flatMap((r) => (r.choix ?? []).map((c) => c.titre));

async function playLine(ligne: Ligne, state: Played): Promise<Ecart | null> {
  const { genre, valeur } = ligne;
  switch (genre) {
    case '[horloge]':
      state.now = instantOf(valeur) ?? state.now;
      return null;
    case '[canal]':
      state.canal = CANAUX.find((canal) => canal === valeur) ?? state.canal;
      return null;
    case '[courriel]':
      state.courriel = valeur === 'oui';
      return null;
    case '[attendre]':
      state.now = new Date(state.now.getTime() + (durationMs(valeur) ?? 0));
      return null;
    case '[redémarrer]':
      return null;
    case '[expert]':
      return expert(ligne, state);
    case '[autre personne]':
      state.personne += '-autre';
      state.conversation += '-autre';
      return null;
    case '[arrivée]':
    case 'Usager':
    case 'Appelant':
    case '[fichier]':
    case '[répéter]':
    case '[bouton]':
      return act(ligne, state);
    default:
      return check(ligne, state);
  }
}

/** The dossier whose number was last said. */
async function expert({ valeur }: Ligne, state: Played): Promise<Ecart | null> {
  const acte = expertActe(valeur);
  const refused = acte ? await actAsExpert(state.reference, acte, state.world.store, state.now) : valeur;
  return refused === null ? null : { raison: 'expert', attendu: valeur, obtenu: refused };
}

async function act(ligne: Ligne, state: Played): Promise<Ecart | null> {
  switch (ligne.genre) {
    case '[arrivée]':
      return turn(ligne, state, { genre: 'arrivee' });
    case '[fichier]':
      return turn(ligne, state, { genre: 'message', texte: '', ...(await upload(state, ligne.valeur)) });
    case '[bouton]':
      return press(ligne, state);
    case 'Appelant':
      return turn(ligne, state, { genre: 'message', texte: '', fichiers: [], refus: [], ecoute: listened(withNumber(ligne.valeur, state)) }, NUMERO);
    case '[répéter]':
      state.turn -= 1;
      return turn(ligne, state, { genre: 'message', texte: ligne.valeur, fichiers: [], refus: [] });
    default:
      return turn(ligne, state, { genre: 'message', texte: withNumber(ligne.valeur, state), fichiers: [], refus: [] });
  }
}

async function check({ genre, valeur }: Ligne, state: Played): Promise<Ecart | null> {
  const wanted = withNumber(valeur, state);
  switch (genre) {
    case 'Bot':
      return unless(contains(state.replies, wanted), 'manque', wanted);
    case 'Bot ≠':
      return unless(!contains(state.replies, wanted), 'interdit', wanted);
    case 'Bot =':
      return unless(state.replies.some((r) => flat(r.texte) === flat(wanted)), 'exact', wanted);
    case 'Choix':
      return unless(offered(state.replies).includes(wanted), 'choix', wanted);
    case 'Choix ≠':
      return unless(!offered(state.replies).includes(wanted), 'choixInterdit', wanted);
    case '[question]':
      return same('question', valeur, (await etatOf(state))?.question?.id ?? TEXTES.aucune);
    case '[brouillon]':
      return same('brouillon', valeur, (await etatOf(state))?.brouillon ? 'oui' : 'non');
    case '[carte]':
      return same('carte', valeur, state.lastCard?.genre ?? TEXTES.aucune);
    case '[fichiers]':
      return same('fichiers', valeur, String(await keptFiles(state)));
    case '[alerte]':
      return alertIs(state, valeur);
    case '[à revoir]':
      return reviewsAre(state, valeur);
    default:
      return dossierIs(state, valeur);
  }
}

/** `{numéro}` and `{code}` stand for the number and the tracking code last said to anyone. */
const withNumber = (text: string, state: Played): string => text.replaceAll('{numéro}', state.reference).replaceAll('{code}', state.code);

const unless = (holds: boolean, raison: Ecart['raison'], attendu: string): Ecart | null => (holds ? null : { raison, attendu, obtenu: '' });
const same = (raison: Ecart['raison'], attendu: string, obtenu: string): Ecart | null => (attendu === obtenu ? null : { raison, attendu, obtenu });

type Sent = { genre: 'arrivee' } | { genre: 'message'; texte: string; fichiers: FichierRecu[]; refus: RefusFichier[]; ecoute?: Ecoute } | { genre: 'action'; action: string; valeurs: Record<string, string> };

/** The number that calls, and how well speech is heard unless a script is about that. */
const NUMERO = '+33612345678';
const ENTENDU = 0.93;

/** Words are speech, figures keys ("#1"), nothing a silence. */
function listened(said: string): Ecoute {
  const keys = /^#([0-9*]+)$/.exec(said)?.[1];
  if (keys !== undefined) return { genre: 'touches', chiffres: keys };
  return said === '' ? { genre: 'silence' } : { genre: 'parole', alternatives: [{ texte: said, confiance: ENTENDU }] };
}

async function turn(ligne: Ligne, state: Played, what: Sent, appelant?: string): Promise<Ecart | null> {
  state.turn += 1;
  const assistant = state.world.assistantAt(() => state.now, state.courriel);
  const tour: Tour = { id: `m${state.turn}`, conversation: state.conversation, personne: state.personne, canal: state.canal, appelant, ...what };
  state.replies = await assistant.handle(tour);
  state.echanges.push({ ligne: { ...ligne, valeur: withNumber(ligne.valeur, state) }, reponses: state.replies });
  state.lastCard = state.replies.map((r) => r.carte).filter((carte) => carte !== undefined).at(-1) ?? state.lastCard;
  const said = state.replies.map((r) => r.texte).join(' ');
  state.reference = REFERENCE.exec(said)?.[0] ?? state.reference;
  state.code = CODE.exec(said)?.[1] ?? state.code;
  return unless(state.replies.length > 0, 'silence', '');
}

const REFERENCE = /REF-EXP-[0-9A-Z]{7}/;
const CODE = /\*\*([0-9A-Z]{4} [0-9A-Z]{4})\*\*/;

async function upload(state: Played, nom: string): Promise<{ fichiers: FichierRecu[]; refus: RefusFichier[] }> {
  const octets = bytesFor(nom);
  const received = await state.world.assistantAt(() => state.now, state.courriel).receiveFile({ conversation: state.conversation, personne: state.personne, nom, octets });
  if (received.ok) state.recus.push(received.fichier.id);
  return received.ok ? { fichiers: [received.fichier], refus: [] } : { fichiers: [], refus: [received.refus] };
}

function bytesFor(nom: string): Uint8Array {
  if (nom.endsWith('.pdf')) return pdf({ comment: nom });
  if (nom.endsWith('.jpg')) return jpeg({ seed: nom });
  if (nom.endsWith('.png')) return png({ seed: nom });
  return Buffer.from(nom.startsWith('vide') ? '' : `MZ ${nom}`);
}

/** Only a button that the last card really shows can be pressed, with the fields it carries. */
async function press(ligne: Ligne, state: Played): Promise<Ecart | null> {
  const [action = '', ...pairs] = ligne.valeur.split(/\s+/);
  if (action === 'expert') return turn(ligne, state, { genre: 'action', action, valeurs: {} });
  const wanted = pairs.map(splitPair);
  const buttons = buttonsOf(state.lastCard);
  const button = buttons.find((b) => b.action === action && wanted.every(([key, value]) => b.valeurs?.[key] === value));
  if (!button) return { raison: 'bouton', attendu: ligne.valeur, obtenu: buttons.map(nameOf).join(' | ') || TEXTES.aucun };
  return turn(ligne, state, { genre: 'action', action, valeurs: button.valeurs ?? {} });
}

function splitPair(pair: string): [string, string] {
  const [key = '', ...value] = pair.split('=');
  return [key, value.join('=')];
}

const buttonsOf = (card: Carte | undefined): Bouton[] =>
  card ? [...card.boutons, ...card.lignes.flatMap((l) => (l.bouton ? [l.bouton] : [])), ...(card.options ?? []).map((o) => o.bouton)] : [];

const nameOf = ({ action, valeurs }: Bouton): string => [action, ...Object.entries(valeurs ?? {}).filter(([key]) => key !== 'rang').map(([key, value]) => `${key}=${value}`)].join(' ');

/** Case, bold, typography and line ends do not count. */
const flat = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/’/g, "'").replace(/\*\*/g, '').replace(/\s+/g, ' ').trim().toLowerCase();

function contains(replies: readonly Reponse[], expected: string): boolean {
  const said = replies.map((r) => flat(r.texte)).join('\n');
  let from = 0;
  return flat(expected).split('…').map((part) => part.trim()).filter(Boolean).every((part) => {
    const at = said.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}

const recordSchema = z.object({ etat: z.object({ question: z.object({ id: z.string() }).nullish(), brouillon: z.unknown() }) });

async function etatOf({ world, conversation }: Played): Promise<z.infer<typeof recordSchema>['etat'] | undefined> {
  return recordSchema.safeParse((await world.store.loadState(conversation))?.state).data?.etat;
}

async function keptFiles({ recus, world }: Played): Promise<number> {
  return (await Promise.all(recus.map((id) => world.store.getFile(id)))).filter(Boolean).length;
}

async function dossierIs({ world, personne }: Played, expected: string): Promise<Ecart | null> {
  const [reference] = await world.store.listReferences(personne);
  if (expected === 'aucun') return unless(reference === undefined, 'dossier', expected);
  const dossier = reference === undefined ? null : await world.store.getDossier(reference);
  if (!dossier) return { raison: 'dossier', attendu: expected, obtenu: TEXTES.aucun };
  const { demande, promesse, statut, rappelLegal, vie, lies, contact } = dossier;
  const recues = demande.pieces.filter((piece) => piece.statut === 'recue').length;
  const facts = new Map<string, unknown>(Object.entries({ ...demande, ...promesse, statut, limite: rappelLegal?.dateLimite, recues, lies, ...mandatFacts(demande), email: contact?.email ?? TEXTES.aucun, ...vie?.avis }));
  const wrong = expected.split(/\s+/).map(splitPair).filter(([key, value]) => String(facts.get(key)) !== value);
  const shown = (pairs: readonly (readonly [string, unknown])[]): string => pairs.map(([key, value]) => `${key}=${String(value)}`).join(' ');
  return same('dossier', shown(wrong), shown(wrong.map(([key]) => [key, facts.get(key)])));
}

const mandatFacts = ({ mandat }: DemandeConfirmee) => ({ mandat: mandat?.nature ?? TEXTES.aucun, mandatDate: mandat?.date ?? TEXTES.aucun, organisme: mandat?.organisme ?? TEXTES.aucun });

const alertSchema = z.object({ conversation: z.string(), nature: z.string() });

async function alertIs({ world, conversation, now }: Played, expected: string): Promise<Ecart | null> {
  const entries = await world.store.takeOutbox(500, now.getTime(), 0);
  const natures = entries.filter(({ kind }) => kind === 'alerte-humaine').flatMap(({ payload }) => {
    const alert = alertSchema.safeParse(payload).data;
    return alert?.conversation === conversation ? [alert.nature] : [];
  });
  return natures.includes(expected) ? null : { raison: 'alerte', attendu: expected, obtenu: natures.join(', ') || TEXTES.aucune };
}

/** The reasons of what is kept for review, sorted, then fields of the last one. */
async function reviewsAre({ world }: Played, expected: string): Promise<Ecart | null> {
  const kept = await world.store.listReviews('2000-01-01');
  const [raisons = '', ...pairs] = expected.split(/\s+/);
  const got = kept.map(({ raison }) => raison).sort().join(',') || TEXTES.rienARevoir;
  if (got !== raisons) return { raison: 'aRevoir', attendu: raisons, obtenu: got };
  const facts = new Map<string, unknown>(Object.entries({ ...kept.at(-1) }));
  const wrong = pairs.map(splitPair).find(([key, value]) => String(facts.get(key)) !== value);
  return wrong ? { raison: 'aRevoir', attendu: wrong.join('='), obtenu: `${wrong[0]}=${String(facts.get(wrong[0]))}` } : null;
}
