import fc from 'fast-check';
import { reecriture } from '../../dialogs/redaction/difference';
import { MODELES } from '../../dialogs/redaction/faits';
import { INSULTE, MOTS } from '../../dialogs/redaction/mots';
import { reperes, sobre } from '../../dialogs/redaction/nettoyage';
import { contient, plier } from '../../dialogs/redaction/pli';
import { loadContent } from '../../src/content';
import cas from './redaction-cas.json';
import { processorMsOf } from '../support/work';

/** a sober version of what people really write: every fact stays, no insult does, neutral words do not move. */
type Cas = { ton: string; dit: string; garde: string[]; sans: string[]; neutre?: boolean };
const CAS: Cas[] = cas;
const deplie = (text: string): string => plier(text);

describe('the written set', () => {
  it('covers the ways people write', () => {
    expect(CAS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CAS.map(({ ton }) => ton)).size).toBeGreaterThanOrEqual(7);
  });

  it.each(CAS.map((c) => [c.dit, c] as const))('%s', (_dit, { dit, garde, sans }) => {
    const propre = sobre(dit);

    expect(garde.filter((fact) => !deplie(propre).includes(deplie(fact)))).toEqual([]);
    expect(sans.filter((word) => propre.includes(word))).toEqual([]);
    expect(reperes(propre)).toEqual(reperes(dit));
    expect(contient(propre, INSULTE)).toBe(false);
    expect(sobre(propre)).toBe(propre);
  });

  it('leaves what is already neutral as it was, and does not ask about it', () => {
    const neutres = CAS.filter((c) => c.neutre);

    expect(neutres.length).toBeGreaterThanOrEqual(6);
    expect(neutres.filter(({ dit }) => sobre(dit) !== dit.replaceAll("'", '’')).map(({ dit }) => dit)).toEqual([]);
    expect(neutres.filter(({ dit }) => reecriture(dit)).map(({ dit }) => dit)).toEqual([]);
  });

  it('offers another version of what is angry, shouted or written by ear', () => {
    const autrement = CAS.filter(({ ton }) => ton === 'colère' || ton === 'sms');

    expect(autrement.filter(({ dit }) => !reecriture(dit)).map(({ dit }) => dit)).toEqual([]);
  });
});

/** Any order of what people write: facts, insults, greetings, shouting, marks. */
const morceau = fc.oneof(
  fc.constantFrom(...CAS.map(({ dit }) => dit)),
  fc.constantFrom(...MOTS.insultes, ...MOTS.insultesAmbigues, ...MOTS.politesses, ...MOTS.remplissage, ...Object.keys(MOTS.abreviations), ...Object.keys(MOTS.glossaire), ...MOTS.accents, ...MOTS.nombres, ...MOTS.verbes),
  fc.constantFrom('je', 'j’ai', 'la caf', 'mais', 'et', 'et là', 'du coup', 'on m’a', 'a', 'pas', 'c', 'g', 'le 9 novembre', '212,50 €', '1 240 €', 'vous êtes des', 'bande de', 'ces', '!!!', '...', '?', ',', ':', '😡', '\n', '« oui »', '(', ')', 'M. Dupont', 'REF-EXP-7K2M4TR', 'a@b.fr', '12/11/2026', '30 %'),
  fc.string({ maxLength: 12 }),
);
const texte = fc.array(morceau, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(' '));

describe('any words at all', () => {
  it('keep every number, month and day, and gain none', () => {
    fc.assert(fc.property(texte, (dit) => { expect(reperes(sobre(dit))).toEqual(reperes(dit)); }), { numRuns: 300, seed: 73 });
  });

  it('come out without a word of the insults', () => {
    fc.assert(fc.property(texte, (dit) => { expect(contient(sobre(dit), INSULTE)).toBe(false); }), { numRuns: 300, seed: 74 });
  });

  it('do not change a second time', () => {
    fc.assert(fc.property(texte, (dit) => { expect(sobre(sobre(dit))).toBe(sobre(dit)); }), { numRuns: 300, seed: 75 });
  });

  it('keep the names, addresses and references they held', () => {
    fc.assert(fc.property(texte, texte, fc.constantFrom('M. Dupont', 'REF-EXP-7K2M4TR', 'a@b.fr', 'AB-2026/118'), (before, after, nom) => {
      expect(sobre(`${before} . Voici ${nom} . ${after}`)).toContain(nom);
    }), { numRuns: 150, seed: 76 });
  });

  it('of ten thousand signs are read in bounded time', () => {
    for (const part of [...CAS.map(({ dit }) => dit), 'a', 'a a ', 'je ', 'vous êtes ', 'bande de ', '...', ', et ', '’', '1 ']) {
      const dit = part.repeat(Math.ceil(10_000 / part.length)).slice(0, 10_000);
      expect([part.slice(0, 30), processorMsOf(() => sobre(dit)) < 3_000]).toEqual([part.slice(0, 30), true]);
    }
  });
});

describe('dialogs/contenu/redaction.json', () => {
  it('has a sentence for every question of every motif, and for each of its choices', () => {
    const questions = Object.values(loadContent().motifs).flatMap((m) => [...m.questions, ...m.questionsRecours]);

    const missing = questions.filter((q) => {
      const modele = MODELES.phrases[q.id];
      if (!modele) return true;
      if (q.type === 'ouiNon') return !modele.oui || !modele.non;
      if (q.type === 'choix') return !modele.texte && (q.choix ?? []).some(({ valeur }) => !modele.choix?.[valeur]);
      return !modele.texte;
    });

    expect([...new Set(missing.map(({ id, type }) => `${id} (${type})`))]).toEqual([]);
  });
});
