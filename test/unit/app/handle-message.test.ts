import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssistant } from '../../../src/app/handle-message';
import { deliverRound } from '../../../src/app/deliver-outbox';
import type { Assistant } from '../../../src/app/assistant';
import { loadContent } from '../../../src/content';
import { CodedError } from '../../../src/domain/errors';
import type { Tour } from '../../../src/domain/tour';
import { randomId, randomInt } from '../../../src/ops/ids';
import { silentLogger } from '../../../src/ops/log';
import { openEmbeddedStore } from '../../../src/stores/embedded';
import type { Store } from '../../../src/stores/store';
import { pdf } from '../../support/files';
import { CONTESTE_RSA, understanderOf } from '../../support/comprehension';

const NOW = new Date('2026-11-23T10:00:00+01:00');
const contenu = loadContent();
const DEBUT = 'je conteste le calcul de mon RSA';

let store: Store;
beforeEach(() => (store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')) })));
afterEach(() => store.close());

function assistant(overrides: Partial<Store> = {}): Assistant {
  const proxied: Store = new Proxy(store, { get: (target, name) => Reflect.get(overrides, name) ?? Reflect.get(target, name) });
  return createAssistant({
    store: proxied, understander: understanderOf({ [DEBUT]: CONTESTE_RSA }), contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger,
    settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
  });
}

const message = (id: string, texte: string, conversation = 'c1', personne = 'p1'): Tour => ({ id, conversation, personne, canal: 'web', genre: 'message', texte, fichiers: [], refus: [] });

/** Everything up to the recap, the shortest way. */
const JUSQU_AU_RECAP = [DEBUT, 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'je ne sais pas', 'garder', 'tout plus tard', 'aucune', 'non', 'passer', 'garder', 'passer'];

async function toRecap(subject: Assistant, conversation = 'c1', personne = 'p1'): Promise<void> {
  for (const [at, texte] of JUSQU_AU_RECAP.entries()) await subject.handle(message(`m${at}`, texte, conversation, personne));
}

describe('a confirmed demande', () => {
  it('opens one dossier, whatever is pressed or resent', async () => {
    const subject = assistant();
    await toRecap(subject);

    const first = await subject.handle(message('ok', 'je confirme'));
    const resent = await subject.handle(message('ok', 'je confirme'));
    await subject.handle(message('ok2', 'je confirme'));

    expect(resent).toEqual(first);
    expect(await store.listReferences('p1')).toHaveLength(1);
    expect(first.map((r) => r.texte).join('\n')).toMatch(/REF-EXP-[0-9ACFHJKMPRTXYZ]{7}/);
  });

  it('opens one dossier when two presses race on two processes', async () => {
    await toRecap(assistant());

    const replies = await Promise.all([assistant().handle(message('a', 'je confirme')), assistant().handle(message('b', 'je confirme'))]);

    const references = new Set(replies.flat().flatMap((r) => r.texte.match(/REF-EXP-\w{7}/) ?? []));
    expect(await store.listReferences('p1')).toHaveLength(1);
    expect(references.size).toBe(1);
  });

  it('gives the same reference when the process dies between the opening and the save', async () => {
    await toRecap(assistant());
    const dying = assistant({ saveState: () => Promise.reject(new CodedError('STOCKAGE_INDISPONIBLE', 'test')) });
    await expect(dying.handle(message('ok', 'je confirme'))).rejects.toThrow(CodedError);
    const [opened] = await store.listReferences('p1');

    const replies = await assistant().handle(message('ok', 'je confirme'));

    expect(replies.map((r) => r.texte).join('\n')).toContain(opened);
    expect(await store.listReferences('p1')).toEqual([opened]);
  });

  it('holds what the recap showed, with its promise and its legal reminder', async () => {
    const subject = assistant();
    await toRecap(subject);
    await subject.handle(message('ok', 'je confirme'));

    const [reference = ''] = await store.listReferences('p1');
    const dossier = await store.getDossier(reference);

    expect(dossier).toMatchObject({
      statut: 'RECU', personne: 'p1', demande: { motif: 'CONTESTATION_CALCUL', prestation: 'RSA', service: 'INSERTION', paroles: [DEBUT] },
      // 18 working days, and 5 more because required pieces are missing
      promesse: { joursOuvres: 23, complexite: 'STANDARD', priorite: 'P3', receptionEffective: '2026-11-23', echeance: '2026-12-24' },
    });
  });
});

describe('a turn', () => {
  it('loses no answer when ten arrive at once', async () => {
    const subject = assistant();
    await subject.handle(message('m0', DEBUT));

    await Promise.all(Array.from({ length: 10 }, (_, i) => subject.handle(message(`x${i}`, 'je ne sais pas'))));

    const stored = await store.loadState('c1');
    expect(stored?.version).toBe(11);
  });

  it('reads a message of ten thousand signs, keeps it whole and asks one question', async () => {
    const long = `${DEBUT} ${'parce que rien ne va et personne ne répond '.repeat(400)}`.slice(0, 10_000);
    const subject = createAssistant({
      store, understander: understanderOf({ [long]: CONTESTE_RSA }), contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    });

    const replies = await subject.handle(message('long', long));

    expect(replies.filter(({ texte }) => texte.trim().endsWith('?'))).toHaveLength(1);
    expect(JSON.stringify((await store.loadState('c1'))?.state)).toContain(long.trim().slice(-200));
  });

  it('leaves nothing when the store cannot save, and works again when it can', async () => {
    const broken = assistant({ saveState: () => Promise.reject(new CodedError('STOCKAGE_INDISPONIBLE', 'test')) });

    await expect(broken.handle(message('m0', DEBUT))).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });

    expect(await store.loadState('c1')).toBeNull();
    expect((await assistant().handle(message('m0', DEBUT))).length).toBeGreaterThan(0);
  });

  it('starts again, and says so to the operator, on a state that nobody can read', async () => {
    await store.saveState('c1', { etat: { schema: 99 }, recents: [] }, 0);

    const replies = await assistant().handle(message('m0', DEBUT));

    expect(replies.length).toBeGreaterThan(0);
  });

  it('keeps no social security number, whatever the dialog does with the words', async () => {
    const subject = assistant();
    await subject.handle(message('m0', DEBUT));

    const replies = await subject.handle(message('m1', 'mon numéro est 1 84 12 76 451 089 46 voilà'));

    expect(replies.map((r) => r.texte).join('\n')).toContain('numéro de sécurité sociale');
    expect(JSON.stringify(await store.loadState('c1'))).not.toMatch(/451.?089/);
  });
});

