import { toActivity } from '../../../src/channels/bot';
import type { Reponse } from '../../../src/domain/tour';

const lien = { titre: 'Fiche d’envoi à imprimer', chemin: '/fiche?motif=REFUS_DROIT' };
const reponse: Reponse = { texte: 'Par courrier.', oral: 'Par courrier.', lien };
const PUBLIC = 'https://assistant.exemple.fr';
const carte: Reponse['carte'] = { genre: 'suivi', titre: 'Suivi', lignes: [], boutons: [] };

describe('a link of a reply', () => {
  it('is a path on the web, where the widget knows its server', () => {
    expect(toActivity(reponse, 'web').text).toBe('Par courrier.\n\n[Fiche d’envoi à imprimer](/fiche?motif=REFUS_DROIT)');
  });

  it('is a whole address in Teams, or is left out', () => {
    expect(toActivity(reponse, 'teams', PUBLIC).text).toContain(`(${PUBLIC}/fiche?motif=REFUS_DROIT)`);
    expect(toActivity(reponse, 'teams').text).toBe('Par courrier.');
  });

  it('is a button of the card where the card stands for the text', () => {
    const activity = JSON.stringify(toActivity({ ...reponse, carte }, 'teams', PUBLIC));

    expect(activity).toContain('"Action.OpenUrl"');
    expect(activity).toContain(`${PUBLIC}/fiche`);
    expect(JSON.stringify(toActivity({ ...reponse, carte }, 'web', PUBLIC))).not.toContain('Action.OpenUrl');
  });

  it('is never said aloud', () => {
    expect(toActivity(reponse, 'web').speak).toBe('Par courrier.');
  });
});
