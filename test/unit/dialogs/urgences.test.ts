import { loadContent } from '../../../src/content';
import { extractEntities } from '../../../intents/entities';
import { drapeauRetenu, heardIn, luesAuRecit, luesEnReponse, retirees, sansUrgence } from '../../../dialogs/urgences';
import type { Contexte } from '../../../dialogs/events';
import { etatInitial, nouveauBrouillon } from '../../../dialogs/state';

const NOW = new Date('2026-11-28T09:00:00.000Z');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const ctx: Contexte = {
  now: NOW, today: '2026-11-28', canal: 'web', contenu: loadContent(), alsaceMoselle: false,
  charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME },
};
const dit = (texte: string) => ({ texte, entities: extractEntities(texte, NOW) });

describe('in answer to the question about difficulties', () => {
  it.each([
    ['marié, sans enfant', []],
    ['handicap, et pas d’enfant', ['handicap']],
    ['je n’ai ni enfant ni handicap', []],
    ['pas du tout d’enfant', []],
    ['je ne suis plus enceinte', []],
    ['aucune maladie, mais un découvert', ['impossible_payer']],
    ['j’ai presque plus rien', []],
    ['je n’ai plus rien', ['sans_ressources']],
    ['plus aucune ressource', ['sans_ressources']],
    ['Je n’ai plus aucune ressource', ['sans_ressources']],
    ['j’ai pas dit plus aucune ressource', []],
    ['bah plus grand chose j’ai 40 €', ['reste_a_vivre_5']],
    ['j’ai 120 € de dettes', ['impossible_payer']],
    ['je ne sais pas lire', ['exclusion_numerique']],
    ['en plus un bébé', ['enfant_moins_3_ans']],
    ['J’élève seul·e mes enfants', ['parent_isole', 'enfant_mineur']],
    ['j’élève seule mes trois enfants', ['parent_isole', 'enfant_mineur']],
    ['j’ai deux petits de 1 et 4 ans', ['enfant_moins_3_ans', 'enfant_mineur']],
    ['Je suis en arrêt longue maladie', ['maladie_grave']],
    ['j’ai 78 ans et rembourser je ne pourrai pas', ['impossible_payer', 'age_70']],
    ['je suis aveugle', ['handicap']],
    ['il me reste 110 € par mois', ['reste_a_vivre_5']],
    ['on est 5 dans 2 pièces et j’ai 3 euros par jour', ['reste_a_vivre_5']],
    ['ils ont 2 mois, 3 ans et demi, et 17 ans depuis mardi', ['enfant_moins_3_ans']],
    ['je suis handicapée et ma fille de 2 ans et 9 mois vit avec moi', ['enfant_moins_3_ans', 'handicap', 'enfant_mineur']],
    ['j’ai mon fils de 22 mois', ['enfant_moins_3_ans', 'enfant_mineur']],
  ])('« %s » declares %j', (said, criteres) => {
    expect(luesEnReponse(dit(said), ctx).dites).toEqual(criteres);
  });

  it('a word denied is known as denied', () => {
    expect(luesEnReponse(dit('handicap, et pas d’enfant'), ctx).niees).toEqual(['enfant_mineur']);
  });
});

describe('told on the way', () => {
  it.each([
    ['je suis aveugle et j’ai l’AAH, marié, sans enfant', ['handicap']],
    ['ma fille née le 14 mai 2026', ['enfant_moins_3_ans']],
    ['ma fille qui tape pour moi, j’habite en face de l’hôpital', []],
    ['mon bébé de 6 mois', ['enfant_moins_3_ans']],
    ['ils disent que ma petite-fille habite chez moi', []],
    ['il me reste 1 240 € à rembourser', []],
    ['il me reste 90 € à payer', []],
    ['vous ne me versez plus que 100 €', []],
    ['j’ai 78 ans', ['age_70']],
    ['je n’ai pas de cancer', []],
  ])('« %s » declares %j', (said, criteres) => {
    expect(luesAuRecit(dit(said), ctx).dites).toEqual(criteres);
  });

  it('a question about a difficulty declares none', () => {
    const etat = { ...etatInitial(NOW), brouillon: nouveauBrouillon(1, NOW) };

    expect(heardIn(etat, { ...dit('et si on est aveugle ?'), question: true }, ctx).brouillon?.criteresDits).toEqual([]);
    expect(heardIn(etat, { ...dit('je suis aveugle'), question: false }, ctx).brouillon?.criteresDits).toEqual(['handicap']);
  });
});

describe('what is noted', () => {
  const b = { ...nouveauBrouillon(1, NOW), criteres: ['handicap'], criteresDits: ['enfant_mineur'], drapeaux: ['urgence_financiere' as const, 'detresse' as const] };

  it('is taken back by name, a flag too', () => {
    expect(retirees(b, dit('j’ai pas dit plus aucune ressource'), ctx)).toEqual(['sans_ressources']);
    expect(retirees(b, dit('enlève le handicap'), ctx)).toEqual(['handicap']);
  });

  it('is forgotten whole before it is asked again, but for a danger', () => {
    expect(sansUrgence(b)).toMatchObject({ criteres: null, criteresDits: [], drapeaux: ['detresse'] });
  });

  it.each([['j’ai plus un sou', 'urgence_financiere'], ['il me reste 90 € pour finir le mois', null], ['j’ai pas dit plus aucune ressource', null]])('« %s » holds the flag %j', (said, drapeau) => {
    expect(drapeauRetenu('urgence_financiere', dit(said), ctx)).toBe(drapeau);
  });
});
