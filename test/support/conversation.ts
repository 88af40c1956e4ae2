import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Assistant } from '../../src/app/assistant';
import type { FichierRecu, RefusFichier, Reponse, Tour } from '../../src/domain/tour';
import type { Canal } from '../../src/domain/codes';
import type { Store } from '../../src/stores/store';

/**
 * French conversation scripts. One file, one rule told by its title.
 *
 *   # title
 *   [horloge : 2026-11-23T10:00:00+01:00]   sets the clock
 *   [canal : ivr]                            web by default
 *   [attendre : 3 jours]                     moves the clock
 *   [redémarrer]                             a new process on the same store
 *   [fichier : bail.pdf]                     sends a file of that name (its content follows its ending)
 *   [bouton : confirmer]  [bouton : modifier champ=service]   presses a button of the last card
 *   [autre personne]                         the next lines come from someone else
 *   Usager : words
 *   {numéro} in these words                  the number last said to anyone
 *   [fichiers : 2]                           files of this script still in the store
 *   Bot : words that must be said; "…" stands for anything
 *   Bot ≠ : words that must not be said
 *   Choix : a suggested answer that must be offered
 *   [question : piece]                       the open question
 *   [dossier : service=INSERTION motif=…]    fields of the last dossier opened
 *   [alerte : detresse]                      an alert was recorded for a human
 */
export type Ligne = { numero: number; genre: string; valeur: string };
export type Script = { fichier: string; titre: string; lignes: Ligne[] };

export function readScripts(path: string): Script[] {
  const scripts: Script[] = [];
  readFileSync(path, 'utf8').split('\n').forEach((raw, at) => {
    const line = raw.trim();
    if (line === '') return;
    if (line.startsWith('# ')) {
      scripts.push({ fichier: basename(path), titre: line.slice(2).trim(), lignes: [] });
      return;
    }
    const parsed = readLine(line);
    const current = scripts.at(-1);
    if (!parsed || !current) throw new SyntaxError(`${basename(path)}:${at + 1}: not understood: ${line}`);
    current.lignes.push({ numero: at + 1, ...parsed });
  });
  return scripts;
}

function readLine(line: string): { genre: string; valeur: string } | null {
  const bracket = /^\[([\p{L} ]+?)\s*(?::\s*(.*))?\]$/u.exec(line);
  if (bracket) return { genre: `[${(bracket[1] ?? '').trim()}]`, valeur: (bracket[2] ?? '').trim() };
  const spoken = /^(Usager|Bot|Bot ≠|Choix)\s*: ?(.*)$/u.exec(line);
  return spoken ? { genre: spoken[1] ?? '', valeur: spoken[2] ?? '' } : null;
}

export type World = { store: Store; assistantAt: (clock: () => Date) => Assistant };

type Played = { world: World; now: Date; canal: Canal; personne: string; conversation: string; turn: number; replies: Reponse[]; reference: string; recus: string[]; lastCard: Reponse['carte'] };

/** Plays one script and throws at the first line that does not hold, naming file and line. */
export async function play(script: Script, world: World): Promise<void> {
  const id = `${script.fichier}-${script.lignes[0]?.numero ?? 0}`;
  const state: Played = {
    world, now: new Date('2026-11-23T10:00:00+01:00'), canal: 'web', personne: `p-${id}`, conversation: `c-${id}`, turn: 0, replies: [], reference: '', recus: [], lastCard: undefined,
  };
  for (const ligne of script.lignes) {
    const failure = await playLine(ligne, state);
    if (failure) throw new Error(`${script.fichier}:${ligne.numero} ${failure}\n--- said ---\n${state.replies.map((r) => r.texte).join('\n---\n')}\n--- choices: ${offered(state).join(' | ')}`);
  }
}

const offered = (state: Played): string[] => state.replies.flatMap((r) => (r.choix ?? []).map((c) => c.titre));

async function playLine({ genre, valeur }: Ligne, state: Played): Promise<string | null> {
  switch (genre) {
    case '[horloge]':
      state.now = new Date(valeur);
      return null;
    case '[canal]':
      state.canal = valeur as Canal;
      return null;
    case '[attendre]':
      state.now = new Date(state.now.getTime() + duration(valeur));
      return null;
    case '[redémarrer]':
      return null;
    case '[autre personne]':
      state.personne += '-autre';
      state.conversation += '-autre';
      return null;
    case '[arrivée]':
      return turn(state, { genre: 'arrivee' });
    case 'Usager':
      return turn(state, { genre: 'message', texte: valeur.replaceAll('{numéro}', state.reference), fichiers: [], refus: [] });
    case '[fichier]':
      return turn(state, { genre: 'message', texte: '', ...(await upload(state, valeur)) });
    case '[répéter]':
      state.turn -= 1;
      return turn(state, { genre: 'message', texte: valeur, fichiers: [], refus: [] });
    case '[bouton]':
      return press(state, valeur);
    case 'Bot':
      return contains(state, valeur) ? null : `expected: ${valeur}`;
    case 'Bot ≠':
      return contains(state, valeur) ? `must not be said: ${valeur}` : null;
    case 'Choix':
      return offered(state).includes(valeur) ? null : `expected choice: ${valeur}`;
    case '[question]':
      return sameField('question', valeur, (await etatOf(state))?.question?.id ?? 'aucune');
    case '[dossier]':
      return dossierIs(state, valeur);
    case '[brouillon]':
      return sameField('brouillon', valeur, (await etatOf(state))?.brouillon ? 'oui' : 'non');
    case '[alerte]':
      return (await alerts(state)).includes(valeur) ? null : `no alert ${valeur}`;
    case '[fichiers]':
      return sameField('fichiers', valeur, String((await Promise.all(state.recus.map((id) => state.world.store.getFile(id)))).filter(Boolean).length));
    case '[carte]':
      return sameField('carte', valeur, state.lastCard?.genre ?? 'aucune');
    default:
      return `unknown line ${genre}`;
  }
}

