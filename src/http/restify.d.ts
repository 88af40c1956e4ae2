import type { IncomingMessage, ServerResponse } from 'node:http';

declare module 'restify' {
  interface Server {
    /** Runs before restify looks at the request; `false` means that the answer was sent. Missing from @types/restify. */
    first(handler: (req: IncomingMessage, res: ServerResponse) => boolean): this;
  }
}
