import fc from 'fast-check';
import { addDays, isWorkingDay, parisDate, parisHour } from '../../../src/domain/calendar';
import type { Acteur, Dossier, Statut } from '../../../src/domain/dossier';
import { OPEN_STATUTS, STATUTS } from '../../../src/domain/dossier';
import { isDossier } from '../../../src/domain/dossier-schema';
import { estimate } from '../../../src/domain/estimate';
import { act, deadline, dueActs, isLate, lifeOf, TRANSITIONS } from '../../../src/domain/lifecycle';
import type { Acte, Contexte } from '../../../src/domain/lifecycle';
import { uneDemande, unDossier } from '../../support/dossiers';

const CALME = { ouverts: 0, finalisesSur20j: 0 };
const EXPERT = { id: 'e-1', prenom: 'Inès' };
const at = (iso: string, qui: Acteur = 'expert'): Contexte => ({ now: new Date(iso), qui, charge: CALME, alsaceMoselle: false });

function apply(dossier: Dossier, acte: Acte, ctx: Contexte): Dossier {
  const result = act(dossier, acte, ctx);
  if (!result.ok) throw new Error(`${result.code} ${result.detail}`);
  return result.dossier;
}

const told = (dossier: Dossier, acte: Acte, ctx: Contexte): string[] => {
  const result = act(dossier, acte, ctx);
  return result.ok ? result.alertes.map(({ pour, genre }) => `${pour}:${genre}`) : [result.code];
};

/** Insertion, standard, received on Tuesday 2 March 2027: 18 working days, 26 March (DOSSIER §8.5). */
const ouvert = (ouvertLe = '2027-03-02T09:00:00Z'): Dossier => {
  const demande = uneDemande({ service: 'INSERTION', prestation: 'RSA' });
  return unDossier({ ouvertLe, demande, promesse: estimate(demande, new Date(ouvertLe), CALME, false) });
};
const affecte = (): Dossier => apply(ouvert(), { genre: 'affecter', expert: EXPERT }, at('2027-03-03T09:00:00Z'));
const complement = (dossier: Dossier, iso: string): Dossier => apply(dossier, { genre: 'demander-complement', pieces: [{ code: 'D-BAIL', libelle: 'Bail' }], pourquoi: 'La page 2 manque.' }, at(iso));

describe('from the opening to the answer', () => {
  it('goes RECU, AFFECTE, COMPLEMENT_DEMANDE, COMPLEMENT_RECU, FINALISE, each change an event', () => {
    const asked = complement(affecte(), '2027-03-10T09:00:00Z');
    const sent = apply(asked, { genre: 'completer', detail: 'bail.pdf' }, at('2027-03-15T09:00:00Z', 'usager'));
    const done = apply(sent, { genre: 'repondre', texte: 'Le loyer est corrigé.', issue: 'favorable' }, at('2027-03-22T09:00:00Z'));

    expect(done.evenements.map(({ quoi, statut }) => `${quoi}:${statut}`)).toEqual([
      'ouverture:RECU', 'affecter:AFFECTE', 'demander-complement:COMPLEMENT_DEMANDE', 'completer:COMPLEMENT_RECU', 'repondre:FINALISE',
    ]);
    expect(isDossier(JSON.parse(JSON.stringify(done)))).toBe(true);
  });

  it('pauses the count while a complement is awaited: 18 days, 6 gone on the 10th, 12 left from the 15th, 31 March', () => {
    expect(deadline(ouvert())).toBe('2027-03-26');
    const sent = apply(complement(affecte(), '2027-03-10T09:00:00Z'), { genre: 'completer', detail: '' }, at('2027-03-15T09:00:00Z', 'usager'));

    expect(lifeOf(sent).annonces.map(({ echeance, raison }) => `${raison} ${echeance}`)).toEqual(['ouverture 2027-03-26', 'complement 2027-04-01']);
  });

  it('is never late while it waits for the person', () => {
    const asked = complement(affecte(), '2027-03-25T09:00:00Z');

    expect(isLate(asked, '2027-05-01')).toBe(false);
    expect(dueActs(asked, '2027-04-05', false).actes).toEqual([]);
  });

  it('tells the person at each stage, and nobody in quiet mode', () => {
    const discret = { ...ouvert(), demande: { ...ouvert().demande, discret: true } };

    expect(told(ouvert(), { genre: 'affecter', expert: EXPERT }, at('2027-03-03T09:00:00Z'))).toEqual(['usager:affectation']);
    expect(told(affecte(), { genre: 'demander-complement', pieces: [], pourquoi: 'x' }, at('2027-03-03T09:00:00Z'))).toEqual(['usager:complement']);
    expect(told(affecte(), { genre: 'repondre', texte: 'x', issue: 'partiel' }, at('2027-03-03T09:00:00Z'))).toEqual(['usager:finalisation']);
    expect(told(discret, { genre: 'affecter', expert: EXPERT }, at('2027-03-03T09:00:00Z'))).toEqual([]);
  });

  it('does not announce the same assignment twice when the dossier changes hands', () => {
    expect(told(affecte(), { genre: 'affecter', expert: { id: 'e-2', prenom: 'Paul' } }, at('2027-03-04T09:00:00Z'))).toEqual([]);
  });
});

