import { z } from 'zod';
import type { Store } from '../stores/store';

/** What was said in the conversation from which a dossier was opened. */

export type Replique = { qui: 'personne' | 'assistant'; texte: string; at: string | null };

const SHOWN_MAX = 400;
const activitySchema = z.object({
  type: z.literal('message'), text: z.string().default(''), timestamp: z.union([z.string(), z.date()]).optional(), from: z.object({ role: z.string().optional() }).optional(),
  attachments: z.array(z.object({ name: z.string().optional() }).loose()).optional(),
});

/** The conversation whose turns opened a dossier, from the key of its opening: "conversation:rank". */
export const conversationOf = (cle: string): string => cle.slice(0, cle.lastIndexOf(':'));

/** Oldest first; empty for channels of which no transcript is kept here. Names of files stand for the files. */
export async function transcript(cle: string, store: Pick<Store, 'readActivities'>): Promise<Replique[]> {
  const activities = await store.readActivities(conversationOf(cle), 0, SHOWN_MAX);
  return activities.flatMap(({ activity }) => {
    const parsed = activitySchema.safeParse(activity);
    if (!parsed.success) return [];
    const { text, from, timestamp, attachments = [] } = parsed.data;
    const texte = [text, ...attachments.flatMap(({ name }) => name ?? [])].filter((part) => part.trim() !== '').join('\n');
    const at = timestamp === undefined ? null : new Date(timestamp).toISOString();
    return texte === '' ? [] : [{ qui: from?.role === 'bot' ? 'assistant' : 'personne', texte, at }];
  });
}
