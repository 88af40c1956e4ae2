import { etatInitial, etatSchema } from '../../../dialogs/state';

describe('etatSchema', () => {
  it('reads a conversation stored before places, pairs and precisions were remembered', () => {
    const { lieu: _lieu, ...before } = etatInitial(new Date('2026-11-23T10:00:00Z'));
    const stored = {
      ...before,
      derniereReponse: { code: 'CONTACT', prestation: 'AUCUNE', approfondie: false },
      souvenir: { texte: 'comment contacter la caf', code: 'CONTACT', prestation: 'AUCUNE', revision: null, drapeau: null, entities: [], fichiers: [] },
    };

    const etat = etatSchema.parse(stored);

    expect(etat.lieu).toBeNull();
    expect(etat.derniereReponse?.precisions).toEqual([]);
    expect(etat.souvenir?.prestations).toEqual([]);
  });
});
