import { findSensitive, maskSensitive } from '../../../src/ops/masking';

const hidden = (text: string): string[] => findSensitive(text).map(({ start, end, nature }) => `${nature}: ${text.slice(start, end)}`);

describe('findSensitive', () => {
  it.each([
    ['mon code secret 4 8 2 9', ['mot_de_passe: 4 8 2 9']],
    ['mon mdp c’est minette', ['mot_de_passe: minette']],
    ['mon iban c’est f r trente et un vingt zéro quatre dix dix zéro cinq douze sept m zéro deux six', ['iban: f r trente et un vingt zéro quatre dix dix zéro cinq douze sept m zéro deux six']],
    ['mon rib c’est trente mille trois zéro trente-cinq quarante zéro zéro cinquante', ['iban: trente mille trois zéro trente-cinq quarante zéro zéro cinquante']],
    ['carte 4970 1034 5678 1236 et nir 2850578006084 41', ['carte: 4970 1034 5678 1236', 'nir: 2850578006084 41']],
    ['à New York 🙂 FR31 2004 1010 0512 3456 7M02 606', ['iban: FR31 2004 1010 0512 3456 7M02 606']],
  ])('gives the place of what "%s" must hide', (text, expected) => {
    expect(hidden(text)).toEqual(expected);
  });

  it.each(['mon mot de passe c’est compliqué', 'mon mdp c’est galère', 'entre 1 250 1 300 1 400 et 1 500', 'appelez le 06 12 34 56 78 ou le 07 11 22 33 44', 'date de 2017 2018 2019 2020 2021', 'elle a fait cent soixante et puis deux cent dix et là cent trente'])('finds nothing in "%s"', (text) => {
    expect(findSensitive(text)).toEqual([]);
  });
});

describe('maskSensitive', () => {
  it('leaves every other character where it reads', () => {
    expect(maskSensitive('Iban FR31 2004 1010 0512 3456 7M02 606, merci.').text).toBe('Iban FR31 •••• •••• ••06, merci.');
  });
});
