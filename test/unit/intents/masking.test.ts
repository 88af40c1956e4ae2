import { maskForLog, maskSensitive } from '../../../src/ops/masking';
import { processorMsOf } from '../../support/work';

describe('maskSensitive', () => {
  it('masks as DOSSIER §6.2 writes it', () => {
    expect(maskSensitive('mon numéro 1 84 12 76 451 089 46')).toEqual({ text: 'mon numéro 1 84 •• •• ••• ••• ••', found: ['nir'] });
    expect(maskSensitive('FR76 3000 6000 0112 3456 7890 189').text).toBe('FR76 •••• •••• ••89');
  });

  const nirs = [
    '1 84 12 76 451 089 46', '184127645108946', '1.84.12.76.451.089.46', '1-84-12-76-451-089', '1841276451089', '18412 76451089', '1 84 12 76 451 089', '1 99 55 14 118 209 97', '1 85 05 2A 123 456 33',
    '185052B12345660', '2 90 07 13 123 042', '1 8 4 1 2 7 6 4 5 1 0 8 9', '1 84 12 76 45 10 89 46', 'N° SS : 1841276451089', 'mon numéro de sécu 1 84 12 76 451', 'nir:184127645108946', '(184127645108946)', '184 12 76 451 089 46',
    'un quatre-vingt-quatre douze soixante-seize quatre cent cinquante et un zéro quatre-vingt-neuf quarante-six',
    'un euh quatre vingt quatre douze soixante seize quatre cent cinquante et un zéro quatre vingt neuf',
    'deux quatre-vingt-dix zéro sept treize cent vingt-trois zéro quarante-deux',
    'un huit quatre un deux sept six quatre cinq un zéro huit neuf',
    'alors un quatre vingt cinq zéro cinq deux a cent vingt trois quatre cent cinquante six',
  ];
  it.each(nirs)('sees a NIR in "%s"', (text) => {
    expect(maskSensitive(text).found).toEqual(['nir']);
  });

  const others: [string, string][] = [
    ['FR14 2004 1010 0505 0001 3M02 606', 'iban'], ['fr1420041010050500013m02606', 'iban'], ['IBAN: FR14-2004-1010-0505-0001-3M02-606', 'iban'], ['BE68 5390 0754 7034', 'iban'], ['DE89370400440532013000', 'iban'],
    ['ES91 2100 0418 4502 0005 1332', 'iban'], ['mon rib c’est 30004 00123 12345678901 45', 'iban'], ['FR76 3000 4000 0312 3456 7890 999', 'iban'],
    ['4111 1111 1111 1111', 'carte'], ['4111111111111111', 'carte'], ['5500-0000-0000-0004', 'carte'], ['ma carte bleue 4970 1012 3456 7890', 'carte'], ['cryptogramme 123', 'carte'], ['340000000000009', 'carte'],
    ['mon mot de passe est Soleil34!', 'mot_de_passe'], ['mdp: azerty', 'mot_de_passe'], ['mot de passe : minou75', 'mot_de_passe'], ['mon code c’est 1234', 'mot_de_passe'], ['mon code c est 1234 et ça marche pas', 'mot_de_passe'],
    ['mon cvv c’est 321 exp 08/28', 'mot_de_passe'], ['mon code provisoire 77 41 20 marche pas', 'mot_de_passe'],
    ['le code 483920 reçu par sms', 'mot_de_passe'], ['mon code secret est 98 euh non 4521', 'none'], ['mon code c’est un deux trois quatre', 'mot_de_passe'], ['password = Azerty123', 'mot_de_passe'], ['mot de passe "Chat2010"', 'mot_de_passe'],
    ['mon mdp c’est Loulou-75', 'mot_de_passe'],
  ];
  it.each(others.filter(([, nature]) => nature !== 'none'))('hides the secret of "%s"', (text, nature) => {
    expect(maskSensitive(text).found).toContain(nature);
  });

  const kept = [
  'Le divorce date de 2017. Le jugement prévoit une hausse chaque janvier.', 'alors mon numéro c’est le deux cent quarante-sept quatre-vingt-douze zéro un',
    'REF-EXP-1234567', 'REF-EXP-7K2M9QA', 'le 12/03/2026', '1 250 € puis 1 300 € et 1 400 €', 'je touche 1 250 1 300 1 400 1 200', '06 12 34 56 78', '+33 6 12 34 56 78', 'mon numéro allocataire 1234567', 'de 2019 2020 2021 2022',
    'zéro six douze trente-quatre cinquante-six soixante-dix-huit', 'mon mot de passe est bloqué', 'mot de passe perdu', 'mon mot de passe ne marche plus', 'le code n’arrive pas sur mon téléphone', 'mon code postal est 75011', 'code erreur 403',
    'mille deux cent cinquante euros', 'ma carte est morte', 'j’ai trois enfants de quatre, sept et douze ans', '75 1000 11', 'jean.dupont@exemple.fr', 'entre 2023 et 2026 j’ai touché 18 000 euros',
  ];
  it.each(kept)('leaves "%s" as it is', (text) => {
    expect(maskSensitive(text)).toEqual({ text, found: [] });
  });

  it.each([...nirs, ...others.map(([text]) => text), ...kept])('changes nothing the second time: "%s"', (text) => {
    const once = maskSensitive(text).text;

    expect(maskSensitive(once)).toEqual({ text: once, found: [] });
  });

  it.each(['1', '1 ', 'un ', 'mon code ', 'fr76 ', '•', 'quatre vingt ', 'mdp : '])('stays fast on "%s" repeated', (unit) => {
    const hostile = unit.repeat(Math.ceil(20_000 / unit.length));

    expect(processorMsOf(() => maskSensitive(hostile))).toBeLessThan(1_500);
  });
});

describe('maskForLog', () => {
  it.each([
    ['rappelez-moi au 06 12 34 56 78', 'rappelez-moi au •• •• •• •• 78'],
    ['numéro allocataire 1234567', 'numéro allocataire •••4567'],
    ['écrire à jean.dupont@exemple.fr', 'écrire à j•••@•••'],
    ['REF-EXP-1234567 du 12/03/2026, 1 250 €', 'REF-EXP-1234567 du 12/03/2026, 1 250 €'],
  ])('"%s"', (text, masked) => {
    expect(maskForLog(text)).toBe(masked);
  });
});
