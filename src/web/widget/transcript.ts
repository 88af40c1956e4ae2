import type { IncomingMessage } from './activity';
import { CardView } from './cards';
import { el, icon, srOnly } from './dom';
import type { SendState } from './outbox';
import { richText } from './rich-text';
import { t } from './texts';

export type TranscriptEvents = {
  onChoice(choice: { title: string; value: string }, byKeyboard: boolean): void;
  onCard(values: Record<string, unknown>, title: string, messageId: string): void;
  onRetryText(clientId: string): void;
};

type Entry = { author: 'vous' | 'assistant'; text: string; at: Date; files: string[]; lang?: string };

/** The bubble of a message, whoever wrote it; `progress` holds an upload's bar while it runs. */
export type Bubble = { root: HTMLLIElement; body: HTMLDivElement; foot: HTMLDivElement; entry: Entry };

/** Kept visible above the person's last message. */
const ABOVE_PX = 12;
const NEAR_BOTTOM_PX = 48;

/** The visible conversation. It only draws: what is said to a screen reader is the announcer's. */
export class Transcript {
  readonly scroller = el('div', { className: 'fil', tabIndex: 0, attrs: { role: 'region', 'aria-label': t('conversation') } });
  readonly root: HTMLElement;
  private readonly list = el('ol', { className: 'messages', attrs: { 'aria-label': t('messages'), role: 'list' } });
  private readonly choices = el('div', { className: 'choix', hidden: true, attrs: { role: 'group', 'aria-label': t('choixProposes') } });
  private readonly typing = el('div', { className: 'frappe', hidden: true, attrs: { 'aria-hidden': 'true' } }, el('span', { className: 'points' }, el('i'), el('i'), el('i')), t('ecrit'));
  private readonly newer = el('button', { type: 'button', className: 'nouveaux', hidden: true, on: { click: () => this.toBottom(true) } }, icon('bas'), t('nouveauxMessages'));
  private readonly bubbles = new Map<string, Bubble>();
  private cards: { messageId: string; view: CardView }[] = [];
  private readonly seen = new Set<string>();
  private order: Bubble[] = [];
  private lastDay = '';
  private following = true;

  constructor(private readonly base: string, private readonly events: TranscriptEvents) {
    const notice = el('p', { className: 'avis' }, el('strong', {}, t('premiereLigne')), ' ', t('jamais'));
    this.scroller.append(notice, this.list, this.choices, this.typing);
    this.root = el('div', { className: 'fil-cadre' }, this.scroller, this.newer);
    this.scroller.addEventListener('scroll', () => this.onScroll(), { passive: true });
    // a bubble that grows (card loaded, text enlarged) must not push the last message out of sight
    new ResizeObserver(() => this.following && this.jump()).observe(this.list);
    new ResizeObserver(() => this.following && this.jump()).observe(this.scroller);
  }

  get isEmpty(): boolean {
    return this.order.length === 0;
  }

  get entries(): readonly Entry[] {
    return this.order.map((bubble) => bubble.entry);
  }

  clear(): void {
    this.list.replaceChildren();
    this.bubbles.clear();
    this.cards = [];
    this.seen.clear();
    this.order = [];
    this.lastDay = '';
    this.setChoices([]);
    this.setTyping(false);
    this.toBottom(false);
  }

  /** @returns false when this message is already shown (a replay, a reconnection). */
  showMessage(message: IncomingMessage): boolean {
    if (message.id && this.seen.has(message.id)) return false;
    if (message.id) this.seen.add(message.id);
    if (message.mine) this.showMine(message);
    else this.showAssistant(message);
    return true;
  }

  /** A line about the conversation itself, said by nobody. */
  note(text: string): void {
    this.list.append(el('li', { className: 'jour' }, text));
  }

  /** What was just sent, before the server has it. */
  showPending(clientId: string, text: string, at: Date, files: string[] = []): Bubble {
    const bubble = this.append({ author: 'vous', text, at, files });
    this.bubbles.set(clientId, bubble);
    this.setChoices([]);
    this.toBottom(false);
    return bubble;
  }

  setSendState(clientId: string, state: SendState): void {
    const bubble = this.bubbles.get(clientId);
    if (!bubble) return;
    bubble.root.classList.toggle('en-attente', state === 'attente' || state === 'envoi');
    bubble.root.classList.toggle('refuse', typeof state === 'object');
    const note = this.stateNote(clientId, state);
    bubble.foot.querySelector('.etat')?.remove();
    if (note) bubble.foot.append(note);
  }

  remove(clientId: string): void {
    const bubble = this.bubbles.get(clientId);
    bubble?.root.remove();
    this.bubbles.delete(clientId);
    this.order = this.order.filter((kept) => kept !== bubble);
  }

  textOf(clientId: string): string {
    return this.bubbles.get(clientId)?.entry.text ?? '';
  }

  hasBubble(clientId: string): boolean {
    return this.bubbles.has(clientId);
  }

  markCard(messageId: string | undefined, used: boolean): void {
    // an echo without the card's id answers the last card shown
    const answered = messageId ? this.cards.filter((card) => card.messageId === messageId) : this.cards.slice(-1);
    for (const { view } of answered) view.markUsed(used);
  }

  setChoices(choices: { title: string; value: string }[]): void {
    this.choices.replaceChildren(...choices.map((choice) => this.choiceButton(choice)));
    this.choices.hidden = choices.length === 0;
    if (this.following) this.jump();
  }

  setTyping(typing: boolean): void {
    this.typing.hidden = !typing;
    if (this.following) this.jump();
  }

