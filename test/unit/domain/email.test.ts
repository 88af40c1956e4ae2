import { checkedEmail, findEmail, looksLikeEmail } from '../../../src/domain/email';

describe('findEmail', () => {
  it.each([
    ['marie.durand@exemple.fr', 'marie.durand@exemple.fr'],
    ['mon adresse c’est Marie_D+caf@Exemple.FR merci', 'Marie_D+caf@exemple.fr'],
    ['c\'est marie@exemple.fr.', 'marie@exemple.fr'],
    ['« marie@exemple.fr »', 'marie@exemple.fr'],
    ['<marie@exemple.fr>', 'marie@exemple.fr'],
    ['marie @ exemple.fr', 'marie@exemple.fr'],
    ['marie point durand arobase exemple point fr', 'marie.durand@exemple.fr'],
    ['marie (at) exemple.fr', 'marie@exemple.fr'],
    ['marie@exemple.fr, oui marie@exemple.fr', 'marie@exemple.fr'],
  ])('reads %j', (text, address) => expect(findEmail(text)).toBe(address));

  it.each(['', 'oui', 'marie@exemple', 'marie@@exemple.fr', '@exemple.fr', 'marie@exemple.fr ou paul@exemple.fr', 'hélène@exemple.fr', 'a..b@exemple.fr', `${'a'.repeat(250)}@exemple.fr`, 'un point de vue'])(
    'reads none in %j', (text) => expect(findEmail(text)).toBeNull());
});

describe('checkedEmail', () => {
  it.each(['marie@exemple.fr\r\nBcc: x@y.fr', 'marie@exemple.fr\n', ' marie@exemple.fr', 'a@b.fr,c@d.fr', 'Marie <marie@exemple.fr>', 'marie@exemple.fr\0'])('refuses %j', (text) => expect(checkedEmail(text)).toBeNull());
});

describe('looksLikeEmail', () => {
  it.each([['marie@gmail', true], ['marie arobase gmail', true], ['gmail.com', true], ['quand suis-je payé ?', false], ['oui.', false]])('%j: %s', (text, tried) => expect(looksLikeEmail(text)).toBe(tried));
});
