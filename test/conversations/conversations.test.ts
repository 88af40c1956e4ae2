import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadUnderstander } from '../../intents/understand';
import { play } from '../../src/cli/conversation-player';
import { failureOf } from '../../src/cli/conversation-report';
import { GENRES, parseScripts, readLine, readScripts } from '../../src/cli/conversation-script';
import type { Script } from '../../src/cli/conversation-script';
import { openWorld } from '../../src/cli/conversation-world';
import { loadContent } from '../../src/content';

const ROOT = join(__dirname, '..', '..');
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
const contenu = loadContent();

/** Played once; fails with what an expert would read. */
async function holds(script: Script): Promise<void> {
  const world = openWorld(understander, contenu);
  try {
    const { echec } = await play(script, world);
    if (echec) throw new Error(failureOf(echec, script.fichier));
  } finally {
    await world.close();
  }
}

const files = readdirSync(__dirname).filter((name) => name.endsWith('.conv')).sort();

describe.each(files)('%s', (file) => {
  const scripts = readScripts(join(__dirname, file));

  it.each(scripts.map((script) => [script.titre, script] as const))('%s', async (_titre, script) => holds(script));
});

describe('README.md', () => {
  const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');

  it('shows an example that holds', async () => {
    const [example] = parseScripts(/```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '', 'README.md');

    await holds(example ?? { fichier: 'README.md', titre: '', lignes: [] });
    expect(example?.lignes.length).toBeGreaterThan(20);
  });

  it('explains every kind of line', () => {
    const explained = [...readme.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map((m) => readLine(m[1] ?? '')?.genre);

    expect(GENRES.filter((genre) => !explained.includes(genre))).toEqual([]);
  });
});
