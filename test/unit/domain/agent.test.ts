import { accessTo, parseRoleRules, rightsOf, servicesFor } from '../../../src/domain/agent';
import type { Agent } from '../../../src/domain/agent';
import { isSensitive } from '../../../src/domain/sensitive';
import { uneDemande, unDossier } from '../../support/dossiers';

const RULES = parseRoleRules('groups:exp-habitat=expert/HABITAT; realm_access.roles:chef=responsable/FAMILLE; groups:cn=audit,ou=caf=auditeur; groups:protege=sensible') ?? [];

describe('rules of rights', () => {
  it.each(['', ';', 'groups', 'groups:x', 'groups:x=expert', 'groups:x=expert/AUCUN', 'groups:x=auditeur/HABITAT', 'groups:x=sensible/HABITAT', 'groups:x=roi', 'groups:x=auditeur; faux'])('refuses %j', (text) => {
    expect(parseRoleRules(text)).toBeNull();
  });

  it('give nothing to who has nothing, and read lists, words and dotted paths', () => {
    expect(rightsOf({ sub: 'x' }, RULES)).toEqual({ droits: [], sensible: false });
    expect(rightsOf({ groups: ['autre', 'exp-habitat', 'protege'] }, RULES)).toEqual({ droits: [{ role: 'expert', service: 'HABITAT' }], sensible: true });
    expect(rightsOf({ groups: 'exp-habitat autre' }, RULES).droits).toHaveLength(1);
    expect(rightsOf({ realm_access: { roles: ['chef'] } }, RULES).droits).toEqual([{ role: 'responsable', service: 'FAMILLE' }]);
    expect(rightsOf({ groups: ['cn=audit,ou=caf'] }, RULES).droits).toEqual([{ role: 'auditeur', service: null }]);
  });

  it('never take a part of a value, or a value of another claim, for the whole', () => {
    expect(rightsOf({ groups: ['exp-habitat-stagiaire', 'EXP-HABITAT'], name: 'exp-habitat' }, RULES).droits).toEqual([]);
    expect(rightsOf({ groups: { 0: 'exp-habitat' } }, RULES).droits).toEqual([]);
  });
});

describe('what an agent may read', () => {
  const expert: Agent = { id: 'nadia', prenom: 'Nadia', sensible: false, droits: [{ role: 'expert', service: 'HABITAT' }] };

  it('is of their service; all of them for a national role', () => {
    expect(servicesFor({ ...expert, droits: [{ role: 'superviseur', service: null }] }, ['superviseur'])).toHaveLength(4);
    expect(servicesFor(expert, ['responsable'])).toEqual([]);
    expect(accessTo(unDossier(), expert, ['expert'])).toBe('ouvert');
    expect(accessTo(unDossier({ demande: uneDemande({ service: 'FAMILLE' }) }), expert, ['expert'])).toBe('aucun');
  });

  it.each([
    ['quiet mode', { discret: true }], ['violence', { drapeaux: ['violences' as const] }], ['distress', { drapeaux: ['detresse' as const] }], ['an illness', { criteres: ['maladie_grave'] }], ['a handicap', { criteres: ['handicap'] }],
    ['the aid for victims', { prestation: 'AIDE_VIOLENCES' as const }], ['a complaint that was sent', { pieces: [{ code: 'D-VIOL', libelle: 'Plainte', necessite: 'facultative' as const, statut: 'recue' as const, fichiers: ['f'] }] }],
  ])('needs a right of its own for %s', (_what, demande) => {
    const dossier = unDossier({ demande: uneDemande(demande) });

    expect(isSensitive(dossier)).toBe(true);
    expect(accessTo(dossier, expert, ['expert'])).toBe('protege');
    expect(accessTo(dossier, { ...expert, sensible: true }, ['expert'])).toBe('ouvert');
  });

  it('is open for a rent that is late, or a complaint not sent', () => {
    expect(isSensitive(unDossier({ demande: uneDemande({ drapeaux: ['expulsion'], pieces: [{ code: 'D-VIOL', libelle: 'Plainte', necessite: 'facultative', statut: 'absente', fichiers: [] }] }) }))).toBe(false);
  });
});
