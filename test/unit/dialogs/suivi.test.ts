import { step } from '../../../dialogs/step';
import { etatInitial } from '../../../dialogs/state';
import type { Contexte } from '../../../dialogs/events';
import type { Dossier, Statut } from '../../../src/domain/dossier';
import { lifeOf } from '../../../src/domain/lifecycle';
import { loadContent } from '../../../src/content';
import { unDossier } from '../../support/dossiers';

const LOAD = { ouverts: 0, finalisesSur20j: 0 };
const ctx = (today: string): Contexte => ({ now: new Date(`${today}T10:00:00.000Z`), today, canal: 'web', contenu: loadContent(), charge: { HABITAT: LOAD, FAMILLE: LOAD, INSERTION: LOAD, RECOURS: LOAD }, alsaceMoselle: false });

/** What a person who relaunches is told. */
function relaunched(dossiers: Dossier[], today = '2026-11-26'): { texte: string; brouillon: boolean } {
  const at = ctx(today);
  const { etat, reponses } = step(etatInitial(at.now), { genre: 'dossiers-listes', dossiers, pour: 'relancer' }, at);
  return { texte: reponses.map(({ texte }) => texte).join('\n'), brouillon: etat.brouillon !== null };
}

function asking(): Dossier {
  const dossier = unDossier({ statut: 'COMPLEMENT_DEMANDE' });
  const complements = [{ pieces: [{ code: null, libelle: 'Attestation du bailleur' }], pourquoi: 'La date manque.', demandeLe: '2026-11-25', limite: '2026-12-16', relanceLe: null, recuLe: null }];
  return { ...dossier, vie: { ...lifeOf(dossier), complements } };
}

describe('a relaunch about a demande sent from here', () => {
  it('before the date: stage and date, no second dossier', () => {
    const { texte, brouillon } = relaunched([unDossier()]);

    expect(texte).toMatch(/reçue, elle attend un expert[\s\S]*mercredi 9 décembre 2026[\s\S]*pas besoin de relancer/);
    expect(brouillon).toBe(false);
  });

  it('while a complement is awaited: what, why and by when, instead of a date that does not run', () => {
    const { texte } = relaunched([asking()]);

    expect(texte).toMatch(/Attestation du bailleur[\s\S]*La date manque[\s\S]*mercredi 16 décembre 2026/);
    expect(texte).not.toMatch(/9 décembre|pas besoin de relancer/);
  });

  it('after the date: excuses and recourse, the same number, no second dossier', () => {
    const { texte, brouillon } = relaunched([unDossier()], '2026-12-10');

    expect(texte).toMatch(/cette date est passée[\s\S]*même numéro[\s\S]*Défenseur des droits/);
    expect(brouillon).toBe(false);
  });

  it.each(['FINALISE', 'SANS_SUITE', 'ANNULE'] as Statut[])('nothing is being studied any more (%s): it is a demande of its own', (statut) => {
    expect(relaunched([unDossier({ statut })]).brouillon).toBe(true);
  });

  it('with several demandes, asks which one', () => {
    const { texte, brouillon } = relaunched([unDossier(), unDossier({ reference: 'REF-EXP-7K2M9X4' })]);

    expect(texte).toContain('plusieurs demandes');
    expect(brouillon).toBe(false);
  });
});

it.each([['FINALISE', 'l’étude est terminée'], ['SANS_SUITE', 'close'], ['ANNULE', 'annulée']] as [Statut, string][])('a demande that is %s has no date of answer to wait for', (statut, said) => {
  const at = ctx('2026-11-26');
  const { reponses } = step(etatInitial(at.now), { genre: 'dossier-trouve', dossier: unDossier({ statut }) }, at);

  expect(reponses[0]?.texte).toContain(said);
  expect(`${reponses[0]?.texte} ${JSON.stringify(reponses[0]?.carte)}`).not.toMatch(/au plus tard|pas besoin de relancer/);
});