describe('time', () => {
  const jours = (dossier: Dossier, from: string, to: string): { jour: string; genre: string }[] => {
    const done: { jour: string; genre: string }[] = [];
    let current = dossier;
    for (let day = from; day <= to; day = addDays(day, 1)) {
      // the scheduler may run several times a day
      for (const hour of ['06', '11', '22']) {
        for (const acte of dueActs(current, day, false).actes) {
          current = apply(current, acte, at(`${day}T${hour}:00:00Z`, 'systeme'));
          done.push({ jour: day, genre: acte.genre });
        }
      }
    }
    return done;
  };

  it('pre-alerts at 80 % inside, excuses itself on the first working day after the date, then again after the new one', () => {
    // 18 days: 80 % is day 15, 23 March; 26 March is a Friday and 29 March a holiday: overrun on the 30th, 9 days later 12 April
    expect(jours(ouvert(), '2027-03-02', '2027-04-20')).toEqual([
      { jour: '2027-03-23', genre: 'prealerter' }, { jour: '2027-03-30', genre: 'depasser' },
      { jour: '2027-04-09', genre: 'prealerter' }, { jour: '2027-04-13', genre: 'depasser' },
    ]);
  });

  it('raises an overrun to P1 with half the delay, and tells the manager the second time', () => {
    const once = apply(ouvert(), { genre: 'depasser' }, at('2027-03-30T06:00:00Z', 'systeme'));

    expect(lifeOf(once)).toMatchObject({ priorite: 'P1', depassements: 1 });
    expect(deadline(once)).toBe('2027-04-12');
    expect(told(ouvert(), { genre: 'depasser' }, at('2027-03-30T06:00:00Z', 'systeme'))).toEqual(['usager:depassement', 'expert:depassement']);
    expect(told(once, { genre: 'depasser' }, at('2027-04-13T06:00:00Z', 'systeme'))).toEqual(['usager:depassement', 'expert:depassement', 'responsable:depassement']);
  });

  it('does one overrun only, however long it was not looked at', () => {
    expect(dueActs(ouvert(), '2027-06-01', false).actes).toEqual([{ genre: 'depasser' }]);
    const once = apply(ouvert(), { genre: 'depasser' }, at('2027-06-01T06:00:00Z', 'systeme'));
    expect(dueActs(once, '2027-06-01', false).actes).toEqual([]);
  });

  it('reminds of a complement after 15 working days, closes after 15 more, and can be reopened', () => {
    const asked = complement(affecte(), '2027-03-10T09:00:00Z');

    expect(lifeOf(asked).complements[0]?.limite).toBe('2027-04-01');
    expect(jours(asked, '2027-03-10', '2027-05-01')).toEqual([{ jour: '2027-04-02', genre: 'relancer' }, { jour: '2027-04-26', genre: 'clore' }]);
    const closed = apply(apply(asked, { genre: 'relancer' }, at('2027-04-02T06:00:00Z', 'systeme')), { genre: 'clore' }, at('2027-04-26T06:00:00Z', 'systeme'));
    expect(closed.statut).toBe('SANS_SUITE');
    expect(apply(closed, { genre: 'rouvrir', pourquoi: 'document retrouvé' }, at('2027-05-03T09:00:00Z', 'usager')).statut).toBe('REOUVERT');
  });

  it('says on which day to look again', () => {
    expect(dueActs(ouvert(), '2027-03-02', false).prochain).toBe('2027-03-23');
    expect(dueActs(complement(affecte(), '2027-03-10T09:00:00Z'), '2027-03-10', false).prochain).toBe('2027-04-02');
    expect(dueActs(apply(ouvert(), { genre: 'annuler' }, at('2027-03-03T09:00:00Z', 'usager')), '2027-03-03', false).prochain).toBeNull();
  });

  it('reminds once of the rating, a week after the answer, and takes one rating only', () => {
    const done = apply(affecte(), { genre: 'repondre', texte: 'x', issue: 'favorable' }, at('2027-03-10T09:00:00Z'));
    const rated = apply(done, { genre: 'noter', avis: { pertinence: 2, accompagnement: 5, commentaire: '' } }, at('2027-03-11T09:00:00Z', 'usager'));

    expect(jours(done, '2027-03-10', '2027-06-01')).toEqual([{ jour: '2027-03-17', genre: 'rappeler-avis' }]);
    expect(jours(rated, '2027-03-11', '2027-06-01')).toEqual([]);
    expect(told(done, { genre: 'noter', avis: { pertinence: 2, accompagnement: 5, commentaire: '' } }, at('2027-03-11T09:00:00Z', 'usager'))).toEqual(['responsable:avis-bas']);
    expect(told(rated, { genre: 'noter', avis: { pertinence: 5, accompagnement: 5, commentaire: '' } }, at('2027-03-12T09:00:00Z', 'usager'))).toEqual(['TRANSITION_INTERDITE']);
    expect(told(done, { genre: 'noter', avis: { pertinence: 6, accompagnement: 0, commentaire: '' } }, at('2027-03-12T09:00:00Z', 'usager'))).toEqual(['TRANSITION_INTERDITE']);
  });
});

