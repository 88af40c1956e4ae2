import { awaitedPieces, AUTRE_PIECE, withAddedPieces } from '../../../src/domain/awaited-pieces';
import { STATUTS } from '../../../src/domain/dossier';
import type { Complement, Dossier, Statut } from '../../../src/domain/dossier';
import { lifeOf } from '../../../src/domain/lifecycle';
import { stepsOf } from '../../../src/domain/tracking-steps';
import { uneDemande, unDossier } from '../../support/dossiers';

const asked = (recuLe: string | null = null): Complement => ({ pieces: [{ code: 'D-BAIL', libelle: 'Bail en cours' }, { code: null, libelle: 'Lettre du bailleur' }], pourquoi: 'Illisible.', demandeLe: '2026-11-25', limite: '2026-12-16', relanceLe: null, recuLe });
const withComplement = (statut: Statut, recuLe: string | null = null): Dossier => {
  const dossier = unDossier({ statut });
  return { ...dossier, vie: { ...lifeOf(dossier), complements: [asked(recuLe)] } };
};
const line = (dossier: Dossier): string => stepsOf(dossier).map(({ etat }) => etat).join(' ');

describe('the line of steps', () => {
  it.each([
    ['RECU', 'en-cours a-venir si-besoin a-venir'], ['AFFECTE', 'faite en-cours si-besoin a-venir'], ['FINALISE', 'faite faite si-besoin en-cours'],
    ['REOUVERT', 'en-cours a-venir si-besoin a-venir'], ['ANNULE', 'faite a-venir si-besoin a-venir'],
  ] as [Statut, string][])('%s', (statut, expected) => expect(line(unDossier({ statut }))).toBe(expected));

  it('has the complement as a step only when one was asked', () => {
    expect(line(withComplement('COMPLEMENT_DEMANDE'))).toBe('faite faite en-cours a-venir');
    expect(line(withComplement('FINALISE', '2026-11-27'))).toBe('faite faite faite en-cours');
  });

  it('has one current step at most, in every state', () => {
    for (const statut of STATUTS) expect(stepsOf(unDossier({ statut })).filter(({ etat }) => etat === 'en-cours').length).toBe(['ANNULE', 'SANS_SUITE'].includes(statut) ? 0 : 1);
  });
});

describe('pieces of an opened dossier', () => {
  const missing = { code: 'D-QUIT', libelle: 'Quittance', necessite: 'obligatoire' as const, statut: 'a-envoyer' as const, fichiers: [] };

  it('are awaited when the expert asked for them first, then when the demande lacks them', () => {
    const dossier = { ...withComplement('COMPLEMENT_DEMANDE'), demande: uneDemande({ pieces: [missing] }) };

    expect(awaitedPieces(dossier).map(({ libelle, demandee }) => [libelle, demandee])).toEqual([['Bail en cours', true], ['Lettre du bailleur', true], ['Quittance', false]]);
    expect(awaitedPieces(withComplement('COMPLEMENT_RECU', '2026-11-27'))).toEqual([]);
  });

  it('come in one by one, and an unlisted one is added', () => {
    const demande = withAddedPieces(uneDemande({ pieces: [missing] }), [
      { code: 'D-QUIT', libelle: 'Quittance', fichiers: ['a'] }, { code: 'D-QUIT', libelle: 'Quittance', fichiers: ['b'] }, { code: AUTRE_PIECE, libelle: 'Lettre du bailleur', fichiers: ['c'] },
    ]);

    expect(demande.pieces.map(({ code, libelle, statut, fichiers }) => [code, libelle, statut, fichiers])).toEqual([['D-QUIT', 'Quittance', 'recue', ['a', 'b']], [AUTRE_PIECE, 'Lettre du bailleur', 'recue', ['c']]]);
  });
});
