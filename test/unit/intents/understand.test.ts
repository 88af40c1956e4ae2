import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Comprehension } from '../../../src/domain/comprehension';
import { loadUnderstander, type Understander } from '../../../intents/understand';

const ROOT = join(__dirname, '../../..');
const NOW = new Date('2026-11-23T10:00:00+01:00');
const row = z.strictObject({
  text: z.string(), group: z.string(), code: z.string(), prestation: z.string().optional(), service: z.string().optional(), priority: z.string().optional(), safety: z.string().nullable().optional(),
});
const FRESH = readFileSync(join(__dirname, 'fresh.jsonl'), 'utf8').trim().split('\n').map((line) => row.parse(JSON.parse(line)));

let understander: Understander;
const understand = (text: string): Comprehension => understander.understand(text, { now: NOW, canal: 'web' });

beforeAll(() => {
  understander = loadUnderstander({ dataDir: join(ROOT, 'intents/data'), cacheDir: join(ROOT, 'var') });
}, 300_000);

describe('messages that nobody trained on', () => {
  const share = (rows: typeof FRESH, good: (r: (typeof FRESH)[number], c: Comprehension) => boolean): number => rows.filter((r) => good(r, understand(r.text))).length / rows.length;

  it.each(FRESH.filter((r) => ['DETRESSE', 'VIOLENCES', 'MENACE'].includes(r.code)))('danger is seen: $text', (r) => {
    expect(understand(r.text)).toMatchObject({ group: 'expert', code: r.code, service: 'AUCUN', priority: 'P0', safety: r.safety });
  });

  it.each(FRESH.filter((r) => r.safety === null))('no danger is seen where there is none: $text', (r) => {
    expect(understand(r.text)).toMatchObject({ group: 'simple', safety: null });
  });

  it('finds the disputes', () => {
    expect(share(FRESH.filter((r) => r.group === 'expert'), (_, c) => c.group === 'expert' || c.group === 'clarify')).toBeGreaterThanOrEqual(0.95);
  });

  it('tells simple, expert and out of scope apart', () => {
    expect(share(FRESH, (r, c) => c.group === r.group)).toBeGreaterThanOrEqual(0.95);
  });

  it('finds the code, the prestation, the service and the priority', () => {
    expect(share(FRESH, (r, c) => c.code === r.code)).toBeGreaterThanOrEqual(0.9);
    expect(share(FRESH.filter((r) => r.prestation !== undefined), (r, c) => c.prestation === r.prestation)).toBeGreaterThanOrEqual(0.94);
    expect(share(FRESH.filter((r) => r.service !== undefined), (r, c) => c.service === r.service)).toBeGreaterThanOrEqual(0.94);
    expect(share(FRESH.filter((r) => r.priority !== undefined), (r, c) => c.priority === r.priority)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('understand', () => {
  it('gives the same answer every time', () => {
    expect(understand('mon RSA est coupé depuis deux mois')).toEqual(understand('mon RSA est coupé depuis deux mois'));
  });

  it.each(['', '   ', '???', '😀', '1', 'a'.repeat(30_000), 'mot '.repeat(8_000)])('never fails nor stalls on %j', (text) => {
    const started = performance.now();
    const answer = understand(text.slice(0, 40_000));

    expect(answer.confidence).toBeGreaterThanOrEqual(0);
    expect(answer.confidence).toBeLessThanOrEqual(1);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('reads a spoken message without punctuation on the telephone', () => {
    const answer = understander.understand('euh oui bonjour c est pour l air essa il est coupé depuis deux mois et personne me répond', { now: NOW, canal: 'ivr' });

    expect(answer).toMatchObject({ group: 'expert', code: 'SUSPENSION_DROIT', prestation: 'RSA', service: 'INSERTION' });
  });

  it('follows a reference, and sees when its date is past', () => {
    expect(understand('REF-EXP-7K2M4TR')).toMatchObject({ group: 'simple', code: 'SUIVI_TRANSFERT' });
    expect(understand('REF-EXP-7K2M4TR la date annoncée est dépassée')).toMatchObject({ group: 'expert', code: 'SUIVI_DEPASSEMENT', priority: 'P1' });
  });
});
