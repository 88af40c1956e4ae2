import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportPerson, findPerson, type Export } from '../app/person-data';
import { reviewSalt } from '../compose-secrets';
import { CodedError } from '../domain/errors';
import { systemClock } from '../ops/clock';
import { fill } from '../ops/fill';
import { flag, optionsOf, text } from './command-line';
import { auteurOf, designationOf, documents, placeOf, print, runTool, withStore, wrongOption } from './donnees-options';
import TEXTES from './donnees-textes.json';

/** `npm run export:person`: a copy, for one person, of all that is kept of them. */
async function main(): Promise<void> {
  const options = optionsOf({ reference: text, person: text, out: text, by: text, 'data-dir': text, help: flag });
  if (options.help) return print(TEXTES.export.usage);
  const designation = designationOf(options);
  const par = auteurOf(options.by);
  const { out } = options;
  if (!out) throw wrongOption('out');
  const { config } = placeOf(options['data-dir']);
  await withStore(config, async (store) => {
    const deps = { store, clock: systemClock, sel: reviewSalt(config), par };
    const person = await findPerson(designation, deps);
    create(out);
    const copy = await exportPerson(person, TEXTES.export.lisezMoi, deps);
    write(out, copy);
    print(fill(TEXTES.export.fait, { dossier: out, documents: documents(copy.fichiers.length) }));
  });
}

/** Readable by its owner only, and never one that is there already. */
function create(out: string): void {
  try {
    mkdirSync(out, { mode: 0o700 });
  } catch (cause) {
    throw new CodedError('EXPORT_REFUSE', fill(existsSync(out) ? TEXTES.erreurs.existe : TEXTES.erreurs.creation, { dossier: out }), { cause });
  }
}

function write(out: string, { json, fichiers }: Export): void {
  const mode = 0o600;
  writeFileSync(join(out, 'donnees.json'), `${JSON.stringify(json, null, 2)}\n`, { flag: 'wx', mode });
  if (fichiers.length > 0) mkdirSync(join(out, 'documents'), { mode: 0o700 });
  for (const { chemin, octets } of fichiers) writeFileSync(join(out, chemin), octets, { flag: 'wx', mode });
}

runTool(main);
