import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { freePort } from './process-server';

/** The local identity provider in a process of its own, as `npm run oidc:dev` starts it. */
export type OidcServer = { env: Record<string, string>; kill(): void };

export async function startOidc(desk: string): Promise<OidcServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(__dirname, 'oidc-dev.mjs'), String(port), desk], { stdio: ['ignore', 'pipe', 'ignore'] });
  const said = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('Comptes')) resolve(out);
    });
    child.once('exit', (code) => reject(new Error(`oidc:dev ended with ${code}`)));
  });
  return { env: Object.fromEntries([...said.matchAll(/(OIDC_\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? ''])), kill: () => void child.kill('SIGTERM') };
}

/** Signs in at the provider's own form; any password is right there. */
export async function signIn(page: Page, url: string, login: string, vers = '/bureau'): Promise<void> {
  await page.goto(url + vers);
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill('mot de passe');
  await page.locator('button[type=submit]').click();
  await page.waitForURL(`${url}/bureau**`);
}
