import type { Reponse, Tour } from '../../src/domain/tour';
import { fitted, MESSAGE_MAX_OCTETS } from '../../src/channels/teams/cards';
import { echo } from '../support/server';
import { until } from '../support/redis-server';
import { AAD, startTeams, type TeamsServer } from '../support/teams-server';

/** What Teams asks of a bot around a turn, against a connector of this machine. */

let now = new Date('2026-11-26T09:00:00.000Z');
let teams: TeamsServer;
let slept: number[] = [];
let work: Promise<void> = Promise.resolve();

const CARTE: Reponse = {
  texte: 'Quel motif ?', choix: [{ titre: 'Contester', valeur: 'contester' }],
  carte: {
    genre: 'motifs', titre: 'Motif de votre demande', lignes: [{ libelle: 'Révision', valeur: 'x', bouton: { titre: 'Modifier', action: 'modifier', valeurs: { champ: 'motif' } } }],
    liste: { nom: 'valeur', libelle: 'Motif', options: [{ titre: 'Contestation du **calcul**', valeur: 'Contestation du **calcul**' }], bouton: { titre: 'Valider', action: 'repondre' } }, boutons: [{ titre: 'Je confirme', action: 'confirmer' }],
  },
};
const choix = (n: number): Reponse => ({ texte: 'Choisissez', choix: Array.from({ length: n }, (_, i) => ({ titre: `Choix ${i}`, valeur: `valeur ${i}` })) });

function reply(tour: Tour): Reponse[] | Promise<Reponse[]> {
  if (tour.genre !== 'message') return echo(tour);
  if (tour.texte === 'carte') return [CARTE];
  if (/^choix \d+$/.test(tour.texte)) return [choix(Number(tour.texte.slice(6)))];
  if (tour.texte === 'panne') throw new Error('panne');
  if (tour.texte === 'lent') return work.then(() => [{ texte: 'enfin' }]);
  return echo(tour);
}

beforeEach(async () => {
  now = new Date('2026-11-26T09:00:00.000Z');
  slept = [];
  work = Promise.resolve();
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  teams = await startTeams({ reply, overrides: { clock: () => now, typingAfterMs: 40, cloud: { sleep, answerWithinMs: 150 } } });
});
afterEach(() => teams.stop());

type Card = { body: Record<string, unknown>[] };
type Attached = { attachments: { contentType: string; content: Card }[] };
const cardOf = (body: unknown): Card => (body as Attached).attachments[0]?.content ?? { body: [] };
/** Every button of a card, as it would be pressed. */
const buttons = (value: unknown): { title: string; data: Record<string, unknown> }[] => {
  if (Array.isArray(value)) return value.flatMap(buttons);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Record<string, unknown>;
  return node['type'] === 'Action.Submit' ? [{ title: String(node['title']), data: node['data'] as Record<string, unknown> }] : Object.values(node).flatMap(buttons);
};
const asked = async (text: string) => {
  teams.connector.clear();
  await teams.send({ text });
  const { connector } = teams;
  return { id: `msg-${connector.sent.length}`, message: connector.messages().at(-1) ?? {} };
};
const press = (card: string, data: unknown, fields: Record<string, unknown> = {}) => teams.send({ text: undefined, value: data, replyToId: card, ...fields });

describe('installation', () => {
  const installed = { type: 'installationUpdate', action: 'add', text: undefined };
  const came = { type: 'conversationUpdate', text: undefined, membersAdded: [{ id: '28:bot' }] };

  it('is greeted once, whatever Teams tells of it and in which order', async () => {
    await teams.send(came);
    await teams.send(installed);
    await teams.send({ ...came, membersAdded: [{ id: '28:bot' }, { id: '29:u1' }] });

    expect(teams.connector.texts()).toEqual(['Bonjour']);
    expect(teams.server.tours).toMatchObject([{ genre: 'arrivee', personne: 'msteams:29:u1' }]);
  });

  it('is greeted again after it was removed', async () => {
    await teams.send(installed);
    await teams.send({ type: 'installationUpdate', action: 'remove', text: undefined });
    await expect(teams.server.store.threads.findThread('msteams:a:1')).resolves.toMatchObject({ injoignableLe: now.toISOString() });

    await teams.send(installed);
    expect(teams.connector.texts()).toEqual(['Bonjour', 'Bonjour']);
  });

  it('in a group, says that everybody reads, and greets nobody who joins', async () => {
    const conversation = { id: '19:groupe', conversationType: 'groupChat', isGroup: true };
    await teams.send({ ...came, conversation });
    await teams.send({ ...came, conversation, membersAdded: [{ id: '29:u2' }] });

    expect(teams.connector.texts()).toEqual([expect.stringContaining('Tout le monde ici lit cette conversation')]);
    expect(teams.server.tours).toEqual([]);
  });
});

