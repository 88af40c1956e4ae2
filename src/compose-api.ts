import type { Server } from 'restify';
import type { Contenu } from '../dialogs/contenu';
import type { Understander } from '../intents/understand';
import { deliverWebhooks, type WebhookSender } from './api/webhooks';
import type { ActDeps } from './app/act-on-dossier';
import type { Assistant } from './app/assistant';
import type { Limits } from './app/limits';
import type { Deliver } from './app/deliver-outbox';
import { createWebhookSender } from './channels/webhook';
import { apiKey, trackingKey } from './compose-secrets';
import type { Config } from './config';
import { mountApi } from './http/api-route';
import type { Site } from './http/exchange';
import type { Clock } from './ops/clock';
import { randomId, randomInt } from './ops/ids';
import type { Logger } from './ops/log';
import type { Store } from './stores/store';

type Parts = Pick<ActDeps, 'workload' | 'alsaceMoselle'> & {
  store: Store; limits: Limits; clock: Clock; log: Logger; contenu: Contenu; site: Site; sender: WebhookSender; understander: () => Understander; receiveFile: Assistant['receiveFile'];
};

/** Opens `/api/v1`. Without any token, every operation is refused: there is nothing to close. */
export function openApi(server: Server, config: Config, parts: Parts): void {
  mountApi(server, { ...parts, randomInt, newId: randomId, cleSuivi: trackingKey(config), cleApi: apiKey(config), uploadMaxOctets: config.UPLOAD_MAX_OCTETS });
}

export const webhookSenderOf = ({ API_WEBHOOK_LOCAL: allowLoopback }: Config): WebhookSender => createWebhookSender({ allowLoopback });

export const withWebhooks = (config: Config, parts: Pick<Parts, 'store' | 'clock' | 'log' | 'sender'>, others: Deliver): Deliver => deliverWebhooks({ ...parts, randomInt, cleApi: apiKey(config) }, others);
