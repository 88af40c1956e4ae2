import { namesOnlyAWay, otherWay, readMoyen } from '../../../dialogs/moyens';
import { etatInitial, nouveauBrouillon } from '../../../dialogs/state';
import type { Etat, Question } from '../../../dialogs/state';
import type { Contexte } from '../../../dialogs/events';
import { loadContent } from '../../../src/content';

const NOW = new Date('2026-11-23T09:00:00Z');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const contenu = loadContent();
const ctx: Contexte = { now: NOW, today: '2026-11-23', canal: 'web', contenu, alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME } };

const etatAt = (question: Question | null): Etat => ({ ...etatInitial(NOW), question, brouillon: { ...nouveauBrouillon(1, NOW), motif: 'DEMANDE_REVISION', revision: 'LOYER', prestation: 'APL', situations: { colocation: true, bail_modifie: false } } });

/** `menu`, the way told, or nothing. */
function heard(said: string, question: Question | null = null, libre = false): string | null {
  const read = otherWay(said, question ? etatAt(question) : etatInitial(NOW), libre, ctx);
  if (read?.genre !== 'compris') return null;
  if (read.question?.id === 'moyens') return 'menu';
  const [first] = read.dire ?? [];
  return Object.entries(contenu.moyens).find(([, { oral }]) => oral === first?.oral)?.[0] ?? null;
}

describe('otherWay', () => {
  it.each([
    'autre moyen', 'je voudrais un autre moyen svp', 'on peut faire autrement ?', 'j’ai pas internet', 'je n’ai plus de connexion', 'sans internet ni ordinateur', 'je sais pas comment envoyer les photos',
    'je sais pas me servir d’un ordinateur', 'je n’y arrive pas avec le téléphone', 'je ne peux pas envoyer le document', 'j’ai pas de scanner', 'je sais pas scanner', 'je suis pas à l’aise avec internet', 'c’est trop compliqué avec le téléphone', 'je peux pas prendre en photo les papiers',
  ])('opens the menu on « %s »', (said) => {
    expect(heard(said)).toBe('menu');
    expect(heard(said, { id: 'recap' })).toBe('menu');
  });

  it.each([
    ['par courrier', 'courrier'], ['je peux envoyer par la poste ?', 'courrier'], ['je préfère sur papier', 'courrier'], ['je préfère venir', 'agence'], ['un rendez-vous', 'agence'],
    ['je voudrais prendre rdv', 'agence'], ['plutôt par téléphone', 'telephone'], ['France services', 'point-relais'], ['avec mon assistante sociale', 'partenaire'],
  ])('tells at once the way named by « %s »', (said, moyen) => {
    expect(heard(said)).toBe(moyen);
  });

  it.each([
    'je veux changer mon adresse pour le courrier', 'j’ai reçu un courrier', 'j’ai un rendez-vous que je peux pas faire', 'comment prendre rendez-vous à l’agence', 'je n’ai pas reçu mon courrier',
    'je n’ai pas les documents', 'j’ai pas', 'je l’ai pas', 'je ne peux pas', 'je ne peux pas payer mon forfait internet', 'je n’arrive pas à joindre la caf', 'je n’arrive pas à télécharger mon attestation',
    'je peux pas venir', 'je ne sais pas', 'mon téléphone a changé', 'impossible', 'un scanner du genou', 'je peux plus',
  ])('leaves « %s » alone', (said) => {
    expect(heard(said)).toBeNull();
    expect(heard(said, { id: 'piece', code: 'D-BAIL' })).toBeNull();
  });

  it('takes only the plain request where any sentence, a contact or a hardship is the answer', () => {
    for (const question of [{ id: 'contact' }, { id: 'contact-detail', champ: 'canal' }, { id: 'urgence' }] as const) {
      expect([question.id, heard('par courrier', question), heard('je n’ai pas internet', question), heard('autre moyen', question)]).toEqual([question.id, null, null, 'menu']);
    }
    expect([heard('je n’ai pas internet', { id: 'expose', partie: 'situationInitiale' }, true), heard('autre moyen', { id: 'expose', partie: 'situationInitiale' }, true)]).toEqual([null, 'menu']);
    expect([heard('par courrier', { id: 'qualification', champ: 'x' }), heard('je n’ai pas internet', { id: 'qualification', champ: 'x' })]).toEqual([null, 'menu']);
  });

  it('gives with the post the sheet of the demande as far as it is known', () => {
    const lienOf = (etat: Etat): string | undefined => {
      const read = otherWay('par courrier', etat, false, ctx);
      return read?.genre === 'compris' ? read.dire?.[0]?.lien?.chemin : undefined;
    };

    expect(lienOf(etatAt({ id: 'recap' }))).toBe('/fiche?motif=DEMANDE_REVISION&prestation=APL&revision=LOYER&situations=colocation');
    expect(lienOf(etatInitial(NOW))).toBe('/fiche');
  });

  it('never shows a way past its review date', () => {
    const later = { ...ctx, today: '2030-01-01' };

    expect(otherWay('par courrier', etatInitial(NOW), false, later)).toBeNull();
    expect(readMoyen('courrier', later)).toBeNull();
  });
});

describe('namesOnlyAWay', () => {
  it('is never true of words that may tell a danger', () => {
    expect(['je préfère mourir', 'je veux en finir', 'je préfère partir', 'je n’y arrive plus', 'il va venir me frapper', 'venir'].map(namesOnlyAWay)).toEqual([false, false, false, false, false, true]);
  });
});
