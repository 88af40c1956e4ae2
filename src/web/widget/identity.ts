import { ServerError } from './session';

const TIMEOUT_MS = 10_000;
const NOBODY = [401, 403, 404];

/** `identite="/mon-compte/jeton"`: an address of the site around that answers a short-lived JWT, as text, for the person signed in there. */
export function identifierOf(element: HTMLElement): (() => Promise<string | null>) | undefined {
  const address = element.getAttribute('identite');
  return address ? () => askSite(new URL(address, document.baseURI)) : undefined;
}

async function askSite(address: URL): Promise<string | null> {
  const response = await fetch(address, { credentials: 'include', cache: 'no-store', headers: { Accept: 'application/jwt, text/plain' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (NOBODY.includes(response.status)) return null;
  if (!response.ok) throw new ServerError(response.status, 'IDENTITE_ABSENTE');
  return (await response.text()).trim();
}
