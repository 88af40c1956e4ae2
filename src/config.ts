import { existsSync } from 'node:fs';
import { z } from 'zod';
import { DUREES, type Durees } from './domain/conservation';
import { parseRoleRules, type RegleRole } from './domain/agent';
import { checkedEmail } from './domain/email';
import { parseLocuteurs } from './domain/transcription';
import { CodedError } from './domain/errors';
import LIMITES from './domain/limites.json';
import { LOG_LEVELS } from './ops/log';

/** One setting: everything that is known of it, in one place. `texte` is the default as it would be written in `.env`. */
type Setting<S extends z.ZodType> = { schema: S; defaut?: string; attendu: string; aide: string; secret?: true };

const setting = <D extends Setting<z.ZodType>>(definition: D): D => definition;

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
export const isLoopbackHost = (host: string): boolean => LOOPBACK.includes(host.replace(/^\[|\]$/g, ''));

const integer = (min: number, max: number) => z.string().regex(/^\d{1,12}$/).transform(Number).pipe(z.int().min(min).max(max));
const yesNo = z.enum(['oui', 'non', 'true', 'false', '1', '0']).transform((word) => ['oui', 'true', '1'].includes(word));
const YES_NO = 'oui ou non';

const HOURS = /^([01]?\d|2[0-3])h([0-5]\d)?-([01]?\d|2[0-3])h([0-5]\d)?$/;
/** "9h-16h30", as minutes of the day; the first before the second. */
const hours = z.string().regex(HOURS).transform((text) => {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text) ?? [];
  return { ouvertureMinutes: Number(fromHour) * 60 + Number(fromMinute ?? 0), fermetureMinutes: Number(toHour) * 60 + Number(toMinute ?? 0) };
}).refine(({ ouvertureMinutes, fermetureMinutes }) => ouvertureMinutes < fermetureMinutes);

/** 32 octets in base64, the alphabet of `openssl rand -base64 32`. */
const fileKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/).transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

const origin = z.string().refine(isOrigin).transform((text) => new URL(text).origin);

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username && !text.includes('*');
}

/** "canal 0=agent,Speaker 1=allocataire". */
const locuteurs = z.string().max(2_000).transform((text, ctx) => parseLocuteurs(text) ?? (ctx.addIssue({ code: 'custom', message: 'locuteurs' }), z.NEVER));

const mailServer = z.string().max(1_000).refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && !search && !hash && !/%(?![0-9a-f]{2})/i.test(username + password);
});

const publicKey = z.looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']) }).refine((key) => !('d' in key));
const jwks = z.string().max(20_000).transform((text, issue) => {
  const read = z.object({ keys: z.array(publicKey).min(1).max(10) }).safeParse(parsedJson(text));
  if (read.success) return read.data;
  issue.addIssue('not a set of public keys');
  return z.NEVER;
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** « Nom <adresse> », or an address alone. */
const sender = z.string().max(200).regex(/^[^<>"\r\n]*(?:<[^<>]+>)?$/).transform((text) => {
  const [, nom = '', adresse = text] = /^([^<]*)<([^>]+)>$/.exec(text) ?? [];
  return { nom: nom.trim(), adresse: checkedEmail(adresse.trim()) ?? '' };
}).refine(({ adresse }) => adresse !== '');

/** Where agents sign in: by https, but for a provider on this machine (development). */
const issuer = z.string().max(500).refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  return (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))) && !search && !hash && !username;
});

const roleRules = z.string().max(10_000).transform((text, ctx): RegleRole[] => {
  const rules = parseRoleRules(text);
  if (rules === null) ctx.addIssue({ code: 'custom', message: 'unreadable' });
  return rules ?? [];
});

