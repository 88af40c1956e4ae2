import { estimate, legalReminderOf } from '../../../src/domain/estimate';
import type { DemandeConfirmee } from '../../../src/domain/dossier';
import { uneDemande } from '../../support/dossiers';

const LUNDI = new Date('2026-11-23T10:00:00+01:00');
const CALME = { ouverts: 0, finalisesSur20j: 0 };

const reponse = (valeur: string | number | boolean | null) => ({ libelle: '', texte: '', valeur });
const of = (facts: Partial<DemandeConfirmee>, at = LUNDI, charge = CALME) => estimate({ ...uneDemande(), pieces: [], criteres: [], drapeaux: [], reponses: {}, ...facts }, at, charge, false);

describe('estimate', () => {
  it('dates a plain RSA demande 18 working days later', () => {
    const promesse = of({ motif: 'CONTESTATION_CALCUL', prestation: 'RSA', service: 'INSERTION' });

    expect(promesse).toMatchObject({ priorite: 'P3', complexite: 'STANDARD', joursOuvres: 18, echeance: '2026-12-17' });
  });

  it('adds five days when a required piece is missing, none for an optional one', () => {
    const piece = { code: 'D-BAIL', libelle: 'Bail', fichiers: [] };
    const missing = of({ service: 'INSERTION', pieces: [{ ...piece, necessite: 'obligatoire', statut: 'a-envoyer' }] });
    const optional = of({ service: 'INSERTION', pieces: [{ ...piece, necessite: 'facultative', statut: 'absente' }] });

    expect([missing.joursOuvres, optional.joursOuvres]).toEqual([23, 18]);
  });

  it('halves the delay of a contrainte received within its fifteen days', () => {
    const promesse = of({ motif: 'RETENUE_RECOUVREMENT', service: 'RECOURS', reponses: { dateContrainte: reponse('2026-11-16') } });

    expect(promesse).toMatchObject({ priorite: 'P1', joursOuvres: 11 });
  });

  it('makes shared custody without agreement complex', () => {
    const promesse = of({ motif: 'RESIDENCE_ALTERNEE', prestation: 'AF', service: 'FAMILLE', reponses: { accordAutreParent: reponse(false) } });

    expect(promesse).toMatchObject({ complexite: 'COMPLEXE', joursOuvres: 28 });
  });

  it('needs two points for the rest: an independent alone stays standard', () => {
    expect(of({ motif: 'REVENUS_ATYPIQUES', prestation: 'PPA', service: 'INSERTION', reponses: { statut: reponse('INDEPENDANT') } }).complexite).toBe('STANDARD');
    expect(of({ motif: 'REVENUS_ATYPIQUES', prestation: 'MULTI', service: 'INSERTION', reponses: { statut: reponse('INDEPENDANT') } }).complexite).toBe('COMPLEXE');
  });

  it('counts a period of more than twelve months, and rights in two countries', () => {
    const periode = (valeur: string) => of({ motif: 'INDU_CONTESTATION', prestation: 'MULTI', service: 'RECOURS', reponses: { periode: reponse(valeur) } }).complexite;

    expect([periode('2024-01-01/2025-01-31'), periode('2024-01-01/2024-12-31'), periode('depuis longtemps')]).toEqual(['COMPLEXE', 'STANDARD', 'STANDARD']);
    expect(of({ motif: 'INTERNATIONAL_SEJOUR', prestation: 'AF', service: 'FAMILLE', reponses: { pays: reponse('la Suisse'), dureeAbsence: reponse(null) } }).complexite).toBe('COMPLEXE');
    expect(of({ motif: 'INTERNATIONAL_SEJOUR', prestation: 'RSA', service: 'INSERTION', reponses: { pays: reponse('le Maroc'), dureeAbsence: reponse('3 mois') } }).complexite).toBe('STANDARD');
  });

  it('dates a demande sent after a danger as urgent: the danger itself was handed over without any delay', () => {
    expect(of({ motif: 'CONTESTATION_CALCUL', prestation: 'RSA', service: 'INSERTION', drapeaux: ['violences'] })).toMatchObject({ priorite: 'P1', joursOuvres: 9 });
  });

  it('reads how long nothing was paid only where payments stopped', () => {
    expect(of({ motif: 'SUSPENSION_DROIT', prestation: 'AF', service: 'FAMILLE', reponses: { depuisQuand: reponse('3 mois') } }).priorite).toBe('P2');
    expect(of({ motif: 'VIE_COMMUNE', prestation: 'AF', service: 'FAMILLE', reponses: { depuisQuand: reponse('3 mois') } }).priorite).toBe('P3');
  });

  it('treats a minimum income stopped for a month as urgent', () => {
    const stopped = (prestation: 'RSA' | 'AF', valeur: string) => of({ motif: 'SUSPENSION_DROIT', prestation, service: 'INSERTION', reponses: { depuisQuand: reponse(valeur) } }).priorite;

    expect([stopped('RSA', 'un mois'), stopped('RSA', '2026-10-20'), stopped('RSA', '2026-11-10'), stopped('AF', 'un mois')]).toEqual(['P1', 'P1', 'P3', 'P3']);
  });

  it('counts less than five euros a day, said or worked out from what comes in and goes out', () => {
    const left = (reponses: Record<string, number>) => of({ motif: 'RETENUE_RECOUVREMENT', service: 'RECOURS', reponses: Object.fromEntries(Object.entries(reponses).map(([id, valeur]) => [id, reponse(valeur)])) }).priorite;

    expect([left({ resteAVivre: 110 }), left({ resteAVivre: 150 }), left({ ressourcesMois: 780, chargesMois: 670 }), left({ ressourcesMois: 780 })]).toEqual(['P2', 'P3', 'P2', 'P3']);
  });

  it('gives way to an application without answer for six months', () => {
    expect(of({ motif: 'BLOCAGE_RETARD', prestation: 'AF', service: 'FAMILLE', reponses: { dateDepot: reponse('2026-05-23') } }).priorite).toBe('P2');
    expect(of({ motif: 'BLOCAGE_RETARD', prestation: 'AF', service: 'FAMILLE', reponses: { dateDepot: reponse('2026-05-24') } }).priorite).toBe('P3');
  });

  it('follows the workload: a queue of twice the standard delay adds 30 %', () => {
    expect(of({ motif: 'CONTESTATION_CALCUL', prestation: 'RSA', service: 'INSERTION' }, LUNDI, { ouverts: 36, finalisesSur20j: 20 })).toMatchObject({ composantes: { chargePct: 30 }, joursOuvres: 24 });
  });
});

describe('legalReminderOf', () => {
  it('counts two months from the letter, to the body of the prestation', () => {
    const rappel = legalReminderOf({ ...uneDemande(), motif: 'CONTESTATION_CALCUL', prestation: 'RSA', reponses: { dateDecision: reponse('2026-11-09') } });

    expect(rappel).toMatchObject({ dateLimite: '2027-01-09', organe: expect.stringContaining('conseil départemental') });
  });

  it('says nothing when no date is known', () => {
    expect(legalReminderOf({ ...uneDemande(), reponses: { dateDecision: reponse(null) } })).toBeNull();
  });
});
