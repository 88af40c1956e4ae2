import { toActivity } from '../../../src/channels/bot';

describe('toActivity', () => {
  it('says which language a text is in, so that it is read aloud and written as it should be', () => {
    expect(toActivity({ texte: 'أنا مساعد آلي', langue: 'ar' }, 'web')).toMatchObject({ locale: 'ar' });
    expect(toActivity({ texte: 'Bonjour.' }, 'web')).toMatchObject({ locale: 'fr-FR' });
  });
});
