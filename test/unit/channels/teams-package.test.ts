import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { manifestSchema, teamsManifest } from '../../../src/channels/teams/manifest';
import { teamsPackage } from '../../../src/channels/teams/package';

const ROOT = join(__dirname, '..', '..', '..');
const SETTINGS = { appId: '11111111-1111-4111-8111-111111111111', publicUrl: 'https://assistant.exemple.fr', version: '1.2.3' };
const files = unzipSync(teamsPackage(SETTINGS));

type Icon = { width: number; height: number; pixels: number[][] };
/** Reads the pictures that we write: RGBA, one IDAT, no filter. */
function read(name: string): Icon {
  const bytes = Buffer.from(files[name] ?? []);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const raw = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  const pixels = Array.from({ length: width * height }, (_, i) => [...raw.subarray((width * 4 + 1) * Math.floor(i / width) + 1 + (i % width) * 4).subarray(0, 4)]);
  return { width, height, pixels };
}

describe('the package', () => {
  it('holds the manifest and two icons, at its root, and the same bytes each time', () => {
    expect(Object.keys(files)).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(Buffer.from(teamsPackage(SETTINGS)).equals(Buffer.from(teamsPackage(SETTINGS)))).toBe(true);
  });

  it('is for a bot in the three places, with files, on this server', () => {
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) as unknown;

    expect(manifest).toMatchObject({
      manifestVersion: '1.24', id: SETTINGS.appId, version: '1.2.3', localizationInfo: { defaultLanguageTag: 'fr-fr' }, validDomains: ['assistant.exemple.fr'],
      bots: [{ botId: SETTINGS.appId, scopes: ['personal', 'groupChat', 'team'], supportsFiles: true, isNotificationOnly: false }],
    });
    expect(manifestSchema.safeParse(manifest).success).toBe(true);
  });

  it('has a colour icon of 192 points without a hole, and an outline of 32 in white on nothing', () => {
    const [color, outline] = [read('color.png'), read('outline.png')];

    expect([color.width, color.height, outline.width, outline.height]).toEqual([192, 192, 32, 32]);
    expect(color.pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(outline.pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(new Set(outline.pixels.map(([, , , alpha]) => alpha))).toContain(0);
    expect(outline.pixels.filter(([, , , alpha]) => alpha === 255).length).toBeGreaterThan(50);
    expect(outline.pixels[0]).toEqual([255, 255, 255, 0]);
  });
});

describe('the schema', () => {
  const good = teamsManifest(SETTINGS);

  it.each([
    ['a short name of 31 letters', { name: { ...good.name, short: 'x'.repeat(31) } }],
    ['a short description of 81 letters', { description: { ...good.description, short: 'x'.repeat(81) } }],
    ['an id that is no GUID', { id: 'aiguillage' }],
    ['an address in clear', { developer: { ...good.developer, privacyUrl: 'http://assistant.exemple.fr/' } }],
    ['a scope that does not exist', { bots: [{ ...good.bots[0], scopes: ['groupchat'] }] }],
    ['a property that does not exist', { packageName: 'fr.exemple' }],
    ['a version of two numbers', { version: '1.2' }],
    ['a domain with a protocol', { validDomains: ['https://assistant.exemple.fr'] }],
    ['thirteen commands', { bots: [{ ...good.bots[0], commandLists: [{ scopes: ['personal'], commands: Array.from({ length: 13 }, () => ({ title: 'a', description: 'b' })) }] }] }],
  ])('refuses %s', (_what, change) => {
    expect(manifestSchema.safeParse({ ...good, ...change }).success).toBe(false);
  });
});

describe('npm run teams:package', () => {
  const run = (env: Record<string, string>, ...args: string[]): Promise<{ code: number; err: string }> =>
    new Promise((resolve) => {
      const cwd = mkdtempSync(join(tmpdir(), 'teams-'));
      execFile(process.execPath, ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), join(ROOT, 'src/cli/teams-package.ts'), ...args], { cwd, env: { PATH: process.env.PATH, ...env } }, (error, _out, err) => resolve({ code: Number(error?.code ?? 0), err }));
    });
  const app = { MICROSOFT_APP_ID: SETTINGS.appId, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: SETTINGS.appId };

  it('writes the archive where it is told', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'teams-')), 'a.zip');

    await expect(run({ ...app, PUBLIC_URL: 'https://a.fr' }, '--out', out)).resolves.toMatchObject({ code: 0 });
    expect(Object.keys(unzipSync(readFileSync(out)))).toContain('manifest.json');
  });

  it('names every setting that is missing, in French', async () => {
    const { code, err } = await run({});

    expect(code).toBe(1);
    expect(err).toMatch(/MICROSOFT_APP_ID : attendu/);
    expect(err).toMatch(/PUBLIC_URL : attendu, en https/);
    await expect(run({ ...app, PUBLIC_URL: 'http://localhost:3978' })).resolves.toMatchObject({ code: 1, err: expect.stringContaining('PUBLIC_URL') });
  });
});