const sameField = (what: string, expected: string, actual: string): string | null => (expected === actual ? null : `${what}: expected ${expected}, got ${actual}`);

function duration(text: string): number {
  const [, count = '0', unit = ''] = /(\d+)\s*(minute|heure|jour)/.exec(text) ?? [];
  return Number(count) * ({ minute: 60_000, heure: 3_600_000, jour: 86_400_000 }[unit] ?? Number.NaN);
}

type Sent = { genre: 'arrivee' } | { genre: 'message'; texte: string; fichiers: FichierRecu[]; refus: RefusFichier[] } | { genre: 'action'; action: string; valeurs: Record<string, string> };

async function turn(state: Played, what: Sent): Promise<string | null> {
  state.turn += 1;
  const assistant = state.world.assistantAt(() => state.now);
  const tour: Tour = { id: `m${state.turn}`, conversation: state.conversation, personne: state.personne, canal: state.canal, ...what };
  state.replies = await assistant.handle(tour);
  state.lastCard = state.replies.map((r) => r.carte).filter(Boolean).at(-1) ?? state.lastCard;
  state.reference = /REF-EXP-[0-9A-Z]{7}/.exec(state.replies.map((r) => r.texte).join(' '))?.[0] ?? state.reference;
  return state.replies.length > 0 ? null : 'nothing was said';
}

async function upload(state: Played, nom: string): Promise<{ fichiers: FichierRecu[]; refus: RefusFichier[] }> {
  const octets = bytesFor(nom);
  const received = await state.world.assistantAt(() => state.now).receiveFile({ conversation: state.conversation, personne: state.personne, nom, octets });
  if (received.ok) state.recus.push(received.fichier.id);
  return received.ok ? { fichiers: [received.fichier], refus: [] } : { fichiers: [], refus: [received.refus] };
}

function bytesFor(nom: string): Uint8Array {
  if (nom.endsWith('.pdf')) return Buffer.from(`%PDF-1.4\n% ${nom}\n%%EOF`);
  if (nom.endsWith('.jpg')) return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(nom)]);
  if (nom.endsWith('.png')) return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from(nom)]);
  return Buffer.from(nom.startsWith('vide') ? '' : `MZ ${nom}`);
}

/** Only a button that the last card really shows can be pressed, with the fields it carries. */
async function press(state: Played, text: string): Promise<string | null> {
  const [action = '', ...pairs] = text.split(/\s+/);
  if (action === 'expert') return turn(state, { genre: 'action', action, valeurs: {} });
  const wanted = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
  const card = state.lastCard;
  const buttons = card ? [...card.boutons, ...card.lignes.flatMap((l) => (l.bouton ? [l.bouton] : [])), ...(card.options ?? []).map((o) => o.bouton)] : [];
  const button = buttons.find((b) => b.action === action && Object.entries(wanted).every(([key, value]) => b.valeurs?.[key] === value));
  if (!button) return `no button ${text} on the last card`;
  return turn(state, { genre: 'action', action, valeurs: button.valeurs ?? {} });
}

const flat = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/’/g, "'").replace(/\*\*/g, '').toLowerCase();

function contains(state: Played, expected: string): boolean {
  const said = flat(state.replies.map((r) => r.texte).join('\n'));
  let from = 0;
  return flat(expected).split('…').map((part) => part.trim()).filter(Boolean).every((part) => {
    const at = said.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}

type Etat = { question?: { id: string } | null; brouillon?: unknown };

async function etatOf(state: Played): Promise<Etat | undefined> {
  const stored = await state.world.store.loadState(state.conversation);
  return (stored?.state as { etat?: Etat } | undefined)?.etat;
}

async function dossierIs(state: Played, expected: string): Promise<string | null> {
  const [reference] = await state.world.store.listReferences(state.personne);
  if (expected === 'aucun') return reference === undefined ? null : `a dossier exists: ${reference}`;
  const dossier = reference === undefined ? null : await state.world.store.getDossier(reference);
  if (!dossier) return 'no dossier was opened';
  const facts: Record<string, unknown> = { ...dossier.demande, ...dossier.promesse, statut: dossier.statut, limite: dossier.rappelLegal?.dateLimite };
  const wrong = expected.split(/\s+/).filter((pair) => {
    const [key = '', value] = pair.split('=');
    return String(facts[key]) !== value;
  });
  return wrong.length === 0 ? null : `dossier: ${wrong.join(', ')} but ${wrong.map((pair) => `${pair.split('=')[0]}=${String(facts[pair.split('=')[0] ?? ''])}`).join(', ')}`;
}

async function alerts(state: Played): Promise<string[]> {
  const entries = await state.world.store.takeOutbox(500, state.now.getTime(), 0);
  return entries.flatMap(({ kind, payload }) => {
    const { conversation, nature } = payload as { conversation?: string; nature?: string };
    return kind === 'alerte-humaine' && conversation === state.conversation && nature !== undefined ? [nature] : [];
  });
}
