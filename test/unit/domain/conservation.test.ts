import { accesSchema } from '../../../src/domain/access';
import { DUREES, closedAt, legalMinimum, limitsOf } from '../../../src/domain/conservation';
import { dureesOf, loadConfig } from '../../../src/config';
import type { EvenementDossier, Statut } from '../../../src/domain/dossier';
import { unDossier } from '../../support/dossiers';

const event = (at: string, statut: Statut): EvenementDossier => ({ at, quoi: 'x', qui: 'expert', statut, detail: '' });

describe('limitsOf', () => {
  it('counts days for conversations and drafts, months for dossiers, as §6.3 says', () => {
    expect(limitsOf('2026-11-30', DUREES, 30)).toEqual({
      conversation: '2026-10-31T00:00:00.000Z', brouillon: '2026-11-23T00:00:00.000Z', pieces: '2026-08-30T00:00:00.000Z', archive: '2026-07-30T00:00:00.000Z',
      suppression: '2024-07-30T00:00:00.000Z', acces: '2025-11-30T00:00:00.000Z', revue: '2026-10-31',
    });
  });

  it('never takes a day that does not exist', () => {
    expect(limitsOf('2027-05-31', DUREES, 30)).toMatchObject({ pieces: '2027-02-28T00:00:00.000Z' });
  });
});

describe('closedAt', () => {
  it('is the last passage from open to closed', () => {
    const evenements = [event('2026-01-01', 'RECU'), event('2026-02-01', 'FINALISE'), event('2026-03-01', 'REOUVERT'), event('2026-04-01', 'SANS_SUITE'), event('2026-05-01', 'SANS_SUITE')];

    expect(closedAt({ statut: 'SANS_SUITE', evenements })).toBe('2026-04-01');
    expect(closedAt({ statut: 'REOUVERT', evenements: evenements.slice(0, 3) })).toBeNull();
  });
});

describe('legalMinimum', () => {
  it('has no word and no identity', () => {
    expect(Object.keys(legalMinimum(unDossier())).sort()).toEqual(['echeance', 'motif', 'ouvertLe', 'reference', 'service', 'statuts']);
    expect(Object.keys(legalMinimum(unDossier()).statuts[0] ?? {}).sort()).toEqual(['at', 'statut']);
  });
});

describe('settings', () => {
  it('are those of the catalogue unless said otherwise', () => {
    expect(dureesOf(loadConfig({}))).toEqual(DUREES);
    expect(dureesOf(loadConfig({ DOSSIER_MOIS: '6', CONVERSATION_JOURS: '60' }))).toMatchObject({ dossierMois: 6, conversationJours: 60 });
  });

  it.each([[{ ACCES_MOIS: '3' }, /ACCES_MOIS/], [{ CONVERSATION_JOURS: '5' }, /CONVERSATION_JOURS/], [{ PIECES_MOIS: '12', DOSSIER_MOIS: '4' }, /PIECES_MOIS : attendu au plus DOSSIER_MOIS/]])('refuse %j', (env, message) => {
    expect(() => loadConfig(env)).toThrow(message);
  });
});

describe('the access journal', () => {
  const line = { at: '2026-11-26T10:00:00.000Z', qui: 'operateur:m.durand', quoi: 'export', objet: 'REF-EXP-1234563', motif: 'droit-d-acces' };

  it('has no room for words', () => {
    expect(accesSchema.safeParse(line).success).toBe(true);
    expect(accesSchema.safeParse({ ...line, note: 'à rappeler' }).success).toBe(false);
    expect(accesSchema.safeParse({ ...line, motif: 'curiosité' }).success).toBe(false);
  });
});