describe('a new estimate', () => {
  it('is announced with its reason when the case is found more complex: 42 days, 3 already gone', () => {
    const harder = apply(affecte(), { genre: 'requalifier', complexite: 'COMPLEXE', pourquoi: 'Deux services sont consultés.' }, at('2027-03-05T09:00:00Z'));

    expect(lifeOf(harder).annonces.at(-1)).toMatchObject({ raison: 'requalification', pourquoi: 'Deux services sont consultés.', echeance: '2027-04-30' });
    expect(told(affecte(), { genre: 'requalifier', complexite: 'COMPLEXE', pourquoi: 'x' }, at('2027-03-05T09:00:00Z'))).toEqual(['usager:nouvelle-date']);
  });

  it('follows the new service when the dossier is rerouted, under the same number', () => {
    const moved = apply(affecte(), { genre: 'reorienter', service: 'RECOURS', pourquoi: 'Une dette est en cause.' }, at('2027-03-05T09:00:00Z'));

    expect(moved).toMatchObject({ reference: ouvert().reference, statut: 'RECU', demande: { service: 'RECOURS' } });
    expect(lifeOf(moved).expert).toBeNull();
    expect(deadline(moved)).toBe('2027-04-01');
  });
});

describe('two dossiers that go together', () => {
  it('are linked once, in any state, and never to themselves', () => {
    const linked = apply(ouvert(), { genre: 'lier', reference: 'REF-EXP-7K2M4TR' }, at('2027-03-05T09:00:00Z', 'usager'));
    const again = act(linked, { genre: 'lier', reference: 'REF-EXP-7K2M4TR' }, at('2027-03-05T09:00:00Z', 'usager'));
    const itself = act(linked, { genre: 'lier', reference: linked.reference }, at('2027-03-05T09:00:00Z', 'usager'));

    expect(linked.lies).toEqual(['REF-EXP-7K2M4TR']);
    expect([again.ok, itself.ok]).toEqual([false, false]);
  });
});

