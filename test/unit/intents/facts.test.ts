import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faitsSchema } from '../../../dialogs/contenu';
import { factsIn } from '../../../intents/facts';
import type { PrestationOuAucune } from '../../../src/domain/codes';
import { isIntentionSimple } from '../../../src/domain/codes';
import { loadContent } from '../../../src/content';
import { answerFor } from '../../../dialogs/answers';
import type { Contexte } from '../../../dialogs/events';

const heard = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').split(/[^a-z0-9]+/).filter(Boolean).map((norm) => ({ norm, repaired: norm }));
const asked = (text: string, prestation: PrestationOuAucune = 'AUCUNE'): string[] => factsIn(heard(text), { prestation, prestations: [] }).map(({ id }) => id);

describe('the fact that a question is about', () => {
  it.each<[string, PrestationOuAucune, string]>([
    ['si je dépose un recours, la retenue de chaque mois continue ?', 'AUCUNE', 'recours-arrete-retenues'],
    ['la retenue s’arrête dès que je conteste ?', 'AUCUNE', 'recours-arrete-retenues'],
    ['ma chambre a 7 mètres carrés, j’ai droit à quelque chose ?', 'AUCUNE', 'surface-minimale'],
    ['le propriétaire est mon grand-père', 'APL', 'bailleur-de-la-famille'],
    ['je suis locataire de mon frère, ça marche ?', 'APL', 'bailleur-de-la-famille'],
    ['Montpellier c’est quelle zone pour le loyer', 'AL', 'zones-loyer'],
    ['si je pars deux mois en Tunisie je garde mes droits ?', 'RSA', 'rsa-92-jours'],
    ['je vais me marier, ça baisse ?', 'AAH', 'aah-conjoint'],
    ['trois mois d’hôpital, on me la réduit ?', 'AAH', 'aah-hopital'],
    ['contrainte reçue, quel délai pour l’opposition ?', 'AUCUNE', 'opposition-contrainte'],
    ['peut-on échelonner une dette', 'AUCUNE', 'echeancier'],
    ['une erreur sans faire exprès, je risque une pénalité ?', 'AUCUNE', 'droit-a-l-erreur'],
    ['vous pouvez remonter sur combien d’années pour une dette', 'AUCUNE', 'prescription'],
    ['elle tombe à quel mois de la grossesse, elle arrive quand ?', 'PAJE_NAISSANCE', 'naissance-7e-mois'],
  ])('%s (%s)', (text, prestation, id) => {
    expect(asked(text, prestation)).toContain(id);
  });

  it.each<[string, PrestationOuAucune]>([
    ['si je pars deux mois en Tunisie je garde mes droits ?', 'APL'],
    ['ma surface a changé, je conteste le calcul, il y a une erreur de mètres carrés dans mon logement', 'APL'],
    ['je veux un échéancier pour mon loyer en retard, on peut payer en plusieurs fois ?', 'APL'],
    ['bonjour', 'AUCUNE'],
  ])('none in: %s (%s)', (text, prestation) => {
    expect(asked(text, prestation)).toEqual([]);
  });
});

describe('what is answered', () => {
  const contenu = loadContent();
  const faits = faitsSchema.parse(JSON.parse(readFileSync(join(__dirname, '../../../intents/answers/faits.json'), 'utf8')));
  const ctx = { contenu, today: '2026-11-28' } as Contexte;

  it('each fact is a simple request, named once, with a general answer behind it', () => {
    expect(faits.filter(({ code }) => !isIntentionSimple(code) || contenu.reponses[code] === undefined)).toEqual([]);
    expect(new Set(faits.map(({ id }) => id)).size).toBe(faits.length);
  });

  it.each(faits.map((fact) => [fact.id, fact] as const))('%s is said instead of the general answer, with its own source', (_id, fact) => {
    const reply = answerFor(fact.code, { prestation: 'AUCUNE', prestations: [], entities: [], lieu: null, facile: false, faits: [fact.id] }, { ...ctx, today: '2026-11-28' });

    expect(reply?.texte.startsWith(fact.texte)).toBe(true);
    expect(reply?.texte).toContain(fact.source.titre);
    expect(reply?.oral?.split(/(?<=[.!?])\s+(?=\p{Lu})/u).length).toBeLessThanOrEqual(2);
  });

  it('a fact past its date gives way to the general answer', () => {
    const fact = faits[0];
    const reply = answerFor(fact?.code ?? '', { prestation: 'AUCUNE', prestations: [], entities: [], lieu: null, facile: false, faits: [fact?.id ?? ''] }, { ...ctx, today: '2099-01-01' });

    expect(reply?.texte.startsWith(fact?.texte ?? '?')).toBe(false);
  });
});
