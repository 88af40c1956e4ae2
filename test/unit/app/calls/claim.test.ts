import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssistant } from '../../../../src/app/handle-message';
import { codeOf, hashOfCode } from '../../../../src/app/calls/codes';
import { confirmCall } from '../../../../src/app/calls/confirm';
import { depositTranscript } from '../../../../src/app/calls/deposit';
import type { Assistant } from '../../../../src/app/assistant';
import { loadContent } from '../../../../src/content';
import type { Mandat } from '../../../../src/domain/dossier';
import type { Tour } from '../../../../src/domain/tour';
import { randomId, randomInt } from '../../../../src/ops/ids';
import { silentLogger } from '../../../../src/ops/log';
import type { AppelGarde } from '../../../../src/stores/call-draft-store';
import { openEmbeddedStore } from '../../../../src/stores/embedded';
import type { Store } from '../../../../src/stores/store';
import { unAppelGarde, unBrouillonAppel, uneTranscription } from '../../../support/calls';
import { understanderOf } from '../../../support/comprehension';

const KEY = 'cle';
const contenu = loadContent();
const CODE = codeOf('brouillon-1', KEY);
const numero = { valeur: '1234567', confiance: 0.9, segment: 3 };

let store: Store;
let now: Date;
beforeEach(() => {
  store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'aiguillage-')) });
  now = new Date('2026-11-26T10:00:00+01:00');
});
afterEach(() => store.close());

function assistant(): Assistant {
  return createAssistant({
    store, understander: understanderOf({}), contenu, clock: () => now, newId: randomId, randomInt, log: silentLogger, cleSuivi: KEY,
    settings: { alsaceMoselle: false, uploadMaxOctets: 1_000, texteMax: 10_000 },
  });
}

const keep = (facts: Partial<AppelGarde> = {}) => store.callDrafts.putCallDraft(unAppelGarde({ code: hashOfCode(CODE, KEY), ...facts }));
let turn = 0;
const say = async (texte: string, personne = 'marie', id = `m${turn++}`): Promise<string> => {
  const tour: Tour = { id, conversation: `c-${personne}`, personne, canal: 'web', genre: 'message', texte, fichiers: [], refus: [] };
  return (await assistant().handle(tour)).map((reply) => reply.texte).join('\n');
};
const draftOf = async (personne = 'marie') => {
  const stored = await store.loadState(`c-${personne}`);
  return (stored?.state as { etat: { brouillon: Record<string, unknown> | null } }).etat.brouillon;
};

describe('who has the code and the last figures', () => {
  const withNumber = () => keep({ verification: '567', brouillon: unBrouillonAppel({ numeroAllocataire: numero, contacts: [{ valeur: { canal: 'telephone', date: '2026-11-20', reponse: 'on m’a dit d’attendre' }, confiance: 0.9, segment: 7 }] }) });

  it('finds what was said, before anything is sent', async () => {
    await withNumber();

    expect(await say(`j’ai un code d’appel ${CODE}`)).toMatch(/3 derniers chiffres/);
    const found = await say('567');

    expect(found).toMatch(/D’après votre appel du mercredi 25 novembre 2026/);
    expect(found).toMatch(/840\s€/);
    expect(await draftOf()).toMatchObject({
      motif: 'INDU_CONTESTATION', prestation: 'APL', numeroAllocataire: '1234567', paroles: ['on me réclame 840 euros d’APL'], contactVu: true,
      contacts: [{ jour: '2026-11-20', canal: 'Téléphone', reponse: 'on m’a dit d’attendre' }], expose: { problemeRencontre: 'On me réclame 840 euros d’APL.' },
    });
    await expect(store.listReferences('marie')).resolves.toEqual([]);
  });

  it('gives the whole number as well as its end', async () => {
    await withNumber();
    await say(CODE);

    expect(await say('c’est le 12 34 567')).toMatch(/D’après votre appel/);
    expect(await draftOf()).toMatchObject({ numeroAllocataire: '1234567' });
  });

  it('gets the same answer when the turn runs again, and nothing by another turn', async () => {
    await withNumber();
    await say(CODE);
    const first = await say('567', 'marie', 'twice');

    expect(await say('567', 'marie', 'twice')).toBe(first);
    expect(await say(CODE, 'paul')).toMatch(/n’ouvre rien/);
  });
});

describe('who has the code only', () => {
  it.each(['999', 'je ne sais pas'])('sees the motif, and not a word nor a figure of the call (%s)', async (answer) => {
    await keep({ verification: '567', brouillon: unBrouillonAppel({ numeroAllocataire: numero, drapeaux: [{ valeur: 'expulsion', confiance: 0.8, segment: 9 }] }) });
    await say(CODE);

    const said = [await say(answer), await say(answer), await say(answer)].join('\n');

    expect(said).toMatch(/n’est pas montré ici/);
    expect(said).not.toMatch(/840|1234567|expuls/i);
    expect(await draftOf()).toMatchObject({ motif: 'INDU_CONTESTATION', prestation: 'APL', paroles: [], expose: {}, drapeaux: [] });
    expect(JSON.stringify(await store.loadState('c-marie'))).not.toMatch(/840|1234567/);
  });

  it('sees no more when the call gave no number', async () => {
    await keep();

    expect(await say(CODE)).toMatch(/n’est pas montré ici/);
    expect(await draftOf()).toMatchObject({ paroles: [] });
  });
});

