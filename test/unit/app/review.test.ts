import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadUnderstander } from '../../../intents/understand';
import type { Assistant } from '../../../src/app/assistant';
import { createAssistant } from '../../../src/app/handle-message';
import { oldestReviewDay } from '../../../src/app/review';
import { loadContent } from '../../../src/content';
import type { Tour } from '../../../src/domain/tour';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';

const ROOT = join(__dirname, '..', '..', '..');
const NOW = new Date('2026-11-23T10:00:00+01:00');
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
const contenu = loadContent();

let dirs: string[];
let store: Store;
let reviews: Store;
beforeEach(() => {
  dirs = ['conversation-', 'revues-'].map((name) => mkdtempSync(join(tmpdir(), name)));
  [store, reviews] = [openEmbeddedStore({ dataDir: dirs[0] ?? '' }), openEmbeddedStore({ dataDir: dirs[1] ?? '' })];
});
afterEach(async () => {
  await Promise.all([store.close(), reviews.close()]);
  dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true }));
});

/** Reviews go to a store of their own, so that its bytes hold nothing else. */
function assistant(jours = 30, kept = true): Assistant {
  const split = new Proxy(store, { get: (target, name) => (/Reviews?$/.test(String(name)) ? Reflect.get(reviews, name).bind(reviews) : Reflect.get(target, name).bind(target)) });
  return createAssistant({
    store: split, understander, contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    ...(kept ? { revue: { sel: 'sel', jours } } : {}),
  });
}

const message = (id: string, texte: string, conversation = 'conv-secrete'): Tour => ({ id, conversation, personne: 'personne-secrete', canal: 'web', genre: 'message', texte, fichiers: [], refus: [] });
const list = () => reviews.listReviews('2000-01-01');

async function say(subject: Assistant, ...texts: string[]): Promise<void> {
  for (const [at, texte] of texts.entries()) await subject.handle(message(`m${at}`, texte));
}

const PLANTED = ['Karima', 'Benali', 'karima.benali@exemple.fr', '06 12 34 56 78', '0612345678', '1234567', '2 85 05 78 006 084 41', '2850578006084', 'FR31 2004 1010 0512 3456 7M02 606', 'rue des Lilas', '75011', 'REF-EXP-7KH2M4P', '14/05/1987', 'Lina'];

describe('what is kept for review', () => {
  it('holds nothing of the person: planted strings are found nowhere in its files', async () => {
    await say(
      assistant(),
      `Bonjour je m’appelle Karima Benali née le 14/05/1987, ma fille Lina, allocataire 1234567, j’habite 12 rue des Lilas 75011 Paris, tel 06 12 34 56 78 ou 0612345678, mail karima.benali@exemple.fr,
       sécu 2 85 05 78 006 084 41, iban FR31 2004 1010 0512 3456 7M02 606, REF-EXP-7KH2M4P, je voudrais une attestation de paiement de mars pour 450 euros`,
      'ce n’est pas ma question',
      'Karima Benali, REF-EXP-7KH2M4P ou FR31 2004 1010 0512 3456 7M02 606 zorp',
      'vous n’avez pas compris',
    );

    const kept = await list();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept[0]?.texte ?? '').toMatch(/mars pour 450 euros|zorp/);
    await reviews.close();
    const bytes = readdirSync(dirs[1] ?? '', { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
    expect(bytes).toContain('revues');
    expect([...PLANTED, 'conv-secrete', 'personne-secrete'].filter((planted) => bytes.includes(planted))).toEqual([]);
  });

  it('is one entry for a turn that is played twice, and for the same words said again', async () => {
    const subject = assistant();

    await say(subject, 'je voudrais une attestation de paiement', 'non');
    await subject.handle(message('m1', 'non'));
    await subject.handle(message('m2', 'je voudrais une attestation de paiement'));
    await subject.handle(message('m3', 'ce n’est pas ma question'));

    expect(await list()).toMatchObject([{ code: 'ATTESTATION', raison: 'pas-ma-question' }]);
  });

  it('tells two conversations apart without naming them', async () => {
    const subject = assistant();
    for (const conversation of ['a', 'b']) {
      await subject.handle(message('m1', 'je voudrais une attestation de paiement', conversation));
      await subject.handle(message('m2', 'non', conversation));
    }

    const kept = await list();

    expect(new Set(kept.map(({ conversation }) => conversation)).size).toBe(2);
    expect(kept.every(({ id, conversation }) => /^r[0-9a-f]{16}$/.test(id) && /^[0-9a-f]{64}$/.test(conversation))).toBe(true);
  });

  it.each([['no day is kept', 0, true], ['nothing is asked for', 30, false]])('is empty when %s', async (_, jours, kept) => {
    await say(assistant(jours, kept), 'je voudrais une attestation de paiement', 'non');

    expect(await list()).toEqual([]);
  });

  it('continues a conversation stored before there were reviews', async () => {
    await say(assistant(), 'je voudrais une attestation de paiement');
    const stored = await store.loadState('conv-secrete');
    const older = JSON.parse(JSON.stringify(stored?.state).replace(/,"entendu":\{.*?"raison":null\}/, '')) as unknown;
    expect(JSON.stringify(older)).not.toContain('entendu');
    await store.saveState('conv-secrete', older, stored?.version ?? 0);

    const replies = await assistant().handle(message('m9', 'non'));

    expect(replies.map(({ texte }) => texte).join()).toContain('Je n’ai pas répondu');
    expect(await list()).toEqual([]);
  });
});

describe('oldestReviewDay', () => {
  it.each([['2026-11-23', 30, '2026-10-24'], ['2026-03-01', 1, '2026-02-28'], ['2026-01-01', 0, '2026-01-01']])('from %s, %i days back, is %s', (today, jours, day) => {
    expect(oldestReviewDay(today, jours)).toBe(day);
  });
});
