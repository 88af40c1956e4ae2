import { connect } from 'node:net';
import { operation, OPERATION_IDS, type OperationId } from '../../../src/api/operations';
import { problemeSchema } from '../../../src/api/schemas';
import D from '../../../src/api/documentation.json';
import { addToList } from '../../../src/api/owned';
import { createToken, listTokens, PORTEES, revokeToken } from '../../../src/api/tokens';
import { parseTrackingCode } from '../../../src/domain/tracking-code';
import { call, DEMANDE, open, opened, startApi, type ApiAnswer, type ApiServer } from '../../support/api';
import { unDossier } from '../../support/dossiers';
import { rawRequest, requestText } from '../../support/raw-http';

jest.setTimeout(120_000);

let server: ApiServer;
let jeton: string;
beforeAll(async () => {
  server = await startApi({ env: { TRUST_PROXY: 'oui' } });
  jeton = await server.jeton();
});
afterAll(() => server.stop());

const EXAMPLES: Record<string, unknown> = { ...D.exemples, declarerWebhook: { url: 'https://1.1.1.1/aiguillage' } };
const expectProblem = (answer: ApiAnswer, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problemeSchema.parse(answer.json).status).toBe(status);
};

/** Calls an operation with what it asks for, on this dossier. */
function perform(id: OperationId, token: string | null, reference: string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  const { methode, chemin, corps, entetes } = operation(id);
  return call(server, token, methode, chemin.replace('{reference}', reference), corps && EXAMPLES[id], { ...headers, ...(entetes ? { 'Idempotency-Key': `cle-${reference}-${id}` } : {}) });
}

describe('every operation', () => {
  it.each(OPERATION_IDS)('%s answers as the document says', async (id) => {
    const own = await server.jeton();
    const reference = await opened(server, own);
    if (id === 'donnerAvis') {
      await server.act(reference, { genre: 'affecter', expert: { id: 'e', prenom: 'Sandrine' } });
      await server.act(reference, { genre: 'repondre', texte: 'Votre droit est revu.', issue: 'favorable' });
    }
    if (id === 'lireWebhook' || id === 'supprimerWebhook') await perform('declarerWebhook', own, reference);
    const answer = await perform(id, own, reference);
    const { reponse } = operation(id);

    expect([answer.status, answer.json.champs]).toEqual([reponse.status, undefined]);
    expect(reponse.schema === null ? answer.json : reponse.schema.safeParse(answer.json).error?.issues).toEqual(reponse.schema === null ? {} : undefined);
    expect(Number(answer.headers.get('x-ratelimit-limit'))).toBe(100_000);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(OPERATION_IDS)('%s is opened by its own scope, and by none of the others', async (id) => {
    const { portee } = operation(id);
    const reference = await opened(server, jeton);
    for (const only of PORTEES) {
      const answer = await perform(id, await server.jeton([only]), reference);
      if (portee === null || portee === only) expect(answer.status).not.toBe(403);
      else expectProblem(answer, 403, 'PORTEE_MANQUANTE');
    }
  });

  it.each(OPERATION_IDS)('%s is refused alike without a token, and with a false, revoked or expired one', async (id) => {
    const deps = { store: server.store, clock: () => new Date(server.clock.nowMs) };
    const revoked = await createToken({ nom: 'x', portees: PORTEES, jours: 1, secret: `revoque-${id}-aaaaaaaaaaaaaaaa` }, deps);
    await revokeToken(revoked.jeton.id, deps);
    const expired = await createToken({ nom: 'x', portees: PORTEES, jours: 0, secret: `expire-${id}-aaaaaaaaaaaaaaaaaa` }, deps);
    const answers = await Promise.all([null, `aig_${'x'.repeat(44)}`, 'autre', revoked.texte, expired.texte].map((token) => perform(id, token, 'REF-EXP-1234563', { 'X-Forwarded-For': `10.1.0.${OPERATION_IDS.indexOf(id)}` })));

    for (const answer of answers) {
      expectProblem(answer, 401, 'JETON_REFUSE');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.json).toEqual(answers[0]?.json);
    }
  });
});

describe('tokens', () => {
  it('only a hash of one is kept, with its last use', async () => {
    await call(server, jeton, 'GET', '/catalogue/services');
    const kept = await listTokens(server.store);

    expect(JSON.stringify(await server.store.loadState('api:jetons'))).not.toContain(jeton.slice(4));
    expect(kept.find(({ portees, usageLe }) => portees.length === PORTEES.length && usageLe !== null)?.usageLe).toBe(new Date(server.clock.nowMs).toISOString());
    expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
  });

  it('one is stopped at the very request that follows its revocation', async () => {
    const deps = { store: server.store, clock: () => new Date(server.clock.nowMs) };
    const { texte, jeton: { id } } = await createToken({ nom: 'x', portees: ['triage'], jours: 1, secret: 'z'.repeat(44) }, deps);
    expect((await call(server, texte, 'GET', '/catalogue/services')).status).toBe(200);
    expect(await revokeToken(id, deps)).toBe(true);

    expect((await call(server, texte, 'GET', '/catalogue/services')).status).toBe(401);
    expect(await revokeToken(id, deps)).toBe(false);
  });
});

describe('too many requests', () => {
  it('of one token are told to come back, and those of another are not', async () => {
    const limited = await startApi({ env: { API_PAR_MINUTE: '3' } });
    const [one, other] = [await limited.jeton(), await limited.jeton()];
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await call(limited, one, 'GET', '/catalogue/services'));

    expect(answers.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')])).toEqual([[200, '2'], [200, '1'], [200, '0'], [429, '0']]);
    expect(answers[3]?.json.code).toBe('TROP_DE_DEMANDES');
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await call(limited, other, 'GET', '/catalogue/services')).status).toBe(200);
    await limited.stop();
  });
});

