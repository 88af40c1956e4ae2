/** What the stream brings, read once at this edge; below, nothing is optional by surprise. */
export type Incoming =
  | { kind: 'typing' }
  | {
      kind: 'message';
      id: string;
      mine: boolean;
      text: string;
      /** The language of the text, when it is not French. */
      lang?: string;
      at: Date;
      choices: { title: string; value: string }[];
      /** Contents of the Adaptive Cards, unread. */
      cards: object[];
      files: { name: string; url?: string }[];
      discreet: boolean;
      /** Our own mark on what this person sent, from this tab or another. */
      clientId?: string;
      /** Title of the button pressed, and the id of the card message it was on. */
      label?: string;
      cardId?: string;
      isAction: boolean;
    };

export type IncomingMessage = Extract<Incoming, { kind: 'message' }>;

export type OutgoingActivity = {
  type: 'message';
  from: { id: string };
  locale: 'fr-FR';
  text?: string;
  value?: Record<string, unknown>;
  channelData: { clientActivityID: string; libelle?: string; carte?: string };
};

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;
const bag = (value: unknown): Bag => (isBag(value) ? value : {});
const list = (value: unknown): Bag[] => (Array.isArray(value) ? value.filter(isBag) : []);
const str = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What the page asked for itself is no word of the person: sent, never shown. */
export const isSilent = ({ value }: { value?: unknown }): boolean => bag(value).action === EASY_ACTION;
export const EASY_ACTION = 'facile';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const SAFE_URL = /^https?:\/\//i;

/** @returns undefined for an activity the chat has nothing to show for. */
export function readActivity(raw: unknown, userId: string): Incoming | undefined {
  const activity = bag(raw);
  if (activity.type === 'typing') return isMine(activity, userId) ? undefined : { kind: 'typing' };
  if (activity.type !== 'message' || isSilent(activity)) return undefined;
  const channelData = bag(activity.channelData);
  const attachments = list(activity.attachments);
  return {
    kind: 'message',
    id: str(activity.id) ?? '',
    mine: isMine(activity, userId),
    text: str(activity.text) ?? '',
    lang: foreignLang(activity.locale),
    at: readDate(activity.timestamp),
    choices: list(bag(activity.suggestedActions).actions).flatMap(readChoice),
    cards: attachments.filter((attachment) => attachment.contentType === ADAPTIVE).map((attachment) => bag(attachment.content)),
    files: attachments.filter((attachment) => !String(attachment.contentType).startsWith('application/vnd.microsoft.card')).flatMap(readFile),
    discreet: channelData.mode === 'discret',
    clientId: str(channelData.clientActivityID),
    label: str(channelData.libelle),
    cardId: str(channelData.carte),
    isAction: isBag(activity.value),
  };
}

function isMine(activity: Bag, userId: string): boolean {
  const from = bag(activity.from);
  return from.id === userId || from.role === 'user';
}

function foreignLang(locale: unknown): string | undefined {
  return typeof locale === 'string' && /^[a-z]{2}$/.test(locale) ? locale : undefined;
}

function readChoice(action: Bag): { title: string; value: string }[] {
  const value = str(action.value);
  const title = str(action.title) ?? value;
  return title && value ? [{ title, value }] : [];
}

function readFile(attachment: Bag): { name: string; url?: string }[] {
  const name = str(attachment.name);
  const url = str(attachment.contentUrl);
  return name ? [{ name, url: url && SAFE_URL.test(url) ? url : undefined }] : [];
}

function readDate(value: unknown): Date {
  const date = new Date(str(value) ?? Date.now());
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
