import D from '../../src/api/documentation.json';
import { OPERATION_IDS } from '../../src/api/operations';
import { startApi, type ApiServer } from '../support/api';
import { clientFrom, type Client, type OpenApi } from '../support/openapi-client';

/** A client that knows nothing but the document, against the real server. */

let server: ApiServer;
let client: Client;
beforeAll(async () => {
  server = await startApi();
  const document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as OpenApi;
  client = clientFrom(document, await server.jeton());
});
afterAll(() => server.stop());

const call = (id: string, ...given: Parameters<Client[string]>) => {
  const method = client[id];
  if (!method) throw new Error(`no operation ${id}`);
  return method(...given);
};

it('has a method for every operation', () => {
  expect(Object.keys(client).sort()).toEqual([...OPERATION_IDS].sort());
});

it('opens a dossier, reads it, its history and the list, sends a word, and cancels it', async () => {
  const opened = await call('ouvrirDossier', { parameters: { 'Idempotency-Key': 'cle-du-client-1' }, body: D.exemples.ouvrirDossier });
  const { reference } = opened.body as { reference: string };

  expect(opened).toMatchObject({ status: 201, body: { statut: 'RECU', service: { code: 'HABITAT' } } });
  expect(await call('lireDossier', { parameters: { reference } })).toMatchObject({ status: 200, body: { reference, motif: 'CONTESTATION_CALCUL', prestation: 'APL' } });
  expect(await call('lireEvenements', { parameters: { reference } })).toMatchObject({ status: 200, body: { evenements: [{ type: 'reception' }] } });
  expect(await call('listerDossiers', { parameters: { limite: 5, statut: 'RECU' } })).toMatchObject({ status: 200, body: { dossiers: [{ reference }], suivant: null } });
  expect(await call('envoyerComplement', { parameters: { reference }, body: D.exemples.envoyerComplement })).toMatchObject({ status: 200, body: { recus: [], dossier: { reference } } });
  expect(await call('annulerDossier', { parameters: { reference } })).toMatchObject({ status: 200, body: { statut: 'ANNULE' } });
});

it('understands a message, and finds in the catalogue the words to ask with', async () => {
  const { body } = await call('trierMessage', { body: D.exemples.trierMessage });
  const { motif } = (body as { demande: { motif: string } }).demande;
  const { motifs } = (await call('listerMotifs')).body as { motifs: { code: string; questions: { code: string }[] }[] };

  expect(motifs.find(({ code }) => code === motif)?.questions.map(({ code }) => code)).toContain('moisConcerne');
});

it('meets only problems that the document announces', async () => {
  expect(await call('lireDossier', { parameters: { reference: 'REF-EXP-1234563' } })).toMatchObject({ status: 404, body: { code: 'DOSSIER_INCONNU' } });
  expect(await call('listerDossiers', { parameters: { apres: 'bidon' } })).toMatchObject({ status: 400, body: { code: 'CURSEUR_INVALIDE' } });
  expect(await call('donnerAvis', { parameters: { reference: 'REF-EXP-1234563' }, body: {} })).toMatchObject({ status: 404 });
  expect(await call('declarerWebhook', { body: { url: 'https://127.0.0.1/' } })).toMatchObject({ status: 422 });
});