describe('tracking', () => {
  it('tells nothing of a dossier to another person, with the very words used for an unknown number', async () => {
    const subject = assistant();
    await toRecap(subject);
    await subject.handle(message('ok', 'je confirme'));
    const [reference = ''] = await store.listReferences('p1');
    const unknown = reference.endsWith('0') ? 'REF-EXP-7K2M4TR' : 'REF-EXP-1234563';
    const asks = createAssistant({
      store, understander: understanderOf(Object.fromEntries([reference, unknown].map((r) => [r, { group: 'simple', code: 'SUIVI_TRANSFERT', confidence: 0.9, entities: [{ type: 'reference', start: 0, end: r.length, text: r, valeur: r, valide: true }] }]))),
      contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    });

    const own = await asks.handle(message('s1', reference, 'c1', 'p1'));
    const foreign = await asks.handle(message('s2', reference, 'c2', 'p2'));
    const absent = await asks.handle(message('s3', unknown, 'c3', 'p2'));

    expect(own[0]?.texte).toContain('attend un expert');
    expect(foreign[0]?.texte.replace(reference, 'X')).toBe(absent[0]?.texte.replace(unknown, 'X'));
  });
});

describe('files', () => {
  const send = (subject: Assistant, nom: string, octets: Uint8Array) => subject.receiveFile({ conversation: 'c1', personne: 'p1', nom, octets });

  it.each([
    ['facture.exe', Buffer.from('MZ'), 'type'], ['page.pdf', Buffer.from('<html>'), 'type'], ['image.svg', Buffer.from('<svg/>'), 'type'],
    ['vide.pdf', Buffer.alloc(0), 'vide'], ['gros.pdf', Buffer.from(`%PDF-${'x'.repeat(1_000)}`), 'taille'],
  ])('refuses %s and keeps nothing', async (nom, octets, raison) => {
    expect(await send(assistant(), nom, octets)).toMatchObject({ ok: false, refus: { nom, raison } });
  });

  it('keeps a PDF, a photo, whatever their name says', async () => {
    const received = await send(assistant(), 'bail.txt', pdf());

    expect(received).toMatchObject({ ok: true, fichier: { typeMime: 'application/pdf', nom: 'bail.pdf' } });
    const kept = received.ok ? await store.getFile(received.fichier.id) : null;
    expect(kept && Buffer.from(kept.bytes).equals(pdf())).toBe(true);
  });

  it('deletes the files of a cancelled demande at once', async () => {
    const subject = assistant();
    await subject.handle(message('m0', DEBUT));
    const received = await send(subject, 'bail.pdf', pdf());
    if (!received.ok) throw new Error('refused');
    await subject.handle({ ...message('m1', ''), genre: 'message', texte: '', fichiers: [received.fichier], refus: [] });

    await subject.handle(message('m2', 'annuler'));

    expect(await store.getFile(received.fichier.id)).toBeNull();
  });
});

describe('outbox', () => {
  it('hands each alert over once it succeeds, and again until then', async () => {
    const subject = createAssistant({
      store, understander: understanderOf({ 'je veux mourir': { group: 'expert', code: 'DETRESSE', safety: 'detresse', confidence: 0.9 } }),
      contenu, clock: () => NOW, newId: randomId, randomInt, log: silentLogger, settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
    });
    await subject.handle(message('m0', 'je veux mourir'));
    const seen: string[] = [];
    let down = true;
    const deliver = async ({ kind, payload }: { kind: string; payload: unknown }): Promise<void> => {
      if (down) throw new Error('down');
      seen.push(`${kind} ${JSON.stringify(payload)}`);
    };

    await deliverRound({ store, clock: () => NOW, log: silentLogger, deliver });
    down = false;
    await deliverRound({ store, clock: () => new Date(NOW.getTime() + 31_000), log: silentLogger, deliver });
    await deliverRound({ store, clock: () => new Date(NOW.getTime() + 120_000), log: silentLogger, deliver });

    expect(seen).toEqual([expect.stringContaining('detresse')]);
    expect(seen[0]).not.toContain('mourir');
  });
});
