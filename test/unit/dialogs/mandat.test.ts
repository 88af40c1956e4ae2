import { pourDit, readNature, readPour } from '../../../dialogs/mandat';
import { etatInitial, etatSchema, nouveauBrouillon } from '../../../dialogs/state';

const NOW = new Date('2026-11-24T09:00:00.000Z');

describe('the agreement that an answer speaks of', () => {
  it.each([
    ['elle est d’accord', 'accord-oral'], ['elle a dit oui au téléphone', 'accord-oral'], ['j’ai une procuration', 'mandat-ecrit'], ['je suis son curateur, nommé par le juge', 'jugement'],
    ['habilitation familiale', 'jugement'], ['mon service est habilité', 'habilitation'], ['pas de mandat mais elle est d’accord', 'accord-oral'],
    ['elle est d’accord et elle a signé un mandat', 'mandat-ecrit'], ['je sais pas', 'inconnue'], ['elle n’est pas d’accord', 'aucun'], ['sans son accord', 'aucun'], ['non', 'aucun'],
  ])('« %s » is %s', (said, nature) => {
    expect(readNature(said)).toBe(nature);
  });

  it.each(['je n’ai pas de mandat', 'oui', 'on verra'])('is not read in « %s »', (said) => {
    expect(readNature(said)).toBeNull();
  });
});

describe('for whom a demande is', () => {
  it.each([['c’est pour moi', 'soi'], ['pas pour moi, pour mon fils', 'autre'], ['un monsieur', 'autre'], ['je ne sais pas', 'inconnu'], ['bof', null]])('« %s » is %s', (said, pour) => {
    expect(readPour(said)).toBe(pour);
  });

  it.each([['bonjour, je suis assistante sociale', 'autre'], ['mon usager n’a rien reçu', 'autre'], ['mon assistante sociale m’a dit d’écrire', null], ['je suis suivie par une éducatrice', null]])('in Teams, « %s » says %s', (said, pour) => {
    expect(pourDit(said, { canal: 'teams' })).toBe(pour);
  });
});

it('a draft stored before the question existed still loads', () => {
  const { pour: _pour, mandat: _mandat, ...old } = nouveauBrouillon(1, NOW);
  const { depots: _depots, ...etat } = etatInitial(NOW);

  expect(etatSchema.parse({ ...etat, brouillon: old })).toMatchObject({ depots: null, brouillon: { pour: null, mandat: {} } });
});
