import { z } from 'zod';
import TEXTES from './manifest-textes.json';

/** The description of the Teams application, schema 1.24. */

const SCHEMA_URL = 'https://developer.microsoft.com/json-schemas/teams/v1.24/MicrosoftTeams.schema.json';
const SCHEMA_VERSION = '1.24';

const SCOPES = ['team', 'personal', 'groupChat', 'copilot'] as const;
const guid = z.string().regex(/^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/);
const httpsUrl = z.string().max(2_048).regex(/^https:\/\//);
const path = z.string().max(2_048);
const scopes = z.array(z.enum(SCOPES)).min(1).max(4);
const command = z.strictObject({ title: z.string().min(1).max(128), description: z.string().max(4_000) });

/** What Microsoft's published schema 1.24 asks of the parts that are used here, and what Teams asks beside it of bots. */
export const manifestSchema = z.strictObject({
  $schema: z.literal(SCHEMA_URL),
  manifestVersion: z.literal(SCHEMA_VERSION),
  version: z.string().max(256).regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/),
  id: guid,
  localizationInfo: z.strictObject({ defaultLanguageTag: z.string().regex(/^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$/) }),
  developer: z.strictObject({ name: z.string().min(1).max(32), websiteUrl: httpsUrl, privacyUrl: httpsUrl, termsOfUseUrl: httpsUrl }),
  name: z.strictObject({ short: z.string().min(1).max(30), full: z.string().max(100) }),
  description: z.strictObject({ short: z.string().min(1).max(80), full: z.string().min(1).max(4_000) }),
  icons: z.strictObject({ color: path, outline: path }),
  accentColor: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  bots: z.array(z.strictObject({
    botId: guid, scopes, supportsFiles: z.boolean(), isNotificationOnly: z.boolean(), supportsCalling: z.boolean(), supportsVideo: z.boolean(),
    commandLists: z.array(z.strictObject({ scopes, commands: z.array(command).max(12) })).max(3),
  })).length(1),
  defaultInstallScope: z.enum(['personal', 'team', 'groupChat', 'meetings', 'copilot']),
  validDomains: z.array(z.string().max(2_048).regex(/^[\w.-]+(?::\d{1,5})?$/)).max(16),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const ICONS = { color: 'color.png', outline: 'outline.png' } as const;
export const ACCENT = '#0b5a60';

/**
 * @param appId of the bot in Azure, which is the application's too
 * @param publicUrl https origin of this server
 * @param version `major.minor.patch`
 * @throws ZodError when the schema is not met
 */
export function teamsManifest({ appId, publicUrl, version }: { appId: string; publicUrl: string; version: string }): Manifest {
  const home = `${publicUrl}/`;
  return manifestSchema.parse({
    $schema: SCHEMA_URL, manifestVersion: SCHEMA_VERSION, version, id: appId,
    localizationInfo: { defaultLanguageTag: 'fr-fr' },
    developer: { name: TEXTES.editeur, websiteUrl: home, privacyUrl: home, termsOfUseUrl: home },
    name: { short: TEXTES.nomCourt, full: TEXTES.nomComplet },
    description: { short: TEXTES.descriptionCourte, full: TEXTES.descriptionComplete },
    icons: ICONS, accentColor: ACCENT,
    bots: [{
      botId: appId, scopes: ['personal', 'groupChat', 'team'], supportsFiles: true, isNotificationOnly: false, supportsCalling: false, supportsVideo: false,
      commandLists: [{ scopes: ['personal'], commands: TEXTES.commandesPrivees }, { scopes: ['groupChat', 'team'], commands: TEXTES.commandesGroupe }],
    }],
    defaultInstallScope: 'personal',
    validDomains: [new URL(publicUrl).host],
  });
}
