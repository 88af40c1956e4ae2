import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, SETTING_NAMES } from '../../src/config';
import { startProcess } from '../support/process-server';

/** The whole product in a process, every secret set, every door knocked at: none of them is written. */

const KEY = Buffer.alloc(32, 7).toString('base64');
const OLD_KEY = Buffer.alloc(32, 9).toString('base64');
const SECRETS: Record<string, string> = {
  DIRECT_LINE_SECRET: 'planté-direct-line-0123456789abcdefghij', FICHIERS_CLE: KEY, FICHIERS_CLES_ANCIENNES: OLD_KEY, SMTP_URL: 'smtp://planteuser:planté-smtp@127.0.0.1:9', MICROSOFT_APP_PASSWORD: 'planté-microsoft',
  SUIVI_CLE: 'planté-suivi-0123456789abcdefghijklmnop', METRICS_JETON: 'plante-metrics-0123456789', TWILIO_AUTH_TOKEN: 'planté-twilio-0123456789', AUDIOCODES_JETON: 'planté-audiocodes-0123456789',
  IVR_SECRET: 'planté-ivr-0123456789abcdefghijklmnopq', OIDC_CLIENT_SECRET: 'planté-oidc',
};
const OTHERS = {
  MAIL_FROM: 'assistant@exemple.fr', MICROSOFT_APP_ID: '11111111-1111-4111-8111-111111111111', MICROSOFT_APP_TENANT_ID: '22222222-2222-4222-8222-222222222222', OIDC_ISSUER: 'http://localhost:9', OIDC_CLIENT_ID: 'bureau', OIDC_ROLES: 'groups:x=auditeur',
  LOG_LEVEL: 'debug',
};
/** A password is looked for by itself: the address around it may change. */
const wordsOf = (value: string): string[] => [value, ...(/:\/\/[^:]+:([^@]+)@/.exec(value)?.slice(1) ?? [])];
const planted = Object.values(SECRETS).flatMap(wordsOf);
const leaks = (text: string): string[] => planted.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));

it('every secret of the settings is planted here, but the address of Redis, which has its own test', () => {
  const source = readFileSync(join(__dirname, '..', '..', 'src', 'config.ts'), 'utf8');
  const secret = SETTING_NAMES.filter((name) => new RegExp(`  ${name}: setting\\(\\{(?:(?!\\n  \\w+: setting)[\\s\\S])*?secret: true`).test(source.slice(source.indexOf('const SETTINGS'))));

  expect([...secret].sort()).toEqual([...Object.keys(SECRETS), 'REDIS_URL'].sort());
});

it('none is in the journal at its most talkative, nor in an answer, nor in a file that it does not belong to', async () => {
  const server = await startProcess({ env: { ...SECRETS, ...OTHERS } });
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  const calls: [string, RequestInit][] = [
    ['/api/chat/jeton', { method: 'POST' }], ['/v3/directline/tokens/generate', { method: 'POST', headers: bearer(encodeURIComponent(SECRETS['DIRECT_LINE_SECRET'] ?? '')) }],
    ['/v3/directline/conversations', { method: 'POST', headers: bearer('faux') }], ['/metrics', { headers: bearer(SECRETS['METRICS_JETON'] ?? '') }], ['/metrics', { headers: bearer('faux') }],
    ['/api/messages', { method: 'POST', headers: bearer('a.b.c'), body: '{}' }], ['/bureau/entrer', { redirect: 'manual' }], ['/ivr/audiocodes', { headers: bearer('faux') }],
    ['/ivr/v1/tours', { method: 'POST', headers: { 'x-signature': 't=1,v1=00' }, body: '{}' }], ['/ivr/twilio/tour', { method: 'POST', headers: { 'x-twilio-signature': 'x' }, body: 'a=1' }],
    ['/suivi', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: new URLSearchParams({ numero: 'REF-EXP-7K2M9X4', code: '4444 444Y' }) }], ['/fichiers/x.y', {}], ['/%00', {}],
  ];
  const answers: string[] = [];
  for (const [path, options] of calls) answers.push(await (await fetch(server.url + path, options)).text());
  expect(await server.kill('SIGTERM')).toBe(0);

  const files = readdirSync(server.dataDir, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('model')).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(server.stderr().split('\n').length).toBeGreaterThan(calls.length);
  expect(leaks(server.stderr())).toEqual([]);
  expect(leaks(answers.join('\n'))).toEqual([]);
  expect(leaks(files.map((text) => Buffer.from(text, 'latin1').toString()).join('\n'))).toEqual([]);
}, 120_000);

it('a Redis that cannot be reached is said without its password', async () => {
  const started = startProcess({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')), env: { REDIS_URL: 'redis://:plante-redis@127.0.0.1:9/0' } });
  const error = await started.then(() => null, (reason: Error) => reason.message);

  expect(error).toMatch(/STOCKAGE_INDISPONIBLE|connecting to Redis/);
  expect(error).not.toContain('plante-redis');
}, 120_000);

it('a setting that is wrong is named without its value when it is a secret', () => {
  for (const name of [...Object.keys(SECRETS), 'REDIS_URL']) {
    const wrong = name === 'MICROSOFT_APP_PASSWORD' ? 'p'.repeat(501) : name === 'OIDC_CLIENT_SECRET' ? 'p'.repeat(1_001) : 'p l a n t é';
    let message = '';
    try {
      loadConfig({ [name]: wrong });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(name);
    expect(message).not.toContain(wrong.slice(0, 100));
  }
});