describe('wrong tokens', () => {
  const from = (address: string, token: string): Promise<ApiAnswer> => call(server, token, 'GET', '/catalogue/services', undefined, { 'X-Forwarded-For': address });

  it('are counted by address; a right one passes all the same', async () => {
    const answers = [];
    for (let i = 0; i < 61; i++) answers.push(await from('192.0.2.7', `aig_${String(i).repeat(44)}`));

    expect(answers.slice(0, 60).map(({ status }) => status)).toEqual(Array(60).fill(401));
    expectProblem(answers[60] as ApiAnswer, 429, 'TROP_DE_DEMANDES');
    expect(Number(answers[60]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('192.0.2.7', jeton)).status).toBe(200);
    expect((await from('192.0.2.8', 'aig_faux')).status).toBe(401);
  });
});

describe('POST /triage', () => {
  const triage = (texte: string): Promise<ApiAnswer> => call(server, jeton, 'POST', '/triage', { texte });

  it('a simple question has its answer, its next step and its source', async () => {
    const { json } = await triage('quand est versé le rsa ?');

    expect(json).toMatchObject({ surete: null, groupe: 'simple', code: 'PAIEMENT_DATE', demande: null, reponse: { source: { url: expect.stringContaining('https://') } } });
    expect(JSON.stringify(json.reponse)).toContain('4 décembre 2026');
  });

  it('a dispute has its motif, its prestation, its service, and what is asked next', async () => {
    const { json } = await triage('Je conteste le calcul de mon APL d’octobre');

    expect(json).toMatchObject({ groupe: 'expert', reponse: null, demande: { motif: 'CONTESTATION_CALCUL', prestation: 'APL', service: 'HABITAT', priorite: 'P3' }, question: { choix: expect.arrayContaining(['Les charges']) } });
  });

  it('a danger comes first and alone, and nothing promises that somebody was told', async () => {
    const { json } = await triage('mon mari me frappe, et je conteste mon indu');

    expect(json).toMatchObject({ surete: { drapeau: 'violences' }, reponse: null, demande: null, question: null });
    expect(JSON.stringify(json.surete)).toMatch(/17[\s\S]*3919/);
    expect(JSON.stringify(json.surete)).not.toMatch(/signal|pr[ée]vien|en priorit/);
  });

  it.each(['je vais me suicider', 'je vais tout casser à la caf et frapper l’agent', 'je suis menacé d’expulsion', 'je n’ai plus rien à manger', 'je viens de perdre mon mari et vous me réclamez un indu', 'on a piraté mon compte caf'])('« %s » is told in words that promise nothing', async (texte) => {
    const { json } = await triage(texte);

    expect(json.surete).not.toBeNull();
    expect(JSON.stringify(json.surete)).not.toMatch(/signalé|[Jj]e signale|je préviens|traitée? en priorité/);
  });

  it.each(['web', 'teams', 'ivr'])('reads a message of %s', async (canal) => {
    const { status, json } = await call(server, jeton, 'POST', '/triage', { texte: 'Je conteste le calcul de mon APL d’octobre', canal });

    expect(status).toBe(200);
    expect(json).toMatchObject({ demande: { motif: 'CONTESTATION_CALCUL' }, question: { texte: expect.stringMatching(/\S/) } });
  });

  it('keeps nothing and tells nobody', async () => {
    const quiet = await startApi();
    const token = await quiet.jeton();
    await call(quiet, token, 'POST', '/triage', { texte: 'mon numéro est 1 85 05 78 006 084 91, mon mari me frappe' });

    expect(await quiet.store.takeOutbox(10, quiet.clock.nowMs + 1, 1)).toEqual([]);
    expect((await quiet.store.retention.readPerson('', (id) => id)).conversations).toEqual([]);
    await quiet.stop();
  });
});

