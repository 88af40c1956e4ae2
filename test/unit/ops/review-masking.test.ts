import { findPersonal, maskForReview } from '../../../src/ops/review-masking';
import { processorMsOf } from '../../support/work';

/** [what is written, what is kept] */
const HIDDEN: [string, string][] = [
  ['mon mail c’est karima.benali@exemple.fr', 'mon mail c’est [e-mail]'],
  ['ecrivez a jean-paul+caf@mail.exemple.com svp', 'ecrivez a [e-mail] svp'],
  ['karima @ exemple . fr', '[e-mail]'],
  ['karima@exemple', '[e-mail]'],
  ['mon adresse karima point benali arobase exemple point fr', 'mon adresse [e-mail]'],
  ['k a r i m a arobase exemple point fr', '[e-mail]'],
  ['rappelez moi au 06 12 34 56 78', 'rappelez moi au [téléphone]'],
  ['mon tel 0612345678 merci', 'mon tel [téléphone] merci'],
  ['06.12.34.56.78', '[téléphone]'],
  ['06-12-34-56-78', '[téléphone]'],
  ['0 6 1 2 3 4 5 6 7 8', '[téléphone]'],
  ['0612 345 678', '[téléphone]'],
  ['appelez le +33 6 12 34 56 78', 'appelez le [téléphone]'],
  ['0033612345678', '[téléphone]'],
  ['+262 692 12 34 56', '[téléphone]'],
  ['zéro six douze trente-quatre cinquante-six soixante-dix-huit', '[téléphone]'],
  ['c’est le zéro six euh douze trente quatre cinquante six soixante dix huit', 'c’est le [téléphone]'],
  ['le zéro sept un deux trois quatre cinq six sept huit', 'le [téléphone]'],
  ['mon numéro allocataire 1234567', 'mon numéro allocataire [numéro]'],
  ['allocataire 1234567A', 'allocataire [numéro]'],
  ['n° 1 234 567', 'n° [numéro]'],
  ['numéro allocataire : 12 34 567', 'numéro allocataire : [numéro]'],
  ['numero caf 0123456', 'numero caf [numéro]'],
  ['je suis le 7654321 et rien ne marche', 'je suis le [numéro] et rien ne marche'],
  ['mon matricule c’est 123.4567', 'mon matricule c’est [numéro]'],
  ['mon numéro c’est un deux trois quatre cinq six sept', 'mon numéro c’est [numéro]'],
  ['numéro allocataire douze trente-quatre cinq cent soixante-sept', 'numéro allocataire [numéro]'],
  ['REF-EXP-7KH2M4P n’avance pas', '[numéro] n’avance pas'],
  ['ref exp 7 K H 2 M 4 P', '[numéro]'],
  ['ma référence REF EXP 1234567', 'ma référence [numéro]'],
  ['j’habite 12 rue des Lilas', 'j’habite [adresse]'],
  ['j’habite au 12 bis, rue Victor Hugo 75011 Paris', 'j’habite au [adresse]'],
  ['12 rue des lilas et je ne touche plus rien', '[adresse] et je ne touche plus rien'],
  ['3 av de la république appt 12 93100 montreuil', '[adresse]'],
  ['145 avenue du Général de Gaulle', '[adresse]'],
  ['4 bd Voltaire', '[adresse]'],
  ['au 7, impasse des Peupliers.', 'au [adresse].'],
  ['8 place de la gare', '[adresse]'],
  ['2 cours Lafayette à Lyon', '[adresse] à Lyon'],
  ['27 route de Narbonne, depuis mars', '[adresse], depuis mars'],
  ['résidence Les Acacias bâtiment C', '[adresse]'],
  ['j’ai emménagé rue Pasteur en mai', 'j’ai emménagé [adresse] en mai'],
  ['j’habite douze rue des lilas', 'j’habite [adresse]'],
  ['mon code postal 69003', 'mon code postal [adresse]'],
  ['je suis à 13001 Marseille', 'je suis à [adresse]'],
  ['je m’appelle Karima Benali et j’attends', 'je m’appelle [nom] et j’attends'],
  ['je m appelle karima et j attends', 'je m appelle [nom] et j attends'],
  ['Je m’appelle Jean-Pierre Le Goff', 'Je m’appelle [nom]'],
  ['mon nom est dupont', 'mon nom est [nom]'],
  ['mon nom c’est Ben Salah', 'mon nom c’est [nom]'],
  ['Mon prénom est Zoé', 'Mon prénom est [nom]'],
  ['Nom : Martin Prénom : Lucie', 'Nom : [nom] Prénom : [nom]'],
  ['je soussignée Aminata Diallo conteste', 'je soussignée [nom] conteste'],
  ['M. Durand ne répond pas', 'M. [nom] ne répond pas'],
  ['Mme Nguyen m’a dit', 'Mme [nom] m’a dit'],
  ['mme lopez m’a répondu', 'mme [nom] m’a répondu'],
  ['j’ai vu monsieur Diallo', 'j’ai vu monsieur [nom]'],
  ['Madame De La Tour est partie', 'Madame De La Tour est partie'],
  ['ma fille Lina est née', 'ma fille [nom] est née'],
  ['mon fils Adam vit chez moi', 'mon fils [nom] vit chez moi'],
  ['ma fille lina vit chez son père', 'ma fille [nom] vit chez son père'],
  ['mes enfants Lina et Adam', 'mes enfants [nom] et [nom]'],
  ['mes enfants Inès, Noé et Tom sont à charge', 'mes enfants [nom], [nom] et [nom] sont à charge'],
  ['mon ex-mari Kévin ne paie pas', 'mon ex-mari [nom] ne paie pas'],
  ['mon propriétaire Bernard Petit', 'mon propriétaire [nom]'],
  ['Cordialement, Sophie Marchand', 'Cordialement, [nom]'],
  ['le dossier de Karima BENALI est bloqué', 'le dossier de [nom] est bloqué'],
  ['MA FILLE LINA EST MALADE', 'MA FILLE [nom] EST MALADE'],
  ['je suis née le 14/05/1987', 'je suis née le [date]'],
  ['né le 3 mars 1990 à Lille', 'né le [date] à Lille'],
  ['date de naissance : 14-05-87', 'date de naissance : [date]'],
  ['née le quatorze mai mille neuf cent quatre-vingt-sept', 'née le [date]'],
  ['mon fils est né le 2 novembre 2026', 'mon fils est né le [date]'],
  ['14/05/1987 c’est moi', '[date] c’est moi'],
  ['mon numéro de sécu 2 85 05 78 006 084 41', 'mon numéro de sécu [masqué]'],
  ['2 85 •• •• ••• ••• ••', '[masqué]'],
  ['Iban FR31 2004 1010 0512 3456 7M02 606, merci.', 'Iban [masqué], merci.'],
  ['Iban FR31 •••• •••• ••06, merci.', 'Iban [masqué], merci.'],
  ['mon mot de passe c’est ••••', 'mon mot de passe c’est [masqué]'],
  ['carte 4970 1034 5678 1236', 'carte [masqué]'],
  ['courrier n° 20261104557', 'courrier n° [numéro]'],
];

