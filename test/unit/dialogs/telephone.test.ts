import type { Contexte, Evenement } from '../../../dialogs/events';
import { etatInitial, nouveauBrouillon, type Etat, type Question } from '../../../dialogs/state';
import { step } from '../../../dialogs/step';
import { afterHearing, bestOf, dictated, withoutHesitations, type Entendu } from '../../../dialogs/telephone/hearing';
import { keypadDigits, keysSaid } from '../../../dialogs/telephone/keys';
import { isAbout } from '../../../dialogs/questions/reprise-appel';
import { loadContent } from '../../../src/content';
import type { Comprehension, Entite } from '../../../src/domain/comprehension';
import { keysOfSigns, signsOfKeys } from '../../../src/domain/keypad';
import { isOpenAt, nextSlots } from '../../../src/domain/phone-hours';
import { uneComprehension } from '../../support/comprehension';

const CALME = { ouverts: 0, finalisesSur20j: 0 };
const NOW = new Date('2026-11-26T10:00:00+01:00');
const ctx: Contexte = {
  now: NOW, today: '2026-11-26', canal: 'ivr', contenu: loadContent(), alsaceMoselle: false, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME },
  telephone: { appel: 'a', appelant: '+33612345678', transfert: false, creneaux: [] },
};
const voix = (changes: Partial<NonNullable<Etat['voix']>> = {}): Etat['voix'] => ({ appel: 'a', options: [], reste: [], silences: 0, aConfirmer: [], faits: [], gardes: [], ...changes });
const asking = (question: Question | null, changes: Partial<NonNullable<Etat['voix']>> = {}): Etat =>
  ({ ...etatInitial(NOW), question, brouillon: { ...nouveauBrouillon(1, NOW), motif: 'INDU_CONTESTATION', prestation: 'APL', paroles: ['on me réclame un trop-perçu d’APL'] }, voix: voix(changes) });
const free = (changes: Partial<NonNullable<Etat['voix']>> = {}): Etat => ({ ...etatInitial(NOW), voix: voix(changes) });
const heard = (texte: string, confiance: number | null, facts: Partial<Comprehension> = {}): Entendu => ({ texte, confiance, comprehension: uneComprehension({ confidence: 0.2, ...facts }) });
const montant: Entite = { type: 'montant', euros: 200, parMois: false, approximatif: false, start: 0, end: 3, text: '200' };

describe('the hearing chosen among several', () => {
  it('is the best product of how well it was heard and how well it is understood', () => {
    const best = bestOf(free(), [heard('on me réclame un du', 0.6, { confidence: 0.3 }), heard('on me réclame un indu', 0.5, { confidence: 0.9 })], ctx);

    expect(best?.texte).toBe('on me réclame un indu');
  });

  it('is the one that answers the open question', () => {
    const etat = asking({ id: 'service' });

    expect(bestOf(etat, [heard('les pères l’eau je mens', 0.6), heard('Experts Logement', 0.5)], ctx)?.texte).toBe('Experts Logement');
  });

  it('is the one with a danger in it, if it is plausible', () => {
    const danger = (confiance: number) => heard('j’ai plus envie de vivre', confiance, { safety: 'detresse' });

    expect(bestOf(free(), [heard('j’ai plus envie de vivres', 0.9, { confidence: 0.9 }), danger(0.35)], ctx)?.comprehension.safety).toBe('detresse');
    expect(bestOf(free(), [heard('bonjour', 0.9, { confidence: 0.9 }), danger(0.1)], ctx)?.comprehension.safety).toBeNull();
  });

  it('is the first when nothing tells them apart: without a confidence, only the order is known', () => {
    expect(bestOf(free(), [heard('un', null), heard('deux', null)], ctx)?.texte).toBe('un');
  });

  it('loses the sounds of hesitation', () => {
    expect(withoutHesitations('euh ben je heu voudrais payer')).toBe('je voudrais payer');
    expect(withoutHesitations('euh')).toBe('euh');
  });
});

describe('what is done with a hearing', () => {
  it.each([[0.49, 'confirmer'], [0.5, 'agir'], [0.9, 'agir'], [null, 'agir']] as const)('heard at %p: %s', (confiance, genre) => {
    expect(afterHearing(free(), heard('mon loyer est trop cher', confiance), ctx).genre).toBe(genre);
  });

  it('says again, while going on, what was heard between 0.5 and 0.8; an unknown confidence is no low one', () => {
    expect([0.5, 0.79, 0.8, null].map((confiance) => afterHearing(free(), heard('mon loyer est trop cher', confiance), ctx))).toMatchObject([{ aRedire: true }, { aRedire: true }, { aRedire: false }, { aRedire: false }]);
  });

  it('reads back figures, dates and numbers however well they were heard', () => {
    expect(afterHearing(asking({ id: 'motif' }), heard('200 euros', 1, { entities: [montant] }), ctx)).toEqual({ genre: 'confirmer', textes: ['200 euros'] });
  });

  it('never reads a danger back before helping', () => {
    expect(afterHearing(free(), heard('il me frappe', 0.1, { safety: 'violences' }), ctx).genre).toBe('agir');
  });

  it('takes a badly heard yes, but where it sends the demande', () => {
    expect(afterHearing(asking({ id: 'contact' }), heard('oui', 0.2), ctx).genre).toBe('agir');
    expect(afterHearing(asking({ id: 'recap' }), heard('oui', 0.2), ctx).genre).toBe('confirmer');
  });

  it('goes on with what was read back after a yes, with the next reading after a no, then says that it was misheard', () => {
    const etat = asking({ id: 'numero-allocataire' }, { aConfirmer: ['6012', '72'] });

    expect(afterHearing(etat, heard('oui', 0.9), ctx)).toEqual({ genre: 'agir', texte: '6012', aRedire: false });
    expect(afterHearing(etat, heard('non', 0.9), ctx)).toEqual({ genre: 'confirmer', textes: ['72'] });
    expect(afterHearing({ ...etat, voix: voix({ aConfirmer: ['72'] }) }, heard('non', 0.9), ctx)).toEqual({ genre: 'mal-entendu' });
  });
});

