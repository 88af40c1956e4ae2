import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssistant } from '../../../src/app/handle-message';
import type { TourObserve } from '../../../src/app/observed-turn';
import { loadContent } from '../../../src/content';
import type { Tour } from '../../../src/domain/tour';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import { CONTESTE_RSA, understanderOf } from '../../support/comprehension';

const DEBUT = 'je conteste le calcul de mon RSA, je suis Zoé Martin, 06 12 34 56 78';
const PAIEMENT = 'quand est-ce que je suis payée';
const JUSQU_A_L_ENVOI = [DEBUT, 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'garder', 'tout plus tard', 'aucune', 'non', 'passer', 'garder', 'passer', 'je confirme'];

const store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')) });
afterAll(() => store.close());

it('a whole conversation is seen as codes: an answer, a gathering, one transfer; a message sent again is not seen twice', async () => {
  const seen: TourObserve[] = [];
  const assistant = createAssistant({
    store, contenu: loadContent(), clock: () => new Date('2026-11-23T10:00:00+01:00'), newId: randomId, randomInt, log: silentLogger, observe: (tour) => void seen.push(tour),
    understander: understanderOf({ [DEBUT]: CONTESTE_RSA, [PAIEMENT]: { group: 'simple', code: 'PAIEMENT_DATE', confidence: 0.95 } }), settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
  });
  const say = (id: string, texte: string) => assistant.handle({ id, conversation: 'c', personne: 'p', canal: 'web', genre: 'message', texte, fichiers: [], refus: [] } satisfies Tour);

  await say('a', PAIEMENT);
  await say('a', PAIEMENT);
  for (const [rank, texte] of JUSQU_A_L_ENVOI.entries()) await say(`m${rank}`, texte);

  expect(seen.map(({ issue }) => issue)).toEqual(['reponse', ...JUSQU_A_L_ENVOI.slice(1).map(() => 'recueil'), 'transfert']);
  expect(seen.at(-1)).toMatchObject({ service: 'INSERTION' });
  expect(JSON.stringify(seen)).not.toMatch(/Zoé|Martin|06 12/);
});
