import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContent } from '../../src/content';
import { CODES, HORS_PERIMETRE, INTENTIONS_SIMPLES, isHorsPerimetre, isIntentionSimple, isMotif, MOTIFS, PRESTATIONS, SERVICES } from '../../src/domain/codes';
import { CRITERES_PRIORITE } from '../../src/domain/priority';
import { CodedError } from '../../src/domain/errors';

const contenu = loadContent();
const ROOT = join(__dirname, '..', '..');

describe('intents/answers', () => {
  it('answers each of the 46 simple intents and each out-of-scope code', () => {
    const missing = [...INTENTIONS_SIMPLES, ...HORS_PERIMETRE].filter((code) => contenu.reponses[code] === undefined);

    expect(missing).toEqual([]);
  });

  it('names the competent body for each out-of-scope code', () => {
    expect(HORS_PERIMETRE.filter((code) => !contenu.reponses[code]?.organisme)).toEqual([]);
  });

  it('stays under 90 words and above level C in what is shown', () => {
    const words = (text: string): number => text.split(/\s+/).length;

    const shown = Object.entries(contenu.reponses).flatMap(([code, answer]) => [
      { code, texte: answer.texte, niveau: answer.niveau },
      ...Object.entries(answer.prestations ?? {}).map(([prestation, v]) => ({ code: `${code}/${prestation}`, texte: v?.texte ?? '', niveau: v?.niveau ?? answer.niveau })),
    ]);

    expect(shown.filter(({ texte }) => words(texte) > 90).map(({ code }) => code)).toEqual([]);
    expect(shown.filter(({ niveau, code }) => niveau === 'C' && !code.includes('/')).map(({ code }) => code)).toEqual([]);
  });

  it('promises no result and computes no personal right', () => {
    const all = Object.entries(contenu.reponses).map(([code, a]) => [code, a.texte + (a.enSavoirPlus ?? '')] as const);

    expect(all.filter(([, text]) => /vous (?:aurez|obtiendrez|toucherez) (?:bien|certainement|\d)|nous vous garantissons|c’est garanti/i.test(text)).map(([code]) => code)).toEqual([]);
  });

  it('gives the safety cases of §3.4 their numbers', () => {
    const expected: Record<string, string[]> = { DETRESSE: ['3114', '15', '112'], VIOLENCES: ['17', '112', '114', '3919', '119'], MINEUR_DANGER: ['119'], EXPULSION: ['115', '0805160075'], COMPTE_COMPROMIS: ['33700', '17cyber'] };

    for (const [key, numeros] of Object.entries(expected)) expect([key, contenu.surete[key]?.numeros]).toEqual([key, expect.arrayContaining(numeros)]);
    for (const content of Object.values(contenu.surete)) expect(content.numeros.filter((id) => contenu.numeros[id] === undefined)).toEqual([]);
  });
});

describe('intents/clarifications.json', () => {
  it('holds the 22 pairs of §3.5, each side leading somewhere', () => {
    expect(contenu.clarifications).toHaveLength(22);
    for (const pair of contenu.clarifications) {
      expect(pair.choix.filter(({ code }) => !isMotif(code) && !isIntentionSimple(code) && !isHorsPerimetre(code) && !CODES.includes(code))).toEqual([]);
      expect(new Set(pair.choix.map(({ titre }) => titre)).size).toBe(pair.choix.length);
    }
  });
});

describe('dialogs/contenu', () => {
  it('describes the 18 motifs with at most four questions before the pieces', () => {
    expect(Object.keys(contenu.motifs).sort()).toEqual([...MOTIFS].sort());
    for (const motif of MOTIFS) {
      const { questions, questionsRecours } = contenu.motifs[motif];
      const ids = [...questions, ...questionsRecours].map(({ id }) => id);
      expect([motif, questions.length <= 4, new Set(ids).size]).toEqual([motif, true, ids.length]);
      for (const q of questions) expect([motif, q.id, q.type === 'choix' ? (q.choix?.length ?? 0) >= 2 : q.choix === undefined]).toEqual([motif, q.id, true]);
    }
  });

  it('puts every motif under one of the three exact labels of R-018', () => {
    expect(new Set(MOTIFS.map((motif) => contenu.motifs[motif].niveau1))).toEqual(
      new Set(['contestation de calcul', 'demande de révision', 'situation particulière non prévue par les barèmes automatiques']));
  });

  it('asks for the date of the decision wherever a decision may be at stake', () => {
    const without = MOTIFS.filter((motif) => contenu.motifs[motif].enjeuDecision && !contenu.motifs[motif].questions.some(({ id }) => id === 'dateDecision' || id === 'dateContrainte'));

    // REMISE_DETTE recognises the debt, RESIDENCE_ALTERNEE has its four questions: the general rule is said instead
    expect(without.sort()).toEqual(['REMISE_DETTE', 'RESIDENCE_ALTERNEE']);
  });

  it('knows every prestation and service', () => {
    expect(Object.keys(contenu.prestations).sort()).toEqual([...PRESTATIONS].sort());
    expect(Object.keys(contenu.services).sort()).toEqual([...SERVICES].sort());
  });

  it('declares only urgency criteria that the priority scale knows', () => {
    const known = CRITERES_PRIORITE.map(({ id }) => id);

    expect(contenu.urgences.filter(({ critere }) => !known.includes(critere))).toEqual([]);
  });
});

describe('loadContent', () => {
  it('stops on a broken file and names it', () => {
    const root = mkdtempSync(join(tmpdir(), 'contenu-'));
    for (const folder of ['dialogs', 'intents/answers']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    cpSync(join(ROOT, 'intents/clarifications.json'), join(root, 'intents/clarifications.json'));
    const path = join(root, 'intents/answers/simple.json');
    const answers = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;
    delete answers.ATTESTATION?.source;
    writeFileSync(path, JSON.stringify(answers));

    const load = (): unknown => loadContent(root);

    expect(load).toThrow(CodedError);
    expect(load).toThrow(/simple\.json.*ATTESTATION\.source/);
  });
});
