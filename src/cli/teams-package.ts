import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { teamsPackage } from '../channels/teams/package';
import { isLoopbackHost, loadConfig, processEnvironment, type Config } from '../config';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import { print, runTool } from './donnees-options';
import TEXTES from './teams-package-textes.json';

const FILE = 'aiguillage-teams.zip';
const PACKAGE = join(__dirname, '..', '..', 'package.json');

/** `npm run teams:package`: the archive that installs the assistant in Teams. */
function main(): void {
  const { help, out } = optionsOf(process.argv.slice(2));
  if (help) return print(TEXTES.usage);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')));
  const archive = teamsPackage({ ...addressOf(loadConfig(processEnvironment())), version });
  write(out, archive);
  print(fill(TEXTES.fait, { fichier: out, octets: archive.length }));
}

function optionsOf(args: string[]) {
  try {
    return parseArgs({ args, options: { out: { type: 'string', default: FILE }, help: { type: 'boolean', default: false } } }).values;
  } catch (cause) {
    throw wrong(TEXTES.erreurs.option, cause);
  }
}

/** Both settings that are wrong are named at once. */
function addressOf({ MICROSOFT_APP_ID: appId, PUBLIC_URL: publicUrl }: Config): { appId: string; publicUrl: string } {
  const isPublic = publicUrl?.startsWith('https://') === true && !isLoopbackHost(new URL(publicUrl).hostname);
  const missing = [...(appId ? [] : [TEXTES.erreurs.appId]), ...(isPublic ? [] : [TEXTES.erreurs.publicUrl])];
  if (!appId || !publicUrl || missing.length > 0) throw wrong(missing.map((line) => `\n  - ${line}`).join(''));
  return { appId, publicUrl };
}

function write(path: string, archive: Uint8Array): void {
  try {
    writeFileSync(path, archive);
  } catch (cause) {
    throw wrong(fill(TEXTES.erreurs.ecriture, { fichier: path }), cause);
  }
}

const wrong = (detail: string, cause?: unknown): CodedError => new CodedError('CONFIGURATION_INVALIDE', detail, { cause });

runTool(async () => main());
