import { etatInitial } from '../../../dialogs/state';
import type { Etat } from '../../../dialogs/state';
import { step } from '../../../dialogs/step';
import type { Contexte } from '../../../dialogs/events';
import { DEPOTS_PAR_PAGE, listDeposits } from '../../../src/app/list-deposits';
import { loadContent } from '../../../src/content';
import { uneComprehension } from '../../support/comprehension';
import { unDossier } from '../../support/dossiers';

const NOW = new Date('2026-11-24T09:00:00.000Z');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const contenu = loadContent();
const contexte = (canal: Contexte['canal']): Contexte => ({ now: NOW, today: '2026-11-24', canal, contenu, alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME } });

const says = (etat: Etat, texte: string, canal: Contexte['canal'] = 'teams') => step(etat, { genre: 'message', texte, comprehension: uneComprehension(), fichiers: [], refus: [], masques: [] }, contexte(canal));

/** Twelve dossiers of `partenaire`, the most recent first, and one that a store would wrongly hand over. */
const numbers = Array.from({ length: 12 }, (_, i) => `REF-${String(12 - i).padStart(2, '0')}`);
function deps(owner = 'partenaire') {
  const read: string[] = [];
  const store = {
    listReferences: async (personne: string) => (personne === 'partenaire' ? numbers : []),
    getDossier: async (reference: string) => unDossier({ reference, personne: owner }),
    retention: { logAccess: async ({ objet }: { objet: string }) => void read.push(objet) },
  };
  return { store, clock: () => NOW, read };
}

describe('a partner’s own deposits', () => {
  it('come ten at a time, the most recent first, then the rest after « plus »', async () => {
    const world = deps();
    const asked = says(etatInitial(NOW), 'mes demandes');
    const first = step(asked.etat, { genre: 'depots-listes', ...(await listDeposits('partenaire', 0, world)) }, contexte('teams'));
    const next = says(first.etat, 'plus');
    const last = step(next.etat, { genre: 'depots-listes', ...(await listDeposits('partenaire', 10, world)) }, contexte('teams'));

    expect(asked.effets).toEqual([{ genre: 'lister-depots', depuis: 0 }]);
    expect(first.reponses[0]?.texte.match(/REF-\d\d/g)).toEqual(numbers.slice(0, DEPOTS_PAR_PAGE));
    expect(next.effets).toEqual([{ genre: 'lister-depots', depuis: 10 }]);
    expect(last.reponses[0]?.texte.match(/REF-\d\d/g)).toEqual(['REF-02', 'REF-01']);
    expect(says(last.etat, 'plus').effets).toEqual([]);
    expect(world.read).toEqual(numbers);
  });

  it('are never those of another identity', async () => {
    await expect(listDeposits('autre', 0, deps())).resolves.toEqual({ dossiers: [], depuis: 0, total: 0 });
    await expect(listDeposits('partenaire', 0, deps('quelqu’un d’autre'))).resolves.toMatchObject({ dossiers: [] });
  });

  it('are a list of Teams: elsewhere the words keep their meaning', () => {
    expect(says(etatInitial(NOW), 'mes demandes', 'web').effets).not.toContainEqual({ genre: 'lister-depots', depuis: 0 });
  });

  it.each(['où en sont mes demandes', 'voir la liste de mes dossiers', 'montrez moi toutes mes demandes'])('are asked for by « %s »', (said) => {
    expect(says(etatInitial(NOW), said).effets).toEqual([{ genre: 'lister-depots', depuis: 0 }]);
  });

  it('are not asked for by a sentence that tells something else', () => {
    expect(says(etatInitial(NOW), 'mes demandes de RSA sont toutes refusées').effets).not.toContainEqual({ genre: 'lister-depots', depuis: 0 });
  });
});
