import type { Assistant } from './app/assistant';
import type { TelephoneSettings } from './app/telephone';
import { createAudiocodes } from './channels/telephone/audiocodes';
import { createVoice } from './channels/telephone/voice';
import type { Turns } from './channels/turns';
import type { Config } from './config';
import type { Site } from './http/exchange';
import type { TelephoneDeps } from './http/telephone-routes';
import type { Clock } from './ops/clock';
import type { Logger } from './ops/log';
import type { Store } from './stores/store';

type Parts = { assistant: Assistant; queue: Pick<Turns, 'run'>; key: string; store: Store; site: Site; clock: Clock; log: Logger };

/** The ways in of the telephone, each open when its secret is set. */
export function telephoneOf(config: Config, { assistant, queue, key, store, site, clock, log }: Parts): TelephoneDeps {
  const { TWILIO_AUTH_TOKEN: authToken, TWILIO_VOIX: voix, AUDIOCODES_JETON: jeton, IVR_SECRET: secret } = config;
  const voice = createVoice({ assistant, queue, key, texteMax: config.TEXTE_MAX, transfert: config.TELEPHONE_TRANSFERT });
  return {
    voice, site, clock, log, secret,
    twilio: authToken === undefined ? undefined : { authToken, voix },
    audiocodes: jeton === undefined ? undefined : createAudiocodes({ voice, store, clock, jeton, key }),
  };
}

/** What a call may be offered besides the conversation. */
export const telephoneSettings = (config: Config): TelephoneSettings => ({ transfert: config.TELEPHONE_TRANSFERT !== undefined, rappels: config.TELEPHONE_RAPPELS, heures: config.TELEPHONE_HEURES });
