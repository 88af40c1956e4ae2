import type { Request } from 'restify';
import { closeSession, openSession, readEntry, sealEntry } from '../../desk/sessions';
import { ROUTES } from '../../desk/routes';
import { hasRole, servicesFor } from '../../domain/agent';
import type { Agent } from '../../domain/agent';
import { baseUrl } from '../exchange';
import { clearCookie, page, readCookie, redirect, refusedAs, sessionOf, setCookie, type Answer, type BureauDeps, type Context } from './answer';
import { goodbyePage, homeOf, withoutRightsPage } from './layout';

/** The way in and out, by the identity provider. */

export const ENTRER = '/bureau/entrer';
export const RETOUR = '/bureau/retour';
export const ADIEU = '/bureau/adieu';

/** Only a page of the desk: a link that someone sent must not lead elsewhere after signing in. */
const wanted = (vers: string | null): string => (vers !== null && /^\/bureau(?:[/?][\w\-./?=&%+]{0,400})?$/.test(vers) && !vers.startsWith(RETOUR) && !vers.startsWith(ENTRER) ? vers : '');

export const signInPath = (vers: string): string => `${ENTRER}?${new URLSearchParams({ vers }).toString()}`;

export async function enter(req: Request, vers: string | null, deps: BureauDeps): Promise<Answer> {
  const { signIn, site, entryKey, desk, log } = deps;
  try {
    const { url, entree } = await signIn.begin(baseUrl(req, site) + RETOUR, wanted(vers));
    return redirect(url, [setCookie('bureau-entree', sealEntry(entree, entryKey, desk.clock), req, site)]);
  } catch (error) {
    log.error({ error }, 'fournisseur-d-identite-injoignable');
    return refusedAs('CONNEXION_IMPOSSIBLE', null);
  }
}

/** Back from the provider. A session that was there ends, and a new one begins under a name that nobody knew. */
export async function comeBack(req: Request, deps: BureauDeps): Promise<Answer> {
  const { signIn, site, entryKey, desk, log } = deps;
  const entree = readEntry(readCookie('bureau-entree', req, site), entryKey, desk.clock);
  if (!entree) return refusedAs('CONNEXION_IMPOSSIBLE', null);
  const signed = await signIn.end(baseUrl(req, site) + (req.url ?? ''), entree).catch((error: unknown) => {
    log.warn({ error }, 'connexion-au-bureau-refusee');
    return null;
  });
  if (!signed) return refusedAs('CONNEXION_IMPOSSIBLE', null);
  const { agent, idToken } = signed;
  if (agent.droits.length === 0) return page(withoutRightsPage(agent.id), 403);
  const before = await sessionOf(req, deps);
  if (before) await closeSession(before, desk);
  await remember(agent, deps);
  const secret = await openSession(agent, idToken, desk);
  log.info({ agent: agent.id, roles: agent.droits.map(({ role }) => role) }, 'connexion-au-bureau');
  // the door itself leads to the first page of each
  return redirect(entree.vers === '' || entree.vers === ROUTES.file.chemin ? homeOf({ agent }) : entree.vers, [setCookie('bureau', secret, req, site), clearCookie('bureau-entree', req, site)]);
}

/** Who signed in can be given dossiers. */
async function remember(agent: Agent, { desk: { desk, clock } }: BureauDeps): Promise<void> {
  const { roles } = ROUTES.prendre;
  await desk.putAgent({ id: agent.id, prenom: agent.prenom, services: servicesFor(agent, roles), traite: hasRole(agent, roles), sensible: agent.sensible, vuMs: clock().getTime() });
}

/** The provider keeps its own session: a shared computer would let the next person in. */
export async function leave({ req, session, deps }: Context): Promise<Answer> {
  const { signIn, site, desk, log } = deps;
  await closeSession(session, desk);
  const away = await signIn.leave(session.idToken, baseUrl(req, site) + ADIEU).catch((error: unknown) => {
    log.warn({ error }, 'fournisseur-d-identite-injoignable');
    return null;
  });
  return redirect(away ?? ADIEU, [clearCookie('bureau', req, site)]);
}

export const goodbye = (): Answer => page(goodbyePage());
