import { z } from 'zod';
import raw from './lexique/signaux.json';
import { compilePattern, PatternIndex, type Heard } from './patterns';

/** What makes a demande an expert's (DOSSIER §3, « critère général de bascule »), and what keeps it simple. */
const LEXIQUE = z.strictObject({
  desaccord: z.array(z.string()), dette: z.array(z.string()), droitArrete: z.array(z.string()), blocage: z.array(z.string()), dejaDeclare: z.array(z.string()),
  horsBareme: z.array(z.string()), decision: z.array(z.string()), question: z.array(z.string()), hypothese: z.array(z.string()), futur: z.array(z.string()),
  caf: z.array(z.string()), ailleurs: z.array(z.string()), montantCite: z.array(z.string()), peuxPasPayer: z.array(z.string()),
}).parse(raw);

export type Signal = keyof typeof LEXIQUE;

function isSignal(name: string): name is Signal {
  return Object.hasOwn(LEXIQUE, name);
}

export const SIGNALS = Object.keys(LEXIQUE).filter(isSignal).sort();

const SOURCES = Object.entries(LEXIQUE).flatMap(([name, sources]) => (isSignal(name) ? sources.map((source) => ({ name, pattern: compilePattern(source) })) : []));
const INDEX = new PatternIndex(SOURCES.map((s) => s.pattern));

/** Signals present in the message. */
export function signalsOf(words: readonly Heard[]): Set<Signal> {
  const found = INDEX.matching(words);
  return new Set(SOURCES.flatMap(({ name }, i) => (found.has(i) ? [name] : [])));
}
