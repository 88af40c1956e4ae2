import { counterName, readComptes, startCounting } from '../../../src/app/count-turns';
import { observedTurn } from '../../../src/app/observed-turn';
import { performanceBoard } from '../../../src/app/performance-board';
import { etatInitial } from '../../../dialogs/state';
import type { Evenement } from '../../../dialogs/events';
import { CodedError } from '../../../src/domain/errors';
import type { Dossier } from '../../../src/domain/dossier';
import type { Tour } from '../../../src/domain/tour';
import { silentLogger } from '../../../src/ops/log';
import { memoryCounters } from '../../support/memory-counters';
import { uneComprehension } from '../../support/comprehension';
import { unDossier } from '../../support/dossiers';

const START = Date.parse('2026-11-26T09:00:00Z');

describe('the board of public figures', () => {
  function board(pages: Dossier[][] = [[unDossier()], [unDossier({ reference: 'REF-EXP-1234564' })]]) {
    const state = { nowMs: START, calls: 0, down: false, limits: [] as number[] };
    const store = {
      listDossiers: async (after: number, limit: number) => {
        if (state.down) throw new CodedError('STOCKAGE_INDISPONIBLE', 'test');
        state.calls += 1;
        state.limits.push(limit);
        return { dossiers: pages[after] ?? [], suite: after + 1 < pages.length ? after + 1 : null };
      },
    };
    return { state, ...performanceBoard({ store, counters: memoryCounters(), clock: () => new Date(state.nowMs), log: silentLogger, alsaceMoselle: false, semaines: 12 }) };
  }

  it('reads every page, a few dossiers at a time', async () => {
    const { current, state } = board();

    expect((await current()).calculeLe).toBe('2026-11-26T09:00:00.000Z');
    expect(state.calls).toBe(2);
    expect(Math.max(...state.limits)).toBeLessThanOrEqual(100);
  });

  it('works once for a hundred visitors, and again only after a minute', async () => {
    const { current, state } = board();

    await Promise.all(Array.from({ length: 100 }, () => current()));
    state.nowMs += 59_000;
    await current();
    expect(state.calls).toBe(2);

    state.nowMs += 2_000;
    expect((await current()).calculeLe).toBe('2026-11-26T09:01:01.000Z');
    expect(state.calls).toBe(4);
  });

  it('shows the last figures, with their time, while the store is away; fails when there is none', async () => {
    const { current, state } = board();
    await current();
    state.down = true;
    state.nowMs += 3_600_000;
    await expect(current()).resolves.toMatchObject({ calculeLe: '2026-11-26T09:00:00.000Z' });

    const empty = board();
    empty.state.down = true;
    await expect(empty.current()).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
    empty.state.down = false;
    await expect(empty.current()).resolves.toMatchObject({ vide: false });
  });

  it('hides what counts fewer than ten, and is empty when nothing happened for thirty days', async () => {
    const few = await board().current();
    const old = await board([[unDossier({ ouvertLe: '2026-09-01T09:00:00Z', evenements: [{ at: '2026-09-01T09:00:00Z', quoi: 'reception', qui: 'usager', statut: 'RECU', detail: '' }] })]]).current();

    expect(few.indicateurs.find(({ id }) => id === 'recus')).toMatchObject({ masque: true, valeur: null, nombre: null });
    expect([few.vide, old.vide]).toEqual([false, true]);
  });
});

