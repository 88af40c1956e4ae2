import { isAboutSomeone, isChildInDanger, isRoofless, isWitness, tellsOfHurtChild } from '../../../dialogs/en-danger';

describe('who is in danger', () => {
  it.each([
    ["mon père me frappe j'ai 15 ans", true],
    ["ma copine de 16 ans s'est fait jeter dehors", true],
    ['la petite du voisin a des bleus', true],
    ["j'ai un fils de 4 ans et mon mari me frappe", false],
    ['mon mari me frappe depuis 15 ans', false],
    ['ma fille de 24 ans est battue par son copain', false],
  ])('hears a child in "%s": %s', (said, expected) => {
    expect(isChildInDanger(said)).toBe(expected);
  });

  it.each([
    ['ma voisine se fait frapper par son mari', true],
    ['ma voisine me frappe', false],
    ['mon mari tape mes enfants', false],
    ['il me tape', false],
  ])('hears a witness in "%s": %s', (said, expected) => {
    expect(isWitness(said)).toBe(expected);
  });

  it.each([
    ['mon fils de 22 ans parle de suicide', true],
    ['ma soeur a avalé des cachets', true],
    ["mon frère dit qu'il va se tuer", true],
    ['mon mari est parti je veux mourir', false],
    ['ma fille et moi on veut mourir', false],
    ['je veux mourir', false],
    ["mon fils va changer d'école", false],
  ])('hears someone close in "%s": %s', (said, expected) => {
    expect(isAboutSomeone(said)).toBe(expected);
  });

  it.each([
    ['je suis à la rue ce soir', true],
    ['on dort dans la voiture', true],
    ["l'huissier change la serrure lundi, on va être à la rue", false],
  ])('hears no roof in "%s": %s', (said, expected) => {
    expect(isRoofless(said)).toBe(expected);
  });

  it('hears a hurt child only where a hurt is told', () => {
    expect(tellsOfHurtChild("un enfant de l'école arrive avec des bleus")).toBe(true);
    expect(tellsOfHurtChild("un enfant de l'école est absent")).toBe(false);
  });
});
