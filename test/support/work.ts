/**
 * Counts the milliseconds of processor from now on: unlike the time on a clock, they stay much the same on a busy machine.
 * What grows too fast with its input takes many times the bounds that are asked of it.
 */
export function processorClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}

/** Milliseconds of processor that `work` takes. */
export function processorMsOf(work: () => unknown): number {
  const spent = processorClock();
  work();
  return spent();
}
