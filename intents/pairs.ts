import { z } from 'zod';
import raw from './lexique/paires.json';
import { compilePattern, PatternIndex, type Heard } from './patterns';
import type { Signal } from './signals';

/**
 * Short messages that name the subject two requests share, and nothing that tells which of the two (DOSSIER §3.5):
 * "mon APL a baissé" may ask why, or dispute. The model leans to the side it saw most; the person must be asked.
 */
const LEXIQUE = z.strictObject({
  groupes: z.record(z.string(), z.string()),
  paires: z.record(z.string(), z.strictObject({
    sujet: z.array(z.string()),
    /** Words that settle the matter, or make it another one. */
    tranche: z.array(z.string()),
    /** Signals that come with the subject itself, and so settle nothing. */
    neutre: z.array(z.string()).optional(),
    /** Beyond this many words, something else is said. */
    mots: z.number().int().positive(),
  })),
}).parse(raw);

const indexOf = (sources: readonly string[]): PatternIndex => new PatternIndex(sources.map((source) => compilePattern(source, LEXIQUE.groupes)));

const PAIRS = Object.entries(LEXIQUE.paires).map(([id, p]) => ({
  id, words: p.mots, neutral: new Set(p.neutre ?? []),
  subject: indexOf(p.sujet), settling: indexOf(p.tranche),
}));

const SETTLING: readonly Signal[] = ['desaccord', 'dette', 'droitArrete', 'blocage', 'dejaDeclare', 'horsBareme', 'decision', 'peuxPasPayer', 'question', 'hypothese', 'futur'];
const COURTESY: ReadonlySet<string> = new Set(['bonjour', 'bonsoir', 'salut', 'merci', 'euh', 'bah', 'ben', 'voila', 'alors', 'madame', 'monsieur', 'svp', 's', 'il', 'plait', 'oui', 'allo']);

/** Id of the question to ask, or `null` when the message says enough or speaks of something else. */
export function openPair(words: readonly Heard[], signals: ReadonlySet<Signal>): string | null {
  const said = words.filter((w) => !COURTESY.has(w.norm)).length;
  const open = PAIRS.find(({ words: most, neutral, subject, settling }) =>
    said <= most && subject.holds(words)
    && !SETTLING.some((s) => signals.has(s) && !neutral.has(s)) && !settling.holds(words));
  return open?.id ?? null;
}

/** Every pair the lexicon knows, to be checked against the questions. */
export const PAIR_IDS: readonly string[] = PAIRS.map((p) => p.id);
