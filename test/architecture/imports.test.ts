import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { violations, type Violation } from './rules';

const ROOT = join(__dirname, '..', '..');
const FILES = ['src', 'dialogs', 'intents'].flatMap(sourceFiles);

describe('the product follows the dependency rule', () => {
  it('has files to check', () => {
    expect(FILES.length).toBeGreaterThan(20);
  });

  it('in every file', () => {
    const found = FILES.flatMap((path) => violations(path, readFileSync(join(ROOT, path), 'utf8')));

    expect(found.map(explain).join('\n')).toBe('');
  });
});

describe('the rule itself', () => {
  const DOWN: [string, string][] = [
    ['src/main.ts', './compose'], ['src/cli/chat.ts', '../compose-assistant'], ['src/compose.ts', './http/server'], ['src/compose.ts', './ops/ids'],
    ['src/http/server.ts', '../channels/bot'], ['src/channels/bot.ts', '../app/assistant'], ['src/channels/direct-line/service.ts', '../../stores/store'],
    ['src/app/open-dossier.ts', '../../dialogs/step'], ['dialogs/step.ts', '../src/domain/codes'], ['intents/understand.ts', '../src/ops/masking'],
    ['src/stores/embedded.ts', '../domain/errors'], ['src/domain/delay.ts', './catalogue/delais.json'], ['dialogs/questions/pieces.ts', '../textes/fr.json'],
  ];
  it.each(DOWN)('lets %s import %s', (path, specifier) => {
    expect(violations(path, `import { x } from '${specifier}';`)).toEqual([]);
  });

  const UP: [string, string][] = [
    ['src/domain/delay.ts', '../ops/clock'], ['src/domain/delay.ts', '../stores/store'], ['src/domain/delay.ts', '../../dialogs/step'], ['src/domain/delay.ts', '../../intents/understand'],
    ['src/ops/log.ts', '../domain/errors'], ['src/ops/log.ts', '../config'], ['dialogs/step.ts', '../intents/understand'], ['dialogs/step.ts', '../src/stores/store'],
    ['dialogs/step.ts', '../src/app/handle-message'], ['intents/understand.ts', '../dialogs/state'], ['src/stores/embedded.ts', '../config'], ['src/config.ts', './stores/store'],
    ['src/app/assistant.ts', '../content'], ['src/content.ts', './app/assistant'], ['src/app/assistant.ts', '../channels/bot'], ['src/channels/bot.ts', '../desk/board'],
    ['src/channels/bot.ts', '../http/server'], ['src/http/server.ts', '../compose'], ['src/compose.ts', './main'], ['src/compose.ts', './cli/chat'], ['src/cli/chat.ts', '../main'],
    ['src/http/pages.ts', '../web/page/page'], ['src/web/widget/main.ts', '../../domain/codes'], ['src/app/assistant.ts', '../../test/support/dossiers'],
  ];
  it.each(UP)('refuses that %s import %s, a type or not', (path, specifier) => {
    for (const form of [
      `import { x } from '${specifier}';`, `import type { X } from '${specifier}';`, `import { type X } from '${specifier}';`, `export * from '${specifier}';`,
      `export type { X } from '${specifier}';`, `const x = await import('${specifier}');`, `type X = import('${specifier}').X;`, `const x = require('${specifier}');`,
    ]) {
      expect(violations(path, form)).toHaveLength(1);
    }
  });

  it.each([
    ['src/app/assistant.ts', 'botbuilder'], ['src/http/messages-route.ts', 'botbuilder-core'], ['src/stores/redis.ts', 'libsql'], ['src/app/x.ts', 'libsql'],
    ['intents/features.ts', 'natural'], ['dialogs/step.ts', 'natural/lib/natural/stemmers/porter_stemmer_fr'], ['src/domain/x.ts', 'node:fs'],
    ['src/domain/x.ts', 'node:crypto'], ['src/domain/x.ts', 'pino'], ['dialogs/x.ts', 'node:fs'],
  ])('refuses that %s import the package %s', (path, specifier) => {
    expect(violations(path, `import x from '${specifier}';`)).not.toEqual([]);
    expect(violations(path, `import type { X } from '${specifier}';`)).toHaveLength(1);
  });

  it.each([
    ['src/channels/bot.ts', 'botbuilder-core'], ['src/stores/embedded.ts', 'libsql'], ['intents/features.ts', 'natural/lib/natural/stemmers/porter_stemmer_fr'],
    ['src/domain/x.ts', 'zod'], ['dialogs/x.ts', 'zod'], ['src/app/x.ts', 'node:fs'],
  ])('lets %s import the package %s', (path, specifier) => {
    expect(violations(path, `import x from '${specifier}';`)).toEqual([]);
  });

  it.each([
    'process.env.PORT', "process['env']", 'const { env } = process;', "import { env } from 'node:process';", 'globalThis.process.env',
    'new Date()', 'new Date', 'Date()', 'Date.now()', 'const now = Date.now;', 'globalThis.Date.now()', 'performance.now()', 'Math.random()', 'crypto.randomUUID()', 'crypto.getRandomValues(a)',
    "import { randomBytes } from 'node:crypto';", "import * as c from 'node:crypto';", "import c from 'crypto';", "import { randomInt as draw } from 'crypto';",
  ])('refuses %j outside its place', (source) => {
    expect(violations('src/app/x.ts', source)).toHaveLength(1);
  });

  it.each([
    ['src/config.ts', 'process.env'], ['src/ops/clock.ts', 'new Date()'], ['src/ops/ids.ts', "import { randomInt } from 'node:crypto'; Math.random();"], ['src/web/widget/x.ts', 'Date.now(); Math.random();'],
    ['src/app/x.ts', 'new Date(ms); Date.UTC(2026, 1, 1); Date.parse(text)'], ['src/app/x.ts', "// new Date() and process.env\nconst text = 'Date.now()';"],
    ['src/app/x.ts', "import { createHash } from 'node:crypto';"], ['src/app/x.ts', 'deps.ids.randomId(); deps.randomInt(23); deps.now()'],
  ])('lets %s say %j', (path, source) => {
    expect(violations(path, source)).toEqual([]);
  });

  it('says what, why and how to mend it', () => {
    for (const [path, specifier] of UP) {
      for (const violation of violations(path, `import '${specifier}';`)) {
        expect(violation.what).toContain(path);
        expect([violation.why.length, violation.mend.length].every((length) => length > 15)).toBe(true);
      }
    }
  });

  it('wants every file in a layer', () => {
    expect(violations('src/helpers/misc.ts', '')).toMatchObject([{ what: 'src/helpers/misc.ts is in no layer' }]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('/dist/'));
}

function explain({ what, why, mend }: Violation): string {
  return `${what}\n   why:  ${why}\n   mend: ${mend}`;
}
