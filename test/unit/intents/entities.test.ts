import type { Entite } from '../../../src/domain/comprehension';
import { extractEntities } from '../../../intents/entities';

const NOW = new Date('2026-11-23T10:00:00+01:00');
const first = (text: string, type: Entite['type']): Entite | undefined => extractEntities(text, NOW).find((e) => e.type === type);

describe('montants', () => {
  it.each([
    ['on me réclame 2310 depuis janvier', 2310], ['mille deux cents euros', 1200], ['je touche 1k2 par mois', 1200], ['je gagne 1 450,50 €', 1450.5], ['payer en 2 fois 150', 300], ['recevoir 320e', 320],
    ['une centaine d’euros', 100], ['quatre-vingt-dix euros', 90], ['loyer de 620', 620], ['1.250,50 €', 1250.5],
  ])('"%s" is %d euros', (text, euros) => {
    expect(first(text, 'montant')).toMatchObject({ euros });
  });

  it('reads both amounts of a change, and the monthly ones', () => {
    expect(extractEntities('passée de 214 à 96 euros', NOW).map((e) => e.type === 'montant' && e.euros)).toEqual([214, 96]);
    expect(first('vous me prenez 380 € par mois', 'montant')).toMatchObject({ parMois: true });
  });

  it('takes no postcode beside an amount for another one', () => {
    const amounts = (text: string) => extractEntities(text, NOW).flatMap((e) => (e.type === 'montant' ? [e.euros] : []));
    expect(amounts('j’habite 14 rue Victor Hugo 69003 : on a baissé mon APL de 96 euros')).toEqual([96]);
    expect(amounts('elle touche 312 euros, moi 140')).toEqual([312, 140]);
    expect(amounts('on me réclame 12000, j’ai remboursé 300 euros')).toEqual([12_000, 300]);
  });

  it.each(['j’ai 45 ans', 'ma fille de 12 ans', 'en 2024', '06 12 34 56 78', 'mon numéro est 1234567', 'j’habite 75011 Paris', 'le 12/03/2026'])('"%s" holds no amount', (text) => {
    expect(first(text, 'montant')).toBeUndefined();
  });
});

describe('dates, counted from Monday 23 November 2026 in Paris', () => {
  it.each([
    ['le 9 novembre', '2026-11-09'], ['j’ai reçu le courrier le 15 décembre', '2025-12-15'], ['audience le 15 décembre', '2026-12-15'], ['mardi dernier', '2026-11-17'], ['il y a trois semaines', '2026-11-02'], ['depuis janvier', '2026-01-01'],
    ['fin août', '2026-08-31'], ['le 31 du mois dernier', '2026-10-31'], ['09/11', '2026-11-09'], ['09/11/26', '2026-11-09'], ['2026-03-04', '2026-03-04'], ['hier', '2026-11-22'], ['avant-hier', '2026-11-21'], ['demain', '2026-11-24'],
    ['le neuf novembre', '2026-11-09'], ['la décision du 3', '2026-11-03'], ['le 1er juin', '2026-06-01'],
  ])('"%s" is %s', (text, date) => {
    expect(first(text, 'date')).toMatchObject({ date });
  });

  it('knows since and before, durations and periods', () => {
    expect(first('depuis le 5 mai', 'date')).toMatchObject({ relation: 'depuis' });
    expect(first('avant le 12 décembre', 'date')).toMatchObject({ relation: 'avant', date: '2026-12-12' });
    expect(first('ça fait 40 jours', 'duree')).toMatchObject({ nombre: 40, unite: 'jour' });
    expect(first('depuis trois mois', 'duree')).toMatchObject({ nombre: 3, unite: 'mois' });
    expect(first('de janvier à mars 2025', 'periode')).toMatchObject({ debut: '2025-01-01', fin: '2025-03-31' });
  });
});

describe('numbers that identify', () => {
  it.each<[string, Entite['type'], object]>([
    ['REF-EXP-7K2M4TR svp', 'reference', { valeur: 'REF-EXP-7K2M4TR', valide: true }], ['ref exp sept k deux m quatre t r', 'reference', { valeur: 'REF-EXP-7K2M4TR' }], ['mon numéro c’est 1234567', 'numero_allocataire', { valeur: '1234567' }],
    ['06 12 34 56 78', 'telephone', { valeur: '0612345678' }], ['+33 6 12 34 56 78', 'telephone', { valeur: '0612345678' }], ['j’habite 75011 Paris', 'code_postal', { valeur: '75011' }], ['caf du 93', 'departement', { valeur: '93' }],
    ['dans le Nord', 'departement', { valeur: '59' }], ['Jean.D@Exemple.fr', 'email', { valeur: 'jean.d@exemple.fr' }], ['mon nir 1 84 12 76 451 089 46', 'masque', { nature: 'nir' }], ['FR76 •••• •••• ••12', 'masque', { nature: 'iban' }],
  ])('"%s"', (text, type, fields) => {
    expect(first(text, type)).toMatchObject(fields);
  });
});

describe('household and acts', () => {
  it.each<[string, Entite['type'], object]>([
    ['trois enfants de 4, 7 et 12 ans', 'enfants', { nombre: 3, ages: [4, 7, 12] }], ['mon fils a 3 mois', 'enfants', { nombre: 1, ages: [0] }], ['je suis enceinte', 'situation', { valeur: 'enceinte' }], ['auto-entrepreneur', 'situation', { valeur: 'independant' }],
    ['une mise en demeure', 'acte', { valeur: 'mise_en_demeure' }], ['l’huissier est venu', 'acte', { valeur: 'huissier' }], ['j’ai reçu une contrainte', 'acte', { valeur: 'contrainte' }], ['opposition contre la contrainte', 'acte', { valeur: 'contrainte' }], ['contrainte reçue hier', 'acte', { valeur: 'contrainte' }],
  ])('"%s"', (text, type, fields) => {
    expect(first(text, type)).toMatchObject(fields);
  });
});

describe('spans', () => {
  const texts = ['le 12/03/2026 j’ai reçu 1 250 € pour mes 3 enfants de 4, 7 et 12 ans, réf REF-EXP-7K2M4TR, tel 06 12 34 56 78, 75011 Paris', 'du 3 mars au 12 avril 2025 on m’a pris 90 euros par mois depuis le 5'];

  it.each(texts)('never overlap and give back their slice: "%s"', (text) => {
    const found = extractEntities(text, NOW);

    found.forEach((e, i) => {
      expect(text.slice(e.start, e.end)).toBe(e.text);
      expect(e.start).toBeGreaterThanOrEqual(found[i - 1]?.end ?? 0);
    });
  });
});
