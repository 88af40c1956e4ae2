import { startSecured, type SecuredServer } from '../support/secured-server';

/** What another site can make a browser send: every route that writes, with the cookie of somebody signed in. */

let server: SecuredServer;
let cookie: string;
let reference: string;
beforeAll(async () => {
  server = await startSecured();
  ({ cookie } = await server.signed());
  ({ reference } = await server.opened());
});
afterAll(() => server.stop());

type Route = { method: string; path: string };
const routes = (): Route[] => Object.values(server.application.server.restify.router.getRoutes() as unknown as Record<string, Route>);
const concrete = (path: string): string => path.replace(':reference', reference).replace(/:\w+/g, 'x1').replace('*', 'x');

const CROSS_SITE = { origin: 'https://pirate.exemple', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
/** The three kinds of body that a page of another site may send without asking. */
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=a'];

it('every route that writes refuses a page of another site, and nothing changes', async () => {
  const writing = routes().filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  const before = await server.store.getDossier(reference);
  const passed: string[] = [];
  for (const { method, path } of writing) {
    for (const type of SIMPLE_TYPES) {
      const { status, headers } = await fetch(server.url + concrete(path), { method, redirect: 'manual', headers: { ...CROSS_SITE, cookie, 'content-type': type }, body: 'numero=x&csrf=x' });
      if (status < 400 || headers.has('set-cookie')) passed.push(`${method} ${path} ${type}: ${status}`);
    }
  }

  expect(writing.length).toBeGreaterThan(20);
  expect(passed).toEqual([]);
  expect(await server.store.getDossier(reference)).toEqual(before);
});

it('no route lets another site read an answer with the cookie of the person', async () => {
  for (const { method, path } of routes().filter(({ method: name }) => name === 'GET')) {
    const { headers } = await fetch(server.url + concrete(path), { method, redirect: 'manual', headers: { ...CROSS_SITE, cookie } });

    expect([path, headers.get('access-control-allow-credentials')]).toEqual([path, null]);
    // « * » is for scripts and styles, which are the same for all: a browser sends no cookie with it
    if (headers.get('access-control-allow-origin') === '*') expect(path).toMatch(/\.(?:m?js|css|svg|png|json|webmanifest|ico|woff2|txt)$/);
    else expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
  }
});

it('no answer to somebody without a session sets one: there is nothing to fixate', async () => {
  for (const { path } of routes().filter(({ method }) => method === 'GET')) {
    const { headers } = await fetch(server.url + concrete(path), { redirect: 'manual', headers: { cookie: 'bureau=choisi-par-un-autre; __Host-bureau=choisi' } });

    expect([path, headers.get('set-cookie')?.match(/(?:^|, )(?:__Host-)?bureau=/) ?? null]).toEqual([path, null]);
  }
});