describe('a code opens nothing', () => {
  it('after three days, though the draft is still there', async () => {
    await keep();
    now = new Date('2026-11-28T09:05:00.000Z');

    expect(await say(CODE)).toMatch(/n’ouvre rien/);
  });

  it('that nobody gave, five times an hour, then none at all', async () => {
    await keep();
    const wrong = codeOf('un autre', KEY);
    for (let i = 0; i < 5; i++) expect(await say(wrong)).toMatch(/n’ouvre rien/);

    expect(await say(CODE)).toMatch(/trop d’essais/);
    now = new Date(now.getTime() + 3_600_001);
    expect(await say(CODE)).toMatch(/D’après votre appel/);
  });

  it('of a call with a danger in it', async () => {
    await keep({ brouillon: unBrouillonAppel({ drapeaux: [{ valeur: 'violences', confiance: 0.9, segment: 4 }] }) });

    expect(await say(CODE)).toMatch(/n’ouvre rien/);
  });

  it('while a demande is going on here, and stays good for later', async () => {
    await keep();
    await store.callDrafts.putCallDraft(unAppelGarde({ id: 'b', code: hashOfCode(codeOf('b', KEY), KEY), brouillon: unBrouillonAppel({ appel: 'appel-2' }) }));
    await say(CODE);

    expect(await say(`j’ai un autre code d’appel ${codeOf('b', KEY)}`)).toMatch(/déjà une demande en cours/);
    await expect(store.callDrafts.getCallDraft('b')).resolves.toMatchObject({ repris: null });
  });
});

describe('a transcript that is deposited', () => {
  const CALM = uneTranscription('A : bonjour', 'C : on me réclame un trop perçu');
  const deposit = (table: Parameters<typeof understanderOf>[0], verification: string | null = null) =>
    depositTranscript(CALM, verification, { store, understander: understanderOf(table), clock: () => now, newId: () => 'brouillon-1', key: KEY });
  const INDU = { 'on me réclame un trop perçu': { group: 'expert', code: 'INDU_CONTESTATION', prestation: 'APL', confidence: 0.9 } } as const;

  it('makes one draft and one code, however often it is sent', async () => {
    const [first, again] = [await deposit(INDU), await deposit(INDU)];

    expect(first).toMatchObject({ created: true, code: CODE, garde: { brouillon: { motif: { valeur: 'INDU_CONTESTATION', segment: 2 } } } });
    expect(again).toMatchObject({ created: false, code: CODE });
    expect(await say(CODE)).toMatch(/D’après votre appel/);
  });

  it('keeps its code to itself and calls a human when someone may be in danger', async () => {
    const { code } = await deposit({ 'on me réclame un trop perçu': { ...INDU['on me réclame un trop perçu'], safety: 'violences' } });

    expect(code).toBeNull();
    await expect(store.takeOutbox(5, now.getTime(), 1_000)).resolves.toMatchObject([{ kind: 'alerte-humaine', payload: { nature: 'violences', canal: 'ivr' } }]);
  });

  it('has no code without a demande in it', async () => {
    await expect(deposit({})).resolves.toMatchObject({ code: null });
  });
});

describe('an agent who confirms for the person', () => {
  const ACCORD = { agent: 'Sandrine', accord: 'oral, 26/11/2026', mandat: { nature: 'accord-oral', date: '2026-11-26', organisme: null } satisfies Mandat };
  const confirm = () => confirmCall('brouillon-1', ACCORD, { store, contenu, clock: () => now, randomInt, alsaceMoselle: false, cleSuivi: KEY });

  it('opens one dossier, with their name and the agreement in its history, and its documents to be sent', async () => {
    await keep();
    const [first, again] = [await confirm(), await confirm()];

    expect(again.dossier.reference).toBe(first.dossier.reference);
    expect(first.code).not.toBeNull();
    expect(first.dossier).toMatchObject({
      canal: 'ivr', evenements: [{ quoi: 'reception', qui: 'expert', par: 'Sandrine', detail: 'oral, 26/11/2026' }],
      demande: { motif: 'INDU_CONTESTATION', prestation: 'APL', service: 'RECOURS', mandat: { nature: 'accord-oral' }, expose: { problemeRencontre: 'On me réclame 840 euros d’APL.' } },
    });
    expect(first.dossier.demande.pieces.map(({ statut }) => statut)).toEqual(expect.arrayContaining(['a-envoyer']));
    expect(await say(CODE)).toMatch(/n’ouvre rien/);
  });

  it('opens none for a draft that does not exist, asks nothing, or that the person took over', async () => {
    await expect(confirm()).rejects.toMatchObject({ code: 'APPEL_INCONNU' });
    await keep({ brouillon: unBrouillonAppel({ motif: null }) });
    await expect(confirm()).rejects.toMatchObject({ code: 'APPEL_INCONNU' });
    await store.callDrafts.putCallDraft(unAppelGarde({ id: 'b', code: hashOfCode(codeOf('b', KEY), KEY), brouillon: unBrouillonAppel({ appel: 'appel-2' }) }));
    await say(codeOf('b', KEY));

    await expect(confirmCall('b', ACCORD, { store, contenu, clock: () => now, randomInt, alsaceMoselle: false, cleSuivi: KEY })).rejects.toMatchObject({ code: 'APPEL_INCONNU' });
    await expect(store.listDossiers(0, 5)).resolves.toMatchObject({ dossiers: [] });
  });
});
