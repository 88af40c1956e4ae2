import type { Activity, TurnContext } from 'botbuilder-core';
import { z } from 'zod';
import type { DossierCopy } from '../../app/dossier-copy';
import { checkReference } from '../../domain/reference';
import type { Logger } from '../../ops/log';
import { isGroup, type Origin } from '../bot';
import PHRASES from '../phrases.json';
import { upload, type AddressRule } from './download';

/** A copy of a demande in the person's own files: Teams asks them first, then says where to put it. */

export type ConsentDeps = { copyOf: (reference: string, personne: string) => Promise<DossierCopy | null>; address: AddressRule; log: Logger };

export const CONSENT_INVOKE = 'fileConsent/invoke';
const CONSENT_CARD = 'application/vnd.microsoft.teams.card.file.consent';
const FILE_CARD = 'application/vnd.microsoft.teams.card.file.info';

const consentSchema = z.looseObject({
  action: z.enum(['accept', 'decline']), context: z.looseObject({ reference: z.string().max(40) }),
  uploadInfo: z.looseObject({ uploadUrl: z.string().max(10_000), contentUrl: z.string().max(10_000), name: z.string().max(1_000), uniqueId: z.string().max(500), fileType: z.string().max(50) }).nullish(),
});

export const isConsent = ({ type, name }: Pick<Activity, 'type' | 'name'>): boolean => type === 'invoke' && name === CONSENT_INVOKE;

/** Offers the copy of a dossier just opened. Files exist in a personal chat only. */
export async function offerCopy(context: TurnContext, reference: string, { personne }: Origin, deps: ConsentDeps): Promise<void> {
  if (context.activity.channelId !== 'msteams' || isGroup(context.activity)) return;
  const copy = await deps.copyOf(reference, personne);
  if (!copy) return;
  const content = { description: PHRASES.copieProposee, sizeInBytes: copy.octets.length, acceptContext: { reference }, declineContext: { reference } };
  await context.sendActivity({ type: 'message', summary: PHRASES.copieProposee, locale: 'fr-FR', attachments: [{ contentType: CONSENT_CARD, name: copy.nom, content }] });
}

/** What the person answered. The copy is made again from the dossier: what Teams gives back names it, and proves nothing. */
export async function answerConsent(context: TurnContext, { personne }: Origin, deps: ConsentDeps): Promise<void> {
  const { activity } = context;
  const answer = consentSchema.safeParse(activity.value).data;
  await context.sendActivity(answer?.action === 'accept' ? await sendCopy(answer, personne, deps) : said(PHRASES.copieRefusee));
  // the card asks no more
  if (activity.replyToId) await context.deleteActivity(activity.replyToId).catch((error: unknown) => deps.log.debug({ error }, 'carte-non-retiree'));
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
}

const said = (text: string): Partial<Activity> => ({ type: 'message', text, textFormat: 'markdown', locale: 'fr-FR' });

async function sendCopy({ context: { reference }, uploadInfo }: z.infer<typeof consentSchema>, personne: string, deps: ConsentDeps): Promise<Partial<Activity>> {
  const copy = uploadInfo && checkReference(reference) ? await deps.copyOf(reference, personne) : null;
  if (!copy || !uploadInfo || !(await upload(uploadInfo.uploadUrl, copy.octets, deps.address))) {
    deps.log.warn({}, 'copie-non-deposee');
    return said(PHRASES.copieEchouee);
  }
  const { contentUrl, name, uniqueId, fileType } = uploadInfo;
  return { ...said(PHRASES.copieDeposee), attachments: [{ contentType: FILE_CARD, contentUrl, name, content: { uniqueId, fileType } }] };
}
