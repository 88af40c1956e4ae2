import type { CardsApi } from './cards-api';
import { el, icon } from './dom';
import { t } from './texts';

let loading: Promise<CardsApi> | undefined;

/** The card renderer weighs more than the chat: it is fetched with the first card only. */
function loadCards(base: string): Promise<CardsApi> {
  loading ??= new Promise<CardsApi>((resolve, reject) => {
    const script = el('script', { src: base + CARDS_FILE, async: true });
    script.onload = (): void => (window.AiguillageCartes ? resolve(window.AiguillageCartes) : reject(new Error('cards bundle is empty')));
    script.onerror = (): void => reject(new Error('cards bundle not reached'));
    document.head.append(script);
  }).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** One card of one message: usable once, then kept for reading. */
export class CardView {
  readonly root = el('fieldset', { className: 'carte' });
  private used = false;

  constructor(content: object, base: string, private readonly onSubmit: (values: Record<string, unknown>, title: string) => void, onSize: () => void) {
    this.root.setAttribute('aria-label', titleOf(content));
    this.root.append(el('p', { className: 'note' }, t('carteChargement')));
    loadCards(base)
      .then((cards) => this.root.replaceChildren(...this.stateNote(), cards.render(content, { onSubmit: this.submit }, { more: t('carteAutres') })))
      .catch(() => this.root.replaceChildren(el('p', { className: 'note' }, t('carteErreur'))))
      .finally(onSize);
  }

  markUsed(used = true): void {
    this.used = used;
    this.root.disabled = used;
    this.root.querySelector('.carte-etat')?.remove();
    this.root.prepend(...this.stateNote());
  }

  private readonly submit = (values: Record<string, unknown>, title: string): void => {
    if (this.used) return;
    this.markUsed();
    this.onSubmit(values, title);
  };

  private stateNote(): Node[] {
    return this.used ? [el('p', { className: 'carte-etat' }, icon('coche'), t('carteUtilisee'))] : [];
  }
}

/** The first text of the card is its title (DOSSIER cards all begin with one). */
function titleOf(content: object): string {
  const body = (content as { body?: unknown }).body;
  return firstText(body) ?? t('annonceFormulaire');
}

function firstText(node: unknown): string | undefined {
  if (Array.isArray(node)) return node.map(firstText).find(Boolean);
  if (typeof node !== 'object' || node === null) return undefined;
  const { text, items, columns } = node as { text?: unknown; items?: unknown; columns?: unknown };
  return typeof text === 'string' ? text : firstText(items) ?? firstText(columns);
}
