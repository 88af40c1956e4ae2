import { loadContent } from '../../src/content';
import { isCodeSurete, isMotif } from '../../src/domain/codes';
import type { Code } from '../../src/domain/codes';
import type { Contexte } from '../../dialogs/events';
import { etatInitial } from '../../dialogs/state';
import type { Etat } from '../../dialogs/state';
import { step } from '../../dialogs/step';
import { uneComprehension } from '../support/comprehension';

/** The 22 ambiguous pairs of DOSSIER §3.5: one question, and each answer leads to its own path, however it is given. */
const contenu = loadContent();
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const now = new Date('2026-11-26T10:00:00+01:00');
const ctx: Contexte = { now, today: '2026-11-26', canal: 'web', contenu, alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME } };

const say = (etat: Etat, texte: string, facts: Parameters<typeof uneComprehension>[0] = {}) =>
  step(etat, { genre: 'message', texte, comprehension: uneComprehension(facts), fichiers: [], refus: [], masques: [] }, ctx);

/** Nobody has sent a demande from here: what a relaunch looks at first. */
function answered(result: ReturnType<typeof say>): ReturnType<typeof say> {
  const [effet] = result.effets;
  return effet?.genre === 'lister-dossiers' && effet.pour === 'relancer' ? step(result.etat, { genre: 'dossiers-listes', dossiers: [], pour: 'relancer' }, ctx) : result;
}

const asked = (paire: string, code: Code): Etat => say(etatInitial(now), 'un message qui peut vouloir dire deux choses', { clarification: paire, code, confidence: 0.5 }).etat;

const cases = contenu.clarifications.flatMap((pair) => pair.choix.map(({ titre, code }, rang) => ({ paire: pair.id, titre, code, rang, premier: pair.choix[0]?.code ?? code })));

describe.each(contenu.clarifications.map((pair) => [pair.id, pair] as const))('%s', (id, pair) => {
  it('asks one question, with each side to press', () => {
    const { reponses, etat } = say(etatInitial(now), 'un message qui peut vouloir dire deux choses', { clarification: id, code: pair.choix[0]?.code ?? 'CONTACT', confidence: 0.5 });

    expect(reponses).toHaveLength(1);
    expect(reponses[0]?.texte).toBe(pair.question);
    expect(reponses[0]?.choix?.slice(0, pair.choix.length).map(({ titre }) => titre)).toEqual(pair.choix.map(({ titre }) => titre));
    expect(etat.question).toEqual({ id: 'clarification', paire: id });
  });

  it('leads to at least two different paths', () => {
    expect(new Set(pair.choix.map(({ code }) => code)).size).toBeGreaterThan(1);
  });
});

describe.each(cases)('$paire, « $titre »', ({ paire, titre, code, rang, premier }) => {
  it.each([['pressed', titre], ['in capitals', titre.toUpperCase()], ['by its number', String(rang + 1)]])('leads to its path %s', (_how, words) => {
    const { etat, reponses, effets } = answered(say(asked(paire, premier), words));
    const said = reponses.map((r) => r.texte).join('\n');

    expect(etat.question?.id).not.toBe('clarification');
    if (isMotif(code)) expect(code === 'SUIVI_DEPASSEMENT' ? effets[0]?.genre : etat.brouillon?.motif).toBe(code === 'SUIVI_DEPASSEMENT' ? 'lister-dossiers' : code);
    else if (isCodeSurete(code)) expect(said).toMatch(/3114|17|112/);
    else if (code === 'CONTACT_HUMAIN') expect(said).toContain('3230');
    else expect([etat.derniereReponse?.code ?? etat.question?.id, said.length > 40]).toEqual([etat.derniereReponse ? code : 'prestation-simple', true]);
  });
});
