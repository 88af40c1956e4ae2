import { z } from 'zod';

/** What any telephone gateway gives for one turn of a call, and what it gets back. */

const TEXTE_MAX = 10_000;
const confiance = z.number().min(0).max(1).optional();
const texte = z.string().max(TEXTE_MAX);

export const tourVocalSchema = z.object({
  fournisseur: z.enum(['twilio', 'audiocodes', 'http']),
  /** The gateway's id of the call. */
  appel: z.string().min(1).max(200),
  /** Rank of the turn in the call, from 0. */
  tour: z.int().min(0).max(100_000),
  /** A turn sent again has the same key, and gets the same reply. */
  cleIdempotence: z.string().min(1).max(200),
  genre: z.enum(['debut', 'enonce', 'dtmf', 'interruption', 'silence', 'raccroche', 'erreur']),
  texte: texte.optional(),
  /** Hearings of the recogniser, the likelier first. */
  alternatives: z.array(z.object({ texte, confiance })).max(20).optional(),
  /** Of `texte`; absent: unknown, neither 0 nor 1. */
  confiance,
  langue: z.string().max(20).optional(),
  chiffres: z.string().regex(/^[0-9*#]{0,40}$/).optional(),
  /** Numbers of the caller and of the called; anything but a telephone number is taken as hidden. */
  de: z.string().max(200).optional(),
  vers: z.string().max(200).optional(),
  /** What the caller had heard when they spoke over the voice. */
  entenduJusqua: texte.optional(),
  /** Instant, ISO 8601. */
  recuLe: z.string().max(40),
});
export type TourVocal = z.infer<typeof tourVocalSchema>;

/** One breath of the voice. `ferme`: said to its end, whatever the caller does. `ssml`: the same with its pauses and spelt letters. */
export type Dit = { texte: string; ssml?: string; ferme?: true };

export type ReponseVocale = {
  dire: Dit[];
  /** What the gateway listens to once all is said. `indices`: words that the recogniser should expect. */
  attendre?: { parole: boolean; dtmf?: { max: number; fin?: '#' }; indices?: string[]; silenceMs: number };
  /** The caller may speak over everything that is said. */
  interruptible: boolean;
  fin?: 'raccrocher' | { transfert: string };
};
