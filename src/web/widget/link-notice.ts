import type { LinkState } from './connection';
import { el } from './dom';
import { t } from './texts';

const BANNER_AFTER_MS = 1_000;

type Events = { say(text: string): void; retry(): void };

/** What is said about the connection: nothing when it comes back at once, a banner when it lasts, a panel when the chat could not even begin. */
export class LinkNotice {
  readonly banner = el('p', { className: 'bandeau', hidden: true }, t('coupee'));
  readonly waiting = el('p', { className: 'attente', hidden: true }, t('connexion'));
  readonly outage: HTMLElement;
  private timer: number | undefined;
  private told = false;

  constructor(private readonly events: Events) {
    this.outage = el(
      'div',
      { className: 'panne', hidden: true },
      el('p', {}, el('strong', {}, t('panneTitre'))),
      el('p', {}, t('panneTexte'), ' ', el('a', { href: 'tel:3230', className: 'numero' }, t('panneNumero')), ' ', t('panneNumeroDetail')),
      el('button', { type: 'button', className: 'bouton plein', on: { click: () => this.retry() } }, t('reessayer')),
    );
  }

  /** @param isEmpty tells, when asked, whether the transcript has nothing to show yet */
  show(state: LinkState, isEmpty: () => boolean): void {
    clearTimeout(this.timer);
    this.waiting.hidden = state !== 'connexion' || !isEmpty();
    if (state === 'en-ligne') this.clear();
    if (state === 'coupee') this.timer = window.setTimeout(() => this.tell(isEmpty()), BANNER_AFTER_MS);
  }

  private clear(): void {
    if (this.told) this.events.say(t('revenue'));
    this.told = false;
    this.banner.hidden = true;
    this.outage.hidden = true;
  }

  private tell(isEmpty: boolean): void {
    this.outage.hidden = !isEmpty;
    this.banner.hidden = isEmpty;
    this.events.say(isEmpty ? `${t('panneTitre')} ${t('panneTexte')} ${t('panneNumero')}.` : t('coupee'));
    this.told = true;
  }

  private retry(): void {
    this.outage.hidden = true;
    this.waiting.hidden = false;
    this.events.retry();
  }
}
