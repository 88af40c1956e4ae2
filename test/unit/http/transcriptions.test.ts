import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signatureHeader } from '../../../src/channels/signature';
import { startServer, type TestServer } from '../../support/server';
import { memoryStore } from '../../support/memory-store';

const SECRET = 'secret-ivr-secret-ivr-secret-ivr-secret-ivr';
const ROOT = join(__dirname, '..', '..', '..');
const NOW = new Date('2026-11-26T09:00:00.000Z');
const CALL = readFileSync(join(ROOT, 'test', 'calls', 'indu-apl-tardif.vtt'));

let server: TestServer;
afterEach(() => server.stop());

async function boot(env: Record<string, string> = {}): Promise<void> {
  // the model that the other tests share
  server = await startServer({ env: { IVR_SECRET: SECRET, DATA_DIR: join(ROOT, 'var'), ...env }, overrides: { store: { ...memoryStore(), putOutbox: async () => undefined }, clock: () => NOW } });
}

const signed = (body: Uint8Array, at = NOW.getTime()): Record<string, string> => ({ 'x-signature': signatureHeader(SECRET, Buffer.from(body), at) });

async function post(body: Uint8Array, headers: Record<string, string>, query = ''): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/ivr/v1/transcriptions${query}`, { method: 'POST', headers: { 'content-type': 'text/vtt', ...headers }, body: Buffer.from(body) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('POST /ivr/v1/transcriptions', () => {
  it('makes a draft of a signed transcript, and the same draft of the same transcript, without a word of it', async () => {
    await boot();
    const [first, again] = [await post(CALL, signed(CALL)), await post(CALL, signed(CALL))];

    expect(first).toMatchObject({
      status: 201, json: { motif: 'INDU_CONTESTATION', prestation: 'APL', service: 'RECOURS', drapeaux: [], caviardee: false, segments: { motif: expect.any(Number) }, codeFinLe: '2026-11-29T09:00:00.000Z' },
    });
    // the sum is asked for in one, refused in the other: either says it
    expect([17, 19]).toContain((first.json.segments as { motif: number }).motif);
    expect(first.json.code).toMatch(/^(?:\d{3} ){3}\d{3}$/);
    expect(first.json.confiances).toMatchObject({ motif: expect.any(Number) });
    expect(again).toEqual({ status: 200, json: first.json });
    expect(JSON.stringify(first.json)).not.toMatch(/loyer|1234567|durand/);
  });

  it.each<[string, (body: Buffer) => Record<string, string>]>([
    ['without a signature', () => ({})],
    ['signed by someone else', (body) => ({ 'x-signature': signatureHeader('un-autre-secret-un-autre-secret-1234', body, NOW.getTime()) })],
    ['signed ten minutes ago', (body) => signed(body, NOW.getTime() - 600_000)],
    ['signed for another body', (body) => signed(Buffer.concat([body, Buffer.from('\n')]))],
  ])('refuses one %s, and keeps nothing', async (_name, headers) => {
    await boot();

    expect(await post(CALL, headers(CALL))).toMatchObject({ status: 401, json: { error: { code: 'SIGNATURE_REFUSEE' } } });
    expect(await server.store.callDrafts.deleteCallDrafts('9999')).toBe(0);
  });

  it('names the place of what it cannot read', async () => {
    await boot();
    const body = Buffer.from('WEBVTT\n\n00:01 --> x\nje conteste');

    expect(await post(body, signed(body))).toMatchObject({ status: 422, json: { error: { code: 'TRANSCRIPTION_ILLISIBLE', raison: 'horaire', lieu: 'ligne 3' } } });
    expect(await post(body, signed(body), '?format=word')).toMatchObject({ status: 422, json: { error: { raison: 'format' } } });
  });

  it('has a limit', async () => {
    await boot({ TRANSCRIPTION_MAX_OCTETS: '1024' });

    expect(await post(CALL, signed(CALL))).toMatchObject({ status: 413, json: { error: { code: 'CORPS_TROP_GROS' } } });
  });

  it('is closed without a secret', async () => {
    await boot({ IVR_SECRET: '' });

    expect(await post(CALL, signed(CALL))).toMatchObject({ status: 403, json: { error: { code: 'CANAL_DESACTIVE' } } });
  });
});
