import type { Activity } from 'botbuilder-core';
import { z } from 'zod';

const mentionSchema = z.looseObject({ type: z.literal('mention'), mentioned: z.looseObject({ id: z.string() }), text: z.string().min(1) });

/**
 * What was said, without the bot's own name, which begins the text in a group. The name of another person is a word of the sentence:
 * only its marks go. Without the list of mentions, nobody can be told apart from the bot: all of them go.
 */
export function spokenInTeams({ text, entities, recipient }: Pick<Activity, 'text' | 'entities' | 'recipient'>): string {
  const said = typeof text === 'string' ? text.replace(/&nbsp;|\u00a0/gi, ' ') : '';
  const mentions = (entities ?? []).flatMap((entity) => mentionSchema.safeParse(entity).data ?? []);
  const own = mentions.filter(({ mentioned }) => mentioned.id === recipient?.id).map((mention) => mention.text);
  const withoutOwn = own.reduce((rest, mark) => rest.replaceAll(mark, ' '), said);
  return withoutOwn.replace(/<at\b[^>]*>([^<]*)<\/at>/gi, mentions.length > 0 ? '$1' : ' ').replace(/ {2,}/g, ' ').trim();
}