describe('POST /dossiers', () => {
  it('gives what the person must know: number, service, date and why, code, legal reminder', async () => {
    const { json, headers } = await open(server, jeton);

    expect(json).toMatchObject({ statut: 'RECU', service: { code: 'HABITAT' }, echeance: { date: expect.stringMatching(/^2026-12-/), explication: expect.stringContaining('jours ouvrés') } });
    expect(json.rappelLegal).toContain('n’est pas un recours');
    expect(parseTrackingCode(String(json.codeSuivi))).not.toBeNull();
    expect(headers.get('location')).toBe(`/api/v1/dossiers/${String(json.reference)}`);
  });

  it('the code opens the tracking page, and the expert reads for whom, by what right and who sent it', async () => {
    const { json } = await open(server, jeton);
    const page = await fetch(`${server.url}/suivi`, { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams({ numero: String(json.reference), code: String(json.codeSuivi) }) });
    const dossier = await server.store.getDossier(String(json.reference));

    expect(page.status).toBe(200);
    expect(dossier?.demande.mandat).toEqual({ nature: 'accord-oral', date: null, organisme: 'MSAP de Lens' });
    expect(dossier?.evenements[0]).toMatchObject({ qui: 'usager', par: expect.stringMatching(/^api:\w+:agent-12$/), detail: expect.stringContaining('à l’oral') });
    expect(dossier?.demande.reponses.moisConcerne).toMatchObject({ texte: 'octobre 2026', valeur: '2026-10' });
  });

  it('twenty posts of one key at once open one dossier, and all get the same answer', async () => {
    const own = await server.jeton();
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(server, own, DEMANDE, 'une-seule-cle')));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ json }) => JSON.stringify(json))).size).toBe(1);
    expect((await call(server, own, 'GET', '/dossiers?limite=100')).json.dossiers).toHaveLength(1);
  });

  it('twenty posts of twenty keys at once open twenty dossiers, all in the list', async () => {
    const own = await server.jeton();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => open(server, own, DEMANDE, `cle-numero-${i}`)));

    expect(new Set(answers.map(({ json }) => json.reference)).size).toBe(20);
    expect((await call(server, own, 'GET', '/dossiers?limite=100')).json.dossiers).toHaveLength(20);
  });

  it('the same key gives the same answer once the dossier went on, in any order of fields, and is refused to another body', async () => {
    const first = await open(server, jeton, DEMANDE, 'cle-rejouee');
    await call(server, jeton, 'POST', `/dossiers/${String(first.json.reference)}/annulation`);
    const again = await open(server, jeton, Object.fromEntries(Object.entries(DEMANDE).reverse()), 'cle-rejouee');

    expect(again).toMatchObject({ status: 201, json: first.json });
    expectProblem(await open(server, jeton, { ...DEMANDE, prestation: 'ALS' }, 'cle-rejouee'), 409, 'CLE_DEJA_UTILISEE');
    // a key is its token's own
    expect((await open(server, await server.jeton(), { ...DEMANDE, prestation: 'ALS' }, 'cle-rejouee')).status).toBe(201);
  });

  it('a body to correct leaves its key free', async () => {
    expectProblem(await open(server, jeton, { ...DEMANDE, sousMotif: 'INCONNU' }, 'cle-corrigee'), 422, 'CHAMPS_INVALIDES');
    expect((await open(server, jeton, DEMANDE, 'cle-corrigee')).status).toBe(201);
  });

  it.each<[string, Record<string, string>]>([['absent', {}], ['too short', { 'Idempotency-Key': 'abc' }], ['with a space', { 'Idempotency-Key': 'une cle avec espace' }], ['too long', { 'Idempotency-Key': 'x'.repeat(201) }]])('a key %s is refused', async (_name, headers) => {
    expectProblem(await call(server, jeton, 'POST', '/dossiers', DEMANDE, headers), 400, 'CLE_ABSENTE');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no agreement of the person', { consentement: { accord: false, moyen: 'oral', le: '2026-11-26' } }, 'consentement.accord'],
    ['an agreement to come', { consentement: { accord: true, moyen: 'oral', le: '2026-11-27' } }, 'consentement.le'],
    ['no mandate for another person', { mandat: undefined }, 'mandat'],
    ['a mandate for oneself', { pour: 'soi' }, 'mandat'],
    ['a written mandate without its date', { mandat: { nature: 'mandat-ecrit' } }, 'mandat.date'],
    ['a judgment on a day that does not exist', { mandat: { nature: 'jugement', date: '2026-02-31' } }, 'mandat.date'],
    ['a mandate that nobody knows', { mandat: { nature: 'inconnue' } }, 'mandat.nature'],
    ['an unknown motif', { motif: 'AUTRE' }, 'motif'],
    ['a revision of nothing', { motif: 'DEMANDE_REVISION', reponses: {} }, 'revision'],
    ['a question of another motif', { reponses: { titrePension: 'JUGEMENT' } }, 'reponses.titrePension'],
    ['a month that is none', { reponses: { moisConcerne: 'octobre' } }, 'reponses.moisConcerne'],
    ['an unknown piece', { pieces: [{ code: 'D-RIEN', statut: 'absente' }] }, 'pieces.0.code'],
    ['an unknown urgency', { urgences: ['presse'] }, 'urgences.0'],
    ['an unknown situation', { situations: ['lune'] }, 'situations.0'],
    ['a contact to come', { chronologie: [{ date: '2027-01-01', canal: 'téléphone' }] }, 'chronologie.0.date'],
    ['a field that does not exist', { priorite: 'P1' }, 'corps'],
    ['an empty statement', { expose: { situationInitiale: '', problemeRencontre: 'x', demandeFormelle: 'y' } }, 'expose.situationInitiale'],
    ['an allocataire number of eight figures', { numeroAllocataire: '12345678' }, 'numeroAllocataire'],
    ['a name of agent that would break a line', { acteur: { organisme: 'x', agent: 'a\r\nb' } }, 'acteur.agent'],
  ])('refuses %s, and says where', async (_name, change, lieu) => {
    const answer = await open(server, jeton, { ...DEMANDE, ...change });

    expectProblem(answer, 422, 'CHAMPS_INVALIDES');
    expect((answer.json.champs as { lieu: string }[]).map((champ) => champ.lieu)).toEqual([lieu]);
  });

  it('what must never be kept is masked, and a danger in the statement is told first, reaches a human, and makes the dossier quiet', async () => {
    const expose = { situationInitiale: 'Mon NIR est 1 85 05 78 006 084 91.', problemeRencontre: 'Mon mari me frappe et prend mon RSA.', demandeFormelle: 'Je demande de l’aide.' };
    const told = jest.spyOn(server.store, 'putOutbox');
    const { json } = await open(server, jeton, { ...DEMANDE, expose }, 'cle-danger');
    await open(server, jeton, { ...DEMANDE, expose }, 'cle-danger');
    const dossier = await server.store.getDossier(String(json.reference));
    const entries = told.mock.calls.map(([entry]) => entry);
    told.mockRestore();

    expect(json.surete).toMatchObject({ drapeau: 'violences' });
    expect(JSON.stringify(dossier)).not.toContain('006 084');
    expect(dossier?.demande).toMatchObject({ discret: true, drapeaux: ['violences'] });
    expect(dossier?.promesse.priorite).toBe('P1');
    expect(entries.filter(({ kind, payload }) => kind === 'alerte-humaine' && JSON.stringify(payload).includes('violences'))).toHaveLength(1);
  });
});

