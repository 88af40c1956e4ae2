import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { download } from '../../src/channels/teams/download';
import { isPublicHttps } from '../../src/ops/public-address';

/** Where this product calls another machine, and what keeps it from being led elsewhere. A call from a new place fails here until it is declared. */
const CALLS: Readonly<Record<string, string>> = {
  'src/channels/teams/download.ts': 'an address written by somebody else: public, by https, checked at the connection',
  'src/channels/cloud-keys.ts': 'the address is ours; redirects are refused',
  'src/channels/cloud-sdk.ts': 'the service address is in a token signed by the service, and public',
  'src/channels/webhook.ts': 'an address written by an integrator: public, by https, checked at the connection; redirects are not followed',
  'src/channels/email.ts': 'the address is a setting',
  'src/app/files/clamd.ts': 'the address is a setting',
  'src/desk/sign-in.ts': 'the provider is a setting, by https',
  'src/stores/redis/connection.ts': 'the address is a setting',
};
const OUTGOING = /\bfetch\(|\b(?:http|https)Request\(|\bsend\(url|\bnew (?:Redis|Cluster)\(|\bcreateTransport\(|\bsocket = connect\(|\bclient\.discovery\(|\bextends CloudAdapter\b|\baxios\b|\bundici\b/;
const ROOT = join(__dirname, '..', '..');

it('calls leave from declared places only', () => {
  const files = ['src', 'dialogs', 'intents'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name)).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')));
  const calling = files.filter((path) => !/^src\/(?:web|http\/bureau\/(?:bureau|lecteur))/.test(path) && OUTGOING.test(readFileSync(join(ROOT, path), 'utf8')));

  expect(calling.sort()).toEqual(Object.keys(CALLS).sort());
});

const ELSEWHERE = [
  'http://exemple.fr/', 'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://localhost/', 'https://x.localhost/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/',
  'https://169.254.169.254/latest/meta-data/', 'https://10.0.0.1/', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://100.64.0.1/', 'https://[fd00::1]/', 'https://[fe80::1]/', 'https://[2002:7f00:1::]/', 'https://0.0.0.0/', 'https://redis/', 'https://metadata.google.internal/',
  'https://user:secret@exemple.fr/', 'file:///etc/passwd', 'gopher://exemple.fr/', 'https://', 'exemple.fr', '',
];

it.each(ELSEWHERE)('%j is not an address to call', async (url) => {
  expect(isPublicHttps(url)).toBe(false);
  expect(await download(url, { maxOctets: 1_000, timeoutMs: 1_000 })).toEqual({ ok: false, raison: 'telechargement' });
});

it.each(['https://exemple.fr/', 'https://smba.trafficmanager.net/emea/', 'https://8.8.8.8/', 'https://[2606:4700::1111]/'])('%j may be', (url) => expect(isPublicHttps(url)).toBe(true));

it('a name that leads to this machine is found out at the connection', async () => {
  // known everywhere without a name server: it resolves to this machine
  expect(await download('https://localhost.localdomain/', { maxOctets: 1_000, timeoutMs: 2_000 })).toEqual({ ok: false, raison: 'telechargement' });
});
