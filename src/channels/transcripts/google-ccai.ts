import { z } from 'zod';
import type { Locuteur } from '../../domain/transcription';
import { checked } from './source';
import type { Parsed } from './vendor';

/** Google CCAI conversation: a beginning for each entry, no end: it is where the next one begins. */

const entry = z.object({ start_timestamp_usec: z.union([z.number().min(0).max(1e17), z.string().regex(/^\d{1,17}$/)]).optional(), text: z.string(), role: z.string().default('') });
const schema = z.object({ entries: z.array(entry) });

const ROLES: Readonly<Record<string, Locuteur>> = { AGENT: 'agent', HUMAN_AGENT: 'agent', CUSTOMER: 'allocataire', END_USER: 'allocataire', AUTOMATED_AGENT: 'svi' };

export function readGoogleCcai(value: unknown): Parsed {
  const { entries } = checked(schema, value);
  const starts = entries.map(({ start_timestamp_usec: usec }) => Math.round(Number(usec ?? 0) / 1_000));
  const origin = starts.reduce((least, one) => Math.min(least, one), Infinity);
  const spoken = entries.map(({ text, role }, i) => {
    const debutMs = (starts[i] ?? origin) - origin;
    return { lieu: `entries[${i}]`, debutMs, finMs: Math.max(debutMs, (starts[i + 1] ?? 0) - origin), locuteur: ROLES[role.toUpperCase()] ?? ('inconnu' as const), texte: text };
  });
  return { spoken, debut: origin > 1e12 && origin < 8e12 ? new Date(origin).toISOString() : undefined };
}