describe('the list', () => {
  const page = async (token: string, query: string): Promise<{ dossiers: { reference: string; statut: string }[]; suivant: string | null; link: string | null }> => {
    const { json, headers } = await call(server, token, 'GET', `/dossiers?${query}`);
    return { ...(json as { dossiers: { reference: string; statut: string }[]; suivant: string | null }), link: headers.get('link') };
  };

  it('is whole and without repeats while dossiers are added, following Link', async () => {
    const own = await server.jeton();
    const before = [];
    for (let i = 0; i < 7; i++) before.push(await opened(server, own));
    const read: string[] = [];
    let next: string | null = '/dossiers?limite=2';
    let turns = 0;
    while (next !== null) {
      const { json, headers } = await call(server, own, 'GET', next);
      read.push(...(json.dossiers as { reference: string }[]).map(({ reference }) => reference));
      if (turns++ < 3) before.push(await opened(server, own));
      next = /^<http:\/\/[^/]+\/api\/v1([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? null;
    }

    expect(read).toEqual(before);
  });

  it('goes over its records (200 dossiers each) without a hole, and leaves out what was deleted', async () => {
    const own = await server.jeton();
    const { id = '' } = (await listTokens(server.store)).at(-1) ?? {};
    const deps = { store: server.store, clock: () => new Date(server.clock.nowMs) };
    const before = [await opened(server, own), await opened(server, own)];
    // their dossiers are not there any more
    for (let i = 0; i < 195; i++) await addToList(id, `REF-EXP-${String(i).padStart(7, '0')}`, true, deps);
    const after = [];
    for (let i = 0; i < 6; i++) after.push(await opened(server, own));
    await addToList(id, after[0] ?? '', true, deps);
    await addToList(id, before[0] ?? '', false, deps);
    const read: string[] = [];
    for (let cursor: string | null = '', at: Awaited<ReturnType<typeof page>>; cursor !== null; cursor = at.suivant) {
      at = await page(own, `limite=3${cursor ? `&apres=${cursor}` : ''}`);
      read.push(...at.dossiers.map(({ reference }) => reference));
    }

    expect(read).toEqual([...before, ...after]);
  });

  it('keeps one state when asked', async () => {
    const own = await server.jeton();
    const [first = '', , third = ''] = [await opened(server, own), await opened(server, own), await opened(server, own)];
    for (const reference of [first, third]) await call(server, own, 'POST', `/dossiers/${reference}/annulation`);

    expect((await page(own, 'statut=ANNULE')).dossiers.map(({ reference }) => reference)).toEqual([first, third]);
    expect((await page(own, 'statut=ANNULE&limite=1')).link).toContain('statut=ANNULE');
    expect((await page(own, 'statut=FINALISE')).dossiers).toEqual([]);
  });

  it.each([['apres=%0d%0aX-Mal:%201', 400, 'CURSEUR_INVALIDE'], ['apres=bidon', 400, 'CURSEUR_INVALIDE'], [`apres=${Buffer.from('rang:-1').toString('base64url')}`, 400, 'CURSEUR_INVALIDE'], ['limite=0', 422, 'CHAMPS_INVALIDES'], ['limite=101', 422, 'CHAMPS_INVALIDES'], ['limite=abc', 422, 'CHAMPS_INVALIDES'], ['statut=PERDU', 422, 'CHAMPS_INVALIDES']])('refuses ?%s', async (query, status, code) => {
    const answer = await call(server, jeton, 'GET', `/dossiers?${query}`);

    expectProblem(answer, status, code);
    expect([...answer.headers.keys()].filter((name) => /mal/.test(name))).toEqual([]);
  });

  it('a cursor of one token shows another nothing but its own dossiers', async () => {
    const [one, other] = [await server.jeton(), await server.jeton()];
    await opened(server, one);
    await opened(server, one);
    const { suivant } = await page(one, 'limite=1');

    expect((await page(other, `apres=${suivant}`)).dossiers).toEqual([]);
  });
});

describe('the dossier of another token', () => {
  it.each(OPERATION_IDS.filter((id) => operation(id).chemin.includes('{reference}')))('%s answers as for a number that does not exist', async (id) => {
    const theirs = await opened(server, await server.jeton());
    const [existing, unknown] = [await perform(id, jeton, theirs), await perform(id, jeton, 'REF-EXP-0000000')];

    expectProblem(existing, 404, 'DOSSIER_INCONNU');
    expect(unknown).toMatchObject({ status: 404, json: existing.json });
    expect((await server.store.getDossier(theirs))?.evenements).toHaveLength(1);
    expect((await server.store.retention.listAccesses(theirs, 5))[0]).toMatchObject({ quoi: 'refus' });
  });

  it('nor one that a person opened in the chat', async () => {
    const { dossier } = await server.store.openDossier('conversation:1', () => 'REF-EXP-1234563', (reference) => unDossier({ reference, cle: 'conversation:1' }));

    expectProblem(await call(server, jeton, 'GET', `/dossiers/${dossier.reference}`), 404, 'DOSSIER_INCONNU');
  });

  it.each([
    ['a line break', 'REF-EXP-123456%0d%0a'], ['a path', '..%2f..%2fjetons'], ['five thousand signs', 'x'.repeat(5_000)], ['a wrong check sign', 'REF-EXP-1234560'], ['a zero', '%00'], ['a quote', "REF-EXP-1'OR1"],
  ])('a reference with %s is not one', async (_name, reference) => {
    const answer = await call(server, jeton, 'GET', `/dossiers/${reference}`);

    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('json');
  });
});

describe('a person erased', () => {
  it('takes nothing from the others of the same token, and leaves no hole in the list', async () => {
    const own = await server.jeton();
    const [first = '', second = '', third = ''] = [await opened(server, own), await opened(server, own), await opened(server, own)];
    const personne = (await server.store.getDossier(second))?.personne ?? '';
    await server.store.retention.erasePerson(personne, new Date(server.clock.nowMs).toISOString(), (id) => id);

    expectProblem(await call(server, own, 'GET', `/dossiers/${second}`), 404, 'DOSSIER_INCONNU');
    expect((await call(server, own, 'GET', '/dossiers')).json.dossiers).toMatchObject([{ reference: first }, { reference: third }]);
    expect(JSON.stringify(await server.store.retention.readPerson(personne, (id) => id))).not.toContain('APL a baissé');
  });
});

describe('acts', () => {
  const sandrine = { id: 'e1', prenom: 'Sandrine' };

  it('a complement asked is read, sent with its file and its words, and kept once', async () => {
    const reference = await opened(server, jeton);
    await server.act(reference, { genre: 'affecter', expert: sandrine });
    await server.act(reference, { genre: 'demander-complement', pieces: [{ code: 'D-BAIL', libelle: 'Bail en cours' }], pourquoi: 'pour vérifier la surface' });
    const asked = await call(server, jeton, 'GET', `/dossiers/${reference}`);
    const contenu = Buffer.from('%PDF-1.4\nessai').toString('base64');
    const sent = await call(server, jeton, 'POST', `/dossiers/${reference}/complements`, { mot: 'Voici le bail.', fichiers: [{ nom: '../../bail.pdf', contenu, piece: 'D-BAIL' }] });
    const again = await call(server, jeton, 'POST', `/dossiers/${reference}/complements`, { fichiers: [{ nom: 'bail.pdf', contenu, piece: 'D-BAIL' }] });

    expect(asked.json).toMatchObject({ statut: 'COMPLEMENT_DEMANDE', echeance: null, complement: { pieces: ['Bail en cours'], pourquoi: 'pour vérifier la surface' } });
    expect(sent.json).toMatchObject({ recus: ['bail.pdf'], doublons: [], refus: [], dossier: { statut: 'COMPLEMENT_RECU', complement: null } });
    expect(again.json).toMatchObject({ recus: [], doublons: ['bail.pdf'] });
    expect((await server.store.getDossier(reference))?.demande.pieces.find(({ code }) => code === 'D-BAIL')).toMatchObject({ statut: 'recue', fichiers: [expect.any(String)] });
  });

  it('a form gives files to the pieces that its fields name; a refused file is told why', async () => {
    const reference = await opened(server, jeton);
    const form = new FormData();
    form.set('mot', 'Ma quittance');
    form.append('D-QUITT3', new Blob(['%PDF-1.4\nquittance'], { type: 'application/pdf' }), 'quittance.pdf');
    form.append('D-RESS', new Blob(['x'.repeat(70_000)]), 'gros.pdf');
    const { status, json } = await call(server, jeton, 'POST', `/dossiers/${reference}/complements`, form);

    expect(status).toBe(200);
    expect(json).toMatchObject({ recus: ['quittance.pdf'], refus: [{ nom: 'gros.pdf', raison: 'taille', texte: expect.stringContaining('trop gros') }] });
    expect((json.dossier as { piecesAttendues: { code: string }[] }).piecesAttendues.map(({ code }) => code)).not.toContain('D-QUITT3');
  });

  it('nothing at all, six files, or bytes that are no base64 are refused', async () => {
    const path = `/dossiers/${await opened(server, jeton)}/complements`;
    const fichier = { nom: 'a.pdf', contenu: 'JVBERg==' };

    expectProblem(await call(server, jeton, 'POST', path, {}), 422, 'CHAMPS_INVALIDES');
    expectProblem(await call(server, jeton, 'POST', path, { fichiers: Array(6).fill(fichier) }), 422, 'CHAMPS_INVALIDES');
    expectProblem(await call(server, jeton, 'POST', path, { fichiers: [{ nom: 'a.pdf', contenu: 'pas du base64' }] }), 422, 'CHAMPS_INVALIDES');
  });

  it('cancelling twice changes nothing; a cancelled dossier takes no complement and no rating', async () => {
    const reference = await opened(server, jeton);
    const [first, again] = [await call(server, jeton, 'POST', `/dossiers/${reference}/annulation`), await call(server, jeton, 'POST', `/dossiers/${reference}/annulation`)];

    expect(first).toMatchObject({ status: 200, json: { statut: 'ANNULE' } });
    expect(again).toMatchObject({ status: 200, json: first.json });
    expect((await server.store.getDossier(reference))?.evenements).toHaveLength(2);
    expectProblem(await call(server, jeton, 'POST', `/dossiers/${reference}/complements`, { mot: 'trop tard' }), 409, 'ACTE_IMPOSSIBLE');
    expectProblem(await call(server, jeton, 'POST', `/dossiers/${reference}/avis`, { pertinence: 5, accompagnement: null }), 409, 'ACTE_IMPOSSIBLE');
  });

  it('an answer is read, then rated once; an internal note is seen nowhere', async () => {
    const reference = await opened(server, jeton);
    await server.act(reference, { genre: 'affecter', expert: sandrine });
    await server.act(reference, { genre: 'annoter', texte: 'note secrète entre experts' });
    await server.act(reference, { genre: 'repondre', texte: 'Votre droit est revu.', issue: 'favorable' });
    const [read, events] = [await call(server, jeton, 'GET', `/dossiers/${reference}`), await call(server, jeton, 'GET', `/dossiers/${reference}/evenements`)];
    const avis = { pertinence: 5, accompagnement: null, commentaire: 'Merci, mon NIR est 1 85 05 78 006 084 91' };

    expect(read.json).toMatchObject({ statut: 'FINALISE', reponse: { texte: 'Votre droit est revu.', issue: 'favorable' }, avisDonne: false });
    expect((events.json.evenements as { rang: number; type: string }[]).map(({ rang, type }) => [rang, type])).toEqual([[0, 'reception'], [1, 'affecter'], [3, 'repondre']]);
    expect(JSON.stringify([read.json, events.json])).not.toMatch(/secr|Sandrine|e1/);
    expect(await call(server, jeton, 'POST', `/dossiers/${reference}/avis`, avis)).toMatchObject({ status: 200, json: { avisDonne: true } });
    expectProblem(await call(server, jeton, 'POST', `/dossiers/${reference}/avis`, avis), 409, 'ACTE_IMPOSSIBLE');
    expect(JSON.stringify(await server.store.getDossier(reference))).not.toContain('006 084');
  });
});

describe('a hostile request', () => {
  it('too large a body is refused', async () => {
    expectProblem(await call(server, jeton, 'POST', '/triage', { texte: 'x'.repeat(300_000) }), 413, 'CORPS_TROP_GROS');
    expectProblem(await call(server, jeton, 'POST', '/triage', { texte: 'x'.repeat(4_001) }), 422, 'CHAMPS_INVALIDES');
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])('a body said to be %s is refused', async (type) => {
    expectProblem(await call(server, jeton, 'POST', '/triage', '{"texte":"bonjour"}', { 'Content-Type': type }), 415, 'TYPE_REFUSE');
  });

  it.each(['{"texte":', '[1', '{"__proto__":{"a":1},"texte":"x"}', `${'['.repeat(50)}${']'.repeat(50)}`])('JSON like %s is refused', async (body) => {
    expectProblem(await call(server, jeton, 'POST', '/triage', body, { 'Content-Type': 'application/json' }), 400, 'JSON_INVALIDE');
  });

  it('no body at all is a body to correct', async () => {
    expectProblem(await call(server, jeton, 'POST', '/triage'), 422, 'CHAMPS_INVALIDES');
  });

  it('an unknown address or method is a problem as well', async () => {
    expectProblem(await call(server, jeton, 'GET', '/rien'), 404, 'INTROUVABLE');
    expectProblem(await call(server, jeton, 'DELETE', '/triage'), 405, 'METHODE_REFUSEE');
  });

  it('a header that holds a line break opens nothing', async () => {
    const reply = await rawRequest(server.url, requestText('GET', '/api/v1/catalogue/services', { Authorization: `Bearer ${jeton}\rX-Mal: 1` }));

    expect(reply.status).toBe(400);
    expect(reply.headers).not.toContain('X-Mal');
  });

  it('the token is taken from its header only', async () => {
    for (const path of [`/catalogue/services?access_token=${jeton}`, `/catalogue/services?jeton=${jeton}`]) expect((await call(server, null, 'GET', path)).status).toBe(401);
    expect((await call(server, null, 'GET', '/catalogue/services', undefined, { Authorization: `Basic ${jeton}` })).status).toBe(401);
  });
});

it('a body that comes drop by drop is cut', async () => {
  const body = await new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(`POST /api/v1/triage HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${jeton}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"te`));
    const drops = setInterval(() => socket.write('x'), 500);
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(drops);
      resolve(said);
    });
  });

  expect(body).toMatch(/^HTTP\/1\.1 408 /);
  expect(body).toContain('CORPS_TROP_LENT');
});
