import type { Incoming, IncomingMessage, OutgoingActivity } from './activity';
import { Announcer } from './announcer';
import { Composer } from './composer';
import { Connection, type LinkState } from './connection';
import { el, icon, logo } from './dom';
import { conversationText, downloadText } from './export';
import { FileSending } from './file-sending';
import { confirmDialog, Menu } from './menu';
import { Outbox, type SendState } from './outbox';
import { Sessions } from './session';
import { newClientId, Storage } from './storage';
import { t } from './texts';
import { Transcript } from './transcript';

export type ChatOptions = {
  /** Origin of the API. */
  serveur: string;
  /** Where widget-cartes.js is, with a final slash. */
  base: string;
  titre: string;
  quitterVers: string;
  tailleMaxMo: number;
  /** Shows a close button (launcher mode). */
  onClose?: () => void;
  /** A message of the assistant arrived, not from history. */
  onMessage?: () => void;
};

const QUIET_MS = 900;
const BANNER_AFTER_MS = 1_000;
const TYPING_MAX_MS = 15_000;
const TYPING_SAY_MS = 1_200;
const DOUBLE_PRESS_MS = 1_000;

/** The whole chat: it links what the person does, the connection and the views; it holds no drawing of its own but the frame. */
export class Chat {
  readonly root: HTMLElement;
  readonly composer: Composer;
  private readonly announcer = new Announcer();
  private readonly transcript: Transcript;
  private readonly menu: Menu;
  private readonly storage: Storage;
  private readonly sessions: Sessions;
  private readonly connection: Connection;
  private readonly outbox: Outbox;
  private readonly sendings = new Map<string, FileSending>();
  /** Which card a message answers, to open it again if the server refuses the message. */
  private readonly answered = new Map<string, string>();
  private readonly banner = el('p', { className: 'bandeau', hidden: true }, t('coupee'));
  private readonly waiting = el('p', { className: 'attente', hidden: true }, t('connexion'));
  private readonly outage: HTMLElement;
  private readonly quit = this.quitButton();
  private replay: { lastId?: string; shown: number; timer?: number } | undefined;
  private bannerTimer: number | undefined;
  private typingTimers: number[] = [];
  private wasDown = false;
  private expertAskedAt = 0;

  constructor(private readonly options: ChatOptions) {
    this.storage = new Storage(options.serveur);
    this.sessions = new Sessions(options.serveur, this.storage);
    this.connection = new Connection(options.serveur, this.sessions, {
      onState: (state) => this.onLink(state),
      onConversation: (session, replayed) => this.onConversation(session.lastId, replayed),
      onActivity: (activity) => this.onActivity(activity),
    });
    this.outbox = new Outbox(this.storage, (activity) => this.postOwned(activity), (clientId, state) => this.onSendState(clientId, state));
    this.transcript = new Transcript(options.base, {
      onChoice: (choice, byKeyboard) => this.choose(choice, byKeyboard),
      onCard: (values, title, messageId) => this.submitCard(values, title, messageId),
      onRetryText: (clientId) => this.rewrite(clientId),
    });
    this.composer = new Composer(this.storage, options.tailleMaxMo, {
      onSend: (text, files) => this.send(text, files),
      onExpert: (byKeyboard) => this.askExpert(byKeyboard),
      say: (text) => this.announcer.say(text),
    });
    this.menu = new Menu([
      { label: t('telecharger'), act: () => this.download() },
      // in a panel over another site, printing would print that site
      ...(options.onClose ? [] : [{ label: t('imprimer'), act: () => print() }]),
      { label: t('recommencer'), act: () => this.askRestart() },
    ]);
    this.outage = this.outagePanel();
    this.root = this.frame();
    this.listenDrops();
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    this.connection.stop();
  }

  /** Escape closes what is open inside first. @returns true when something was. */
  escape(): boolean {
    return this.menu.close() || this.composer.closeTray();
  }

  scrolled(): void {
    this.transcript.onScroll();
  }

  toBottom(): void {
    this.transcript.toBottom(false);
  }

  // ---- what the person does

  private send(text: string, files: File[]): void {
    this.endReplay();
    const activity = this.activity({ text });
    const clientId = activity.channelData.clientActivityID;
    const bubble = this.transcript.showPending(clientId, text, new Date(), files.map((file) => file.name));
    if (files.length === 0) return this.outbox.add(activity);
    const sending = new FileSending(activity, files, bubble, {
      serveur: this.options.serveur,
      sessions: this.sessions,
      maxMo: this.options.tailleMaxMo,
      say: (said) => this.announcer.say(said),
      onGone: () => this.forgetSending(clientId, text),
    });
    this.sendings.set(clientId, sending);
    void sending.start();
  }

  private forgetSending(clientId: string, text: string): void {
    this.sendings.delete(clientId);
    this.transcript.remove(clientId);
    if (text) this.composer.restore(text);
    else this.composer.focus();
  }

