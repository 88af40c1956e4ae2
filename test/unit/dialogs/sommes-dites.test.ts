import { fourchette, nombreSeul, seuleSomme, sommesNues, total } from '../../../dialogs/sommes-dites';

const only = (said: string) => seuleSomme(sommesNues(said), said)?.euros ?? null;

describe('a number without a unit', () => {
  it.each([['mille', 1000], ['deux mille trois cent quarante', 2340], ['six cent cinquante je vous ai dit', 650], ['un peu plus de cinq cents', 500], ['onze cents', 1100], ['1 250,50', 1250.5], ['quatre', 4]])('is a sum: %s', (said, euros) => {
    expect(only(said)).toBe(euros);
  });

  it.each(['depuis trois mois', 'j’ai 2 enfants', 'le quatre novembre', 'on me doit encore pas mal de sous depuis 2 ans', '200 et 300'])('is none: %s', (said) => expect(only(said)).toBeNull());

  it.each([['entre trois cents et quatre cents', 300], ['1200-1300', 1200], ['trois cents ou trois cent cinquante', 300]])('is a range: %s', (said, lower) => {
    expect(fourchette(sommesNues(said), said)?.valeur).toBe(lower);
  });

  it('adds the parts of a budget, and never the two sides of it', () => {
    const of = (champ: string, said: string) => total(champ, sommesNues(said), said)?.valeur ?? null;
    expect(of('chargesMois', 'deux cent trente de loyer et cinquante d’électricité')).toBe(280);
    expect(of('chargesMois', 'loyer 430 plus edf 60 plus 25 d’assurance')).toBe(515);
    expect(of('ressourcesMois', '900 de salaire et 400 de loyer')).toBeNull();
    expect(of('montantReclame', '400 et 200')).toBeNull();
  });

  it.each([['quatre', 4], ['un', 1], ['ça fait trois', 3], ['12', 12]])('is a duration: %s', (said, nombre) => expect(nombreSeul(said)).toBe(nombre));
  it.each(['j’ai deux enfants', 'mille', 'je ne sais plus'])('is no duration: %s', (said) => expect(nombreSeul(said)).toBeNull());
});
