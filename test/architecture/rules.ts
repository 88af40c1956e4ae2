import { posix } from 'node:path';
import ts from 'typescript';

/**
 * The dependency rule, as a pure function of one file. Arrows point down, type imports included:
 * main | cli → compose → http → channels | desk | api → app | content → dialogs | intents | stores | config → domain | ops
 */

export type Violation = { what: string; why: string; mend: string };
type Layer = { name: string; rank: number; path: RegExp };

const LAYERS: readonly Layer[] = [
  { name: 'main', rank: 7, path: /^src\/(main\.ts|start-phrases\.json)$/ },
  { name: 'cli', rank: 7, path: /^src\/cli\// },
  { name: 'compose', rank: 6, path: /^src\/compose(-[a-z-]+)?\.ts$/ },
  { name: 'http', rank: 5, path: /^src\/http\// },
  { name: 'channels', rank: 4, path: /^src\/channels\// },
  { name: 'desk', rank: 4, path: /^src\/desk\// },
  { name: 'api', rank: 4, path: /^src\/api\// },
  { name: 'app', rank: 3, path: /^src\/app\// },
  { name: 'content', rank: 3, path: /^src\/content(\.ts$|\/)/ },
  { name: 'dialogs', rank: 2, path: /^dialogs\// },
  { name: 'intents', rank: 2, path: /^intents\// },
  { name: 'stores', rank: 2, path: /^src\/stores\// },
  { name: 'config', rank: 2, path: /^src\/config(\.ts$|\/)/ },
  { name: 'domain', rank: 1, path: /^src\/domain\// },
  { name: 'ops', rank: 1, path: /^src\/ops\// },
  // Runs in the browser: shares nothing with the server but the Direct Line protocol.
  { name: 'web', rank: 0, path: /^src\/web\// },
];

const WHY_UP = 'a lower layer that knows a higher one cannot be read, tested or replaced without it';
const MEND: Record<string, string> = {
  main: 'nothing imports main: move what you need into compose or below',
  cli: 'nothing imports cli: move what you need into compose or below',
  compose: 'take the object as a parameter: compose builds it and hands it down',
  http: 'let http call you: return a value, or take a function as a dependency',
  channels: 'describe the message with domain/tour and let the channel carry it',
  desk: 'put what both need in app',
  api: 'put what both need in app',
  app: 'return an effect and let app act on it, or take a port as a dependency',
  content: 'take the content as a parameter',
  dialogs: 'put the shared type or rule in domain',
  intents: 'use domain/comprehension: the meaning of a message travels as data',
  stores: 'take the port of src/stores/store.ts from app, or put the shared type in domain',
  config: 'take the setting as a parameter: compose reads the configuration once',
  domain: 'ops and domain ignore each other: pass the value as a parameter',
  ops: 'take Clock or Ids as a dependency',
  web: 'the widget talks to the server by its protocol only',
};

type PackageRule = { name: RegExp; allowed: RegExp; why: string; mend: string };
const PACKAGES: readonly PackageRule[] = [
  {
    name: /^botbuilder|^botframework-(schema|connector|streaming)/, allowed: /^src\/channels\//,
    why: 'the Bot Framework SDK is archived: leaving it must touch one folder', mend: 'speak domain/tour and let src/channels translate',
  },
  {
    name: /^libsql$|^@libsql\//, allowed: /^src\/stores\/embedded\.ts$/,
    why: 'the driver is replaceable as long as one file knows it', mend: 'add what you need to the port, src/stores/store.ts, and to its contract',
  },
  {
    name: /^ioredis$/, allowed: /^src\/stores\/redis\/(connection|durability)\.ts$/,
    why: 'how a call fails, waits and is repeated is decided in one place', mend: 'send commands and scripts through src/stores/redis/connection',
  },
  {
    name: /^nodemailer/, allowed: /^src\/channels\/email\.ts$/,
    why: 'what leaves by e-mail is checked in one place', mend: 'give a Courriel to src/channels/email',
  },
  {
    name: /^prom-client$/, allowed: /^src\/ops\/metrics\.ts$/,
    why: 'labels are checked in one place: no word of a person becomes a series', mend: 'add the metric to src/ops/metrics.ts and call it from compose',
  },
  {
    name: /^rate-limiter-flexible$/, allowed: /^src\/app\/limits\.ts$/,
    why: 'limits are one table, counted in one place for every instance', mend: 'add a row to src/domain/limites.json and take a Limits',
  },
  {
    name: /^natural$/, allowed: /^$/,
    why: 'its main entry costs a second, 114 MB, and reads .env into process.env', mend: 'import one file by its path: natural/lib/natural/…, in intents',
  },
  {
    name: /^natural\//, allowed: /^intents\//,
    why: 'understanding French is the business of intents alone', mend: 'ask intents, through domain/comprehension',
  },
];

/** Layers whose only package is zod: pure functions, no framework, no disk, no network. */
const PURE_LAYERS = ['domain', 'dialogs'];

type UseRule = { allowed: RegExp; why: string; mend: string };
const BROWSER = /^src\/web\//;
const ENVIRONMENT: UseRule = {
  allowed: /^src\/config(\.ts$|\/)/, why: 'a setting read elsewhere is neither checked at start nor documented', mend: 'declare it in src/config.ts and take it as a parameter',
};
const CLOCK: UseRule = {
  allowed: /^src\/ops\//, why: 'code that reads the clock cannot be replayed nor tested on a chosen day', mend: 'take a Clock (src/ops/clock.ts) as a dependency',
};
const CHANCE: UseRule = {
  allowed: /^src\/ops\//, why: 'code that draws at random cannot be replayed, and a weak draw is a security fault', mend: 'take randomId or randomInt (src/ops/ids.ts) as a dependency',
};
const RANDOM_NAMES = /^(random(Bytes|Int|UUID|Fill|FillSync)|getRandomValues|webcrypto|generateKey(Pair)?(Sync)?)$/;

export function layerOf(path: string): string | null {
  return LAYERS.find((layer) => layer.path.test(path))?.name ?? null;
}

/** @param path from the root of the project, with `/` */
export function violations(path: string, source: string): Violation[] {
  const layer = layerOf(path);
  if (layer === null) {
    return [{ what: `${path} is in no layer`, why: 'a file outside the layers escapes every rule', mend: 'move it into a layer, or add its layer to test/architecture/rules.ts' }];
  }
  return [...importedBy(source).flatMap((specifier) => importViolation(path, layer, specifier)), ...useViolations(path, source)];
}

/** Every module named: static, type-only, dynamic, `import('…').Type`, `require`. */
function importedBy(source: string): string[] {
  return [...new Set(ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName))];
}

function importViolation(path: string, layer: string, specifier: string): Violation[] {
  if (!specifier.startsWith('.')) return packageViolation(path, layer, specifier);
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const targetLayer = layerOf(target) ?? layerOf(`${target}.ts`);
  if (targetLayer === null) return [{ what: `${path} imports ${target}`, why: 'what is outside the layers is not part of the product', mend: 'move the file into a layer' }];
  if (targetLayer === layer || rankOf(targetLayer) < rankOf(layer) && targetLayer !== 'web' && layer !== 'web') return [];
  return [{ what: `${path} (${layer}) imports ${target} (${targetLayer})`, why: rankOf(targetLayer) === rankOf(layer) ? 'neighbours do not import each other: they would become one' : WHY_UP, mend: MEND[targetLayer] ?? '' }];
}

function packageViolation(path: string, layer: string, specifier: string): Violation[] {
  const rule = PACKAGES.find(({ name, allowed }) => name.test(specifier) && !allowed.test(path));
  if (rule) return [{ what: `${path} imports ${specifier}`, why: rule.why, mend: rule.mend }];
  if (PURE_LAYERS.includes(layer) && specifier !== 'zod') {
    return [{ what: `${path} (${layer}) imports ${specifier}`, why: `${layer} is pure: it can be read and tested without any device`, mend: 'only zod is allowed here: do it in app or below, and pass the result' }];
  }
  return [];
}

function rankOf(name: string): number {
  return LAYERS.find((layer) => layer.name === name)?.rank ?? 0;
}

function useViolations(path: string, source: string): Violation[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const found: Violation[] = [];
  const report = (node: ts.Node, rule: UseRule): void => {
    if (rule.allowed.test(path) || BROWSER.test(path)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push({ what: `${path}:${line + 1} uses ${node.getText(file).slice(0, 60)}`, why: rule.why, mend: rule.mend });
  };
  const walk = (node: ts.Node): void => {
    const rule = ruleBrokenBy(node);
    if (rule) report(node, rule);
    ts.forEachChild(node, walk);
  };
  walk(file);
  return found;
}

function ruleBrokenBy(node: ts.Node): UseRule | null {
  if (isMember(node, 'process', 'env')) return ENVIRONMENT;
  if (isMember(node, 'Date', 'now') || isMember(node, 'performance', 'now') || isBareDate(node)) return CLOCK;
  if (isMember(node, 'Math', 'random')) return CHANCE;
  if (ts.isPropertyAccessExpression(node) && RANDOM_NAMES.test(node.name.text) && isNamed(node.expression, 'crypto')) return CHANCE;
  if (ts.isImportClause(node) && importsAllOfCrypto(node)) return CHANCE;
  if (ts.isImportSpecifier(node) && RANDOM_NAMES.test((node.propertyName ?? node.name).text) && isCrypto(node)) return CHANCE;
  if (ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'env' && /process$/.test(moduleOf(node))) return ENVIRONMENT;
  if (ts.isVariableDeclaration(node) && node.initializer && isIdentifier(node.initializer, 'process') && ts.isObjectBindingPattern(node.name)) return ENVIRONMENT;
  return null;
}

/** `Date()` and `new Date()` read the clock; `new Date(x)` does not. */
function isBareDate(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return isIdentifier(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0;
  return ts.isCallExpression(node) && isIdentifier(node.expression, 'Date');
}

function isMember(node: ts.Node, object: string, member: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return isNamed(node.expression, object) && node.name.text === member;
  return ts.isElementAccessExpression(node) && isNamed(node.expression, object) && ts.isStringLiteral(node.argumentExpression) && node.argumentExpression.text === member;
}

/** `Date` or `globalThis.Date`. */
function isNamed(node: ts.Node, name: string): boolean {
  return isIdentifier(node, name) || (ts.isPropertyAccessExpression(node) && node.name.text === name && isIdentifier(node.expression, 'globalThis'));
}

function isIdentifier(node: ts.Node, text: string): boolean {
  return ts.isIdentifier(node) && node.text === text;
}

/** A default or namespace import would hide which functions are used. */
function importsAllOfCrypto({ name, namedBindings, parent }: ts.ImportClause): boolean {
  const whole = name !== undefined || (namedBindings !== undefined && ts.isNamespaceImport(namedBindings));
  return whole && ts.isImportDeclaration(parent) && ts.isStringLiteral(parent.moduleSpecifier) && /^(node:)?crypto$/.test(parent.moduleSpecifier.text);
}

function isCrypto(node: ts.ImportSpecifier): boolean {
  return /^(node:)?crypto$/.test(moduleOf(node));
}

function moduleOf(node: ts.ImportSpecifier): string {
  const { moduleSpecifier } = node.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
}
