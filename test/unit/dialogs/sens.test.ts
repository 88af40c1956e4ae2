import type { Contexte, Resultat } from '../../../dialogs/events';
import { etatInitial, type Etat } from '../../../dialogs/state';
import { step } from '../../../dialogs/step';
import { loadContent } from '../../../src/content';
import type { Comprehension } from '../../../src/domain/comprehension';
import { uneComprehension } from '../../support/comprehension';

const NOW = new Date('2026-11-24T09:00:00.000Z');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const ctx: Contexte = { now: NOW, today: '2026-11-24', canal: 'web', contenu: loadContent(), alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME } };

const says = (etat: Etat, texte: string, understood: Partial<Comprehension> = {}): Resultat =>
  step(etat, { genre: 'message', texte, comprehension: uneComprehension(understood), fichiers: [], refus: [], masques: [] }, ctx);
const titles = ({ reponses }: Resultat): string[] => reponses.flatMap(({ choix = [] }) => choix.map(({ titre }) => titre));
const texts = ({ reponses }: Resultat): string => reponses.map(({ texte }) => texte).join('\n');

const ECOLE: Partial<Comprehension> = {
  group: 'out_of_scope', code: 'OOS_EDUCATION', confidence: 0.6,
  alternatives: [{ code: 'OOS_JEUNES', confidence: 0.2 }, { code: 'QUOTIENT_FAMILIAL', confidence: 0.1 }, { code: 'CONTESTATION_CALCUL', confidence: 0.05 }, { code: 'ATTESTATION', confidence: 0 }, { code: 'DTR', confidence: 0 }],
};

describe('a message taken for a question to another body', () => {
  const asked = says(etatInitial(NOW), 'la maîtresse demande le chiffre', ECOLE);

  it('is redirected, and offers to say that it is for the Caf when the reading is not sure', () => {
    expect(titles(asked)).toContain('Ma question est pour la Caf');
    expect(titles(says(etatInitial(NOW), 'inscrire mon fils au lycée', { ...ECOLE, confidence: 0.97 }))).not.toContain('Ma question est pour la Caf');
  });

  it.each(['Ma question est pour la Caf', 'non c’est bien pour la caf', 'ça concerne la Caf'])('is taken up again with « %s »: what it may mean here, likeliest first', (said) => {
    const taken = says(asked.etat, said);

    expect(texts(taken)).toMatch(/De quoi s’agit-il/);
    expect(titles(taken)).toEqual(['Quotient familial', 'Désaccord sur un montant calculé', 'Attestation de paiement ou de droits', 'Autre chose']);
  });

  it('gets the answer of the meaning chosen, with what it first said', () => {
    const chosen = says(says(asked.etat, 'c’est pour la caf').etat, 'Quotient familial');

    expect(texts(chosen)).toMatch(/quotient familial/i);
    expect(chosen.etat.souvenir?.texte).toBe('la maîtresse demande le chiffre');
    expect(chosen.etat.question).toEqual({ id: 'satisfaction' });
  });

  it('opens the demande of the motif chosen', () => {
    const chosen = says(says(asked.etat, 'c’est pour la caf').etat, 'Désaccord sur un montant calculé');

    expect(chosen.etat.brouillon).toMatchObject({ motif: 'CONTESTATION_CALCUL', paroles: ['la maîtresse demande le chiffre'] });
  });

  it('is to be said in other words when it means none of these, and anything else is a new request', () => {
    const taken = says(asked.etat, 'c’est pour la caf').etat;

    expect(texts(says(taken, 'Autre chose'))).toMatch(/avec d’autres mots/);
    expect(texts(says(taken, 'je veux une attestation', { group: 'simple', code: 'ATTESTATION', confidence: 0.95 }))).toMatch(/attestation/i);
  });

  it('has no other meaning when it asks about somebody else’s dossier', () => {
    const refused = says(etatInitial(NOW), 'combien touche mon ex', { ...ECOLE, code: 'OOS_DOSSIER_TIERS' });

    expect(titles(refused)).not.toContain('Ma question est pour la Caf');
    expect(texts(says(refused.etat, 'c’est pour la caf'))).not.toMatch(/De quoi s’agit-il/);
  });
});
