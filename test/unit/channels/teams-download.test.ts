import { download } from '../../../src/channels/teams/download';
import { isPublicAddress } from '../../../src/ops/public-address';
import { startSilentServer, type SilentServer } from '../../support/silent-server';
import { startConnector, type TeamsConnector } from '../../support/teams-connector';

let web: TeamsConnector;
let silent: SilentServer;
beforeAll(async () => {
  [web, silent] = [await startConnector(), await startSilentServer()];
});
afterAll(async () => {
  await silent.stop();
  await web.stop();
});

const LOCAL = { maxOctets: 1_000, allowLoopback: true };
const PDF = { body: '%PDF-1.4', type: 'application/pdf' };
const REFUSED = { ok: false, raison: 'telechargement' };

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '52.112.0.1', '2a01:111:f402::1', '2606:4700::1111'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each([
    '127.0.0.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1',
    '::1', '::', 'fc00::1', 'fd00:ec2::254', 'fe80::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:a00:1::1', '2001:db8::1', 'ff02::1', 'localhost', '',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('download', () => {
  it('gives the bytes', async () => {
    const fetched = await download(web.serve('/bail.pdf', PDF), LOCAL);

    expect(fetched).toMatchObject({ ok: true });
    expect(fetched.ok && Buffer.from(fetched.octets).toString()).toBe('%PDF-1.4');
  });

  it.each([
    'http://example.com/a', 'ftp://example.com/a', 'file:///etc/passwd', 'https://127.0.0.1/a', 'https://[::1]/a', 'https://localhost/a', 'https://10.1.2.3/a', 'https://169.254.169.254/latest/meta-data',
    'https://0x7f.1/a', 'https://2130706433/a', 'https://[::ffff:10.0.0.1]/a', 'https://user:pass@example.com/a', 'pas une adresse', '',
  ])('never calls %s', async (url) => {
    await expect(download(url, { maxOctets: 1_000, timeoutMs: 2_000 })).resolves.toEqual(REFUSED);
  });

  it('calls this machine in tests only', async () => {
    const url = web.serve('/prive.pdf', PDF);

    await expect(download(url, { maxOctets: 1_000 })).resolves.toEqual(REFUSED);
    expect(web.fetched.map(({ path }) => path)).not.toContain('/prive.pdf');
  });

  it('follows a redirect to a place that it may call, and no other, and not for ever', async () => {
    const there = web.serve('/la.pdf', PDF);
    const redirect = (path: string, location: string) => web.serve(path, { body: '', type: 'text/plain', status: 302, headers: { location } });

    await expect(download(redirect('/r1', there), LOCAL)).resolves.toMatchObject({ ok: true });
    await expect(download(redirect('/r2', 'https://10.0.0.1/x'), LOCAL)).resolves.toEqual(REFUSED);
    await expect(download(redirect('/r3', 'http://169.254.169.254/x'), LOCAL)).resolves.toEqual(REFUSED);
    await expect(download(redirect('/r4', '/r4'), LOCAL)).resolves.toEqual(REFUSED);
  });

  it('stops at the size allowed', async () => {
    await expect(download(web.serve('/gros', { body: Buffer.alloc(1_001), type: 'application/pdf' }), LOCAL)).resolves.toEqual({ ok: false, raison: 'taille' });
    await expect(download(web.serve('/juste', { body: Buffer.alloc(1_000), type: 'application/pdf' }), LOCAL)).resolves.toMatchObject({ ok: true });
  });

  it.each(['<!DOCTYPE html><html>', '\n\n <html lang="fr">', '\ufeff<!doctype HTML>', '<!-- a --><html>'])('a page in the place of the file is no file: %j', async (body) => {
    await expect(download(web.serve('/page', { body, type: 'application/pdf' }), LOCAL)).resolves.toEqual(REFUSED);
  });

  it('a file that is not there, or does not come in time, is none', async () => {
    await expect(download(web.serve('/absent', { ...PDF, status: 404 }), LOCAL)).resolves.toEqual(REFUSED);
    await expect(download(silent.url, { ...LOCAL, timeoutMs: 50 })).resolves.toEqual(REFUSED);
  });
});