describe('words', () => {
  const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id, name: 'x' }, text });

  it('the bot’s own name goes, the names of others stay', async () => {
    const entities = [mention('28:bot', '<at>Aiguillage</at>'), mention('29:u3', '<at>Nadia</at>')];
    await teams.send({ text: '<at>Aiguillage</at>&nbsp;l’APL de <at>Nadia</at> est refusée', entities });

    expect(teams.server.tours).toMatchObject([{ texte: 'l’APL de Nadia est refusée' }]);
  });

  it('nothing but the bot’s name is no message', async () => {
    await teams.send({ text: '<at>Aiguillage</at> ', entities: [mention('28:bot', '<at>Aiguillage</at>')] });

    expect(teams.server.tours).toEqual([]);
  });

  it('who speaks in a group has a conversation of their own there, and is known by their directory', async () => {
    const conversation = { id: '19:canal', conversationType: 'channel', isGroup: true };
    await teams.send({ conversation });
    await teams.send({ conversation, from: { id: '29:u2', aadObjectId: 'pas un uuid' } });

    expect(teams.server.tours).toMatchObject([{ conversation: 'msteams:19:canal|29:u1', acteur: `aad:${AAD.toLowerCase()}` }, { conversation: 'msteams:19:canal|29:u2' }]);
    expect(teams.server.tours[1]).not.toHaveProperty('acteur');
  });
});

describe('answers to choose from', () => {
  it('are suggested actions in a personal chat', async () => {
    const { message } = await asked('choix 6');

    expect(message).toMatchObject({ text: 'Choisissez', suggestedActions: { to: ['29:u1'] } });
    expect(message).not.toHaveProperty('attachments');
  });

  it('are a list when they are more than Teams shows, and buttons in a group', async () => {
    const list = (await asked('choix 7')).message;
    expect(cardOf(list).body).toMatchObject([{ items: [{ type: 'Input.ChoiceSet', label: 'Votre réponse', isRequired: true }, { type: 'ActionSet' }] }]);
    // nothing is chosen in the person's place
    expect(JSON.stringify(cardOf(list).body)).not.toContain('"value":"valeur 0"}],"value"');
    expect(list).not.toHaveProperty('suggestedActions');

    teams.connector.clear();
    await teams.send({ text: 'choix 2', conversation: { id: '19:g', conversationType: 'groupChat', isGroup: true } });
    expect(buttons(teams.connector.messages().at(-1)).map(({ title, data }) => [title, data['action'], data['valeur']])).toEqual([['Choix 0', 'repondre', 'valeur 0'], ['Choix 1', 'repondre', 'valeur 1']]);
  });
});

it('lines stay lines, which Teams would join', async () => {
  await teams.send({ text: 'un\ndeux\n\ntrois' });

  expect(teams.connector.texts()).toEqual(['écho : un\n\ndeux\n\ntrois']);
});

describe('cards', () => {
  it('shows what was chosen in the place of the buttons, as words and not as Markdown', async () => {
    const { id, message } = await asked('carte');
    const valider = buttons(message).find(({ title }) => title === 'Valider');
    await press(id, { ...valider?.data, valeur: 'Contestation du **calcul**' });

    expect(teams.server.tours.at(-1)).toMatchObject({ genre: 'action', action: 'repondre', valeurs: { valeur: 'Contestation du **calcul**' } });
    const [update] = teams.connector.updates();
    expect(update?.url).toContain(`/activities/${id}`);
    expect(cardOf(update?.body).body).toMatchObject([{ text: 'Motif de votre demande' }, { inlines: [{ text: 'Votre réponse : Contestation du **calcul**' }] }]);
    expect(buttons(update?.body)).toEqual([]);
  });

  it('pressed twice, it is answered once: silently at once, with a sentence later', async () => {
    const { id, message } = await asked('carte');
    const [modifier] = buttons(message);
    const tours = teams.server.tours.length;
    await Promise.all([press(id, modifier?.data), press(id, modifier?.data)]);

    expect(teams.server.tours.length - tours).toBe(1);
    expect(teams.connector.texts()).toEqual(['Quel motif ?', 'action modifier {"champ":"motif"}']);

    now = new Date('2026-11-26T09:10:00.000Z');
    await press(id, modifier?.data);
    expect(teams.connector.texts().at(-1)).toMatch(/déjà répondu avec cette carte/);
    expect(teams.server.tours.length - tours).toBe(1);
  });

  it('the same press sent again by Teams gets the same replies again', async () => {
    const { id, message } = await asked('carte');
    const [modifier] = buttons(message);
    await press(id, modifier?.data, { id: 'p1' });
    await press(id, modifier?.data, { id: 'p1' });

    expect(teams.server.tours.filter((tour) => tour.id === 'p1')).toHaveLength(2);
  });

  it('a card that cannot be changed stops nothing', async () => {
    const { id, message } = await asked('carte');
    const [modifier] = buttons(message);
    teams.connector.refuse({ status: 201 });
    teams.connector.refuse({ status: 403 });

    await expect(press(id, modifier?.data)).resolves.toMatchObject({ status: 200 });
    expect(teams.server.tours.at(-1)).toMatchObject({ genre: 'action', action: 'modifier' });
  });

  it('stays under what Teams takes, and says what is not shown', async () => {
    const long = { type: 'message', attachments: [{ contentType: 'x', content: { body: Array.from({ length: 12 }, () => ({ type: 'TextRun', text: 'é'.repeat(5_000) })) } }] };
    const made = fitted(long);

    expect(Buffer.byteLength(JSON.stringify(made), 'utf16le')).toBeLessThanOrEqual(MESSAGE_MAX_OCTETS);
    expect(JSON.stringify(made)).toContain('la suite n’est pas affichée ici');
  });
});

