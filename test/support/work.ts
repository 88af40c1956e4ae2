/**
 * Milliseconds of processor that `work` takes: unlike the time on a clock, they stay much the same on a busy machine.
 * What grows too fast with its input takes many times the bounds that are asked of it.
 */
export function processorMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