describe('the table of transitions', () => {
  const acteurs: Acteur[] = ['usager', 'expert', 'systeme'];
  const acte: fc.Arbitrary<Acte> = fc.oneof(
    fc.constant<Acte>({ genre: 'affecter', expert: EXPERT }), fc.constant<Acte>({ genre: 'liberer', pourquoi: 'congés' }),
    fc.constant<Acte>({ genre: 'demander-complement', pieces: [], pourquoi: 'x' }), fc.constant<Acte>({ genre: 'completer', detail: 'x' }),
    fc.constant<Acte>({ genre: 'repondre', texte: 'x', issue: 'favorable' }), fc.constant<Acte>({ genre: 'annuler' }), fc.constant<Acte>({ genre: 'rouvrir', pourquoi: 'x' }),
    fc.record({ genre: fc.constant('requalifier' as const), complexite: fc.constantFrom('STANDARD' as const, 'COMPLEXE' as const), priorite: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const), pourquoi: fc.constant('x') }),
    fc.record({ genre: fc.constant('reorienter' as const), service: fc.constantFrom('HABITAT' as const, 'FAMILLE' as const, 'INSERTION' as const, 'RECOURS' as const), pourquoi: fc.constant('x') }),
    fc.constant<Acte>({ genre: 'annoter', texte: 'x' }), fc.constant<Acte>({ genre: 'noter', avis: { pertinence: 4, accompagnement: 4, commentaire: '' } }),
    fc.constant<Acte>({ genre: 'completer', detail: 'x', pieces: [{ code: 'D-ID', libelle: 'x', fichiers: ['f9'] }] }), fc.constant<Acte>({ genre: 'noter', avis: { pertinence: null, accompagnement: 1, commentaire: '' } }), fc.constant<Acte>({ genre: 'lier', reference: 'REF-EXP-7K2M4TR' }),
    fc.constant<Acte>({ genre: 'prealerter' }), fc.constant<Acte>({ genre: 'depasser' }), fc.constant<Acte>({ genre: 'relancer' }), fc.constant<Acte>({ genre: 'clore' }), fc.constant<Acte>({ genre: 'rappeler-avis' }),
  );
  /** Written by hand from DOSSIER §8.6, not from the table under test. */
  const ARROWS: Record<Statut, Statut[]> = {
    RECU: ['RECU', 'AFFECTE', 'ANNULE'], AFFECTE: ['AFFECTE', 'RECU', 'COMPLEMENT_DEMANDE', 'FINALISE', 'ANNULE'],
    COMPLEMENT_DEMANDE: ['COMPLEMENT_DEMANDE', 'COMPLEMENT_RECU', 'FINALISE', 'SANS_SUITE', 'ANNULE'], COMPLEMENT_RECU: ['COMPLEMENT_RECU', 'COMPLEMENT_DEMANDE', 'FINALISE', 'ANNULE'],
    FINALISE: ['FINALISE', 'REOUVERT'], REOUVERT: ['REOUVERT', 'AFFECTE', 'ANNULE'], SANS_SUITE: ['SANS_SUITE', 'REOUVERT'], ANNULE: ['ANNULE'],
  };

  it('never leaves the arrows in 10,000 random sequences, and a refused act changes nothing', () => {
    fc.assert(fc.property(fc.array(fc.tuple(acte, fc.constantFrom(...acteurs), fc.integer({ min: 0, max: 40 * 24 })), { minLength: 1, maxLength: 12 }), (steps) => {
      let dossier = ouvert();
      let now = Date.parse(dossier.ouvertLe);
      for (const [one, qui, hours] of steps) {
        now += hours * 3_600_000;
        const before = JSON.stringify(dossier);
        const result = act(dossier, one, { now: new Date(now), qui, charge: CALME, alsaceMoselle: false });
        expect(JSON.stringify(dossier)).toBe(before);
        if (!result.ok) continue;
        expect(ARROWS[dossier.statut]).toContain(result.dossier.statut);
        expect(result.dossier.evenements).toHaveLength(dossier.evenements.length + 1);
        expect(TRANSITIONS[one.genre].par).toContain(qui);
        if (OPEN_STATUTS.includes(result.dossier.statut)) expect(deadline(result.dossier) >= lifeOf(result.dossier).annonces[0]!.le).toBe(true);
        dossier = result.dossier;
      }
      expect(isDossier(JSON.parse(JSON.stringify(dossier)))).toBe(true);
    }), { numRuns: 10_000, seed: 20261126 });
  }, 120_000);

  it('names every state somewhere', () => {
    const reached = new Set(Object.values(TRANSITIONS).flatMap(({ vers }) => Object.values(vers)));

    expect(STATUTS.filter((statut) => !reached.has(statut))).toEqual([]);
  });
});

