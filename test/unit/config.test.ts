import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_NAMES, configTable, envExample, loadConfig, type Environment } from '../../src/config';
import { CodedError } from '../../src/domain/errors';

const APP = { MICROSOFT_APP_ID: '11111111-1111-4111-8111-111111111111', MICROSOFT_APP_PASSWORD: 'motdepasse', MICROSOFT_APP_TENANT_ID: '22222222-2222-4222-8222-222222222222' };
const CLE = Buffer.alloc(32, 7).toString('base64');

function refusal(env: Environment): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'CONFIGURATION_INVALIDE') return error.message;
    throw error;
  }
  throw new Error('accepted');
}

describe('loadConfig', () => {
  it('has a default for all that a first start needs', () => {
    expect(loadConfig({})).toMatchObject({ HOST: '127.0.0.1', PORT: 3978, DATA_DIR: './var', LOG_LEVEL: 'info', UPLOAD_MAX_OCTETS: 10_485_760, TEXTE_MAX: 10_000, ALSACE_MOSELLE: false, WIDGET_ORIGINS: [] });
  });

  it('reads each setting in its type, and takes an empty value as absent', () => {
    const config = loadConfig({ PORT: '0', ALSACE_MOSELLE: 'oui', TEAMS: 'false', WIDGET_ORIGINS: ' https://a.fr, http://localhost:5000/ ', PUBLIC_URL: 'https://bot.fr', LOG_LEVEL: '', HOST: ' ::1 ' });

    expect(config).toMatchObject({ PORT: 0, ALSACE_MOSELLE: true, TEAMS: false, WIDGET_ORIGINS: ['https://a.fr', 'http://localhost:5000'], PUBLIC_URL: 'https://bot.fr', LOG_LEVEL: 'info', HOST: '::1' });
  });

  it.each([
    ['PORT', '65536'], ['PORT', '-1'], ['PORT', '80.5'], ['PORT', '0x50'], ['PORT', '3978 '.repeat(2)], ['HOST', 'a b'], ['PUBLIC_URL', 'bot.fr'], ['PUBLIC_URL', 'https://bot.fr/chemin'],
    ['WIDGET_ORIGINS', '*'], ['WIDGET_ORIGINS', 'https://*.fr'], ['WIDGET_ORIGINS', 'https://a.fr/x'], ['LOG_LEVEL', 'bavard'], ['ALSACE_MOSELLE', 'peut-être'], ['UPLOAD_MAX_OCTETS', '10Mo'],
    ['TEXTE_MAX', '0'], ['JETONS_PAR_MINUTE', '0'], ['MICROSOFT_APP_ID', 'abc'], ['TRUST_PROXY', '2'], ['PUBLIC_URL', 'https://u:p@bot.fr'],
  ])('refuses %s=%s by name, with what was expected', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`- ${name} : attendu .+ ; reçu « `));
  });

  it('lists every wrong setting at once', () => {
    const message = refusal({ PORT: 'x', TEXTE_MAX: 'y', LOG_LEVEL: 'z' });

    expect(message).toMatch(/3 réglage/);
    for (const name of ['PORT', 'TEXTE_MAX', 'LOG_LEVEL']) expect(message).toContain(`- ${name} :`);
  });

  it('never shows the value of a secret', () => {
    expect(refusal({ DIRECT_LINE_SECRET: 'court-et-secret' })).not.toContain('court-et-secret');
  });

  it('listens beyond this machine only with an app id, or without Teams', () => {
    expect(refusal({ HOST: '0.0.0.0' })).toContain('- HOST :');
    expect(loadConfig({ HOST: '0.0.0.0', TEAMS: 'non', FICHIERS_CLE: CLE }).HOST).toBe('0.0.0.0');
    expect(loadConfig({ HOST: '0.0.0.0', ...APP, FICHIERS_CLE: CLE }).HOST).toBe('0.0.0.0');
  });

  it('opens the desk with all that signing in needs, at a provider by https but on this machine', () => {
    const oidc = { OIDC_ISSUER: 'https://id.exemple.fr/realms/caf', OIDC_CLIENT_ID: 'bureau', OIDC_CLIENT_SECRET: 's', OIDC_ROLES: 'groups:x=auditeur' };
    expect(loadConfig(oidc)).toMatchObject({ OIDC_ISSUER: oidc.OIDC_ISSUER, OIDC_ROLES: [{ claim: 'groups', valeur: 'x', droit: { role: 'auditeur', service: null } }] });
    expect(loadConfig({ ...oidc, OIDC_ISSUER: 'http://localhost:3990' }).OIDC_ISSUER).toBe('http://localhost:3990');
    for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES']) expect(refusal({ ...oidc, [name]: '' })).toContain(`- ${name} : attendu avec OIDC_ISSUER`);
    expect(refusal({ ...oidc, OIDC_ISSUER: '' })).toContain('- OIDC_ISSUER : attendu avec OIDC_CLIENT_ID');
    expect(refusal({ ...oidc, OIDC_ISSUER: 'http://id.exemple.fr' })).toContain('- OIDC_ISSUER : attendu');
    expect(refusal({ ...oidc, OIDC_ISSUER: 'http://localhost:3990', PUBLIC_URL: 'https://caf.exemple.fr' })).toContain('- OIDC_ISSUER : attendu en https');
    expect(refusal({ ...oidc, OIDC_ISSUER: 'http://localhost:3990', HOST: '0.0.0.0', TEAMS: 'non', FICHIERS_CLE: CLE })).toContain('- OIDC_ISSUER : attendu en https');
    expect(refusal({ ...oidc, OIDC_ROLES: 'groups:x=roi' })).toContain('- OIDC_ROLES : attendu');
  });

  it('listens beyond this machine only with a key for the files', () => {
    expect(refusal({ HOST: '0.0.0.0', TEAMS: 'non' })).toContain('- FICHIERS_CLE :');
    expect(refusal({ FICHIERS_CLE: 'c291cmlz' })).toContain('- FICHIERS_CLE : attendu 32 octets');
    expect(loadConfig({ FICHIERS_CLE: CLE, FICHIERS_CLES_ANCIENNES: `${CLE}, ${CLE}` })).toMatchObject({ FICHIERS_CLE: new Uint8Array(32).fill(7), FICHIERS_CLES_ANCIENNES: [{}, {}] });
  });

  it.each(['MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID'])('asks for %s with an app id', (missing) => {
    expect(refusal({ ...APP, [missing]: '' })).toContain(`- ${missing} : attendu avec MICROSOFT_APP_ID`);
  });
});