const SETTINGS = {
  HOST: setting({
    schema: z.string().regex(/^[\w.:-]{1,255}$/), defaut: '127.0.0.1', attendu: 'une adresse ou un nom de machine',
    aide: 'Adresse d’écoute. Hors de la machine elle-même (par exemple 0.0.0.0), il faut MICROSOFT_APP_ID, ou TEAMS=non.',
  }),
  PORT: setting({ schema: integer(0, 65_535), defaut: '3978', attendu: 'un nombre entier de 0 à 65535', aide: 'Port d’écoute ; 0 en choisit un libre.' }),
  PUBLIC_URL: setting({
    schema: origin, attendu: 'une origine, par exemple https://assistant.exemple.fr, sans chemin',
    aide: 'Adresse vue par les navigateurs, derrière un serveur mandataire. Absente : celle de la requête.',
  }),
  TRUST_PROXY: setting({
    schema: yesNo, defaut: 'non', attendu: YES_NO,
    aide: 'Derrière un serveur mandataire de confiance : l’adresse des personnes est la dernière de X-Forwarded-For.',
  }),
  DATA_DIR: setting({ schema: z.string().min(1).max(1_000), defaut: './var', attendu: 'un dossier', aide: 'Dossier des données : base, secret Direct Line, modèle entraîné.' }),
  LOG_LEVEL: setting({ schema: z.enum(LOG_LEVELS), defaut: 'info', attendu: LOG_LEVELS.join(', '), aide: 'Niveau du journal, écrit sur la sortie d’erreur.' }),
  DIRECT_LINE_SECRET: setting({
    schema: z.string().min(32).max(256), attendu: 'au moins 32 caractères', secret: true,
    aide: 'Secret Direct Line, pour les sites qui demandent des jetons. Absent : tiré au sort et gardé dans DATA_DIR.',
  }),
  WIDGET_ORIGINS: setting({
    schema: z.string().transform((list) => list.split(',').map((item) => item.trim()).filter(Boolean)).pipe(z.array(origin).max(50)), defaut: '',
    attendu: 'des origines séparées par des virgules, par exemple https://www.exemple.fr,https://exemple.fr',
    aide: 'Sites autorisés à afficher l’assistant et à lui parler, en plus du sien.',
  }),
  JETONS_PAR_MINUTE: setting({ schema: integer(1, 1_000_000), defaut: String(LIMITES.jetons.points), attendu: 'un nombre entier à partir de 1', aide: 'Conversations qu’une même adresse peut commencer en une minute.' }),
  UPLOAD_MAX_OCTETS: setting({ schema: integer(1_024, 104_857_600), defaut: '10485760', attendu: 'un nombre d’octets de 1024 à 104857600', aide: 'Taille maximale d’un document envoyé.' }),
  FICHIERS_CLE: setting({
    schema: fileKey, attendu: '32 octets en base64 (openssl rand -base64 32)', secret: true,
    aide: 'Clé qui chiffre les documents gardés. Absente : tirée au sort et gardée dans DATA_DIR, seulement si HOST est cette machine.',
  }),
  FICHIERS_CLES_ANCIENNES: setting({
    schema: z.string().transform((list) => list.split(',').map((item) => item.trim()).filter(Boolean)).pipe(z.array(fileKey).max(20)), defaut: '',
    attendu: 'des clés de 32 octets en base64 séparées par des virgules', secret: true,
    aide: 'Clés d’avant, pour relire les documents ; npm run rotate-keys les chiffre avec FICHIERS_CLE, puis elles peuvent être retirées.',
  }),
  FICHIERS_LIEN_MINUTES: setting({ schema: integer(1, 1_440), defaut: '15', attendu: 'un nombre entier de 1 à 1440', aide: 'Durée de vie d’un lien vers un document, en minutes.' }),
  FICHIERS_PAR_JOUR: setting({ schema: integer(1, 100_000), defaut: '50', attendu: 'un nombre entier de 1 à 100000', aide: 'Documents gardés d’une même personne en un jour.' }),
  FICHIERS_OCTETS_PAR_JOUR: setting({ schema: integer(1_024, 100_000_000_000), defaut: '209715200', attendu: 'un nombre d’octets à partir de 1024', aide: 'Taille totale des documents gardés d’une même personne en un jour.' }),
  FICHIERS_PAR_CONVERSATION: setting({ schema: integer(1, 100_000), defaut: '60', attendu: 'un nombre entier de 1 à 100000', aide: 'Documents gardés dans une même conversation.' }),
  FICHIERS_OCTETS_PAR_CONVERSATION: setting({ schema: integer(1_024, 100_000_000_000), defaut: '262144000', attendu: 'un nombre d’octets à partir de 1024', aide: 'Taille totale des documents gardés dans une même conversation.' }),
  CLAMD_HOST: setting({ schema: z.string().regex(/^[\w.:-]{1,255}$/), attendu: 'une adresse ou un nom de machine', aide: 'Antivirus ClamAV (clamd) qui lit chaque document. Absent : pas d’antivirus.' }),
  CLAMD_PORT: setting({ schema: integer(1, 65_535), defaut: '3310', attendu: 'un nombre entier de 1 à 65535', aide: 'Port de clamd.' }),
  CLAMD_INDISPONIBLE: setting({
    schema: z.enum(['refuser', 'quarantaine']), defaut: 'refuser', attendu: 'refuser ou quarantaine',
    aide: 'Quand clamd ne répond pas : refuser le document, ou le garder sans le montrer tant qu’il n’a pas été lu.',
  }),
  TEXTE_MAX: setting({ schema: integer(200, 100_000), defaut: '10000', attendu: 'un nombre de caractères de 200 à 100000', aide: 'Longueur maximale d’un message.' }),
  REVUE_JOURS: setting({ schema: integer(0, 365), defaut: '30', attendu: 'un nombre de jours de 0 à 365', aide: 'Durée de garde des messages mal compris, masqués, à relire avec npm run review ; 0 n’en garde aucun.' }),
  CONVERSATION_JOURS: setting({ schema: integer(8, 365), defaut: String(DUREES.conversationJours), attendu: 'un nombre de jours de 8 à 365', aide: 'Garde d’une conversation sans demande envoyée, après le dernier message. Une demande commencée est gardée 7 jours.' }),
  PIECES_MOIS: setting({ schema: integer(1, 24), defaut: String(DUREES.piecesMois), attendu: 'un nombre de mois de 1 à 24', aide: 'Garde des documents d’un dossier, après sa clôture.' }),
  DOSSIER_MOIS: setting({ schema: integer(2, 60), defaut: String(DUREES.dossierMois), attendu: 'un nombre de mois de 2 à 60, pas moins que PIECES_MOIS', aide: 'Garde d’un dossier après sa clôture (délais de recours), avant son archivage.' }),
  ARCHIVE_MOIS: setting({ schema: integer(1, 120), defaut: String(DUREES.archiveMois), attendu: 'un nombre de mois de 1 à 120', aide: 'Garde d’un dossier archivé, avant sa suppression.' }),
  ACCES_MOIS: setting({ schema: integer(6, 12), defaut: String(DUREES.accesMois), attendu: 'un nombre de mois de 6 à 12', aide: 'Garde du journal des accès aux dossiers et aux documents.' }),
  ALSACE_MOSELLE: setting({ schema: yesNo, defaut: 'non', attendu: YES_NO, aide: 'Compter aussi les jours fériés d’Alsace-Moselle dans les délais.' }),
  SMTP_URL: setting({
    schema: mailServer, attendu: 'smtp://serveur:587 ou smtps://serveur:465, avec utilisateur:mot-de-passe@ si besoin', secret: true,
    aide: 'Serveur de messagerie. Absent : aucun e-mail n’est proposé ni envoyé.',
  }),
  MAIL_FROM: setting({ schema: sender, attendu: 'une adresse, ou un nom et une adresse : Assistant <assistant@exemple.fr>', aide: 'Expéditeur des e-mails, avec SMTP_URL.' }),
  TEAMS: setting({ schema: yesNo, defaut: 'oui', attendu: YES_NO, aide: 'Ouvrir /api/messages (Microsoft Teams et Bot Framework Emulator).' }),
  MICROSOFT_APP_ID: setting({ schema: z.uuid(), attendu: 'un identifiant d’application (UUID)', aide: 'Identifiant du bot dans Azure. Absent : /api/messages n’accepte que cette machine (développement).' }),
  MICROSOFT_APP_PASSWORD: setting({ schema: z.string().min(1).max(500), attendu: 'un texte non vide', aide: 'Secret du bot dans Azure.', secret: true }),
  MICROSOFT_APP_TENANT_ID: setting({ schema: z.uuid(), attendu: 'un identifiant d’annuaire (UUID)', aide: 'Annuaire du bot : il est mono-locataire.' }),
  IDENTITE_CLES: setting({
    schema: jwks, attendu: 'un jeu de clés publiques en JSON (JWKS) : {"keys":[…]}',
    aide: 'Clés publiques du site qui dit qui est la personne (Mon Compte) par un jeton JWT de dix minutes au plus. Absent : personne n’est reconnu.',
  }),
  IDENTITE_EMETTEUR: setting({ schema: z.string().min(1).max(300), attendu: 'un texte, par exemple https://www.exemple.fr', aide: 'Émetteur (« iss ») de ces jetons, avec IDENTITE_CLES.' }),
  REDIS_URL: setting({
    schema: z.string().max(2_000).regex(/^rediss?(?:\+(?:sentinel|cluster))?:\/\/[^\s/?#]+(?:\/\d{0,3})?(?:\?[^\s#]*)?$/),
    attendu: 'redis://:mot-de-passe@hôte:6379/0, rediss:// pour TLS, redis+sentinel://hôte1:26379,hôte2/0?name=maître ou redis+cluster://hôte1,hôte2', secret: true,
    aide: 'Stockage partagé par plusieurs instances. Absent : la base de DATA_DIR. Hors de la machine elle-même, il faut aussi DIRECT_LINE_SECRET, FICHIERS_CLE et SUIVI_CLE, les mêmes partout.',
  }),
  REDIS_REPLIQUES: setting({ schema: integer(0, 9), defaut: '0', attendu: 'un nombre entier de 0 à 9', aide: 'Répliques de Redis qui doivent avoir reçu une écriture avant qu’un numéro soit annoncé.' }),
  SUIVI_CLE: setting({
    schema: z.string().min(32).max(256), attendu: 'au moins 32 caractères (openssl rand -base64 32)', secret: true,
    aide: 'Clé des codes de suivi. Absente : tirée au sort et gardée dans DATA_DIR (suivi.secret, à recopier ici pour passer à plusieurs instances).',
  }),
  METRICS_JETON: setting({
    schema: z.string().regex(/^[\w.~+/=-]{16,256}$/), attendu: 'au moins 16 signes sans espace (openssl rand -hex 24)', secret: true,
    aide: 'Jeton (Authorization : Bearer) qui ouvre /metrics à Prometheus. Absent : seule cette machine peut le lire.',
  }),
  HANDOFF: setting({ schema: yesNo, defaut: 'non', attendu: YES_NO, aide: 'Annoncer chaque dossier ouvert par le bot à un centre de contacts (événement handoff.initiate). Le transfert n’en dépend jamais.' }),
  TWILIO_AUTH_TOKEN: setting({ schema: z.string().min(16).max(200), attendu: 'au moins 16 caractères', aide: 'Jeton du compte Twilio (ou d’un service compatible), qui signe les appels. Absent : /ivr/twilio est fermé.', secret: true }),
  TWILIO_VOIX: setting({ schema: z.string().regex(/^[A-Za-z0-9.-]{1,60}$/), attendu: 'un nom de voix, par exemple Polly.Lea-Neural', aide: 'Voix qui comprend SSML. Absente : la voix de la passerelle ; les mots suffisent.' }),
  AUDIOCODES_JETON: setting({ schema: z.string().min(16).max(200), attendu: 'au moins 16 caractères', aide: 'Jeton qu’AudioCodes présente. Absent : /ivr/audiocodes est fermé.', secret: true }),
  IVR_SECRET: setting({ schema: z.string().min(32).max(256), attendu: 'au moins 32 caractères', aide: 'Secret qui signe les demandes de /ivr/v1. Absent : /ivr/v1 est fermé.', secret: true }),
  TELEPHONE_TRANSFERT: setting({ schema: z.string().regex(/^\+?\d{3,15}$/), attendu: 'un numéro de téléphone, par exemple +33123456789', aide: 'Numéro vers lequel un appel est transféré : danger, ou personne demandée. Absent : aucun transfert.' }),
  TELEPHONE_HEURES: setting({ schema: hours, defaut: '9h-16h30', attendu: 'deux heures, par exemple 9h-16h30', aide: 'Heures, à Paris et les jours ouvrés, où quelqu’un répond aux transferts et rappelle.' }),
  TELEPHONE_RAPPELS: setting({ schema: yesNo, defaut: 'non', attendu: YES_NO, aide: 'Proposer un rappel quand personne ne répond ; npm run rappels les liste.' }),
  TRANSCRIPTION_LOCUTEURS: setting({
    schema: locuteurs, defaut: '', attendu: 'nom=qui ou canal N=qui, séparés par des virgules ; qui : allocataire, agent, svi ou inconnu',
    aide: 'Qui parle sous chaque nom ou sur chaque canal des transcriptions d’appels, par exemple canal 0=agent,canal 1=allocataire.',
  }),
  TRANSCRIPTION_MAX_OCTETS: setting({ schema: integer(1_024, 104_857_600), defaut: '33554432', attendu: 'un nombre d’octets de 1024 à 104857600', aide: 'Taille maximale d’une transcription d’appel.' }),
  OIDC_ISSUER: setting({
    schema: issuer, attendu: 'l’adresse d’un fournisseur OpenID Connect, en https (http seulement sur cette machine)',
    aide: 'Fournisseur d’identité des agents. Absent : le bureau des experts (/bureau) est fermé.',
  }),
  OIDC_CLIENT_ID: setting({ schema: z.string().min(1).max(300), attendu: 'un texte non vide', aide: 'Identifiant du bureau chez le fournisseur d’identité. Adresse de retour à y déclarer : /bureau/retour ; de sortie : /bureau/adieu.' }),
  OIDC_CLIENT_SECRET: setting({ schema: z.string().min(1).max(1_000), attendu: 'un texte non vide', aide: 'Secret du bureau chez le fournisseur d’identité.', secret: true }),
  OIDC_SCOPES: setting({ schema: z.string().regex(/^openid(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/), defaut: 'openid profile', attendu: 'des portées séparées par des espaces, openid d’abord', aide: 'Portées demandées au fournisseur d’identité.' }),
  OIDC_ROLES: setting({
    schema: roleRules, attendu: 'des règles champ:valeur=rôle, séparées par des points-virgules ; rôle : expert/SERVICE, responsable/SERVICE, superviseur, auditeur, technique ou sensible',
    aide: 'Droits des agents, d’après ce que le fournisseur dit d’eux. Exemple : groups:exp-habitat=expert/HABITAT; groups:audit=auditeur; groups:protege=sensible',
  }),
  BUREAU_PRISE_MINUTES: setting({ schema: integer(1, 1_440), defaut: '30', attendu: 'un nombre de minutes de 1 à 1440', aide: 'Durée pendant laquelle une demande prise en charge est réservée à son expert, depuis son dernier acte.' }),
  BUREAU_CAPACITE: setting({ schema: integer(1, 1_000), defaut: '20', attendu: 'un nombre entier de 1 à 1000', aide: 'Demandes qu’un expert peut traiter à la fois, sans compter celles qui attendent un complément.' }),
  REQUETES_PAR_MINUTE: setting({
    schema: integer(1, 100_000_000), defaut: String(LIMITES.adresse.points), attendu: 'un nombre entier à partir de 1',
    aide: 'Requêtes d’une même adresse en une minute, toutes pages comprises. Un accueil ou un opérateur mobile met beaucoup de personnes derrière une adresse.',
  }),
  CONVERSATIONS_PAR_MINUTE: setting({ schema: integer(1, 100_000_000), defaut: String(LIMITES.ensemble.points), attendu: 'un nombre entier à partir de 1', aide: 'Conversations commencées en une minute par tout le monde ensemble, sur toutes les instances.' }),
  API_PAR_MINUTE: setting({ schema: integer(1, 100_000), defaut: String(LIMITES.api.points), attendu: 'un nombre entier de 1 à 100000', aide: 'Demandes par minute permises à un jeton de l’API (/api/v1), sur toutes les instances.' }),
  API_WEBHOOK_LOCAL: setting({ schema: yesNo, defaut: 'non', attendu: YES_NO, aide: 'Permettre un webhook sur cette machine, sans TLS : pour essayer seulement, jamais avec un serveur ouvert à d’autres machines.' }),
} as const;

type Name = keyof typeof SETTINGS;
type ValueOf<D> = D extends { schema: infer S extends z.ZodType } ? (D extends { defaut: string } ? z.output<S> : z.output<S> | undefined) : never;
type Values = { [N in Name]: ValueOf<(typeof SETTINGS)[N]> };

export type Config = Readonly<Values>;
export const SETTING_NAMES = Object.keys(SETTINGS).filter((name): name is Name => name in SETTINGS);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every setting; an empty value counts as absent.
 * @throws CodedError CONFIGURATION_INVALIDE, one line for each wrong setting: its name, what was expected, and the value when it is not a secret
 */
export function loadConfig(env: Environment): Config {
  const wrong: string[] = [];
  const values = Object.fromEntries(SETTING_NAMES.map((name) => [name, readSetting(name, env[name], wrong)]));
  if (wrong.length === 0 && isComplete(values)) {
    wrong.push(...contradictions(values));
    if (wrong.length === 0) return Object.freeze(values);
  }
  throw new CodedError('CONFIGURATION_INVALIDE', `${wrong.length} réglage(s) à corriger\n${wrong.map((line) => `  - ${line}`).join('\n')}`);
}

/** The process's own settings; a `.env` of the current folder completes them without replacing any. */
export function processEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

function readSetting(name: Name, written: string | undefined, wrong: string[]): unknown {
  const { schema, defaut, attendu, secret }: Setting<z.ZodType> = SETTINGS[name];
  const text = written?.trim() || defaut;
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  wrong.push(`${name} : attendu ${attendu}${secret ? '' : ` ; reçu « ${text.slice(0, 80)} »`}`);
  return undefined;
}

/** Every setting was read by its own schema, so that having no error is having the right types. */
const isComplete = (values: Record<string, unknown>): values is Values => SETTING_NAMES.every((name) => name in values);

function contradictions(config: Config): string[] {
  const { MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD, MICROSOFT_APP_TENANT_ID, TEAMS, HOST, FICHIERS_CLE } = config;
  const found: string[] = [];
  if (!FICHIERS_CLE && !isLoopbackHost(HOST)) found.push(`FICHIERS_CLE : attendu 32 octets en base64 (openssl rand -base64 32) dès que HOST n’est pas cette machine ; reçu HOST=${HOST} sans clé`);
  if (TEAMS && !MICROSOFT_APP_ID && !isLoopbackHost(HOST)) {
    found.push(`HOST : attendu 127.0.0.1 tant que MICROSOFT_APP_ID manque, ou TEAMS=non ; reçu « ${HOST} »`);
  }
  if (config.SMTP_URL && !config.MAIL_FROM) found.push('MAIL_FROM : attendu avec SMTP_URL');
  if (config.MAIL_FROM && !config.SMTP_URL) found.push('SMTP_URL : attendu avec MAIL_FROM');
  if (MICROSOFT_APP_ID && !MICROSOFT_APP_PASSWORD) found.push('MICROSOFT_APP_PASSWORD : attendu avec MICROSOFT_APP_ID');
  if (MICROSOFT_APP_ID && !MICROSOFT_APP_TENANT_ID) found.push('MICROSOFT_APP_TENANT_ID : attendu avec MICROSOFT_APP_ID (bot mono-locataire)');
  if (config.IDENTITE_CLES && !config.IDENTITE_EMETTEUR) found.push('IDENTITE_EMETTEUR : attendu avec IDENTITE_CLES');
  if (config.REDIS_URL && !isLoopbackHost(HOST)) {
    const missing = (['DIRECT_LINE_SECRET', 'SUIVI_CLE'] as const).filter((name) => !config[name]);
    found.push(...missing.map((name) => `${name} : attendu avec REDIS_URL dès que HOST n’est pas cette machine, le même pour toutes les instances`));
  }
  if (config.API_WEBHOOK_LOCAL && (!isLoopbackHost(HOST) || config.PUBLIC_URL?.startsWith('https:'))) found.push('API_WEBHOOK_LOCAL : attendu non dès que le serveur est ouvert à d’autres machines (HOST, PUBLIC_URL)');
  if (config.REDIS_REPLIQUES > 0 && !config.REDIS_URL) found.push('REDIS_URL : attendu avec REDIS_REPLIQUES');
  found.push(...deskContradictions(config));
  if (config.PIECES_MOIS > config.DOSSIER_MOIS) found.push(`PIECES_MOIS : attendu au plus DOSSIER_MOIS (${config.DOSSIER_MOIS}) ; reçu « ${config.PIECES_MOIS} »`);
  return found;
}

const OIDC_TOGETHER = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'] as const;

/** A provider by http is that of a developer: never where other machines come. */
function deskContradictions(config: Config): string[] {
  const { OIDC_ISSUER, HOST, PUBLIC_URL } = config;
  if (!OIDC_ISSUER) return OIDC_TOGETHER.filter((name) => config[name] !== undefined).map((name) => `OIDC_ISSUER : attendu avec ${name}`);
  const missing = OIDC_TOGETHER.filter((name) => config[name] === undefined).map((name) => `${name} : attendu avec OIDC_ISSUER`);
  const isDevelopment = OIDC_ISSUER.startsWith('http:');
  if (isDevelopment && (!isLoopbackHost(HOST) || PUBLIC_URL?.startsWith('https:'))) missing.push('OIDC_ISSUER : attendu en https dès que le serveur est ouvert à d’autres machines (HOST, PUBLIC_URL)');
  return missing;
}

/** How long data are kept here. The life of a draft is in the words of the assistant: it is no setting. */
export const dureesOf = (config: Config): Durees => ({
  conversationJours: config.CONVERSATION_JOURS, brouillonJours: DUREES.brouillonJours, piecesMois: config.PIECES_MOIS,
  dossierMois: config.DOSSIER_MOIS, archiveMois: config.ARCHIVE_MOIS, accesMois: config.ACCES_MOIS,
});

/** The README's table of settings, in Markdown. */
export function configTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { defaut, attendu, aide }: Setting<z.ZodType> = SETTINGS[name];
    return `| \`${name}\` | ${defaut ? `\`${defaut}\`` : 'aucun'} | ${attendu} | ${aide} |`;
  });
  return ['| Réglage | Par défaut | Valeur attendue | Rôle |', '|---|---|---|---|', ...rows].join('\n');
}

/** The text of `.env.example`: every setting, commented out, with its default. */
export function envExample(): string {
  const blocks = SETTING_NAMES.map((name) => {
    const { defaut, attendu, aide }: Setting<z.ZodType> = SETTINGS[name];
    return [`# ${aide}`, `# Attendu : ${attendu}.${defaut ? ` Par défaut : ${defaut}.` : ''}`, `#${name}=${defaut ?? ''}`].join('\n');
  });
  return `# Réglages d’Aiguillage. Copier ce fichier sous le nom .env, puis enlever le # des lignes à changer.\n\n${blocks.join('\n\n')}\n`;
}
