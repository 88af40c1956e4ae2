import type { Fait } from '../../../dialogs/contenu';
import { lieuDit, precisionsConnues } from '../../../dialogs/precisions';
import type { Dit } from '../../../dialogs/precisions';
import type { Entite } from '../../../src/domain/comprehension';

const at = { start: 0, end: 0 };
const le = (date: string): Entite => ({ ...at, type: 'date', text: date, date, precision: 'jour', ambigu: false, relation: 'le' });
/** `text` without a year, as people say it. */
const mois = (date: string, text = 'ce mois'): Entite => ({ ...at, type: 'date', text, date: `${date}-01`, precision: 'mois', ambigu: false, relation: 'le' });
const contrainte = (date: string | null = null): Entite => ({ ...at, type: 'acte', text: 'contrainte', valeur: 'contrainte', date });
const habite = (valeur: string): Entite => ({ ...at, type: 'departement', text: valeur, valeur });
const codePostal = (valeur: string): Entite => ({ ...at, type: 'code_postal', text: valeur, valeur });
const unDit = (facts: Partial<Dit> = {}): Dit => ({ prestation: 'AUCUNE', prestations: [], entities: [], lieu: null, facile: false, faits: [], ...facts });

/** The facts known on that day, among those named, with their parameters. */
function connus(today: string, dit: Dit, ...faits: Fait[]): Record<string, unknown> {
  const found = precisionsConnues(faits.map((selon) => ({ selon, texte: '-', oral: '-' })), dit, today);
  return Object.fromEntries(found.map(({ selon, params }) => [selon, params]));
}

describe('the payment of a month', () => {
  const ask = (today: string, ...entities: Entite[]) => connus(today, unDit({ entities }), 'paiementAVenir', 'paiementPasse');

  it('says both the payment of January and the one for the rights of January', () => {
    expect(ask('2026-11-26', mois('2026-01', 'janvier'))).toEqual({
      paiementAVenir: { mois: 'janvier 2027', date: 'mardi 5 janvier 2027', dateDroits: 'vendredi 5 février 2027' },
    });
  });

  it('takes the nearest month when no year is said, the said one otherwise', () => {
    expect(ask('2026-11-26', mois('2026-10', 'octobre'))).toMatchObject({ paiementPasse: { mois: 'octobre 2026' } });
    expect(ask('2027-01-02', mois('2026-12', 'décembre'))).toMatchObject({ paiementPasse: { mois: 'décembre 2026' } });
    expect(ask('2026-11-26', mois('2028-02', 'février 2028'))).toMatchObject({ paiementAVenir: { date: 'vendredi 4 février 2028' } });
    expect(ask('2026-11-26', mois('2026-01', 'janvier dernier'))).toMatchObject({ paiementPasse: { mois: 'janvier 2026' } });
  });

  it('is still to come on the very day', () => expect(ask('2026-12-04', mois('2026-12', 'décembre'))).toHaveProperty('paiementAVenir'));

  it('is not said for two months at once, nor for what is not paid on the 5th', () => {
    expect(ask('2026-11-26', mois('2026-01', 'janvier'), mois('2026-02', 'février'))).toEqual({});
    expect(connus('2026-11-26', unDit({ prestation: 'ARS', entities: [mois('2026-08', 'août')] }), 'paiementAVenir', 'paiementPasse')).toEqual({});
  });
});

describe('the next quarterly declaration', () => {
  const ask = (today: string, entite: Entite) => connus(today, unDit({ entities: [entite] }), 'declarationSuivante', 'declarationEnRetard');

  it('comes three months later, over the new year too', () => {
    expect(ask('2026-11-26', mois('2026-09'))).toEqual({ declarationSuivante: { derniere: 'septembre 2026', suivante: 'décembre 2026' } });
    expect(ask('2026-12-31', mois('2026-11'))).toEqual({ declarationSuivante: { derniere: 'novembre 2026', suivante: 'février 2027' } });
    expect(ask('2026-11-30', le('2026-08-31'))).toEqual({ declarationSuivante: { derniere: 'août 2026', suivante: 'novembre 2026' } });
  });

  it('may be late once its month is over', () => expect(ask('2026-12-01', le('2026-08-31'))).toHaveProperty('declarationEnRetard'));
  it('is unknown from a month to come', () => expect(ask('2026-11-26', mois('2026-12'))).toEqual({}));
});

