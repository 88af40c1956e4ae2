import type { BrouillonAppel } from '../../src/domain/appel';
import type { Locuteur, Transcription } from '../../src/domain/transcription';
import type { AppelGarde } from '../../src/stores/call-draft-store';

/** Builders with good defaults: a test spells out only the fact it is about. */
export function unBrouillonAppel(facts: Partial<BrouillonAppel> = {}): BrouillonAppel {
  return {
    schema: 1, fournisseur: 'webvtt', appel: 'appel-1', empreinte: 'a'.repeat(64), langue: 'fr-FR', caviardee: false, appelLe: '2026-11-25T09:00:00.000Z', dureeMs: 60_000, segments: 12,
    voixInconnues: false, motif: { valeur: 'INDU_CONTESTATION', confiance: 0.9, segment: 5 }, revision: null, prestation: { valeur: 'APL', confiance: 0.9, segment: 5 },
    service: { valeur: 'RECOURS', confiance: 0.9, segment: 5 }, priorite: { valeur: 'P3', confiance: 0.9, segment: 5 }, autres: [], drapeaux: [],
    expose: { situationInitiale: null, problemeRencontre: { texte: 'On me réclame 840 euros d’APL.', confiance: 0.9, segments: [5] }, demarches: null, demandeFormelle: null },
    chronologie: [], contacts: [], montants: [{ valeur: { euros: 840, parMois: false }, confiance: 0.9, segment: 5 }], actes: [], numeroAllocataire: null,
    paroles: [{ texte: 'on me réclame 840 euros d’APL', segment: 5 }], entities: [{ type: 'montant', start: 14, end: 23, text: '840 euros', euros: 840, parMois: false, approximatif: false }], ...facts,
  };
}

export function unAppelGarde(facts: Partial<AppelGarde> = {}): AppelGarde {
  return { id: 'brouillon-1', brouillon: unBrouillonAppel(), code: 'hash-1', creeLe: '2026-11-25T09:05:00.000Z', codeFinLe: '2026-11-28T09:05:00.000Z', verification: null, repris: null, ...facts };
}

const WHO: Readonly<Record<string, Locuteur>> = { A: 'agent', C: 'allocataire', S: 'svi' };

/** "C : bonjour": one segment a line, one second each. */
export function uneTranscription(...lines: string[]): Transcription {
  const segments = lines.map((line, i) => {
    const [, who = '', texte = ''] = /^(\w) : (.*)$/.exec(line) ?? [];
    return { n: i + 1, locuteur: WHO[who] ?? ('inconnu' as const), debutMs: i * 1_000, finMs: i * 1_000 + 900, texte };
  });
  return { fournisseur: 'webvtt', appel: 'appel-1', empreinte: 'a'.repeat(64), langue: 'fr-FR', caviardee: false, dureeMs: lines.length * 1_000, segments };
}
