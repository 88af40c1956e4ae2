import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { facilePage } from './facile-page.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2] ?? join(here, 'dist');
const WIDGET_MAX_GZIP = 90_000;

/**
 * What the official client brings and no browser of ours needs: polyfills, and the streaming extensions of another
 * channel (two thirds of its weight). Each becomes an empty module.
 */
const UNUSED = ['core-js/features/promise', 'url-search-params-polyfill', './directLineStreaming'];
const withoutUnused = {
  name: 'without-unused',
  setup(plugin) {
    plugin.onResolve({ filter: /./ }, ({ path }) => (UNUSED.includes(path) ? { path, namespace: 'unused' } : undefined));
    plugin.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'exports.DirectLineStreaming = undefined;', loader: 'js' }));
  },
};

const options = {
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2020', platform: 'browser', charset: 'utf8', legalComments: 'none',
  loader: { '.css': 'text' }, mainFields: ['browser', 'module', 'main'], tsconfig: join(here, 'widget/tsconfig.json'),
};

const minifiedCss = {
  name: 'minified-css',
  setup(plugin) {
    plugin.onLoad({ filter: /styles\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], write: false, minify: true, charset: 'utf8' });
      return { contents: outputFiles[0].text, loader: 'text' };
    });
  },
};

async function bundle(entry, extra = {}) {
  const { outputFiles } = await build({ ...options, entryPoints: [join(here, entry)], ...extra });
  return outputFiles[0].text;
}

/** The licences ask to travel with the code they cover. */
function licences(...names) {
  const require = createRequire(import.meta.url);
  return `/*! Contient : ${names.map((name) => `${name} ${require(`${name}/package.json`).version} (${require(`${name}/package.json`).license})`).join(', ')} */\n`;
}

const cards = licences('adaptivecards') + (await bundle('widget/cards-entry.ts'));
const cardsHash = createHash('sha256').update(cards).digest('hex').slice(0, 10);
const widget = licences('botframework-directlinejs', 'rxjs') + (await bundle('widget/main.ts', {
  plugins: [withoutUnused, minifiedCss],
  define: { CARDS_FILE: JSON.stringify(`widget-cartes.js?v=${cardsHash}`) },
}));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const outputs = { 'widget.js': widget, 'widget-cartes.js': cards, 'page.js': await bundle('page/page.ts'), 'facile.js': await bundle('page/facile.ts') };
for (const [name, text] of Object.entries(outputs)) writeFileSync(join(dist, name), text);
for (const name of ['index.html', 'page.css', 'facile.css', 'logo.svg']) copyFileSync(join(here, 'page', name), join(dist, name));
copyFileSync(join(here, 'page/logo.svg'), join(dist, 'favicon.svg'));
const todayInParis = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());
writeFileSync(join(dist, 'facile.html'), facilePage(join(here, '../..'), todayInParis));

const gzip = (name) => gzipSync(readFileSync(join(dist, name))).length;
for (const name of [...Object.keys(outputs), 'index.html', 'page.css', 'facile.html', 'facile.css']) console.log(`${name} ${(gzip(name) / 1000).toFixed(1)} kB gzip`);
if (gzip('widget.js') > WIDGET_MAX_GZIP) {
  console.error(`widget.js is over its budget of ${WIDGET_MAX_GZIP / 1000} kB gzip`);
  process.exitCode = 1;
}