  toBottom(byPerson: boolean): void {
    this.following = true;
    this.newer.hidden = true;
    if (byPerson) this.box().scrollTop = this.box().scrollHeight;
    else this.jump();
    if (byPerson) this.scroller.focus({ preventScroll: true });
  }

  private showMine(message: IncomingMessage): void {
    const text = shownText(message);
    const files = message.files.map((file) => file.name);
    const pending = message.clientId === undefined ? undefined : this.bubbles.get(message.clientId);
    const bubble = pending ?? this.append({ author: 'vous', text, at: message.at, files });
    if (message.clientId) this.bubbles.set(message.clientId, bubble);
    bubble.entry.text = text;
    this.fill(bubble, message.files);
    if (message.clientId) this.setSendState(message.clientId, 'envoye');
    this.setChoices([]);
    if (message.isAction && (message.cardId || message.label)) this.markCard(message.cardId, true);
  }

  private showAssistant(message: IncomingMessage): void {
    const bubble = this.append({ author: 'assistant', text: message.text, at: message.at, files: message.files.map((file) => file.name), ...(message.lang ? { lang: message.lang } : {}) });
    this.fill(bubble, message.files);
    for (const content of message.cards) {
      const view = new CardView(content, this.base, (values, title) => this.events.onCard(values, title, message.id), () => this.following && this.jump());
      this.cards.push({ messageId: message.id, view });
      bubble.root.insertBefore(view.root, bubble.foot);
    }
    this.setTyping(false);
    if (message.choices.length > 0) this.setChoices(message.choices);
    this.follow();
  }

  private append(entry: Entry): Bubble {
    this.markDay(entry.at);
    const body = el('div', { className: 'bulle' });
    const foot = el('div', { className: 'pied' }, el('time', { dateTime: entry.at.toISOString() }, hour(entry.at)));
    const root = el('li', { className: `message ${entry.author}` }, srOnly(t('auteur', { qui: t(entry.author) })), body, foot);
    const bubble = { root, body, foot, entry };
    this.fill(bubble, entry.files.map((name) => ({ name })));
    this.list.append(root);
    this.order.push(bubble);
    return bubble;
  }

  private fill({ body, entry }: Bubble, files: { name: string; url?: string }[]): void {
    const text = entry.author === 'assistant' ? richText(entry.text, this.base) : [document.createTextNode(entry.text)];
    body.replaceChildren(...(entry.text ? [el('div', { className: 'texte', dir: 'auto', ...(entry.lang ? { lang: entry.lang } : {}) }, ...text)] : []), ...fileList(files));
    body.hidden = !entry.text && files.length === 0;
  }

  private markDay(at: Date): void {
    const day = at.toDateString();
    if (day === this.lastDay) return;
    const today = new Date().toDateString() === day;
    if (this.lastDay || !today) this.list.append(el('li', { className: 'jour' }, today ? t('aujourdhui') : longDay(at)));
    this.lastDay = day;
  }

  private stateNote(clientId: string, state: SendState): HTMLElement | undefined {
    if (state === 'envoye') return undefined;
    if (state === 'envoi') return el('span', { className: 'etat tardif' }, t('envoiEnCours'));
    if (state === 'attente') return el('span', { className: 'etat' }, t('enAttente'));
    const again = el('button', { type: 'button', className: 'lien', on: { click: () => this.events.onRetryText(clientId) } }, t('modifier'));
    return el('span', { className: 'etat erreur' }, t(state.refused === 413 ? 'refuseLong' : 'refuse'), ' ', again);
  }

  private choiceButton(choice: { title: string; value: string }): HTMLButtonElement {
    return el('button', { type: 'button', className: 'bouton', on: { click: (event: MouseEvent) => this.events.onChoice(choice, event.detail === 0) } }, choice.title);
  }

  private follow(): void {
    if (this.following) this.jump();
    else this.newer.hidden = false;
  }

  /** To the end, but never past the person's last message: a long answer is read from its beginning. */
  private jump(): void {
    const box = this.box();
    const bottom = box.scrollHeight - box.clientHeight;
    const question = this.order.filter((bubble) => bubble.entry.author === 'vous').at(-1)?.root;
    const top = question ? box.scrollTop + question.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE_PX : bottom;
    box.scrollTop = Math.min(bottom, top);
    if (bottom - top >= NEAR_BOTTOM_PX) this.newer.hidden = false;
  }

  /** On a very short screen (400 % zoom) the whole panel scrolls instead of the transcript alone. */
  private box(): HTMLElement {
    const panel = this.scroller.closest<HTMLElement>('.panneau');
    return panel && getComputedStyle(this.scroller).overflowY === 'visible' ? panel : this.scroller;
  }

  readonly onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.box();
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    if (this.following) this.newer.hidden = true;
  };
}

/** A button's title, written by the assistant, stands for what it sent; any other text is the server's, maybe masked. */
const shownText = (message: IncomingMessage): string => message.label ?? (message.text || (message.isAction ? t('reponseFiche') : ''));

function fileList(files: { name: string; url?: string }[]): Node[] {
  if (files.length === 0) return [];
  const rows = files.map(({ name, url }) => {
    const label = url ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, name, srOnly(` ${t('lienNouvelOnglet')}`)) : name;
    return el('li', {}, icon('fichier'), el('span', {}, label));
  });
  return [el('ul', { className: 'pieces-envoyees', attrs: { 'aria-label': t('pieces'), role: 'list' } }, ...rows)];
}

const hour = (at: Date): string => at.toLocaleTimeString('fr-FR', { hour: '2-digit', minute: '2-digit' });
const longDay = (at: Date): string => at.toLocaleDateString('fr-FR', { weekday: 'long', day: 'numeric', month: 'long' });
