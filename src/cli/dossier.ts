import { actOnDossier } from '../app/act-on-dossier';
import { followUpRound } from '../app/follow-up';
import type { FollowUpDeps } from '../app/follow-up';
import { workloadReader } from '../app/workload';
import { parisDate } from '../domain/calendar';
import { SERVICES_EXPERTS } from '../domain/codes';
import { OPEN_STATUTS } from '../domain/dossier';
import type { Dossier } from '../domain/dossier';
import { CodedError } from '../domain/errors';
import { TRANSITIONS, deadline, isLate } from '../domain/lifecycle';
import type { Acte } from '../domain/lifecycle';
import { parseReference } from '../domain/reference';
import { systemClock } from '../ops/clock';
import type { Clock } from '../ops/clock';
import { fill } from '../ops/fill';
import { createLogger } from '../ops/log';
import type { Store } from '../stores/store';
import { doneLine, listLines, showLines } from './dossier-format';
import { ACTES, oneOf, readTyped, wrong } from './dossier-options';
import type { Typed, Values } from './dossier-options';
import TEXTES from './dossier-textes.json';
import { placeOf, withStore } from './donnees-options';

/** `npm run dossier`: the acts of an expert from a terminal, on the data of a server that may be running. */

type Desk = FollowUpDeps & { store: Store; /** Where it looks, for a person. */ lieu: string };

async function main(): Promise<void> {
  const typed = readTyped(process.argv.slice(2));
  if (typed.values.help || typed.commande === '') return print([TEXTES.usage]);
  const run = commandOf(typed.commande);
  const { config, dataDir } = placeOf(typed.values['data-dir']);
  const clock = clockOf(typed.values);
  const { ALSACE_MOSELLE: alsaceMoselle } = config;
  await withStore(config, (store) => run(typed, { store, lieu: config.REDIS_URL ? 'Redis' : dataDir, clock, alsaceMoselle, workload: workloadReader(store, alsaceMoselle), log: createLogger('warn') }));
}

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

type Run = (typed: Typed, desk: Desk) => Promise<void>;

function commandOf(commande: string): Run {
  const others: Record<string, Run> = { list, show, suivre };
  const run = others[commande] ?? (ACTES[commande] ? perform : undefined);
  if (!run) throw wrong('commande', { mot: commande });
  return run;
}

function clockOf({ now }: Values): Clock {
  if (now === undefined) return systemClock;
  const instant = new Date(now);
  if (Number.isNaN(instant.getTime())) throw wrong('date');
  return () => new Date(instant);
}

/** More than a terminal shows; beyond, `--service` narrows. */
const LIST_MAX = 10_000;
const NEVER = '9999-12-31';

async function list({ values }: Typed, { store, clock }: Desk): Promise<void> {
  const service = values.service === undefined ? null : oneOf(SERVICES_EXPERTS, 'service', values.service);
  const today = parisDate(clock());
  // an open dossier always has a day on which time changes something
  const all = await Promise.all((await store.listDue(NEVER, LIST_MAX)).map((reference) => store.getDossier(reference)));
  const shown = all.filter((dossier): dossier is Dossier => dossier !== null && OPEN_STATUTS.includes(dossier.statut))
    .filter((dossier) => (service === null || dossier.demande.service === service) && (!values.late || isLate(dossier, today)))
    .sort((a, b) => deadline(a).localeCompare(deadline(b)));
  print(listLines(shown, today));
}

async function show(typed: Typed, desk: Desk): Promise<void> {
  print(showLines(await dossierOf(typed, desk)));
}

async function perform(typed: Typed, desk: Desk): Promise<void> {
  const { reference } = await dossierOf(typed, desk);
  const read = ACTES[typed.commande]?.(typed.values);
  if (!read) return;
  const result = await actOnDossier(reference, read.acte, read.auteur, desk);
  if (result.kind !== 'done') throw forbidden(typed.commande, read.acte, await dossierOf(typed, desk));
  print([doneLine(result.dossier)]);
}

const forbidden = (commande: string, { genre }: Acte, { reference, statut }: Dossier): CodedError =>
  wrong('interdit', { commande, reference, etape: TEXTES.statuts[statut], etapes: TRANSITIONS[genre].de.map((one) => TEXTES.statuts[one]).join(', ') });

async function dossierOf({ commande, reference: typed }: Typed, { store, lieu }: Desk): Promise<Dossier> {
  if (typed === undefined) throw wrong('sansNumero', { commande });
  const { reference, suggestions } = parseReference(typed);
  if (!reference) throw wrong('numero', { mot: typed, proches: suggestions.length > 0 ? fill(TEXTES.erreurs.proches, { liste: suggestions.join(', ') }) : '' });
  const dossier = await store.getDossier(reference);
  if (!dossier) throw wrong('inconnu', { reference, dossier: lieu });
  return dossier;
}

async function suivre(_typed: Typed, desk: Desk): Promise<void> {
  const n = await followUpRound(desk);
  print([fill(TEXTES.suivre[Math.min(n, 2)] ?? '', { n })]);
}

main().catch((error: unknown) => {
  if (!(error instanceof CodedError)) throw error;
  // the code is for logs; whoever types reads the sentence
  process.stderr.write(`${error.message.replace(/^CONFIGURATION_INVALIDE: /, '')}\n`);
  process.exitCode = 1;
});