  private choose(choice: { title: string; value: string }, byKeyboard: boolean): void {
    this.sendLabelled({ text: choice.value }, choice.title);
    this.settleFocus(byKeyboard);
  }

  private submitCard(values: Record<string, unknown>, title: string, messageId: string): void {
    this.sendLabelled({ value: values }, title, messageId);
    this.settleFocus(true);
  }

  private askExpert(byKeyboard: boolean): void {
    // a double press is one request
    if (Date.now() - this.expertAskedAt < DOUBLE_PRESS_MS) return;
    this.expertAskedAt = Date.now();
    this.sendLabelled({ value: { action: 'expert' } }, t('expert'));
    if (byKeyboard) this.composer.focus();
  }

  private sendLabelled(content: { text?: string; value?: Record<string, unknown> }, label: string, cardId?: string): void {
    this.endReplay();
    const activity = this.activity(content, label, cardId);
    const clientId = activity.channelData.clientActivityID;
    if (cardId) this.answered.set(clientId, cardId);
    this.transcript.showPending(clientId, label, new Date());
    this.outbox.add(activity);
  }

  /** The button pressed is gone or disabled: the next thing to do is in the field, but a touch keyboard must not jump up. */
  private settleFocus(byKeyboard: boolean): void {
    if (byKeyboard || !matchMedia('(pointer: coarse)').matches) this.composer.focus();
  }

  private rewrite(clientId: string): void {
    const text = this.transcript.textOf(clientId);
    this.transcript.remove(clientId);
    this.composer.restore(text);
  }

  private activity(content: { text?: string; value?: Record<string, unknown> }, libelle?: string, carte?: string): OutgoingActivity {
    return {
      type: 'message',
      from: { id: this.sessions.known?.userId ?? '' },
      locale: 'fr-FR',
      ...content,
      channelData: { clientActivityID: newClientId(), ...(libelle && { libelle }), ...(carte && { carte }) },
    };
  }

  /** Written before the first connection, a message did not know its author yet. */
  private postOwned(activity: OutgoingActivity): ReturnType<Connection['post']> {
    return this.connection.post({ ...activity, from: { id: this.sessions.known?.userId ?? activity.from.id } });
  }

  private onSendState(clientId: string, state: SendState): void {
    this.transcript.setSendState(clientId, state);
    if (typeof state !== 'object') return;
    this.announcer.say(t(state.refused === 413 ? 'refuseLong' : 'refuse'));
    const cardId = this.answered.get(clientId);
    if (cardId) this.transcript.markCard(cardId, false);
  }

  // ---- what comes from the server

  private onConversation(lastId: string | undefined, replayed: boolean): void {
    const lost = !replayed && !this.transcript.isEmpty;
    this.transcript.clear();
    if (lost) this.sayLost();
    clearTimeout(this.replay?.timer);
    this.replay = replayed ? { lastId, shown: 0 } : undefined;
    this.announcer.mute(replayed);
    if (!replayed) this.showUnsent();
  }

  /** The server no longer knows the conversation that was on screen. */
  private sayLost(): void {
    this.transcript.note(t('ancienneTerminee'));
    this.announcer.say(t('ancienneTerminee'));
  }

  private onActivity(activity: Incoming): void {
    if (activity.kind === 'typing') return this.showTyping();
    const shown = this.transcript.showMessage(activity);
    this.waiting.hidden = true;
    if (activity.clientId) this.outbox.settle(activity.clientId);
    if (activity.clientId && activity.mine) this.sendings.get(activity.clientId)?.finish(t('envoiReussi'));
    if (activity.discreet) this.quit.hidden = false;
    if (!shown) return;
    if (!activity.mine) this.stopTyping();
    if (activity.id) this.sessions.markSeen(activity.id);
    if (this.replay) return this.onReplayed(activity.id);
    if (!activity.mine) this.announce(activity);
  }

  private announce(message: IncomingMessage): void {
    const parts = [
      message.text,
      ...message.files.map(({ name }) => t('annonceFichier', { nom: name })),
      message.cards.length > 0 && t('annonceFormulaire'),
      message.choices.length > 0 && t('annonceChoix', { choix: message.choices.map(({ title }) => title).join(', ') }),
    ];
    this.announcer.message(t('annonceAssistant', { texte: parts.filter(Boolean).join(' ').replace(/\*\*/g, '') }));
    this.options.onMessage?.();
  }

  /** History ends with the last message this device showed, or when nothing more comes. */
  private onReplayed(id: string): void {
    if (!this.replay) return;
    this.replay.shown += 1;
    if (id && id === this.replay.lastId) return this.endReplay();
    this.waitForQuiet();
  }

  private waitForQuiet(): void {
    if (!this.replay) return;
    clearTimeout(this.replay.timer);
    this.replay.timer = window.setTimeout(() => this.endReplay(), QUIET_MS);
  }

  private endReplay(): void {
    if (!this.replay) return;
    const { shown, timer } = this.replay;
    clearTimeout(timer);
    this.replay = undefined;
    this.announcer.mute(false);
    this.waiting.hidden = true;
    if (shown > 0) this.announcer.say(t('annonceReprise', { n: shown }));
    this.showUnsent();
    this.transcript.toBottom(false);
  }

