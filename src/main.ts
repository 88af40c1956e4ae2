import { compose, type Application } from './compose';
import { loadConfig, processEnvironment, type Config } from './config';
import { CodedError } from './domain/errors';
import PHRASES from './start-phrases.json';

type StartPhrase = keyof typeof PHRASES;

/** Starts the server, says where it is, and ends with status 0 on SIGTERM or SIGINT. */
export async function serve(config: Config, build: (config: Config) => Promise<Application>): Promise<void> {
  const application = await build(config);
  endOnSignal(application);
  const { url } = await application.start();
  console.log(startMessage(config, url));
}

function endOnSignal(application: Application): void {
  const end = (): void => {
    application.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

/** One screen: where to look, where to talk, what is kept, how to stop. */
export function startMessage(config: Config, url: string): string {
  const shown = config.PUBLIC_URL ?? url;
  const mode: StartPhrase = config.TEAMS ? (config.MICROSOFT_APP_ID ? 'teams' : 'developpement') : 'sansTeams';
  const lines: [StartPhrase, string][] = [
    ['page', `${shown}/`], ['directLine', `${shown}/v3/directline`], ['messages', `${shown}/api/messages`], ['sante', `${shown}/healthz`],
    ['donnees', config.REDIS_URL === undefined ? config.DATA_DIR : PHRASES.redis], ['mode', PHRASES[mode]],
  ];
  return [PHRASES.titre, ...lines.map(([label, value]) => `  ${PHRASES[label].padEnd(14)} ${value}`), PHRASES.arret].join('\n');
}

/** A first start takes longer: said once, then shown to go on. */
function trainingNotice(): (message: string) => void {
  let told = false;
  return (message) => {
    if (!told) console.log(PHRASES.apprentissage);
    told = true;
    console.log(`  ${message}`);
  };
}

function fail(error: unknown): void {
  console.error(error instanceof CodedError ? error.message : error);
  process.exit(1);
}

if (require.main === module) {
  Promise.resolve()
    .then(() => serve(loadConfig(processEnvironment()), (config) => compose(config, { onTraining: trainingNotice() })))
    .catch(fail);
}