describe('counting turns', () => {
  const turn = (issue: 'reponse' | 'transfert' | 'recueil') => ({ canal: 'web' as const, issue, lecture: null, service: null });

  it('writes nothing during a turn, then all at once at the end', async () => {
    const counters = memoryCounters();
    const counting = startCounting({ counters, clock: () => new Date(START), log: silentLogger, everyMs: 60_000 });
    for (let i = 0; i < 85; i++) counting.count(turn('reponse'));
    for (let i = 0; i < 15; i++) counting.count(turn('transfert'));
    counting.count(turn('recueil'));
    await expect(counters.readCounters('2026-11-26', '2026-11-26')).resolves.toEqual([]);

    await counting.stop();

    await expect(readComptes(counters, '2026-11-26', '2026-11-26')).resolves.toEqual({ reponses: 85, transferts: 15 });
    await expect(counters.readCounters('2026-11-26', '2026-11-26')).resolves.toEqual([{ jour: '2026-11-26', nom: counterName('reponse', 'web'), valeur: 85 }, { jour: '2026-11-26', nom: counterName('transfert', 'web'), valeur: 15 }]);
  });

  it('counts on the Paris day, and keeps what could not be written for the next time', async () => {
    const kept = memoryCounters();
    let down = true;
    const counters = { ...kept, addToCounters: async (jour: string, ajouts: Readonly<Record<string, number>>) => (down ? Promise.reject(new CodedError('STOCKAGE_INDISPONIBLE', 'test')) : kept.addToCounters(jour, ajouts)) };
    const counting = startCounting({ counters, clock: () => new Date('2026-11-26T23:30:00Z'), log: silentLogger, everyMs: 60_000 });
    counting.count(turn('reponse'));
    await counting.stop();
    down = false;
    counting.count(turn('reponse'));
    await counting.stop();

    await expect(kept.readCounters('2026-11-01', '2026-12-31')).resolves.toEqual([{ jour: '2026-11-27', nom: 'reponse:web', valeur: 2 }]);
  });
});

describe('how a turn ended', () => {
  const before = etatInitial(new Date(START));
  const tour: Tour = { id: 't', conversation: 'c', personne: 'p', canal: 'web', genre: 'message', texte: 'je suis Zoé Martin', fichiers: [], refus: [] };
  const message: Evenement = { genre: 'message', texte: 'je suis Zoé Martin', comprehension: uneComprehension({ group: 'simple', code: 'PAIEMENT_DATE', confidence: 0.9 }), fichiers: [], refus: [], masques: [] };
  const answered = (code: 'PAIEMENT_DATE' | 'OOS_CPAM' | 'CONTACT_HUMAIN' | 'INCOMPREHENSION', prestation = 'AUCUNE') => ({ ...before, derniereReponse: { code, prestation, approfondie: false, precisions: [] } });
  const issue = (after = before, evenements: Evenement[] = [message], effets: Parameters<typeof observedTurn>[1]['effets'] = [], from = before) => observedTurn(tour, { before: from, after, evenements, effets }).issue;

  it.each([['PAIEMENT_DATE', 'reponse'], ['OOS_CPAM', 'hors-perimetre'], ['CONTACT_HUMAIN', 'humain'], ['INCOMPREHENSION', 'incompris']] as const)('an answer of %s is « %s »', (code, expected) => {
    expect(issue(answered(code))).toBe(expected);
  });

  it('the same answer asked again is not another one; for another benefit it is', () => {
    expect(issue(answered('PAIEMENT_DATE'), [message], [], answered('PAIEMENT_DATE'))).toBe('autre');
    expect(issue(answered('PAIEMENT_DATE', 'RSA'), [message], [], answered('PAIEMENT_DATE'))).toBe('reponse');
  });

  it('a dossier opened is a transfer, whatever else was said; an alert is a danger, or a person asked for', () => {
    expect(observedTurn(tour, { before, after: before, evenements: [message, { genre: 'dossier-ouvert', dossier: unDossier(), code: null }], effets: [] })).toMatchObject({ issue: 'transfert', service: 'HABITAT' });
    expect(issue(before, [message], [{ genre: 'alerter', nature: 'detresse' }])).toBe('danger');
    expect(issue(before, [message], [{ genre: 'alerter', nature: 'humain' }])).toBe('humain');
    expect(issue(before, [{ genre: 'arrivee' }])).toBe('arrivee');
  });

  it('holds codes and figures only', () => {
    const seen = observedTurn(tour, { before, after: answered('PAIEMENT_DATE'), evenements: [message], effets: [] });

    expect(seen).toEqual({ canal: 'web', issue: 'reponse', lecture: { groupe: 'simple', code: 'PAIEMENT_DATE', confiance: 0.9 }, service: null });
  });
});
