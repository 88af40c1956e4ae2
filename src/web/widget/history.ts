const QUIET_MS = 900;

/**
 * A replay of past messages: it ends with the last one this device showed, or when nothing more comes.
 * What follows is new to the person.
 */
export class History {
  private running: { lastId?: string; shown: number; timer?: number } | undefined;

  constructor(private readonly onEnd: (shown: number) => void) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  begin(lastId: string | undefined): void {
    this.forget();
    this.running = { lastId, shown: 0 };
  }

  forget(): void {
    clearTimeout(this.running?.timer);
    this.running = undefined;
  }

  shown(id: string): void {
    if (!this.running) return;
    this.running.shown += 1;
    if (id && id === this.running.lastId) this.end();
    else this.waitForQuiet();
  }

  waitForQuiet(): void {
    if (!this.running) return;
    clearTimeout(this.running.timer);
    this.running.timer = window.setTimeout(() => this.end(), QUIET_MS);
  }

  end(): void {
    if (!this.running) return;
    const { shown } = this.running;
    this.forget();
    this.onEnd(shown);
  }
}