describe('a dictated number', () => {
  const numero = asking({ id: 'numero-allocataire' });

  it.each([
    ['un deux trois quatre cinq six sept', ['1234567']], ['euh c est le douze trente quatre cinq cent soixante sept', ['1234567']], ['double sept trois quatre cinq six zero', ['7734560']],
  ])('is read in every way that has its length: %s', (said, readings) => expect(dictated(numero, said, ctx)).toEqual(expect.arrayContaining(readings)));

  it('is a reference when its check sign holds, wherever it is announced', () => {
    expect(dictated(free(), 'ref exp sept k comme kléber deux m comme marcel quatre t comme thérèse r comme raoul', ctx)).toEqual(['REF-EXP-7K2M4TR']);
    expect(dictated(free(), 'ref exp sept k deux m quatre t t', ctx)).toEqual([]);
    expect(dictated(free(), 'sept enfants et deux loyers', ctx)).toEqual([]);
  });

  it('is a telephone number of ten figures', () => {
    expect(dictated({ ...free(), question: { id: 'rappel', creneau: 'demain', numero: '' } }, 'zéro six douze trente quatre cinquante six soixante dix huit', ctx)).toContain('0612345678');
  });
});

describe('the keys', () => {
  it('stand for the options just said, then for the next ones', () => {
    const etat = asking({ id: 'service' }, { options: ['Garder', 'Logement', 'Famille'], reste: ['RSA'] });

    expect(['1', '3', '4', '5', '0', '*', ''].map((keys) => keysSaid(etat, keys, ctx))).toEqual([
      'Garder', 'Famille', { genre: 'relance', cause: 'suite' }, { genre: 'relance', cause: 'touche' }, 'Parler à une personne', { genre: 'relance', cause: 'repeter' }, { genre: 'relance', cause: 'silence' },
    ]);
  });

  it('answer what is read back, before anything else', () => {
    expect(['1', '2', '3'].map((keys) => keysSaid(asking({ id: 'service' }, { options: ['A', 'B', 'C'], aConfirmer: ['x'] }), keys, ctx))).toEqual(['oui', 'non', { genre: 'relance', cause: 'touche' }]);
  });

  it.each<[Question, string, string, number]>([
    [{ id: 'numero-allocataire' }, '1234567#', '1234567', 7], [{ id: 'reference' }, keysOfSigns('7K2M4TR'), '7K2M4TR', 14], [{ id: 'code-suivi', reference: 'REF-EXP-7K2M4TR', essais: 0 }, keysOfSigns('7K2M9XPA'), '7K2M9XPA', 16],
    [{ id: 'rappel', creneau: 'demain', numero: '' }, '0612345678', '0612345678', 10], [{ id: 'contact-detail', champ: 'date' }, '0311', 'le 03/11/2026', 8], [{ id: 'contact-detail', champ: 'date' }, '0312', 'le 03/12/2025', 8],
    [{ id: 'avis-pertinence', reference: 'REF-EXP-7K2M4TR' }, '5', '5', 1],
  ])('are figures where %j asks for them: %s', (question, keys, said, most) => {
    expect(keysSaid(asking(question), keys, ctx)).toBe(said);
    expect(keypadDigits(asking(question), ctx)).toBe(most);
  });

  it('are no date that does not exist', () => expect(keysSaid(asking({ id: 'contact-detail', champ: 'date' }), '3102', ctx)).toEqual({ genre: 'relance', cause: 'touche' }));

  it('write any reference, two by sign, and nothing that is not in its alphabet', () => {
    expect(signsOfKeys(keysOfSigns('ACFHJKMPRTXYZ0'), 14)).toBe('ACFHJKMPRTXYZ0');
    expect(signsOfKeys('2200000000', 5)).toBeNull();
    expect(signsOfKeys('1234567', 7)).toBe('1234567');
  });
});

