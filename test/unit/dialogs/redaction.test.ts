import { sobre } from '../../../dialogs/redaction/nettoyage';
import fc from 'fast-check';
import { exposeOf } from '../../../dialogs/expose';
import type { Contexte } from '../../../dialogs/events';
import { reperes } from '../../../dialogs/redaction/nettoyage';
import { aProposer, exposeChoisi, exposeEntier, motsCompares } from '../../../dialogs/redaction/proposition';
import { etatInitial, etatSchema, nouveauBrouillon } from '../../../dialogs/state';
import type { Brouillon } from '../../../dialogs/state';
import { isDossier } from '../../../src/domain/dossier-schema';
import { loadContent } from '../../../src/content';
import { MOTIFS } from '../../../src/domain/codes';
import cas from '../../content/redaction-cas.json';
import { unDossier } from '../../support/dossiers';

const NOW = new Date('2026-11-26T09:00:00Z');
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const ctx: Contexte = { now: NOW, today: '2026-11-26', canal: 'web', contenu: loadContent(), alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME } };
const unBrouillon = (facts: Partial<Brouillon> = {}): Brouillon => ({ ...nouveauBrouillon(1, NOW), motif: 'CONTESTATION_CALCUL', prestation: 'RSA', ...facts });

const dits = fc.constantFrom(...cas.map(({ dit }) => dit));
const brouillon = fc.record({
  motif: fc.constantFrom(...MOTIFS), paroles: fc.array(dits, { minLength: 1, maxLength: 3 }), situation: fc.option(dits, { nil: undefined }), reponse: dits,
  valeur: fc.constantFrom<[string, string | number | boolean | null]>(['Ne sait pas', null], ['lundi 9 novembre 2026', '2026-11-09'], ['320 €', 320], ['Oui', true], ['octobre 2026', '2026-10']),
}).map(({ motif, paroles, situation, reponse, valeur: [texte, valeur] }): Brouillon => {
  const questions = ctx.contenu.motifs[motif].questions;
  const reponses = Object.fromEntries(questions.map((q) => [q.id, { libelle: q.champ, texte, valeur, origine: 'demande' as const }]));
  return unBrouillon({ motif, paroles, reponses, expose: { situationInitiale: situation }, contacts: [{ date: 'lundi 2 novembre 2026', canal: 'Téléphone', interlocuteur: 'Mme Nguyen', reference: 'AB-77', reponse }] });
});

/** the proposal says what was said, no more and no less. */
describe('the proposed statement', () => {
  it('holds every number, month and day said, and no other', () => {
    fc.assert(fc.property(brouillon, (b) => {
      const propose = Object.values(exposeEntier(b, ctx)).join(' ');
      const original = Object.values(exposeOf(b, ctx)).join(' ');
      expect([...new Set(reperes(propose))]).toEqual([...new Set(reperes(original))]);
      expect(propose).toContain('Mme Nguyen');
      expect(Object.values(exposeEntier(b, ctx)).every((part) => part.trim() !== '')).toBe(true);
    }), { numRuns: 200, seed: 73 });
  });

  it('makes sentences of the answers, in the order of their dates, and leaves out what is not known', () => {
    const reponses: Brouillon['reponses'] = {
      moisConcerne: { libelle: 'Mois concerné', texte: 'octobre 2026', valeur: '2026-10', origine: 'demande' },
      ecart: { libelle: 'Écart ou montants', texte: 'Ne sait pas', valeur: null, origine: 'demande' },
      dateDecision: { libelle: 'Date du courrier', texte: 'lundi 9 novembre 2026', valeur: '2026-11-09', origine: 'demande' },
    };

    expect(exposeEntier(unBrouillon({ paroles: ['bande de nazes, mon rsa est faux'], reponses }), ctx).problemeRencontre).toBe(
      'Mon RSA est faux. Le mois concerné est : octobre 2026. Le courrier qui annonce ce montant est daté du lundi 9 novembre 2026.',
    );
  });

  it('is sent only as it was accepted: other words since then, and the words are sent', () => {
    const b = unBrouillon({ paroles: ['bande de nazes, mon rsa est faux'] });
    const accepted = { ...b, redaction: { choix: 'propose' as const, mots: motsCompares(b), propose: exposeEntier(b, ctx), premiers: null } };
    const changed = { ...accepted, paroles: ['bande de nazes, mon rsa est faux depuis mai'] };

    expect(exposeChoisi(accepted, ctx)).toMatchObject({ exposeChoix: 'propose', expose: { problemeRencontre: 'Mon RSA est faux.' }, exposeOriginal: exposeOf(b, ctx) });
    expect(exposeChoisi(changed, ctx)).toMatchObject({ exposeChoix: 'original', expose: exposeOf(changed, ctx) });
    expect([aProposer(accepted, ctx), aProposer(changed, ctx)]).toEqual([false, true]);
  });

  it('is unknown to what was stored before: a draft and a dossier still load', () => {
    const { redaction: _none, ...old } = unBrouillon();

    expect(etatSchema.parse({ ...etatInitial(NOW), brouillon: old }).brouillon?.redaction).toBeNull();
    expect(isDossier(unDossier())).toBe(true);
  });
});

describe('a clause in the sober version', () => {
  it.each([
    ['j’ai eu des heures sup peut etre j’ai mal déclaré', 'J’ai eu des heures sup peut être j’ai mal déclaré.'],
    ['on m’a coupé mon RSA sans doute je me suis trompé de mois', 'On m’a coupé mon RSA sans doute je me suis trompé de mois.'],
    ['je suis en CDD et depuis la rentrée je touche plus que 410 euros', 'Je suis en CDD et depuis la rentrée je touche plus que 410 euros.'],
    ['j’ai envoyé tous mes revenus pour mon RSA, de ce fait je touche 90 euros', 'J’ai envoyé tous mes revenus pour mon RSA, de ce fait je touche 90 euros.'],
  ])('keeps its doubt, its link and its time: %s', (said, sober) => {
    expect(sobre(said)).toBe(sober);
  });
});
