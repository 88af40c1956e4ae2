import { actOnDossier } from '../../src/app/act-on-dossier';
import { workloadReader } from '../../src/app/workload';
import type { Acte } from '../../src/domain/lifecycle';
import type { Logger } from '../../src/ops/log';
import type { Store } from '../../src/stores/store';
import { unDossier, uneDemande } from '../support/dossiers';
import { pdf } from '../support/files';
import { startRealTeams } from '../support/teams-real';
import { AAD, type TeamsServer } from '../support/teams-server';

/** A partner's whole demande in Teams, with the assistant and the store that people have, then what follows it. */

const startMs = Date.now();
const clock = (): Date => new Date(Date.parse('2026-11-26T09:00:00.000Z') + Date.now() - startMs);
const logged: { event: string; fields: Record<string, unknown> }[] = [];
const note = (fields: Record<string, unknown>, event: string): void => void logged.push({ event, fields });
const log: Logger = { debug: () => undefined, info: note, warn: note, error: note };

let teams: TeamsServer & { store: Store };
beforeAll(async () => (teams = await startRealTeams({ env: { HANDOFF: 'oui', PUBLIC_URL: 'https://assistant.exemple.fr' }, overrides: { clock, log } })), 60_000);
afterAll(() => teams.stop());

const say = async (text: string): Promise<string> => {
  teams.connector.clear();
  await expect(teams.send({ text })).resolves.toMatchObject({ status: 200 });
  return teams.connector.texts().join('\n');
};
const sendFile = async (name: string, title: string): Promise<string> => {
  const url = teams.connector.serve(`/${name}`, { body: pdf({ pages: [[title]] }), type: 'application/pdf' });
  teams.connector.clear();
  await teams.send({ text: undefined, attachments: [{ contentType: 'application/vnd.microsoft.teams.file.download.info', name, content: { downloadUrl: url } }] });
  return teams.connector.texts().join('\n');
};

type Button = { title: string; data: Record<string, unknown> };
const buttons = (value: unknown): Button[] => {
  if (Array.isArray(value)) return value.flatMap(buttons);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Record<string, unknown>;
  return node['type'] === 'Action.Submit' ? [{ title: String(node['title']), data: node['data'] as Record<string, unknown> }] : Object.values(node).flatMap(buttons);
};
/** Presses a button of the last card shown, and returns what Teams had to do to press it again. */
const press = async (title: RegExp) => {
  const rank = teams.connector.sent.findLastIndex(({ body }) => buttons(body).some((button) => title.test(button.title)));
  const button = buttons(teams.connector.sent[rank]?.body).find((one) => title.test(one.title));
  if (!button) throw new Error(`no button ${title} in ${teams.connector.texts().join(' | ')}`);
  const pressed = { text: undefined, value: button.data, replyToId: `carte-${button.title}` };
  teams.connector.clear();
  await teams.send(pressed);
  return { said: teams.connector.texts().join('\n'), again: () => teams.send(pressed) };
};

const act = (reference: string, acte: Acte) => actOnDossier(reference, acte, { qui: 'expert', par: 'e1' }, { store: teams.store, clock, workload: workloadReader(teams.store, false), alsaceMoselle: false });
const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + 6_000; !(await isTrue()); await new Promise((resolve) => setTimeout(resolve, 50))) if (Date.now() > end) throw new Error('too late');
};

let reference = '';
type ConsentCard = { name: string; content: { sizeInBytes: number; acceptContext: { reference: string } } };
let offered: ConsentCard[] = [];
const consentCards = (): ConsentCard[] => teams.connector.messages()
  .flatMap((body) => (body['attachments'] ?? []) as (ConsentCard & { contentType: string })[])
  .filter(({ contentType }) => contentType === 'application/vnd.microsoft.teams.card.file.consent');
const consent = async (value: Record<string, unknown>, fields: Record<string, unknown> = {}): Promise<string> => {
  teams.connector.clear();
  await expect(teams.send({ type: 'invoke', name: 'fileConsent/invoke', text: undefined, replyToId: 'consentement', value: { type: 'fileUpload', ...value }, ...fields })).resolves.toMatchObject({ status: 200 });
  return teams.connector.texts().join('\n');
};
const uploadInfo = (uploadUrl: string) => ({ uploadUrl, contentUrl: 'https://exemple.sharepoint.com/copie.txt', name: 'copie.txt', uniqueId: 'u1', fileType: 'txt' });

