import { el, icon, srOnly } from './dom';
import { FilesTray } from './files';
import type { Storage } from './storage';
import { t } from './texts';

export const MAX_CHARACTERS = 10_000;
const COUNTER_FROM = 9_000;
const COUNT_SAY_MS = 1_000;

export type ComposerEvents = { onSend(text: string, files: File[]): void; onExpert(byKeyboard: boolean): void; say(text: string): void };

/** Where the person writes: the field, the files tray, and the expert's button always in sight. */
export class Composer {
  readonly root: HTMLFormElement;
  readonly field = el('textarea', { rows: 1, name: 'message', autocomplete: 'off', attrs: { enterkeyhint: 'send', 'aria-describedby': 'ag-aide ag-compteur' } });
  private readonly counter = el('p', { className: 'compteur', id: 'ag-compteur', hidden: true });
  private readonly tray: FilesTray;
  private readonly attach: HTMLButtonElement;
  private countTimer: number | undefined;

  constructor(private readonly storage: Storage, maxMo: number, private readonly events: ComposerEvents) {
    this.tray = new FilesTray(maxMo, { say: events.say, onChange: () => this.draw(), onClose: () => this.toggleTray(false) });
    this.attach = this.attachButton();
    this.field.id = 'ag-champ';
    this.field.value = storage.read('brouillon') ?? '';
    this.root = el(
      'form',
      { className: 'saisie', noValidate: true, on: { submit: (event: SubmitEvent) => this.submit(event) } },
      this.tray.root,
      el('div', { className: 'saisie-ligne' }, el('label', { htmlFor: 'ag-champ', className: 'sr' }, t('champ')), this.field, this.sendButton()),
      this.counter,
      el('div', { className: 'saisie-actions' }, this.expertButton(), this.attach),
      el('p', { className: 'note souris', id: 'ag-aide' }, t('champAide')),
    );
    this.field.placeholder = t('champ');
    this.field.addEventListener('input', () => this.onInput());
    this.field.addEventListener('keydown', (event) => this.onKey(event));
    this.field.addEventListener('paste', (event) => this.onPaste(event));
    this.draw();
  }

  focus(): void {
    this.field.focus();
  }

  /** Puts a text back to be written again; what was being written stays after it. */
  restore(text: string): void {
    this.field.value = [text, this.field.value].filter(Boolean).join('\n');
    this.onInput();
    this.focus();
  }

  clear(): void {
    this.field.value = '';
    this.storage.remove('brouillon');
    this.draw();
  }

  addFiles(files: File[]): void {
    this.toggleTray(true);
    this.tray.add(files);
  }

  /** @returns true when there was a tray to close. */
  closeTray(): boolean {
    if (!this.tray.isOpen) return false;
    this.toggleTray(false);
    return true;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.field.value.trim();
    const over = text.length - MAX_CHARACTERS;
    if (over > 0) {
      this.events.say(t('caracteresTrop', { n: over }));
      this.focus();
      return;
    }
    if (!text && this.tray.chosen.length === 0) return this.focus();
    const files = this.tray.take();
    this.attach.setAttribute('aria-expanded', 'false');
    this.clear();
    this.events.onSend(text, files);
    this.focus();
  }

  private onInput(): void {
    this.storage.write('brouillon', this.field.value);
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    // an input method confirms its word with Enter: that one is not ours
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.root.requestSubmit();
  }

  private onPaste(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  }

  private toggleTray(open: boolean): void {
    if (open) this.tray.open();
    else this.tray.close();
    this.attach.setAttribute('aria-expanded', String(open));
    if (!open) this.attach.focus();
  }

  private draw(): void {
    const { length } = this.field.value.trim();
    this.counter.hidden = length < COUNTER_FROM;
    this.counter.textContent = length > MAX_CHARACTERS ? t('caracteresTrop', { n: length - MAX_CHARACTERS }) : t('caracteres', { n: length.toLocaleString('fr-FR'), max: MAX_CHARACTERS.toLocaleString('fr-FR') });
    this.counter.classList.toggle('erreur', length > MAX_CHARACTERS);
    this.field.setAttribute('aria-invalid', String(length > MAX_CHARACTERS));
    if (!this.counter.hidden) this.sayCount(length);
    this.grow();
  }

  /** Said when typing pauses, not at each key. */
  private sayCount(length: number): void {
    clearTimeout(this.countTimer);
    this.countTimer = window.setTimeout(() => {
      const left = MAX_CHARACTERS - length;
      this.events.say(left < 0 ? t('caracteresTrop', { n: -left }) : t('caracteresReste', { n: left }));
    }, COUNT_SAY_MS);
  }

  private grow(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    this.field.style.height = 'auto';
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  private sendButton(): HTMLButtonElement {
    return el('button', { type: 'submit', className: 'envoyer', title: t('envoyer') }, icon('envoyer'), srOnly(t('envoyer')));
  }

  private expertButton(): HTMLButtonElement {
    return el('button', { type: 'button', className: 'expert', on: { click: (event: MouseEvent) => this.events.onExpert(event.detail === 0) } }, icon('conseiller'), t('expert'));
  }

  private attachButton(): HTMLButtonElement {
    const button = el('button', { type: 'button', className: 'bouton-icone joindre', title: t('joindre'), attrs: { 'aria-expanded': 'false' } }, icon('joindre'), el('span', { className: 'joindre-texte' }, t('joindre')));
    button.addEventListener('click', () => {
      const open = !this.tray.isOpen;
      this.toggleTray(open);
      if (open) this.tray.focus();
    });
    return button;
  }
}
