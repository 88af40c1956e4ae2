import type { Comprehension } from '../../src/domain/comprehension';
import type { Understander } from '../../intents/understand';

/** A message that was not understood, unless the test says what it meant. */
export function uneComprehension(facts: Partial<Comprehension> = {}): Comprehension {
  return {
    group: 'clarify', code: 'INCOMPREHENSION', prestation: 'AUCUNE', prestations: [], service: 'AUCUN', priority: 'P3', safety: null, confidence: 0.1,
    alternatives: [], entities: [], rule: 'test', clarification: null, second: null, revision: null, question: false, faits: [], langue: null, insulte: false, dementi: null, ...facts,
  };
}

/** Understands exactly the sentences of the table, and nothing else. */
export const understanderOf = (table: Record<string, Partial<Comprehension>>): Understander => ({
  modelId: 'test',
  understand: (text) => uneComprehension(table[text] ?? {}),
});

export const CONTESTE_RSA: Partial<Comprehension> = { group: 'expert', code: 'CONTESTATION_CALCUL', prestation: 'RSA', prestations: ['RSA'], service: 'INSERTION', confidence: 0.9 };