describe('the count of days', () => {
  type Pas = { iso: string; quoi: 'demander' | 'recevoir' | 'repondre' | 'rouvrir' };

  /**
   * Day by day, the slow way: a working day counts when the clock ran during it; it stops at the end of the day of a request or of
   * an answer, and starts anew when the dossier is reopened.
   */
  function naive(steps: Pas[], reception: string, promised: number): string {
    let gone = 0;
    let total = promised;
    let running = true;
    let from = reception;
    // a request may come before the day that counts as received
    let day = [reception, ...steps.map(({ iso }) => parisDate(new Date(iso)))].sort()[0] ?? reception;
    for (let guard = 0; guard < 4_000; guard++) {
      const today = steps.filter(({ iso }) => parisDate(new Date(iso)) === day);
      if (running && day > from && isWorkingDay(day)) gone += 1;
      if (running && gone >= total && today.length === 0 && !steps.some(({ iso }) => parisDate(new Date(iso)) > day)) return day;
      for (const { iso, quoi } of today) {
        running = quoi === 'recevoir' || quoi === 'rouvrir';
        if (!running) continue;
        from = effective(iso);
        if (quoi === 'rouvrir') total = reopenedTotal(from);
        gone = quoi === 'rouvrir' ? 0 : Math.min(gone, total - 1);
      }
      day = addDays(day, 1);
    }
    throw new Error('no end');
  }

  /** 18 days, by hand from DOSSIER §8.4: + 20 % in January (21.6), + 15 % in September (20.7). */
  const reopenedTotal = (day: string): number => ({ '01': 22, '09': 21 })[day.slice(5, 7)] ?? 18;

  function effective(iso: string): string {
    const date = new Date(iso);
    const day = parisDate(date);
    const { heure, minute } = parisHour(date);
    const late = heure > 17 || (heure === 17 && (minute > 0 || date.getUTCSeconds() > 0 || date.getUTCMilliseconds() > 0));
    let found = day;
    while (!isWorkingDay(found) || (found === day && late)) found = addDays(found, 1);
    return found;
  }

  /** What may come next, so that a history is one that the trade allows; `answers` chooses where there is a choice. */
  function nextStep(last: Pas['quoi'] | undefined, answers: boolean): Pas['quoi'] {
    if (last === 'repondre') return 'rouvrir';
    if (answers) return 'repondre';
    return last === 'demander' ? 'recevoir' : 'demander';
  }

  const ACTES: Record<Pas['quoi'], { acte: Acte; qui: Acteur }> = {
    demander: { acte: { genre: 'demander-complement', pieces: [], pourquoi: 'x' }, qui: 'expert' }, recevoir: { acte: { genre: 'completer', detail: '' }, qui: 'usager' },
    repondre: { acte: { genre: 'repondre', texte: 'x', issue: 'partiel' }, qui: 'expert' }, rouvrir: { acte: { genre: 'rouvrir', pourquoi: 'x' }, qui: 'usager' },
  };

  function lived(dossier: Dossier, { iso, quoi }: Pas): Dossier {
    const after = apply(dossier, ACTES[quoi].acte, at(iso, ACTES[quoi].qui));
    // a reopened dossier has no expert until it is given one
    return quoi === 'rouvrir' ? apply(after, { genre: 'affecter', expert: EXPERT }, at(iso)) : after;
  }

  it('is the same as day by day over 10,000 histories of requests, answers and reopenings, holidays and clock changes included', () => {
    const moves = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 20 * 24 * 60 }), answers: fc.boolean() }), { minLength: 0, maxLength: 8 });
    const seen = { rouvrir: 0, recevoir: 0, sameDay: 0 };
    fc.assert(fc.property(fc.integer({ min: 0, max: 365 * 6 * 24 * 60 }), moves, (startMinute, given) => {
      const openedMs = Date.parse('2026-01-01T00:00:00Z') + startMinute * 60_000;
      const opened = apply(ouvert(new Date(openedMs).toISOString()), { genre: 'affecter', expert: EXPERT }, at(new Date(openedMs).toISOString()));
      let now = openedMs + 12 * 86_400_000 * (startMinute % 2);
      const history: Pas[] = [];
      for (const { gap, answers } of given) {
        now += gap * 60_000;
        history.push({ iso: new Date(now).toISOString(), quoi: nextStep(history.at(-1)?.quoi, answers) });
      }
      // a stopped count has no date: it runs again at the end
      const last = history.at(-1)?.quoi;
      if (last === 'demander' || last === 'repondre') history.push({ iso: new Date(now + 3_600_000).toISOString(), quoi: nextStep(last, false) });
      const dossier = history.reduce(lived, opened);

      for (const { quoi } of history) if (quoi === 'rouvrir' || quoi === 'recevoir') seen[quoi] += 1;
      if (history.some(({ iso }, i) => i > 0 && parisDate(new Date(iso)) === parisDate(new Date(history[i - 1]?.iso ?? '')))) seen.sameDay += 1;
      expect({ history, echeance: deadline(dossier) }).toEqual({ history, echeance: naive(history, opened.promesse.receptionEffective, opened.promesse.joursOuvres) });
    }), { numRuns: 10_000, seed: 20261126 });
    // the histories are worth something: each kind came often
    expect(Object.values(seen).every((count) => count > 2_000)).toBe(true);
  }, 300_000);
});
