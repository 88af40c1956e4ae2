import type { Server } from 'restify';
import type { FileLinks } from './app/files/links';
import type { ActDeps } from './app/act-on-dossier';
import type { Contenu } from '../dialogs/contenu';
import { deskKey, reviewSalt } from './compose-secrets';
import type { Config } from './config';
import { createSignIn } from './desk/sign-in';
import { mountBureau, mountClosedBureau } from './http/bureau-route';
import T from './http/bureau/textes.json';
import type { Site } from './http/exchange';
import type { Logger } from './ops/log';
import type { Store } from './stores/store';

type Parts = Pick<ActDeps, 'clock' | 'workload' | 'alsaceMoselle'> & { store: Store; links: FileLinks; contenu: Contenu; site: Site; log: Logger };

/** Opens the experts' desk when an identity provider is set, or says that it is closed. */
export function openBureau(server: Server, config: Config, { site, log, ...parts }: Parts): void {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_ROLES: regles, OIDC_SCOPES: scopes } = config;
  if (!issuer || !clientId || !clientSecret || !regles) return mountClosedBureau(server, log);
  const { desk } = parts.store;
  const { REVUE_JOURS: revueJours, BUREAU_PRISE_MINUTES: priseMinutes, BUREAU_CAPACITE: capacite } = config;
  mountBureau(server, {
    desk: { ...parts, desk, sel: reviewSalt(config), revueJours, priseMinutes, capacite },
    signIn: createSignIn({ issuer, clientId, clientSecret, scopes, regles }, { prenomParDefaut: T.prenomParDefaut, nowMs: () => parts.clock().getTime() }),
    issuer, entryKey: deskKey(config), site, log,
  });
}
