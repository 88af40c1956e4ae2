import { Chat } from './chat';
import { identifierOf } from './identity';
import { el, icon, srOnly } from './dom';
import { Storage } from './storage';
import css from './styles.css';
import { t } from './texts';

const QUIT_TO = 'https://www.google.fr/';
const DEFAULT_MAX_MO = 10;

let sheet: CSSStyleSheet | undefined;

/** Constructed sheets need no permission from the page's Content-Security-Policy; older browsers get a style element. */
function adoptStyles(root: ShadowRoot): void {
  try {
    sheet ??= new CSSStyleSheet();
    if (sheet.cssRules.length === 0) sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(el('style', {}, css));
  }
}

/** `<aiguillage-chat>`: the chat filling its place (`plein-ecran`), or a round button that opens it. */
export function defineChatElement(script: { origin: string; base: string }): void {
  class AiguillageChat extends HTMLElement {
    private chat: Chat | undefined;
    private dialog: HTMLDialogElement | undefined;
    private launcher: HTMLButtonElement | undefined;
    private badge = el('span', { className: 'pastille', hidden: true });
    private unread = 0;
    private readonly narrow = matchMedia('(max-width: 30em)');

    connectedCallback(): void {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: 'open' });
      adoptStyles(root);
      this.lang ||= 'fr';
      if (this.hasAttribute('plein-ecran')) this.fill(root);
      else this.launch(root);
    }

    disconnectedCallback(): void {
      this.chat?.stop();
    }

    /** Opens the panel (launcher mode); the chat connects only then. */
    open(): void {
      if (!this.dialog || this.dialog.open) return;
      this.chat ??= this.makeChat(() => this.close());
      if (!this.chat.root.isConnected) this.dialog.append(this.chat.root);
      this.show();
      this.chat.start();
      this.setUnread(0);
      this.chat.toBottom();
      if (matchMedia('(pointer: fine)').matches) this.chat.composer.focus();
    }

    close(): void {
      if (!this.dialog?.open) return;
      this.dialog.close();
      this.launcher?.setAttribute('aria-expanded', 'false');
      this.launcher?.focus();
      this.storage().remove('ouvert');
    }

    private fill(root: ShadowRoot): void {
      this.chat = this.makeChat();
      const frame = el('section', { className: 'plein', attrs: { 'aria-labelledby': 'ag-titre' } }, this.chat.root);
      frame.addEventListener('keydown', (event) => event.key === 'Escape' && this.chat?.escape());
      root.append(frame);
      this.chat.start();
    }

    private launch(root: ShadowRoot): void {
      this.launcher = el('button', { type: 'button', className: 'lanceur', attrs: { 'aria-expanded': 'false', 'aria-haspopup': 'dialog' }, on: { click: () => this.open() } }, icon('bulle'), srOnly(t('ouvrir')), this.badge);
      this.dialog = el('dialog', { className: 'fenetre', attrs: { 'aria-labelledby': 'ag-titre', 'aria-describedby': 'ag-avertissement' } });
      this.dialog.addEventListener('keydown', (event) => this.onKey(event));
      this.dialog.addEventListener('cancel', (event) => this.onCancel(event));
      this.narrow.addEventListener('change', () => this.dialog?.open && (this.dialog.close(), this.show()));
      root.append(this.launcher, this.dialog);
      if (this.storage().read('ouvert') && !this.narrow.matches) this.reopen();
    }

    /** A page of the same site was opened while the panel was open: it stays open and takes no focus. */
    private reopen(): void {
      const { dialog } = this;
      if (!dialog) return;
      this.chat = this.makeChat(() => this.close());
      dialog.append(this.chat.root);
      dialog.setAttribute('open', '');
      this.launcher?.setAttribute('aria-expanded', 'true');
      this.chat.start();
    }

    /** Covering the whole screen, the panel is modal: what it hides can no longer be reached. */
    private show(): void {
      if (this.narrow.matches) this.dialog?.showModal();
      else this.dialog?.show();
      this.launcher?.setAttribute('aria-expanded', 'true');
      this.storage().write('ouvert', true);
    }

    private onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || this.asking()) return;
      event.preventDefault();
      event.stopPropagation();
      if (!this.chat?.escape()) this.close();
    }

    /** Escape on a modal dialog may come as `cancel` alone (system back gesture). */
    private onCancel(event: Event): void {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.close();
    }

    private asking(): boolean {
      return Boolean(this.shadowRoot?.querySelector('.confirmation[open]'));
    }

    private makeChat(onClose?: () => void): Chat {
      const quit = this.getAttribute('quitter-vers') ?? QUIT_TO;
      const chat = new Chat({
        serveur: this.serveur(),
        base: script.base,
        titre: this.getAttribute('titre') ?? t('titre'),
        quitterVers: /^https?:\/\//i.test(quit) ? quit : QUIT_TO,
        tailleMaxMo: Number(this.getAttribute('taille-max-mo')) || DEFAULT_MAX_MO,
        facile: this.hasAttribute('facile'),
        identifier: identifierOf(this),
        onClose,
        onMessage: () => this.dialog && !this.dialog.open && this.setUnread(this.unread + 1),
      });
      chat.root.addEventListener('scroll', () => chat.scrolled(), { passive: true });
      return chat;
    }

    private setUnread(unread: number): void {
      this.unread = unread;
      this.badge.hidden = unread === 0;
      this.badge.replaceChildren(el('span', { attrs: { 'aria-hidden': 'true' } }, String(unread)), srOnly(` (${t('nonLus', { n: unread })})`));
    }

    private serveur(): string {
      return (this.getAttribute('serveur') ?? script.origin).replace(/\/+$/, '');
    }

    private storage(): Storage {
      return new Storage(this.serveur());
    }
  }
  customElements.define('aiguillage-chat', AiguillageChat);
}