describe('several instances', () => {
  const SHARED = { REDIS_URL: 'redis://:motdepasse@redis.local:6379/0', HOST: '0.0.0.0', TEAMS: 'non', FICHIERS_CLE: CLE };
  const [DIRECT_LINE_SECRET, SUIVI_CLE] = ['d'.repeat(32), 's'.repeat(32)];

  it.each(['redis://localhost', 'rediss://u:p@redis.local:6380/3', 'redis+sentinel://:p@a:26379,b/0?name=maitre', 'redis+cluster://a:7000,b:7001'])('share the Redis of %s', (REDIS_URL) => {
    expect(loadConfig({ REDIS_URL }).REDIS_URL).toBe(REDIS_URL);
  });

  it.each(['redis.local:6379', 'http://redis.local', 'redis://a b', 'redis://'])('refuses %s without showing it: it may hold a password', (REDIS_URL) => {
    expect(refusal({ REDIS_URL })).toMatch(/- REDIS_URL : attendu redis:/);
    expect(refusal({ REDIS_URL })).not.toContain('reçu');
  });

  it('need the same secrets everywhere, once they listen beyond this machine', () => {
    const message = refusal(SHARED);

    expect(message).toContain('- DIRECT_LINE_SECRET : attendu avec REDIS_URL');
    expect(message).toContain('- SUIVI_CLE : attendu avec REDIS_URL');
    expect(refusal({ ...SHARED, FICHIERS_CLE: '', DIRECT_LINE_SECRET, SUIVI_CLE })).toContain('- FICHIERS_CLE :');
    expect(loadConfig({ ...SHARED, DIRECT_LINE_SECRET, SUIVI_CLE }).REDIS_REPLIQUES).toBe(0);
    expect(loadConfig({ REDIS_URL: SHARED.REDIS_URL }).SUIVI_CLE).toBeUndefined();
  });

  it('count replicas only with Redis', () => {
    expect(refusal({ REDIS_REPLIQUES: '1' })).toContain('- REDIS_URL : attendu avec REDIS_REPLIQUES');
  });
});

describe('the mail server', () => {
  const MAIL = { SMTP_URL: 'smtps://caf%40exemple:m%3Ap@smtp.exemple.fr:465', MAIL_FROM: 'Assistant Caf <assistant@Exemple.fr>' };

  it('is read with its sender', () => {
    expect(loadConfig(MAIL)).toMatchObject({ SMTP_URL: MAIL.SMTP_URL, MAIL_FROM: { nom: 'Assistant Caf', adresse: 'assistant@exemple.fr' } });
    expect(loadConfig({ ...MAIL, MAIL_FROM: 'assistant@exemple.fr' }).MAIL_FROM).toEqual({ nom: '', adresse: 'assistant@exemple.fr' });
  });

  it.each(['SMTP_URL', 'MAIL_FROM'])('needs %s too', (missing) => expect(refusal({ ...MAIL, [missing]: '' })).toContain(`- ${missing} : attendu avec`));

  it.each(['http://smtp.exemple.fr', 'smtp.exemple.fr', 'smtp:///', 'smtp://x/chemin', 'smtp://u:%zz@x'])('is refused as %j, without showing it', (url) => {
    expect(refusal({ ...MAIL, SMTP_URL: url })).toContain('- SMTP_URL :');
    expect(refusal({ ...MAIL, SMTP_URL: url })).not.toContain(url);
  });

  it.each(['personne', 'A <b>', 'A <a@b.fr>\r\nBcc: c@d.fr', 'a@b.fr, c@d.fr'])('refuses the sender %j', (from) => expect(refusal({ ...MAIL, MAIL_FROM: from })).toContain('- MAIL_FROM :'));
});

describe('the documentation of settings', () => {
  const written = readFileSync(join(__dirname, '../../.env.example'), 'utf8');

  it('.env.example lists exactly the settings', () => {
    expect([...written.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name)).toEqual([...SETTING_NAMES]);
  });

  it('.env.example is the text made from the schema', () => expect(written).toBe(envExample()));

  it('uncommented as it is, it starts', () => {
    const env = Object.fromEntries([...written.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
    expect(loadConfig(env)).toEqual(loadConfig({}));
  });

  it('the table has a row for each setting', () => {
    for (const name of SETTING_NAMES) expect(configTable()).toContain(`| \`${name}\` |`);
  });
});
