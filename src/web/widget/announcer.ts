import { el } from './dom';

const KEPT_MS = 6_000;

/**
 * The only places a screen reader listens to. The visible transcript is not live: what is said is decided here,
 * once for each message of the assistant, never for what the person wrote herself nor for a replayed history.
 */
export class Announcer {
  readonly log = el('div', { className: 'sr', attrs: { role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', 'aria-atomic': 'false' } });
  readonly status = el('div', { className: 'sr', attrs: { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' } });
  private muted = false;
  private statusTimer: number | undefined;

  /** While history is replayed: nothing is said, and the region is off for readers that keep their own diff. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.log.setAttribute('aria-live', muted ? 'off' : 'polite');
  }

  message(text: string): void {
    if (this.muted) return;
    const line = el('p', {}, text);
    this.log.append(line);
    // read once, then gone: someone who browses the page must not meet each message twice
    setTimeout(() => line.remove(), KEPT_MS);
  }

  say(text: string): void {
    this.status.textContent = text;
    clearTimeout(this.statusTimer);
    this.statusTimer = window.setTimeout(() => (this.status.textContent = ''), KEPT_MS);
  }
}