describe('Action.Execute', () => {
  const execute = (card: string, data: unknown) =>
    teams.send({ type: 'invoke', name: 'adaptiveCard/action', text: undefined, replyToId: card, value: { action: { type: 'Action.Execute', verb: 'x', data }, trigger: 'manual' } });

  it('gets the card that shows the choice, and the replies come in the conversation', async () => {
    const { id, message } = await asked('carte');
    const [modifier] = buttons(message);
    const { status, text } = await execute(id, modifier?.data);

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: { type: 'AdaptiveCard', body: [{ text: 'Motif de votre demande' }, {}] } });
    expect(teams.connector.texts().at(-1)).toBe('action modifier {"champ":"motif"}');
    expect(teams.connector.updates()).toEqual([]);
  });

  it('pressed twice gets the same card, and one turn', async () => {
    const { id, message } = await asked('carte');
    const [modifier] = buttons(message);
    const answers = await Promise.all([execute(id, modifier?.data), execute(id, modifier?.data)]);

    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect(teams.server.tours.filter(({ genre }) => genre === 'action')).toHaveLength(1);
  });

  it('without data is answered all the same; another invoke is not ours', async () => {
    expect(JSON.parse((await execute('m', undefined)).text)).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' });
    await expect(teams.send({ type: 'invoke', name: 'task/fetch', value: {} })).resolves.toMatchObject({ status: 501 });
  });
});

describe('files', () => {
  const info = (url: string, name = 'bail.pdf') => ({ contentType: 'application/vnd.microsoft.teams.file.download.info', name, content: { downloadUrl: url, fileType: 'pdf' }, contentUrl: 'https://sharepoint.test/x' });
  const HTML_MESSAGE = { contentType: 'text/html', content: '<p>voici</p>' };

  it('are fetched and given with the message, beside the copy of the text that Teams adds', async () => {
    const url = teams.connector.serve('/bail', { body: '%PDF', type: 'application/pdf' });
    await teams.send({ text: 'voici', attachments: [info(url), HTML_MESSAGE] });

    expect(teams.server.tours).toMatchObject([{ texte: 'voici', fichiers: [{ nom: 'bail.pdf' }], refus: [] }]);
    expect(teams.connector.fetched).toEqual([{ path: '/bail', authorization: undefined }]);
  });

  it('alone are a message', async () => {
    await teams.send({ text: undefined, attachments: [info(teams.connector.serve('/seul', { body: '%PDF', type: 'x' }))] });

    expect(teams.server.tours).toMatchObject([{ genre: 'message', texte: '', fichiers: [{ nom: 'bail.pdf' }] }]);
  });

  it('a photo put in the text is fetched with the bot’s token, which goes to the service only', async () => {
    const here = { contentType: 'image/*', contentUrl: teams.connector.serve('/photo', { body: 'jpg', type: 'image/jpeg' }) };
    const elsewhere = { contentType: 'image/png', contentUrl: here.contentUrl.replace('127.0.0.1', 'localhost').replace('/photo', '/ailleurs') };
    teams.connector.serve('/ailleurs', { body: 'png', type: 'image/png' });
    await teams.send({ attachments: [here, elsewhere] });

    expect(teams.connector.fetched).toEqual([{ path: '/photo', authorization: 'Bearer jeton-du-bot' }, { path: '/ailleurs', authorization: undefined }]);
  });

  it('a page of iOS, a file too big, an address inside: refused one by one, the others kept', async () => {
    const served = [teams.connector.serve('/ios', { body: '<!doctype html>', type: 'text/html' }), teams.connector.serve('/gros', { body: Buffer.alloc(2_000), type: 'x' }), 'https://169.254.169.254/x', teams.connector.serve('/bon', { body: '%PDF', type: 'x' })];
    await teams.stop();
    teams = await startTeams({ reply, env: { UPLOAD_MAX_OCTETS: '1024' } });
    for (const [path, body] of [['/ios', '<!doctype html>'], ['/gros', Buffer.alloc(2_000)], ['/bon', '%PDF']] as const) served.push(teams.connector.serve(path, { body, type: 'x' }));
    const [ios = '', gros = '', bon = ''] = served.slice(4);
    await teams.send({ attachments: [info(ios, 'a.pdf'), info(gros, 'b.pdf'), info('https://169.254.169.254/x', 'c.pdf'), info(bon, 'd.pdf')] });

    expect(teams.server.tours).toMatchObject([{ fichiers: [{ nom: 'd.pdf' }], refus: [{ nom: 'a.pdf', raison: 'telechargement' }, { nom: 'b.pdf', raison: 'taille', limite: 1_024 }, { nom: 'c.pdf', raison: 'telechargement' }] }]);
  });

  it('more than five: the others are not fetched', async () => {
    const attachments = Array.from({ length: 7 }, (_, i) => info(teams.connector.serve(`/f${i}`, { body: '%PDF', type: 'x' }), `f${i}.pdf`));
    await teams.send({ attachments });

    expect(teams.connector.fetched).toHaveLength(5);
    expect(teams.server.tours).toMatchObject([{ refus: [{ nom: 'f5.pdf', raison: 'nombre' }, { nom: 'f6.pdf', raison: 'nombre' }] }]);
  });
});

