import { EASY_ACTION, isSilent } from './activity';
import type { Incoming, IncomingMessage, OutgoingActivity } from './activity';
import { Announcer } from './announcer';
import { Composer } from './composer';
import { Connection, type LinkState } from './connection';
import { listenDrops } from './drops';
import { el, icon, logo } from './dom';
import { conversationText, downloadText } from './export';
import { FileSending } from './file-sending';
import { History } from './history';
import { LinkNotice } from './link-notice';
import { confirmDialog, Menu } from './menu';
import { Outbox, type SendState } from './outbox';
import { Sessions } from './session';
import { newClientId, Storage } from './storage';
import { t } from './texts';
import { Transcript } from './transcript';
import { WritingNotice } from './writing-notice';

export type ChatOptions = {
  /** Origin of the API. */
  serveur: string;
  /** Where widget-cartes.js is, with a final slash. */
  base: string;
  titre: string;
  quitterVers: string;
  tailleMaxMo: number;
  /** Asks for answers in easy French, once in each conversation. */
  facile: boolean;
  /** A proof of who is there, from the site around; `null` when nobody is signed in. */
  identifier?: () => Promise<string | null>;
  /** Shows a close button (launcher mode). */
  onClose?: () => void;
  /** A message of the assistant arrived, not from history. */
  onMessage?: () => void;
};

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
  private readonly quit = this.quitButton();
  private readonly history = new History((shown) => this.onHistoryEnd(shown));
  private readonly link = new LinkNotice({ say: (text) => this.announcer.say(text), retry: () => this.retry() });
  private readonly writing = new WritingNotice((isWriting) => this.transcript.setTyping(isWriting), () => this.announcer.say(t('ecrit')));
  private expertAskedAt = 0;

  constructor(private readonly options: ChatOptions) {
    this.storage = new Storage(options.serveur);
    this.sessions = new Sessions(options.serveur, this.storage, options.identifier, () => this.leaveToOther());
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
    this.root = this.frame();
    listenDrops(this.root, (files) => this.composer.addFiles(files));
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
    this.history.end();
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
    this.settleFocus(false);
  }

  private askExpert(byKeyboard: boolean): void {
    // a double press is one request
    if (Date.now() - this.expertAskedAt < DOUBLE_PRESS_MS) return;
    this.expertAskedAt = Date.now();
    this.sendLabelled({ value: { action: 'expert' } }, t('expert'));
    if (byKeyboard) this.composer.focus();
  }

  /** Once a conversation: a person who went back to the usual answers is not put in the mode again at each reload. */
  private askFacile(): void {
    const conversation = this.sessions.known?.conversationId;
    if (!this.options.facile || !conversation || this.storage.read('facile') === conversation) return;
    this.storage.write('facile', conversation);
    this.outbox.add(this.activity({ value: { action: EASY_ACTION } }));
  }

  private sendLabelled(content: { text?: string; value?: Record<string, unknown> }, label: string, cardId?: string): void {
    this.history.end();
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
    this.announcer.mute(replayed);
    if (replayed) return this.history.begin(lastId);
    this.history.forget();
    this.showUnsent();
  }

  /** The server no longer knows the conversation that was on screen. */
  private sayLost(): void {
    this.transcript.note(t('ancienneTerminee'));
    this.announcer.say(t('ancienneTerminee'));
  }

  private onActivity(activity: Incoming): void {
    if (activity.kind === 'typing') return this.writing.start();
    const shown = this.transcript.showMessage(activity);
    this.link.waiting.hidden = true;
    if (activity.clientId) this.outbox.settle(activity.clientId);
    if (activity.clientId && activity.mine) this.sendings.get(activity.clientId)?.finish(t('envoiReussi'));
    if (!shown) return;
    if (activity.discreet) this.quit.hidden = false;
    if (!activity.mine) this.writing.stop();
    if (activity.id) this.sessions.markSeen(activity.id);
    if (this.history.isRunning) return this.history.shown(activity.id);
    if (activity.mine) return;
    this.announce(activity);
    this.askFacile();
  }

  private announce(message: IncomingMessage): void {
    const parts = [
      message.text,
      ...message.files.map(({ name }) => t('annonceFichier', { nom: name })),
      message.cards.length > 0 && t('annonceFormulaire'),
      message.discreet && t('annonceQuitter'),
      message.choices.length > 0 && t('annonceChoix', { choix: message.choices.map(({ title }) => title).join(', ') }),
    ];
    this.announcer.message(t('annonceAssistant', { texte: parts.filter(Boolean).join(' ').replace(/\*\*/g, '') }));
    this.options.onMessage?.();
  }

  private onHistoryEnd(shown: number): void {
    this.announcer.mute(false);
    this.link.waiting.hidden = true;
    if (shown > 0) this.announcer.say(t('annonceReprise', { n: shown }));
    this.showUnsent();
    this.transcript.toBottom(false);
    this.askFacile();
  }

  private showUnsent(): void {
    for (const activity of this.outbox.waiting) {
      const { clientActivityID, libelle } = activity.channelData;
      if (this.transcript.hasBubble(clientActivityID) || isSilent(activity)) continue;
      this.transcript.showPending(clientActivityID, libelle ?? activity.text ?? '', new Date());
      this.transcript.setSendState(clientActivityID, 'attente');
    }
  }

  private onLink(state: LinkState): void {
    this.link.show(state, () => this.transcript.isEmpty);
    if (state === 'coupee') this.writing.stop();
    if (state !== 'en-ligne') return;
    this.history.waitForQuiet();
    this.outbox.resume();
  }

  private retry(): void {
    this.connection.reconnectNow();
    this.composer.focus();
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
    this.history.end();
    this.outbox.clear();
    this.cancelSendings();
    this.sessions.leaveConversation();
    this.composer.clear();
    this.transcript.clear();
    this.connection.start();
    this.composer.focus();
  }

  private cancelSendings(): void {
    for (const sending of this.sendings.values()) sending.cancel();
    this.sendings.clear();
  }

  /** Nothing may hold the page back: no question about files on their way. */
  private leave(): void {
    this.connection.stop();
    this.cancelSendings();
    this.root.hidden = true;
    this.storage.clear();
    location.replace(this.options.quitterVers);
  }

  private leaveToOther(): void {
    this.composer.clear();
    this.outbox.clear();
  }

  private quitButton(): HTMLButtonElement {
    return el('button', { type: 'button', className: 'quitter', hidden: true, title: t('quitterAide'), on: { click: () => this.leave() } }, icon('sortie'), t('quitter'));
  }

  private frame(): HTMLElement {
    const { onClose, titre } = this.options;
    const close = onClose && el('button', { type: 'button', className: 'bouton-icone', title: t('fermer'), attrs: { 'aria-label': t('fermer') }, on: { click: onClose } }, icon('fermer'));
    const head = el(
      'header',
      { className: 'entete' },
      logo(),
      el('div', { className: 'entete-textes' }, el('h2', { id: 'ag-titre' }, titre), el('p', { id: 'ag-avertissement' }, t('avertissement'))),
      el('div', { className: 'entete-actions' }, this.quit, this.menu.root, close),
    );
    this.transcript.root.append(this.link.banner, this.link.waiting, this.link.outage);
    return el('div', { className: 'panneau' }, head, this.transcript.root, this.composer.root, this.announcer.log, this.announcer.status, el('div', { className: 'depot', attrs: { 'aria-hidden': 'true' } }, t('piecesDepot')));
  }
}