it('the demande of a person accompanied, with two documents, gets its number once, however often it is confirmed', async () => {
  await expect(say('une dame que j’accompagne conteste le refus de son APL, la Caf dit que ses ressources sont trop élevées')).resolves.toContain('Comment cette personne vous a-t-elle donné son accord');
  for (const answer of ['accord oral', 'CCAS de Vierzon', 'le 2 novembre']) await say(answer);
  await expect(say('passer')).resolves.toContain('service');
  expect((await press(/^Garder/)).said).toContain('document');
  await expect(sendFile('bail.pdf', 'Contrat de location')).resolves.toContain('Reçu : bail.pdf');
  await expect(sendFile('notification.pdf', 'Notification de refus')).resolves.toContain('Reçu : notification.pdf');
  for (const answer of ['aucun de ces cas', 'non, continuer', 'aucune', 'non', 'passer', 'garder']) await say(answer);
  await expect(say('passer')).resolves.toContain('Relisez');
  expect(JSON.stringify(teams.connector.messages().at(-1))).toContain('Accord oral de la personne');

  const { said, again } = await press(/^Je confirme/);
  reference = /REF-EXP-[A-Z0-9]{7}/.exec(said)?.[0] ?? '';
  offered = consentCards();
  await again();

  expect(reference).not.toBe('');
  await expect(teams.store.listReferences('msteams:29:u1')).resolves.toEqual([reference]);
  expect(teams.connector.updates().map(({ body }) => JSON.stringify(body))).toEqual([expect.stringContaining('Votre réponse : Je confirme l’envoi')]);
}, 90_000);

it('the dossier says who acted, by what mandate, and holds both documents', async () => {
  const dossier = await teams.store.getDossier(reference);

  expect(dossier).toMatchObject({ canal: 'teams', demande: { mandat: { nature: 'accord-oral', organisme: 'CCAS de Vierzon' } }, evenements: [{ quoi: 'reception', qui: 'usager', par: `aad:${AAD.toLowerCase()}` }] });
  expect(dossier?.demande.pieces.flatMap(({ fichiers }) => fichiers)).toHaveLength(2);
});

it('« mes demandes » lists it', async () => {
  await expect(say('mes demandes')).resolves.toContain(reference);
});