describe('the service', () => {
  it('shows that a long turn is under way, answers Teams in time, and replies when ready', async () => {
    let end = (): void => undefined;
    work = new Promise((resolve) => (end = resolve));

    // answered while the work still goes on: it ends below only
    await expect(teams.send({ text: 'lent' })).resolves.toMatchObject({ status: 200 });
    await until(() => teams.connector.sent.length > 0, 'typing is shown');
    end();
    await teams.connector.waitFor(1);

    expect(teams.connector.sent.map(({ body }) => body['text'] ?? body['type'])).toEqual(['typing', 'enfin']);
  });

  it('busy, it gets the reply again; gone, the message is to be sent again and gets the same reply', async () => {
    teams.connector.refuse({ status: 429, headers: { 'retry-after': '2' } });
    await expect(teams.send()).resolves.toMatchObject({ status: 200 });
    expect(slept).toEqual([2_000]);
    expect(teams.connector.texts()).toEqual(['écho : mon APL']);

    teams.connector.refuse({ status: 500 });
    await expect(teams.send({ id: 'x1' })).resolves.toMatchObject({ status: 502 });
    await expect(teams.send({ id: 'x1' })).resolves.toMatchObject({ status: 200 });
  });

  it('away, the channel is told; the next message is answered', async () => {
    const url = teams.connector.url;
    await teams.connector.stop();
    const { status } = await teams.post(teams.activity({ serviceUrl: url }), await teams.openId.sign(teams.key, { ...teams.claims, serviceurl: url }));

    expect(status).toBe(502);
  });

  it('a failing assistant says so, and its card can be pressed again', async () => {
    await teams.send({ text: 'panne' });

    expect(teams.connector.texts()).toEqual([expect.stringContaining('incident de notre côté')]);
  });

  it('what the bot keeps of a conversation has no name in it', async () => {
    await teams.send();

    const thread = await teams.server.store.threads.findThread('msteams:a:1');
    expect(JSON.stringify(thread)).not.toContain('Camille');
    expect(thread).toMatchObject({ personne: 'msteams:29:u1', injoignableLe: null, adresse: { serviceUrl: teams.connector.url, conversation: { id: 'a:1' } } });
  });

  it('a store that is away stops neither the turn nor the welcome', async () => {
    Object.assign(teams.server.store.threads, { saveThread: async () => Promise.reject(new Error('away')), wasWelcomed: async () => Promise.reject(new Error('away')) });
    await teams.send();
    await teams.send({ type: 'installationUpdate', action: 'add' });

    expect(teams.connector.texts()).toEqual(['écho : mon APL', 'Bonjour']);
  });

  it.each([{ state: 'completed' }, { state: 'accepted' }, { state: 'perdu' }, {}, 'x', null])('handoff.status is taken in any order and any form: %j', async (value) => {
    await expect(teams.send({ type: 'event', name: 'handoff.status', text: undefined, value })).resolves.toMatchObject({ status: 200 });

    expect(teams.server.tours).toEqual([]);
    expect(teams.connector.sent).toEqual([]);
  });
});