  private showUnsent(): void {
    for (const activity of this.outbox.waiting) {
      const { clientActivityID, libelle } = activity.channelData;
      if (this.transcript.hasBubble(clientActivityID)) continue;
      this.transcript.showPending(clientActivityID, libelle ?? activity.text ?? '', new Date());
      this.transcript.setSendState(clientActivityID, 'attente');
    }
  }

  private showTyping(): void {
    this.stopTyping();
    this.transcript.setTyping(true);
    this.typingTimers = [
      window.setTimeout(() => this.announcer.say(t('ecrit')), TYPING_SAY_MS),
      window.setTimeout(() => this.stopTyping(), TYPING_MAX_MS),
    ];
  }

  private stopTyping(): void {
    this.typingTimers.forEach((timer) => clearTimeout(timer));
    this.transcript.setTyping(false);
  }

  private onLink(state: LinkState): void {
    clearTimeout(this.bannerTimer);
    this.waiting.hidden = state !== 'connexion' || !this.transcript.isEmpty;
    if (state === 'en-ligne') return this.onOnline();
    if (state === 'connexion') return;
    this.stopTyping();
    this.bannerTimer = window.setTimeout(() => this.showDown(), BANNER_AFTER_MS);
  }

  private onOnline(): void {
    if (this.wasDown) this.announcer.say(t('revenue'));
    this.wasDown = false;
    this.banner.hidden = true;
    this.outage.hidden = true;
    this.waitForQuiet();
    this.outbox.resume();
  }

  private showDown(): void {
    const first = this.transcript.isEmpty;
    this.outage.hidden = !first;
    this.banner.hidden = first;
    this.announcer.say(first ? `${t('panneTitre')} ${t('panneTexte')} ${t('panneNumero')}.` : t('coupee'));
    this.wasDown = true;
  }

  // ---- the menu and the frame

  private download(): void {
    downloadText(this.root, t('exportFichier'), conversationText(this.transcript.entries, new Date()));
  }

  private askRestart(): void {
    const texts = { title: t('recommencerTitre'), text: t('recommencerTexte'), yes: t('recommencerOui'), no: t('annuler') };
    confirmDialog(this.root, texts, () => this.restart());
  }

  private restart(): void {
    this.connection.stop();
    this.endReplay();
    this.outbox.clear();
    for (const sending of this.sendings.values()) sending.cancel();
    this.sendings.clear();
    this.sessions.leaveConversation();
    this.composer.clear();
    this.transcript.clear();
    this.connection.start();
    this.composer.focus();
  }

  private leave(): void {
    this.connection.stop();
    this.root.hidden = true;
    this.storage.clear();
    location.replace(this.options.quitterVers);
  }

  private quitButton(): HTMLButtonElement {
    return el('button', { type: 'button', className: 'quitter', hidden: true, title: t('quitterAide'), on: { click: () => this.leave() } }, icon('sortie'), t('quitter'));
  }

  private outagePanel(): HTMLElement {
    return el(
      'div',
      { className: 'panne', hidden: true },
      el('p', {}, el('strong', {}, t('panneTitre'))),
      el('p', {}, t('panneTexte'), ' ', el('a', { href: 'tel:3230', className: 'numero' }, t('panneNumero')), ' ', t('panneNumeroDetail')),
      el('button', { type: 'button', className: 'bouton plein', on: { click: () => this.retry() } }, t('reessayer')),
    );
  }

  private retry(): void {
    this.outage.hidden = true;
    this.waiting.hidden = false;
    this.connection.reconnectNow();
    this.composer.focus();
  }

  private frame(): HTMLElement {
    const { onClose, titre } = this.options;
    const close = onClose && el('button', { type: 'button', className: 'bouton-icone', title: t('fermer'), attrs: { 'aria-label': t('fermer') }, on: { click: onClose } }, icon('fermer'));
    const head = el(
      'header',
      { className: 'entete' },
      logo(),
      el('div', { className: 'entete-textes' }, el('h2', { id: 'titre' }, titre), el('p', { id: 'avertissement' }, t('avertissement'))),
      el('div', { className: 'entete-actions' }, this.quit, this.menu.root, close),
    );
    this.transcript.root.append(this.banner, this.waiting, this.outage);
    return el('div', { className: 'panneau' }, head, this.transcript.root, this.composer.root, this.announcer.log, this.announcer.status, el('div', { className: 'depot', attrs: { 'aria-hidden': 'true' } }, t('piecesDepot')));
  }

  private listenDrops(): void {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    this.root.addEventListener('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.root.classList.add('survol');
    });
    this.root.addEventListener('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.root.contains(event.relatedTarget)) this.root.classList.remove('survol');
    });
    this.root.addEventListener('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.root.classList.remove('survol');
      this.composer.addFiles(Array.from(event.dataTransfer?.files ?? []));
    });
  }
}