describe('a silence', () => {
  const after = (etat: Etat, cause: 'silence' | 'repeter' = 'silence') => step(etat, { genre: 'relance', cause }, ctx);

  it('after what was read back asks again whether it is so, not the question before it', () => {
    const readBack = free({ options: ['Oui', 'Non'], aConfirmer: ['on m’a recalculé mon RSA'] });
    expect(after(readBack).reponses.map(({ texte }) => texte)).toEqual(['Je n’ai rien entendu. Est-ce bien cela ?']);
    expect(after(readBack, 'repeter').reponses.map(({ texte }) => texte)).toEqual(['J’ai entendu : on m’a recalculé mon RSA. Est-ce bien cela ? Dites : Oui, ou tapez 1 ; Non, ou tapez 2.']);
    expect(after(readBack).etat.voix).toMatchObject({ aConfirmer: ['on m’a recalculé mon RSA'], options: ['Oui', 'Non'] });
  });

  it('asks the open question again', () => {
    expect(after(asking({ id: 'urgence' })).reponses.map(({ texte }) => texte).join()).toMatch(/^Je n’ai rien entendu\. .+\?$/);
  });
});

describe('a draft of an earlier call', () => {
  const garde = asking(null).brouillon ?? nouveauBrouillon(1, NOW);
  const said = (texte: string, facts: Partial<Comprehension>) => isAbout(garde, { texte, comprehension: uneComprehension(facts) });

  it('is taken up by who says the problem and the benefit', () => {
    expect(said('on me réclame de l’argent pour mon APL', { code: 'INDU_CONTESTATION', prestation: 'APL' })).toBe(true);
    expect(said('c’est le trop perçu', { code: 'REMISE_DETTE', prestation: 'APL', prestations: ['APL'] })).toBe(true);
  });

  it('is not by who says one of the two, or neither', () => {
    expect(said('mon APL', { code: 'PAIEMENT_DATE', prestation: 'APL' })).toBe(false);
    expect(said('on me réclame de l’argent', { code: 'INDU_CONTESTATION', prestation: 'RSA' })).toBe(false);
    expect(said('oui', {})).toBe(false);
  });

  it('is kept when another call begins, or speaks without a beginning, and nothing else is', () => {
    const before: Etat = { ...asking({ id: 'service' }), lieu: '75', ouverts: [{ rang: 1, reference: 'REF-EXP-7K2M4TR' }] };
    const other: Contexte = { ...ctx, telephone: { appel: 'b', appelant: '+33612345678', transfert: false, creneaux: [] } };
    const bonjour: Evenement = { genre: 'message', texte: 'bonjour', comprehension: uneComprehension({ code: 'SALUTATION', group: 'simple' }), fichiers: [], refus: [], masques: [] };
    for (const ev of [{ genre: 'arrivee' } as const, bonjour]) {
      const { etat, reponses } = step(before, ev, other);
      expect(etat).toMatchObject({ brouillon: null, lieu: null, ouverts: [], voix: { appel: 'b', gardes: [{ motif: 'INDU_CONTESTATION' }] } });
      expect(reponses.map(({ texte }) => texte).join(' ')).not.toMatch(/APL|réclamée|REF/);
    }
  });

  it('is not spoken of after words of violence: the telephone may be shared', () => {
    const other: Contexte = { ...ctx, telephone: { appel: 'b', appelant: '+33612345678', transfert: false, creneaux: [] } };
    const { etat, reponses } = step({ ...asking({ id: 'service' }), discret: true }, { genre: 'arrivee' }, other);

    expect([etat.voix?.gardes, etat.discret]).toEqual([[], true]);
    expect(reponses.map(({ texte }) => texte).join(' ')).not.toContain('préparation');
  });

  it('is forgotten after seven days', () => {
    const later: Contexte = { ...ctx, now: new Date('2026-12-04T10:00:00+01:00'), telephone: { appel: 'b', appelant: '+33612345678', transfert: false, creneaux: [] } };

    expect(step(asking({ id: 'service' }), { genre: 'arrivee' }, later).etat.voix?.gardes).toEqual([]);
  });
});

describe('the hours of the telephone', () => {
  const heures = { ouvertureMinutes: 9 * 60, fermetureMinutes: 16 * 60 + 30 };

  it.each([['2026-11-26T09:00:00+01:00', true], ['2026-11-26T08:59:00+01:00', false], ['2026-11-26T16:30:00+01:00', false], ['2026-11-28T10:00:00+01:00', false], ['2026-12-25T10:00:00+01:00', false], ['2026-07-01T09:00:00+02:00', true]])('%s: %p', (at, isOpen) => {
    expect(isOpenAt(new Date(at), heures)).toBe(isOpen);
  });

  it('give the next half-days: not one that has passed, nor a week-end, nor a holiday', () => {
    expect(nextSlots(new Date('2026-11-26T10:00:00+01:00'), heures, 2)).toEqual([{ date: '2026-11-26', moment: 'matin' }, { date: '2026-11-26', moment: 'apres-midi' }]);
    expect(nextSlots(new Date('2026-11-27T17:00:00+01:00'), heures, 2)).toEqual([{ date: '2026-11-30', moment: 'matin' }, { date: '2026-11-30', moment: 'apres-midi' }]);
    expect(nextSlots(new Date('2026-12-24T17:00:00+01:00'), heures, 1)).toEqual([{ date: '2026-12-28', moment: 'matin' }]);
  });
});
