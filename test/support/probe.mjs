// Loaded in a server before it starts, with --expose-gc: on SIGUSR2, one line on standard error says what is left once the garbage is out.
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss, external } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ sonde: true, heapUsed, rss, external, handles: process.getActiveResourcesInfo().length })}\n`);
});