const KEPT = [
  'on me réclame 1 250 euros', 'trop-perçu de 1250,50 €', 'un indu de 123456 euros', 'mon loyer est de 612 €', 'entre 1 250 1 300 1 400 et 1 500',
  'rien reçu depuis mars 2026', 'en 2024 et 2025', 'allocataire depuis 2019', 'du 1er janvier au 31 mars', 'le courrier du 04/11/2026', 'depuis le 5.10.2026',
  'deux mille vingt-quatre', 'quatre cent cinquante euros par mois', 'ça fait quarante-cinq jours', 'j’ai trois enfants de 4, 7 et 12 ans', 'je travaille 35 heures',
  'je suis à la rue', 'je dors à la rue depuis deux mois', 'à la rue du jour au lendemain', 'une place en crèche', '3 cours de français par semaine', 'un lot de papiers',
  'Bonjour Madame, Monsieur, je voudrais', 'Madame la directrice', 'Bonjour Monsieur je voudrais savoir', 'Bonjour Madame Je voudrais savoir', 'MADAME JE VOUDRAIS SAVOIR',
  'ma fille majeure étudie', 'mon fils est handicapé', 'ma fille va à l’université', 'mon mari a perdu son travail', 'mon ex ne paie pas la pension', 'la pension de mon ex mari',
  'appelez-moi vite', 'le 3230 ne répond pas', 'le 115 est saturé', 'ma demande d’APL a été refusée', 'France Travail dit non', 'j’ai eu 3 rendez-vous', 'j’ai changé de banque',
  'mon quotient familial est de 745', 'je gagne mille deux cents euros', 'vous m’avez versé 212 euros en octobre', 'mon ancien propriétaire garde la caution', 'dossier bloqué depuis 2025', 'au nom de mon fils',
];

describe('maskForReview', () => {
  it.each(HIDDEN)('%s → %s', (text, expected) => {
    expect(maskForReview(text)).toBe(expected);
  });

  it.each(KEPT)('leaves "%s"', (text) => {
    expect(maskForReview(text)).toBe(text);
  });

  it.each(HIDDEN.map(([, masked]) => masked))('finds nothing more in "%s"', (masked) => {
    expect(findPersonal(masked)).toEqual([]);
  });

  it('hides what others found in the text, and gives way to none of it', () => {
    expect(maskForReview('je vis au 69003 avec lui', [{ start: 10, end: 15, masque: '[adresse]' }])).toBe('je vis au [adresse] avec lui');
  });

  it('takes a long hostile text in little time', () => {
    const hostile = 'zéro six '.repeat(500) + '0 6 1 '.repeat(500) + 'a b c '.repeat(500) + 'rue de la '.repeat(300) + 'né le un deux trois '.repeat(200);

    expect(processorMsOf(() => maskForReview(hostile))).toBeLessThan(1_500);
  });
});
