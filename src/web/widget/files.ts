import { el, icon } from './dom';
import { t } from './texts';

export const MAX_FILES = 5;
const EXTENSIONS = /\.(pdf|jpe?g|png|heic|heif)$/i;
const TYPES = /^(application\/pdf|image\/(jpeg|png|heic|heif))$/i;
const ACCEPT = 'application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif';

export type FilesEvents = { say(text: string): void; onChange(): void; onClose(): void };

/** The tray where files wait before sending: what is accepted is said first, what is refused is said why. */
export class FilesTray {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly camera: HTMLInputElement;
  private readonly listed = el('ul', { className: 'pieces', attrs: { 'aria-label': t('piecesListe'), role: 'list' } });
  private readonly errors = el('ul', { className: 'pieces-erreurs', attrs: { role: 'list' } });
  private readonly chooseButton: HTMLButtonElement;
  private files: File[] = [];

  constructor(private readonly maxMo: number, private readonly events: FilesEvents) {
    this.input = this.fileInput({ multiple: true, accept: ACCEPT });
    this.camera = this.fileInput({ accept: 'image/*' });
    this.camera.setAttribute('capture', 'environment');
    this.chooseButton = el('button', { type: 'button', className: 'bouton', on: { click: () => this.input.click() } }, icon('joindre'), t('piecesChoisir'));
    this.root = el(
      'div',
      { className: 'tiroir', hidden: true, attrs: { role: 'group', 'aria-label': t('piecesTitre') } },
      el('div', { className: 'tiroir-tete' }, el('strong', {}, t('piecesTitre')), this.closeButton()),
      el('p', { className: 'note' }, t('piecesLimites', { mo: maxMo, max: MAX_FILES })),
      el('div', { className: 'rangee' }, this.chooseButton, this.photoButton()),
      el('p', { className: 'note souris' }, t('piecesDeposer')),
      this.errors,
      this.listed,
      this.input,
      this.camera,
    );
  }

  get chosen(): readonly File[] {
    return this.files;
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(): void {
    this.root.hidden = false;
  }

  focus(): void {
    this.chooseButton.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.errors.replaceChildren();
  }

  add(candidates: Iterable<File>): void {
    this.open();
    const refused: string[] = [];
    for (const file of candidates) {
      const reason = this.refusal(file);
      if (reason) refused.push(reason);
      else this.files.push(named(file, this.files.length));
    }
    this.errors.replaceChildren(...refused.map((reason) => el('li', {}, reason)));
    this.events.say([...refused, this.files.length > 0 ? t('piecesPretes', { n: this.files.length }) : ''].join(' ').trim());
    this.draw();
  }

  /** Hands the files over and empties the tray. */
  take(): File[] {
    const taken = this.files;
    this.files = [];
    this.draw();
    this.close();
    return taken;
  }

  private refusal(file: File): string | undefined {
    const nom = file.name;
    if (!TYPES.test(file.type) && !EXTENSIONS.test(nom)) return t('pieceType', { nom });
    if (file.size === 0) return t('pieceVide', { nom });
    if (file.size > this.maxMo * 1024 * 1024) return t('pieceTaille', { nom, taille: fileSize(file.size), mo: this.maxMo });
    if (this.files.length >= MAX_FILES) return t('pieceNombre', { nom, max: MAX_FILES });
    return undefined;
  }

  private draw(): void {
    this.listed.replaceChildren(...this.files.map((file) => this.row(file)));
    this.events.onChange();
  }

  private row(file: File): HTMLLIElement {
    const remove = el('button', { type: 'button', className: 'bouton-icone petit', title: t('piecesRetirer', { nom: file.name }), on: { click: () => this.remove(file) } }, icon('fermer'));
    remove.setAttribute('aria-label', t('piecesRetirer', { nom: file.name }));
    return el('li', { className: 'piece' }, icon('fichier'), el('span', { className: 'piece-nom' }, file.name), el('span', { className: 'note' }, fileSize(file.size)), remove);
  }

  private remove(file: File): void {
    this.files = this.files.filter((kept) => kept !== file);
    this.draw();
    this.events.say(t('pieceRetiree', { nom: file.name }));
    this.focus();
  }

  private fileInput(options: { multiple?: boolean; accept: string }): HTMLInputElement {
    const input = el('input', { type: 'file', hidden: true, ...options });
    input.addEventListener('change', () => {
      this.add(Array.from(input.files ?? []));
      input.value = '';
    });
    return input;
  }

  private photoButton(): HTMLButtonElement {
    return el('button', { type: 'button', className: 'bouton tactile', on: { click: () => this.camera.click() } }, icon('photo'), t('piecesPhoto'));
  }

  private closeButton(): HTMLButtonElement {
    const button = el('button', { type: 'button', className: 'bouton-icone petit', title: t('piecesFermer'), on: { click: () => this.events.onClose() } }, icon('fermer'));
    button.setAttribute('aria-label', t('piecesFermer'));
    return button;
  }
}

/** A pasted image has no name of its own, or always "image.png". */
function named(file: File, rank: number): File {
  if (file.name && file.name !== 'image.png') return file;
  return new File([file], `capture-${rank + 1}.png`, { type: file.type });
}

/** "850 ko", "1,2 Mo". */
export function fileSize(bytes: number): string {
  const mo = bytes / (1024 * 1024);
  if (mo < 0.95) return `${Math.max(1, Math.round(bytes / 1024))} ko`;
  return `${mo.toLocaleString('fr-FR', { maximumFractionDigits: 1 })} Mo`;
}