it('a copy to keep is offered once the number is given, and put in the partner’s files when they agree', async () => {
  expect(offered).toMatchObject([{ name: `demande-${reference}.txt`, content: { acceptContext: { reference } } }]);

  await expect(consent({ action: 'accept', context: offered[0]?.content.acceptContext, uploadInfo: uploadInfo(`${teams.connector.url}depot/1`) })).resolves.toContain('dans vos fichiers');

  const [upload] = teams.connector.uploads;
  expect(upload?.range).toBe(`bytes 0-${(offered[0]?.content.sizeInBytes ?? 0) - 1}/${offered[0]?.content.sizeInBytes}`);
  for (const kept of [reference, 'Demande refusée', 'Experts Logement', 'Bail en cours : reçu', 'ressources sont trop élevées', 'n’est pas un recours']) expect(upload?.text).toContain(kept);
  expect(upload?.text).not.toMatch(/code de suivi|[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/);
  expect(teams.connector.sent.map(({ method }) => method)).toContain('DELETE');
  expect(JSON.stringify(teams.connector.messages().at(-1))).toContain('teams.card.file.info');
});

it('the copy goes nowhere else: another person, an inner address and an unknown number get none, and « non » is heard', async () => {
  const before = teams.connector.uploads.length;
  const accept = { action: 'accept', context: { reference } };
  const goodAddress = uploadInfo(`${teams.connector.url}depot/2`);

  await expect(consent({ ...accept, uploadInfo: goodAddress }, { from: { id: '29:u2', name: 'Autre' }, conversation: { id: 'a:2', conversationType: 'personal' } })).resolves.toContain('n’a pas pu');
  await expect(consent({ ...accept, uploadInfo: uploadInfo('https://169.254.169.254/depot/2') })).resolves.toContain('n’a pas pu');
  await expect(consent({ ...accept, uploadInfo: uploadInfo('http://exemple.fr/depot/2') })).resolves.toContain('n’a pas pu');
  await expect(consent({ action: 'accept', context: { reference: 'REF-EXP-1234563' }, uploadInfo: goodAddress })).resolves.toContain('n’a pas pu');
  await expect(consent({ action: 'decline', context: { reference } })).resolves.toContain('rien n’a été enregistré');

  expect(teams.connector.uploads).toHaveLength(before);
});

it('a contact centre that listens is told of it, with the words and without a name', async () => {
  await until(() => logged.some(({ event, fields }) => event === 'handoff' && fields['told'] === true));
  teams.connector.clear();
  await teams.store.putOutbox({ id: 'handoff|encore', kind: 'handoff', createdAt: '', payload: { reference } });
  await until(() => teams.connector.sent.some(({ body }) => body['type'] === 'event'));

  const event = teams.connector.sent.find(({ body }) => body['type'] === 'event')?.body;
  expect(event).toMatchObject({ name: 'handoff.initiate', value: { reference, service: 'HABITAT', motif: 'REFUS_DROIT' }, attachments: [{ contentType: 'application/json', name: 'Transcript' }] });
  expect(JSON.stringify(event)).toContain('une dame que j’accompagne');
  expect(JSON.stringify(event)).not.toContain('Camille');
});

it('when an expert takes it, the partner is told without having asked', async () => {
  teams.connector.clear();
  await act(reference, { genre: 'affecter', expert: { id: 'e1', prenom: 'Nadia' } });
  await teams.connector.waitFor(1);

  expect(teams.connector.texts().join()).toContain(reference);
  expect(teams.connector.sent.at(-1)).toMatchObject({ url: '/v3/conversations/a%3A1/activities', headers: { authorization: 'Bearer jeton-du-bot' } });
});

it('a service that is busy for long puts the alert off; nothing is lost and nobody is marked', async () => {
  teams.connector.clear();
  teams.connector.refuse({ status: 429, headers: { 'retry-after': '600' } });
  await act(reference, { genre: 'requalifier', priorite: 'P2', pourquoi: 'urgent' });
  await act(reference, { genre: 'demander-complement', pieces: [{ code: null, libelle: 'Avis d’imposition' }], pourquoi: 'pour vérifier les ressources' });
  await until(() => logged.some(({ event }) => event === 'envoi-a-refaire'));

  expect(teams.connector.texts().length).toBeLessThanOrEqual(1);
  await expect(teams.store.threads.findThread('msteams:a:1')).resolves.toMatchObject({ injoignableLe: null });
});

it('a thread that the service refuses is left alone, said once, until somebody speaks there again', async () => {
  teams.connector.clear();
  teams.connector.refuse({ status: 403 }, 1);
  await act(reference, { genre: 'repondre', texte: 'Le droit est ouvert.', issue: 'favorable' });
  await until(() => logged.some(({ event }) => event === 'fil-injoignable'));
  await act(reference, { genre: 'rouvrir', pourquoi: 'oubli' });
  await until(() => logged.filter(({ event, fields }) => event === 'alerte-usager' && fields['told'] === false).length >= 1);

  expect(logged.filter(({ event }) => event === 'fil-injoignable')).toHaveLength(1);
  expect(teams.connector.messages()).toEqual([]);

  await say('bonjour');
  await expect(teams.store.threads.findThread('msteams:a:1')).resolves.toMatchObject({ injoignableLe: null });
});

it('nothing leaves for a dossier in quiet mode, neither alert nor handoff', async () => {
  const told = logged.length;
  await teams.store.openDossier('msteams:a:1:9', () => 'REF-EXP-1234563', (one) => unDossier({ reference: one, cle: 'msteams:a:1:9', personne: 'msteams:29:u1', canal: 'teams', demande: uneDemande({ discret: true }) }));
  teams.connector.clear();
  await act('REF-EXP-1234563', { genre: 'affecter', expert: { id: 'e1', prenom: 'Nadia' } });
  await until(() => logged.slice(told).some(({ event }) => event === 'dossier-ouvert'));
  await new Promise((resolve) => setTimeout(resolve, 2_500));

  expect(JSON.stringify(teams.connector.sent)).not.toContain('REF-EXP-1234563');
});

it('another person sees none of it', async () => {
  teams.connector.clear();
  await teams.send({ text: `où en est ${reference}`, from: { id: '29:autre' }, conversation: { id: 'a:2', conversationType: 'personal' } });

  expect(teams.connector.texts().join()).not.toContain('Nadia');
  expect(teams.connector.texts().join()).not.toContain('Logement');
});
