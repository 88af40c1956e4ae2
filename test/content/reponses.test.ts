import { answerFor, moreFor } from '../../dialogs/answers';
import type { Dit } from '../../dialogs/precisions';
import { loadContent } from '../../src/content';
import { INTENTIONS_SIMPLES } from '../../src/domain/codes';
import type { Code, Prestation } from '../../src/domain/codes';
import type { Contexte } from '../../dialogs/events';

const contenu = loadContent();
const words = (text: string): number => text.split(/\s+/).length;
const sentences = (text: string): string[] => text.split(/(?<=[.!?])\s+(?=[\p{Lu}«])/u);

/** Every text of an answer: the general one, each prestation's, each pair's. */
const shown = Object.entries(contenu.reponses).flatMap(([code, answer]) => [
  { id: code, ...answer },
  ...Object.entries(answer.prestations ?? {}).map(([prestation, variante]) => ({ id: `${code}/${prestation}`, ...variante })),
  ...answer.paires.map((paire, i) => ({ id: `${code}/paire ${i + 1}`, ...paire })),
]);
const precisions = Object.entries(contenu.reponses).flatMap(([code, { precisions: list }]) => list.map((p) => ({ id: `${code}/${p.selon}`, ...p })));

/** Small talk has nothing more to say. */
const SANS_SUITE: readonly Code[] = ['REMERCIEMENT', 'INCOMPREHENSION'];
const PRINCIPALES: Record<string, Prestation[]> = {
  DROIT_CONDITIONS: ['RSA', 'PPA', 'AAH', 'APL', 'AL', 'AF', 'ASF', 'PAJE_AB', 'PAJE_NAISSANCE', 'ARS'],
  MONTANT_BAREME: ['RSA', 'PPA', 'AAH', 'APL', 'AL', 'AF', 'ASF', 'PAJE_AB', 'PAJE_NAISSANCE', 'ARS'],
  DEMANDE_PRESTATION: ['RSA', 'PPA', 'AAH', 'APL', 'AL', 'AF', 'ASF', 'PAJE_NAISSANCE', 'ARS'],
};

describe('the next step', () => {
  it('is a sentence and never a question: one is asked right after', () => {
    const steps = [...shown, ...precisions].filter(({ suite }) => suite !== undefined && (suite.includes('?') || !suite.endsWith('.')));

    expect(steps.map(({ id }) => id)).toEqual([]);
  });

  it('is short enough to be done', () => {
    expect([...shown, ...precisions].filter(({ suite }) => suite !== undefined && words(suite) > 30).map(({ id }) => id)).toEqual([]);
  });
});

describe('what is said to a person who asks again', () => {
  it('exists for every simple intent', () => {
    expect(INTENTIONS_SIMPLES.filter((code) => !SANS_SUITE.includes(code) && !contenu.reponses[code]?.enSavoirPlus)).toEqual([]);
  });

  it('exists for the main prestations', () => {
    const missing = Object.entries(PRINCIPALES).flatMap(([code, list]) => list.filter((p) => !contenu.reponses[code]?.prestations?.[p]?.enSavoirPlus).map((p) => `${code}/${p}`));

    expect(missing).toEqual([]);
  });

  it('holds in 40 to 90 words and adds something', () => {
    const wrong = shown.filter(({ enSavoirPlus, texte }) => enSavoirPlus !== undefined && (words(enSavoirPlus) < 40 || words(enSavoirPlus) > 90 || enSavoirPlus === texte));

    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('what is said aloud', () => {
  it.each([['answers', shown], ['precisions', precisions]] as const)('%s: two sentences at most, thirty words each, no link and no list', (_name, list) => {
    const wrong = list.filter(({ oral }) => sentences(oral).length > 2 || sentences(oral).some((s) => words(s) > 30) || /https?:|www\.|•|\n/.test(oral));

    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('answerFor', () => {
  const ctx = { contenu, today: '2026-11-26' } as Contexte;
  const unDit = (facts: Partial<Dit>): Dit => ({ prestation: 'AUCUNE', prestations: [], entities: [], lieu: null, facile: false, faits: [], ...facts });

  it('answers about the two prestations named, in any order', () => {
    const first = answerFor('CUMUL', unDit({ prestation: 'MULTI', prestations: ['RSA', 'APL'] }), ctx);
    const second = answerFor('CUMUL', unDit({ prestation: 'MULTI', prestations: ['APL', 'RSA'] }), ctx);

    expect(first?.texte).toContain('Le RSA et une aide au logement peuvent se cumuler');
    expect(second).toEqual(first);
  });

  it('invents no rule for a pair without a verified fact', () => {
    expect(answerFor('CUMUL', unDit({ prestation: 'MULTI', prestations: ['RSA', 'PPA'] }), ctx)?.texte).toContain('Je n’ai pas de règle générale sûre');
  });

  it('gives more about the prestation asked, and back to the general text once its figures are old', () => {
    const dit = unDit({ prestation: 'RSA' });

    expect(moreFor('MONTANT_BAREME', dit, ctx)).toContain('260,68 €');
    expect(moreFor('MONTANT_BAREME', dit, { ...ctx, today: '2027-04-01' })).not.toContain('260,68 €');
  });

  it('says two sentences aloud, the one worked out for this person first', () => {
    const oral = answerFor('CONTACT', unDit({ lieu: '33' }), ctx)?.oral ?? '';

    expect(sentences(oral)).toHaveLength(2);
    expect(oral).toMatch(/^Votre caisse est la Caf de la Gironde\. /);
  });
});
