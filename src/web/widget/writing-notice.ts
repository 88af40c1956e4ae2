const MAX_MS = 15_000;
const SAY_AFTER_MS = 1_200;

/** "The assistant is writing": seen at once, said only when it lasts, gone with the message or when none comes. */
export class WritingNotice {
  private timers: number[] = [];

  constructor(private readonly show: (isWriting: boolean) => void, private readonly say: () => void) {}

  start(): void {
    this.stop();
    this.show(true);
    this.timers = [window.setTimeout(this.say, SAY_AFTER_MS), window.setTimeout(() => this.stop(), MAX_MS)];
  }

  stop(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers = [];
    this.show(false);
  }
}
