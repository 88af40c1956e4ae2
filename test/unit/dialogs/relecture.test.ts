import { readBackAnswered } from '../../../dialogs/telephone/relecture';
import type { Entite } from '../../../src/domain/comprehension';

const texte = 'vous me réclamez mille cent euros et je ne suis pas d’accord';
const amount = (euros: number, said: string, within: string): Entite =>
  ({ type: 'montant', euros, parMois: false, approximatif: false, text: said, start: within.indexOf(said), end: within.indexOf(said) + said.length });
const relu = { texte, faits: [amount(1100, 'mille cent euros', texte)] };
const answered = (said: string, entities: Entite[] = []) => readBackAnswered(relu, { texte: said, comprehension: { entities, prestations: [] } });

describe('what is read back', () => {
  it.each(['voilà', 'ouais voilà', 'oui mille cent', 'ben oui onze cents', 'ah oui c’est bien ça madame', 'oui oui je vous dis'])('is right: %s', (said) => {
    expect(answered(said)).toEqual({ genre: 'agir', texte });
  });

  it.each([
    ['non c’est neuf cent dix', 'vous me réclamez 910 € et je ne suis pas d’accord'], ['mais non pas onze cents neuf cents', 'vous me réclamez 900 € et je ne suis pas d’accord'],
    ['neuf cents', 'vous me réclamez 900 € et je ne suis pas d’accord'],
  ])('is corrected, and read again: %s', (said, corrected) => expect(answered(said)).toEqual({ genre: 'confirmer', texte: corrected }));

  it('keeps its story when it is denied, without what was wrong', () => {
    expect(answered('non')).toEqual({ genre: 'non', sans: 'vous me réclamez et je ne suis pas d’accord' });
  });

  it('is kept with whatever else is said', () => {
    expect(answered('et qu’est-ce que je risque si je ne paie rien')).toEqual({ genre: 'agir', texte: `${texte}. et qu’est-ce que je risque si je ne paie rien` });
  });

  it('is told again by who says the whole sentence again', () => {
    const again = 'vous me réclamez neuf cents euros d’apl et je suis pas d’accord';
    expect(readBackAnswered(relu, { texte: again, comprehension: { entities: [amount(900, 'neuf cents euros', again)], prestations: ['APL'] } }).genre).toBe('redit');
  });
});
