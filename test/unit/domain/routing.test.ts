import { MOTIFS, PRESTATIONS, REVISIONS, SERVICES_EXPERTS, type Motif } from '../../../src/domain/codes';
import { motifInfo, prestationInfo, revisionInfo, serviceFor, serviceInfo, serviceProposeFor } from '../../../src/domain/routing';

describe('serviceFor (DOSSIER §2.1)', () => {
  it.each(['INDU_CONTESTATION', 'REMISE_DETTE', 'RETENUE_RECOUVREMENT', 'CONTROLE_FRAUDE'] as const)('sends %s to RECOURS whatever the prestation', (motif) => {
    expect([...PRESTATIONS, 'AUCUNE' as const].map((prestation) => serviceFor(motif, prestation)).filter((service) => service !== 'RECOURS')).toEqual([]);
  });

  it.each([
    ['APL', 'HABITAT'], ['ALF', 'HABITAT'], ['ALS', 'HABITAT'], ['AL', 'HABITAT'], ['PRIME_DEMENAGEMENT', 'HABITAT'],
    ['AF', 'FAMILLE'], ['CF', 'FAMILLE'], ['ASF', 'FAMILLE'], ['ARIPA', 'FAMILLE'], ['ARS', 'FAMILLE'], ['PAJE_AB', 'FAMILLE'],
    ['PAJE_NAISSANCE', 'FAMILLE'], ['PAJE_ADOPTION', 'FAMILLE'], ['CMG', 'FAMILLE'], ['PREPARE', 'FAMILLE'], ['AEEH', 'FAMILLE'],
    ['AJPP', 'FAMILLE'], ['AJPA', 'FAMILLE'], ['RSA', 'INSERTION'], ['RSA_MAJORE', 'INSERTION'], ['PPA', 'INSERTION'], ['AAH', 'INSERTION'],
    ['MVA', 'INSERTION'], ['AIDE_VIOLENCES', 'FAMILLE'], ['PRIME_NOEL', 'INSERTION'], ['AIDE_SOCIALE_CAF', 'AUCUN'], ['MULTI', 'AUCUN'], ['INCONNUE', 'AUCUN'],
  ] as const)('lets %s decide: %s', (prestation, service) => {
    expect(serviceFor('CONTESTATION_CALCUL', prestation)).toBe(service);
  });

  it('sends a disputed couple to RECOURS once a debt or fraud is notified', () => {
    expect(serviceFor('VIE_COMMUNE', 'RSA')).toBe('INSERTION');
    expect(serviceFor('VIE_COMMUNE', 'RSA', { detteOuFraude: true })).toBe('RECOURS');
    expect(serviceFor('VIE_COMMUNE', 'INCONNUE')).toBe('AUCUN');
    expect(serviceFor('CONTESTATION_CALCUL', 'RSA', { detteOuFraude: true })).toBe('INSERTION');
  });

  it.each([['IMPAYE_LOGEMENT', 'HABITAT'], ['PENSION_ASF', 'FAMILLE'], ['RESIDENCE_ALTERNEE', 'FAMILLE'], ['DEMANDE_REVISION', 'HABITAT']] as const)(
    'lets %s name its field when the prestation is not known', (motif, service) => {
      expect([serviceFor(motif, 'INCONNUE'), serviceFor(motif, 'AUCUNE'), serviceFor(motif, 'MULTI')]).toEqual([service, service, service]);
    });

  it('says AUCUN for the others', () => {
    expect((['SECURITE_COMPTE', 'SUSPENSION_DROIT', 'BLOCAGE_RETARD', 'SUIVI_DEPASSEMENT'] as Motif[]).map((motif) => serviceFor(motif, 'INCONNUE'))).toEqual(['AUCUN', 'AUCUN', 'AUCUN', 'AUCUN']);
  });
});

describe('serviceProposeFor', () => {
  it('always proposes one of the four, and agrees with serviceFor when it decides', () => {
    for (const motif of MOTIFS) {
      for (const prestation of [...PRESTATIONS, 'AUCUNE' as const]) {
        const service = serviceFor(motif, prestation);
        const propose = serviceProposeFor(motif, prestation);
        expect(SERVICES_EXPERTS).toContain(propose);
        if (service !== 'AUCUN') expect(propose).toBe(service);
      }
    }
  });

  it('proposes RECOURS for a disputed decision, INSERTION for irregular income', () => {
    expect(serviceProposeFor('REFUS_DROIT', 'INCONNUE')).toBe('RECOURS');
    expect(serviceProposeFor('REVENUS_ATYPIQUES', 'INCONNUE')).toBe('INSERTION');
    expect(serviceProposeFor('SECURITE_COMPTE', 'INCONNUE')).toBe('FAMILLE');
  });
});

describe('labels', () => {
  it('words the three motifs of the article as the article does, first', () => {
    expect(MOTIFS.filter((motif) => motifInfo(motif).niveau === 1).map((motif) => motifInfo(motif).libelle))
      .toEqual(['Contestation de calcul', 'Demande de révision', 'Situation particulière non prévue par les barèmes automatiques']);
  });

  it('names every service, prestation and revision', () => {
    expect(SERVICES_EXPERTS.map((service) => [serviceInfo(service).nomLong, serviceInfo(service).tauxResolutionPct]))
      .toEqual([['Experts Logement', 94], ['Experts Famille', 96], ['Experts RSA', 91], ['Experts Recours', 89]]);
    expect(prestationInfo('AAH')).toMatchObject({ nom: 'Allocation aux adultes handicapés', droitAilleurs: 'MDPH' });
    expect(REVISIONS.map((revision) => revisionInfo(revision).libelle)).toHaveLength(5);
  });
});
