import type { Activity, Attachment } from 'botbuilder-core';
import { z } from 'zod';
import { CARD_CONTENT_TYPE } from '../cards';
import PHRASES from '../phrases.json';

/** Cards as Teams needs them: each button says what to show once it was pressed, and no card is used twice. */

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const TEXT_MAX = 300;
const textSchema = z.string().transform((text) => text.slice(0, TEXT_MAX));
/** What comes back with a press: it was ours when it left, but is read as anybody's. */
const memorySchema = z.looseObject({ carte: z.looseObject({ titre: textSchema.optional(), choix: textSchema.optional(), champ: z.string().max(64).optional() }) });

/** Writes in each button the title of its card and what pressing it says. */
export function rememberingCard(card: Attachment): Attachment {
  const { content } = card;
  const titles = submitsOf(content).map(({ title }) => title);
  const titre = titleOf(content);
  const champ = inputOf(content);
  return { ...card, content: mapSubmits(content, (button) => {
    // "Modifier", ten times on a card, says nothing without what it modifies
    const isAlone = titles.filter((title) => title === button['title']).length === 1;
    const said = button['associatedInputs'] === 'auto' ? { champ } : { choix: isAlone ? button['title'] : (button['tooltip'] ?? button['title']) };
    return { ...button, data: { ...(isNode(button['data']) ? button['data'] : {}), carte: { ...(titre === undefined ? {} : { titre }), ...said } } };
  }) };
}

function submitsOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(submitsOf);
  if (!isNode(value)) return [];
  return value['type'] === 'Action.Submit' ? [value] : Object.values(value).flatMap(submitsOf);
}

function mapSubmits(value: unknown, change: (button: Node) => Node): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSubmits(item, change));
  if (!isNode(value)) return value;
  if (value['type'] === 'Action.Submit') return change(value);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, mapSubmits(child, change)]));
}

function titleOf(content: unknown): string | undefined {
  const first = isNode(content) && Array.isArray(content['body']) ? content['body'][0] : undefined;
  return isNode(first) && first['type'] === 'TextBlock' && typeof first['text'] === 'string' ? first['text'] : undefined;
}

/** Id of the drop-down of a card; our cards have one at most. */
const inputOf = (content: unknown): string | undefined => /"type":"Input\.ChoiceSet","id":"([\w-]+)"/.exec(JSON.stringify(content))?.[1];

/** The card that takes the place of the one just used: what was chosen, and no button. Null when the press was on none of our cards. */
export function usedCard(value: unknown): Attachment | null {
  const memory = memorySchema.safeParse(value).data?.carte;
  if (!memory) return null;
  const picked = memory.champ !== undefined && isNode(value) ? textSchema.safeParse(value[memory.champ]).data : undefined;
  const choix = memory.choix ?? picked ?? '';
  const body = [
    ...(memory.titre ? [{ type: 'TextBlock', text: memory.titre, style: 'heading', weight: 'bolder', wrap: true }] : []),
    // a text run: nothing in it is read as Markdown
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: PHRASES.carteReponse.replace('{choix}', () => choix) }] },
  ];
  const said = [memory.titre, choix].filter(Boolean).join(' : ');
  return { contentType: CARD_CONTENT_TYPE, content: { type: 'AdaptiveCard', $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', version: '1.5', lang: 'fr', fallbackText: said, body } };
}

/** Answers to choose from, where suggested actions do not exist: buttons, or a list when they are many. */
export function choicesCard(choix: readonly { titre: string; valeur: string }[]): Attachment {
  const body = choix.length > BUTTONS_MAX ? [answerList(choix)] : [{ type: 'ActionSet', actions: answerButtons(choix) }];
  return rememberingCard({ contentType: CARD_CONTENT_TYPE, content: { type: 'AdaptiveCard', $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', version: '1.5', lang: 'fr', fallbackText: choix.map(({ titre }) => titre).join(', '), body } });
}

/** Teams shows this many actions side by side, and hides the others. */
export const BUTTONS_MAX = 6;

/** The same words as if they were typed. */
export const answerButtons = (choix: readonly { titre: string; valeur: string }[]): Node[] =>
  choix.map(({ titre, valeur }) => ({ type: 'Action.Submit', title: titre, associatedInputs: 'none', data: { action: 'repondre', valeur } }));

const answerList = (choix: readonly { titre: string; valeur: string }[]): Node => ({
  type: 'Container',
  items: [
    { type: 'Input.ChoiceSet', id: 'valeur', label: PHRASES.choixListe, style: 'compact', isMultiSelect: false, wrap: true, choices: choix.map(({ titre, valeur }) => ({ title: titre, value: valeur })), placeholder: PHRASES.choixAttendu, isRequired: true, errorMessage: PHRASES.choixManquant },
    { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: PHRASES.choixValider, associatedInputs: 'auto', data: { action: 'repondre' } }] },
  ],
});

// ---------------------------------------------------------------- size

/** Teams counts a message in UTF-16: 28 KB at the least, in older clouds, 40 KB elsewhere. */
export const MESSAGE_MAX_OCTETS = 28_000;
const SHORTENED_TO = [1_500, 600, 250, 100] as const;

/** The longest texts of a card that is too heavy are shortened, and say so; what is shown is a copy, nothing is lost. */
export function fitted(activity: Partial<Activity>): Partial<Activity> {
  const smaller = SHORTENED_TO.map((max) => () => ({ ...activity, attachments: (activity.attachments ?? []).map((card) => ({ ...card, content: shortened(card.content, max) })) }));
  return [() => activity, ...smaller].map((make) => make()).find((made) => octetsOf(made) <= MESSAGE_MAX_OCTETS) ?? activity;
}

const octetsOf = (value: unknown): number => JSON.stringify(value).length * 2;

function shortened(value: unknown, max: number, name = ''): unknown {
  if (typeof value === 'string') return ['text', 'speak', 'fallbackText'].includes(name) && value.length > max ? `${value.slice(0, max)} ${PHRASES.coupe}` : value;
  if (Array.isArray(value)) return value.map((item) => shortened(item, max));
  if (!isNode(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, key === 'data' ? child : shortened(child, max, key)]));
}
