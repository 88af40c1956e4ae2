import type { Attachment, TurnContext } from 'botbuilder-core';
import { z } from 'zod';
import type { Assistant } from '../../app/assistant';
import { cleanFileName } from '../../domain/file-name';
import type { Logger } from '../../ops/log';
import type { Depot, Origin } from '../bot';
import { BOT_TOKEN, type BotToken } from '../cloud-sdk';
import { download, type DownloadDeps } from './download';

/** Files that come with a message of another channel: fetched, then checked as those of the web. */

export type FilesDeps = { assistant: Pick<Assistant, 'receiveFile'>; download: DownloadDeps; log: Logger };

const FILES_MAX = 5;
const DOWNLOAD_INFO = 'application/vnd.microsoft.teams.file.download.info';
const DIRECT_TYPES = /^(?:image\/[\w.+-]+|image\/\*|application\/pdf)$/i;

const infoSchema = z.object({ contentType: z.literal(DOWNLOAD_INFO), name: z.string().max(1_000).nullish(), content: z.looseObject({ downloadUrl: z.string().max(10_000) }) });
const directSchema = z.object({ contentType: z.string().regex(DIRECT_TYPES), name: z.string().max(1_000).nullish(), contentUrl: z.string().max(10_000) });

/** `isPrivate`: only the bot may read it, with its own token. */
type Pointer = { nom: string; url: string; isPrivate: boolean };

/** Teams adds the message itself as `text/html`, and cards have their own types: neither is a file. */
function pointerOf(attachment: Attachment): Pointer[] {
  const info = infoSchema.safeParse(attachment).data;
  if (info) return [{ nom: cleanFileName(info.name ?? ''), url: info.content.downloadUrl, isPrivate: false }];
  const direct = directSchema.safeParse(attachment).data;
  return direct ? [{ nom: cleanFileName(direct.name ?? ''), url: direct.contentUrl, isPrivate: true }] : [];
}

export const hasFiles = ({ activity }: TurnContext): boolean => (activity.attachments ?? []).some((attachment) => pointerOf(attachment).length > 0);

/** What was received of the files of a message, five at most; nothing is fetched beyond. */
export async function fetchFiles(context: TurnContext, { conversation, personne }: Origin, deps: FilesDeps): Promise<Depot> {
  const pointers = (context.activity.attachments ?? []).flatMap(pointerOf);
  const depot: Depot = { fichiers: [], refus: pointers.slice(FILES_MAX).map(({ nom }) => ({ nom, raison: 'nombre' as const })) };
  for (const pointer of pointers.slice(0, FILES_MAX)) {
    const fetched = await download(pointer.url, deps.download, await authorizationFor(pointer, context));
    if (!fetched.ok) {
      deps.log.warn({ conversation, raison: fetched.raison }, 'fichier-non-telecharge');
      depot.refus.push({ nom: pointer.nom, raison: fetched.raison, ...(fetched.raison === 'taille' ? { limite: deps.download.maxOctets } : {}) });
      continue;
    }
    const received = await deps.assistant.receiveFile({ conversation, personne, nom: pointer.nom, octets: fetched.octets });
    if (received.ok) depot.fichiers.push(received.fichier);
    else depot.refus.push(received.refus);
  }
  return depot;
}

/** The bot's token is for the service that brought the message, whose address its own token names: it goes nowhere else. */
async function authorizationFor({ url, isPrivate }: Pointer, context: TurnContext): Promise<string | undefined> {
  const { serviceUrl } = context.activity;
  if (!isPrivate || !URL.canParse(url) || new URL(url).origin !== new URL(serviceUrl).origin) return undefined;
  const botToken: BotToken | undefined = context.turnState.get(BOT_TOKEN);
  const token = await botToken?.();
  return token ? `Bearer ${token}` : undefined;
}
