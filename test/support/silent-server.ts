import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SilentServer = { url: string; stop(): Promise<void> };

/** Takes requests, and never answers one. */
export async function startSilentServer(): Promise<SilentServer> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
