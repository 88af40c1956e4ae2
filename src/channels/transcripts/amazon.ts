import { z } from 'zod';
import type { Locuteur } from '../../domain/transcription';
import { TranscriptRefused } from './refused';
import type { Spoken } from './segments';
import { checked } from './source';
import type { Parsed } from './vendor';

/** Amazon Connect Contact Lens (whole call, or segments of the real-time API, page by page) and Transcribe Call Analytics. */

const ms = z.number().min(0).max(1e12);
const turn = z.object({
  ParticipantRole: z.string().optional(), ParticipantId: z.string().max(200).optional(), Content: z.string(), BeginOffsetMillis: ms, EndOffsetMillis: ms,
});
const whole = z.object({
  Transcript: z.array(turn), LanguageCode: z.string().max(40).optional(), SessionId: z.string().max(200).optional(), JobName: z.string().max(200).optional(),
  CustomerMetadata: z.object({ ContactId: z.string().max(200).optional() }).optional(), ContentMetadata: z.object({ Output: z.string().optional() }).optional(),
  Participants: z.array(z.object({ ParticipantId: z.string().optional(), ParticipantRole: z.string().optional() })).default([]),
  ConversationCharacteristics: z.object({ TotalConversationDurationMillis: ms.optional() }).optional(),
});
const page = z.object({ Segments: z.array(z.object({ Transcript: turn.optional(), Utterance: z.unknown().optional() })), NextToken: z.string().nullish() });

const ROLES: Readonly<Record<string, Locuteur>> = { AGENT: 'agent', SUPERVISOR: 'agent', CUSTOMER: 'allocataire', SYSTEM: 'svi', CUSTOM_BOT: 'svi', LEX_BOT: 'svi' };

export function readAmazon(value: unknown): Parsed {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && 'Segments' in value) ? readPages([value].flat()) : readWhole(value);
}

function readWhole(value: unknown): Parsed {
  const call = checked(whole, value);
  const roles = new Map(call.Participants.map(({ ParticipantId, ParticipantRole }) => [ParticipantId, ParticipantRole]));
  return {
    spoken: call.Transcript.map((said, i) => spokenOf(said, roles.get(said.ParticipantId), `Transcript[${i}]`)),
    appel: call.CustomerMetadata?.ContactId ?? call.SessionId ?? call.JobName, langue: call.LanguageCode,
    dureeMs: call.ConversationCharacteristics?.TotalConversationDurationMillis, caviardee: call.ContentMetadata?.Output === 'Redacted',
  };
}

function readPages(values: readonly unknown[]): Parsed {
  const pages = values.map((value, i) => checked(page, value, values.length === 1 ? '' : `[${i}].`));
  if (pages.at(-1)?.NextToken) throw new TranscriptRefused('pages', 'NextToken');
  const spoken = pages.flatMap(({ Segments }, p) => Segments.flatMap(({ Transcript: said }, i) =>
    (said ? [spokenOf(said, undefined, `${pages.length === 1 ? '' : `[${p}].`}Segments[${i}].Transcript`)] : [])));
  return { spoken };
}

function spokenOf({ ParticipantRole, ParticipantId, Content, BeginOffsetMillis, EndOffsetMillis }: z.infer<typeof turn>, listed: string | undefined, lieu: string): Spoken {
  const role = ParticipantRole ?? listed ?? ParticipantId ?? '';
  return { lieu, debutMs: Math.round(BeginOffsetMillis), finMs: Math.round(EndOffsetMillis), locuteur: ROLES[role.toUpperCase()] ?? 'inconnu', texte: Content };
}
