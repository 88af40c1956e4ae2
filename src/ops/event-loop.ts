const BEAT_MS = 25;

export type EventLoop = {
  /** How late this process is with what it has to do, in milliseconds: what a request that is read now has waited already, at most. */
  lateMs(): number;
  stop(): void;
};

/** Watches how late the event loop is. A beat that did not come says it at once, in the middle of the rush. */
export function watchEventLoop(): EventLoop {
  let lastBeat = performance.now();
  const timer = setInterval(() => (lastBeat = performance.now()), BEAT_MS);
  timer.unref();
  return { lateMs: () => Math.max(0, performance.now() - lastBeat - BEAT_MS), stop: () => clearInterval(timer) };
}
