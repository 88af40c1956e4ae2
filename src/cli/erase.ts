import { createInterface } from 'node:readline/promises';
import { erasePerson, findPerson, stillOpen } from '../app/person-data';
import { reviewSalt } from '../compose-secrets';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import type { DonneesPersonne } from '../stores/retention-store';
import type { Store } from '../stores/store';
import { flag, optionsOf, text } from './command-line';
import { auteurOf, designationOf, lines, placeOf, print, runTool, withStore } from './donnees-options';
import TEXTES from './donnees-textes.json';
import { counted } from './review-format';

/** `npm run erase`: all the data of one person, but the legal minimum of their dossiers. */
async function main(): Promise<void> {
  const options = optionsOf({ reference: text, person: text, 'dry-run': flag, yes: flag, by: text, 'data-dir': text, help: flag });
  if (options.help) return print(TEXTES.erase.usage);
  const designation = designationOf(options);
  const par = auteurOf(options.by);
  const { config } = placeOf(options['data-dir']);
  await withStore(config, async (store) => {
    const deps = { store, clock: systemClock, sel: reviewSalt(config), par };
    const { personne, donnees } = await findPerson(designation, deps);
    show(donnees);
    if (options['dry-run']) return print(TEXTES.erase.essai);
    if (!options.yes && !(await confirmed())) return refused();
    await erase(personne, deps);
  });
}

/** Counts only: the person's words are no business of the operator. */
function show(donnees: DonneesPersonne): void {
  const { conversations, fichiers, dossiers, archives, appels, envois, revues } = donnees;
  const counts = {
    conversations: conversations.length, messages: conversations.reduce((n, { activities }) => n + activities.length, 0), fichiers: fichiers.length,
    dossiers: dossiers.length + archives.length, appels: appels.length, envois: envois.length, revues: revues.length,
  };
  print([TEXTES.erase.titre, ...lines(counts, TEXTES.effacement)].join('\n'));
  const open = stillOpen(donnees);
  if (open.length > 0) print(fill(TEXTES.erase.ouverts, { liste: open.map(({ reference }) => reference).join(', ') }));
}

async function confirmed(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // the end of the input is no answer
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(TEXTES.erase.question), ended]);
  terminal.close();
  return answer.trim() === TEXTES.erase.mot;
}

function refused(): void {
  print(TEXTES.erase.refuse);
  process.exitCode = 1;
}

async function erase(personne: string, deps: { store: Store; clock: typeof systemClock; sel: string; par: string }): Promise<void> {
  const { numero, at, effacement, ecrase } = await erasePerson(personne, deps);
  print(fill(TEXTES.erase.fait, { at, numero }));
  if (effacement.dossiers > 0) print(fill(TEXTES.erase.reste, { dossiers: counted(effacement.dossiers, TEXTES.dossiers) }));
  if (!ecrase) throw new CodedError('EFFACEMENT_INCOMPLET', TEXTES.erreurs.ecrasement);
}

runTool(main);
