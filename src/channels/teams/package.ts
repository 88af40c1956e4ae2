import { strToU8, zipSync } from 'fflate';
import { colorIcon, outlineIcon } from './icons';
import { ICONS, teamsManifest } from './manifest';

/** The archive to give to a Teams administrator: the manifest and its two icons, at the root; the same settings give the same bytes. */
export function teamsPackage(settings: Parameters<typeof teamsManifest>[0]): Uint8Array {
  const manifest = strToU8(`${JSON.stringify(teamsManifest(settings), null, 2)}\n`);
  return zipSync({ 'manifest.json': manifest, [ICONS.color]: colorIcon(), [ICONS.outline]: outlineIcon() }, { mtime: new Date('2026-01-01T00:00:00Z') });
}