describe('the time left to contest', () => {
  const CAS: Fait[] = ['recoursOuvert', 'recoursProche', 'recoursPasse', 'oppositionOuverte', 'oppositionPassee'];
  const ask = (today: string, facts: Partial<Dit>) => connus(today, unDit(facts), ...CAS);

  it('is two months from the letter, with the body of the prestation', () => {
    expect(ask('2026-11-26', { prestation: 'RSA', entities: [le('2026-11-03')] })).toEqual({
      recoursOuvert: { acte: 'mardi 3 novembre 2026', limite: 'dimanche 3 janvier 2027', organe: expect.stringContaining('président du conseil départemental') },
    });
  });

  it.each([
    ['2026-12-23', 'recoursOuvert'], ['2026-12-24', 'recoursProche'], ['2027-01-03', 'recoursProche'], ['2027-01-04', 'recoursPasse'],
  ])('on %s, a letter of 3 November is %s', (today, cas) => expect(Object.keys(ask(today, { entities: [le('2026-11-03')] }))).toEqual([cas]));

  it('ends with a short month, and one day later in a leap year', () => {
    expect(ask('2027-01-10', { entities: [le('2026-12-31')] })).toMatchObject({ recoursOuvert: { limite: 'dimanche 28 février 2027' } });
    expect(ask('2028-01-10', { entities: [le('2027-12-31')] })).toMatchObject({ recoursOuvert: { limite: 'mardi 29 février 2028' } });
  });

  it('is fifteen days against a contrainte, from its own day or from the one said', () => {
    expect(ask('2026-11-26', { entities: [contrainte('2026-11-20')] })).toMatchObject({ oppositionOuverte: { limite: 'samedi 5 décembre 2026' } });
    expect(ask('2026-12-05', { entities: [contrainte(), le('2026-11-20')] })).toHaveProperty('oppositionOuverte');
    expect(ask('2026-12-06', { entities: [contrainte(), le('2026-11-20')] })).toHaveProperty('oppositionPassee');
  });

  it('is not counted from a month, a doubtful day or a day to come', () => {
    expect(ask('2026-11-26', { entities: [mois('2026-10'), le('2026-12-15'), { ...le('2026-11-20'), ambigu: true } as Entite] })).toEqual({});
  });
});

describe('a payment that did not come', () => {
  const CAS: Fait[] = ['versementPasEncoreDu', 'versementDelaiBancaire', 'versementAVerifier', 'versementEnRetard'];
  const cas = (today: string, facts: Partial<Dit> = {}) => Object.keys(connus(today, unDit(facts), ...CAS));

  it.each([
    ['2026-11-04', 'versementPasEncoreDu'], ['2026-11-05', 'versementDelaiBancaire'], ['2026-11-09', 'versementDelaiBancaire'],
    ['2026-11-10', 'versementDelaiBancaire'], ['2026-11-12', 'versementAVerifier'], ['2026-11-13', 'versementAVerifier'], ['2026-11-16', 'versementEnRetard'],
  ])('on %s is %s: weekends and 11 November do not count', (today, expected) => expect(cas(today)).toEqual([expected]));

  it('is not due the day before, even when only a weekend lies between', () => {
    expect(cas('2026-07-05')).toEqual(['versementPasEncoreDu']);
    expect(cas('2026-07-06')).toEqual(['versementDelaiBancaire']);
  });

  it('is the one of the month said', () => {
    expect(cas('2026-11-05', { entities: [mois('2026-10')] })).toEqual(['versementEnRetard']);
    expect(cas('2027-01-04', { entities: [mois('2026-12')] })).toEqual(['versementEnRetard']);
  });

  it('is the last of the months said together, and unknown among dates of other things', () => {
    const liste = ['2026-09', '2026-10'];

    expect(cas('2026-10-06', { entities: liste.map((m) => ({ ...mois(m), liste }) as Entite) })).toEqual(['versementDelaiBancaire']);
    expect(cas('2026-10-06', { entities: [mois('2026-09'), le('2026-10-01')] })).toEqual([]);
  });

  it('says nothing of benefits with a date of their own', () => expect(cas('2026-11-26', { prestation: 'ARS' })).toEqual([]));
});

describe('the place', () => {
  it('is a département or the one of a postcode, when only one is said', () => {
    expect(lieuDit([habite('33')])).toBe('33');
    expect(lieuDit([codePostal('20200')])).toBe('2B');
    expect(lieuDit([habite('33'), codePostal('33000')])).toBe('33');
    expect(lieuDit([habite('33'), habite('44')])).toBeNull();
    expect(lieuDit([])).toBeNull();
  });

  it('of a move is the one just said, never the one remembered', () => {
    expect(connus('2026-11-26', unDit({ lieu: '33' }), 'nouveauLieu')).toEqual({});
    expect(connus('2026-11-26', unDit({ lieu: '33', entities: [habite('59')] }), 'nouveauLieu')).toMatchObject({ nouveauLieu: { caisse: 'la Caf du Nord' } });
  });

  it('names the caisse, and for RSA alone the conseil départemental, where it is sure', () => {
    const ask = (lieu: string, prestation: Dit['prestation'] = 'RSA') => connus('2026-11-26', unDit({ lieu, prestation }), 'lieu', 'conseilDepartemental');

    expect(ask('33')).toEqual({ lieu: { caisse: 'la Caf de la Gironde', de: 'de la Gironde' }, conseilDepartemental: expect.objectContaining({ de: 'de la Gironde' }) });
    expect(Object.keys(ask('33', 'APL'))).toEqual(['lieu']);
    expect(Object.keys(ask('93'))).toEqual(['lieu']);
  });
});
