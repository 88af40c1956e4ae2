// The whole suite, in order: types, browser code, trained model, then jest. Stops at the first failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

needServers();
const browser = CHROMIUM.find((path) => path && existsSync(path)) ?? installed();
const args = process.argv.slice(2);

step('Types', 'npx', ['tsc', '--noEmit']);
step('Types of the browser code', 'npx', ['tsc', '--noEmit', '-p', 'src/web/widget']);
step('Browser code', process.execPath, ['src/web/build.mjs']);
step('Model', process.execPath, ['--import', 'tsx', 'src/cli/train.ts', '--cache-only']);
const report = join(mkdtempSync(join(tmpdir(), 'aiguillage-tests-')), 'report.json');
const status = run('Tests', process.execPath, ['node_modules/jest/bin/jest.js', '-c', 'test/jest.config.cjs', '--json', `--outputFile=${report}`, ...args]);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`);
}
process.exit(status);

function step(title, command, commandArgs) {
  const code = run(title, command, commandArgs);
  if (code !== 0) process.exit(code);
}

function run(title, command, commandArgs) {
  console.log(`\n── ${title}`);
  const { status: code } = spawnSync(command, commandArgs, { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: browser } });
  return code ?? 1;
}

/** The tests start their own redis-server (which is also the sentinel), speak to it by redis-cli, and start an nginx with a certificate by openssl. */
function needServers() {
  const wanted = [['redis-server', '--version', 'redis-server'], ['redis-cli', '--version', 'redis-tools'], ['nginx', '-v', 'nginx'], ['openssl', 'version', 'openssl']];
  const missing = wanted.filter(([command, argument]) => spawnSync(command, [argument], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  const [commands, packages] = [missing.map(([command]) => command).join(', '), missing.map(([, , name]) => name)];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`── ${commands} missing: apt-get install ${packages.join(' ')}`);
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    if (spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: 'inherit' }).status === 0) return;
  }
  console.error(`The tests need ${commands}:\n  Debian, Ubuntu:  sudo apt-get install ${packages.join(' ')}\n  macOS:           brew install redis nginx openssl\nthen run npm test again.`);
  process.exit(1);
}

/** Debian as root: installed here. Elsewhere the person is told what to install. */
function installed() {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('── Chromium is missing: apt-get install chromium');
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { stdio: 'inherit' });
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  console.error('The browser tests need Chromium or Chrome:\n  Debian, Ubuntu:  sudo apt-get install chromium\n  macOS:           brew install --cask chromium\nor give its path in CHROMIUM_PATH, then run npm test again.');
  process.exit(1);
}
