import { el, icon, srOnly } from './dom';
import { t } from './texts';

export type MenuItem = { label: string; act: () => void };

/** A button that shows a few actions below it. Escape, a choice or a press elsewhere closes it. */
export class Menu {
  readonly root: HTMLElement;
  private readonly button = el('button', { type: 'button', className: 'bouton-icone', title: t('menu'), attrs: { 'aria-expanded': 'false', 'aria-controls': 'ag-menu' } }, icon('menu'), srOnly(t('menu')));
  private readonly panel = el('div', { className: 'menu', id: 'ag-menu', hidden: true });

  constructor(items: MenuItem[]) {
    this.panel.append(...items.map((item) => el('button', { type: 'button', on: { click: () => this.choose(item) } }, item.label)));
    this.root = el('div', { className: 'menu-cadre' }, this.button, this.panel);
    this.button.addEventListener('click', () => this.toggle(!this.isOpen));
    this.root.addEventListener('focusout', (event) => this.onFocusOut(event));
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  /** @returns true when it was open. */
  close(): boolean {
    if (!this.isOpen) return false;
    this.toggle(false);
    this.button.focus();
    return true;
  }

  private choose(item: MenuItem): void {
    this.close();
    item.act();
  }

  private toggle(open: boolean): void {
    this.panel.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
  }

  private onFocusOut(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.root.contains(event.relatedTarget)) this.toggle(false);
  }
}

/** A yes/no question over the chat. Focus goes back to where it was (native dialog). */
export function confirmDialog(host: HTMLElement, texts: { title: string; text: string; yes: string; no: string }, onYes: () => void): void {
  const close = (): void => dialog.close();
  const dialog: HTMLDialogElement = el(
    'dialog',
    { className: 'confirmation', attrs: { 'aria-labelledby': 'ag-confirmation-titre', 'aria-describedby': 'ag-confirmation-texte' } },
    el('h3', { id: 'ag-confirmation-titre' }, texts.title),
    el('p', { id: 'ag-confirmation-texte' }, texts.text),
    el(
      'div',
      { className: 'rangee' },
      el('button', { type: 'button', className: 'bouton', on: { click: close } }, texts.no),
      el('button', { type: 'button', className: 'bouton plein', on: { click: () => (close(), onYes()) } }, texts.yes),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  host.append(dialog);
  dialog.showModal();
}
