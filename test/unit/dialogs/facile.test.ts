import { answerFor } from '../../../dialogs/answers';
import type { Contenu } from '../../../dialogs/contenu';
import type { Contexte } from '../../../dialogs/events';
import { askedMode } from '../../../dialogs/mode-facile';
import type { Dit } from '../../../dialogs/precisions';
import { etatInitial, nouveauBrouillon } from '../../../dialogs/state';
import { isAboutDeafness } from '../../../dialogs/surdite';
import { loadContent } from '../../../src/content';
import { uneComprehension } from '../../support/comprehension';

const now = new Date('2026-11-26T09:00:00Z');
const contenu = loadContent();
const CALME = { ouverts: 0, finalisesSur20j: 0 };

const contexte = (facile: Contenu['facile'], reponses = contenu.reponses): Contexte => ({
  now, today: '2026-11-26', canal: 'web', alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME },
  contenu: { ...contenu, facile, reponses },
});

const unDit = (prestation: Dit['prestation'], facile: boolean): Dit => ({ prestation, prestations: [], entities: [], lieu: null, facile, faits: [] });

const FACILE: Contenu['facile'] = { PAIEMENT_DATE: { theme: 'argent', question: 'Quand ?', texte: 'Tout le monde :\nle {prochainPaiement}.', prestations: { ARS: 'La rentrée :\nen août.' } } };

describe('answerFor in easy French', () => {
  it('says the variant of the prestation, with a short source, and in one breath aloud', () => {
    const reply = answerFor('PAIEMENT_DATE', unDit('ARS', true), contexte(FACILE));

    expect(reply?.texte).toMatch(/^La rentrée :\nen août\.\n\nSource : [^(]*/);
    expect(reply?.oral).toBe('La rentrée : en août.');
  });

  it.each([['of level C', { niveau: 'C' as const }], ['past its review date', { aRevoirLe: '2026-11-25' }]])('does not show the easy form of a variant %s', (_, change) => {
    const original = contenu.reponses.PAIEMENT_DATE;
    const ars = original?.prestations?.ARS;
    if (!original || !ars) throw new TypeError('the test needs the variant ARS of PAIEMENT_DATE');
    const reponses = { ...contenu.reponses, PAIEMENT_DATE: { ...original, prestations: { ...original.prestations, ARS: { ...ars, ...change } } } };

    expect(answerFor('PAIEMENT_DATE', unDit('ARS', true), contexte(FACILE, reponses))?.texte).toMatch(/^Tout le monde :\nle vendredi 4 décembre 2026\./);
  });

  it('gives the usual words when no easy text exists, of the answer or of its variant', () => {
    expect(answerFor('ATTESTATION', unDit('AUCUNE', true), contexte(FACILE))).toEqual(answerFor('ATTESTATION', unDit('AUCUNE', false), contexte(FACILE)));
    expect(answerFor('PAIEMENT_DATE', unDit('APL', true), contexte(FACILE))).toEqual(answerFor('PAIEMENT_DATE', unDit('APL', false), contexte(FACILE)));
  });
});

describe('askedMode', () => {
  const etat = etatInitial(now);
  const enDemande = { ...etat, brouillon: nouveauBrouillon(1, now) };

  it.each([
    '/facile', 'facile à lire', 'avec des mots simples', 'plus simple svp', 'parlez plus simplement', 'c’est trop compliqué à lire', 'c’est trop compliqué', 'est-ce que vous pouvez écrire avec des phrases plus faciles',
    'je comprends pas vos mots', 'je n’arrive pas à lire', 'je lis mal', 'expliquez-moi simplement svp', 'parlé plus simplemant',
  ])('hears a request for simple words: %s', (said) => {
    expect(askedMode(said, etat)).toBe('facile');
  });

  it.each(['/normal', 'réponses normales', 'parlez normalement s’il vous plaît', 'arrêtez le mode facile'])('hears a request for the usual words: %s', (said) => {
    expect(askedMode(said, etat)).toBe('normal');
  });

  it.each([
    'c’est facile à lire', 'c’est normal', 'normale', 'normal', 'c’est trop dur', 'la vie est dure', 'je suis en difficulté', 'c’est plus simple', 'pas trop compliqué à comprendre', 'je vis simplement',
    'la démarche est trop compliquée pour ma mère', 'je ne peux pas lire le courrier de la Caf', 'pas facile en ce moment', 'oui', 'non', 'je ne comprends pas le montant', '',
  ])('does not hear one in: %s', (said) => {
    expect(askedMode(said, etat)).toBe(null);
  });

  it('needs words about words while a demande is open', () => {
    expect(askedMode('c’est trop compliqué', enDemande)).toBe(null);
    expect(askedMode('c’est trop compliqué à lire', enDemande)).toBe('facile');
  });
});

describe('isAboutDeafness', () => {
  const unsure = uneComprehension({ group: 'out_of_scope', code: 'OOS_AUTRE', confidence: 0.2, prestation: 'AUCUNE', clarification: null });
  const sure = uneComprehension({ group: 'simple', code: 'DROIT_CONDITIONS', confidence: 0.95, prestation: 'AEEH', clarification: null });
  const expert = uneComprehension({ group: 'expert', code: 'SUSPENSION_DROIT', confidence: 0.4, prestation: 'AUCUNE', clarification: null });
  const doubt = uneComprehension({ group: 'clarify', code: 'CONTACT', confidence: 0.4, prestation: 'AUCUNE', clarification: 'INFO_OU_LITIGE_PENSION' });

  it.each(['je suis sourd', 'bonjour, je suis malentendante et je ne peux pas téléphoner', 'LSF', 'un interprète svp'])('says yes whatever was understood when nothing else is said: %s', (said) => {
    expect([unsure, sure, expert].map((understood) => isAboutDeafness(said, understood))).toEqual([true, true, true]);
  });

  it('leaves a request that was understood, or that is worth a question, to its own answer', () => {
    const said = 'je suis sourde et mon dossier est en attente depuis mars';

    expect([unsure, sure, expert, doubt].map((understood) => isAboutDeafness(said, understood))).toEqual([true, false, false, false]);
  });

  it('does not take an interpreter of another language for one of signs', () => {
    expect(isAboutDeafness('je cherche un interprète arabe', unsure)).toBe(false);
  });

  it.each(['il fait la sourde oreille', 'un bruit sourd chaque nuit', 'quelle est la source', 'c’est lourd'])('says no: %s', (said) => {
    expect(isAboutDeafness(said, unsure)).toBe(false);
  });
});
