import type { JWK } from 'jose' with { 'resolution-mode': 'import' };
import { z } from 'zod';
import type { Clock } from '../ops/clock';
import { RateLimit, type Rate } from './rate-limit';

/** A public key of the channel service, and the channels that it may speak for. */
export type ChannelKey = { jwk: JWK; endorsements: readonly string[] };
/** The key of this id; null when the service does not publish it. Rejects when the service cannot be read. */
export type FindKey = (kid: string) => Promise<ChannelKey | null>;

const metadataSchema = z.object({ jwks_uri: z.url() });
const keysSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional(), n: z.string().optional(), e: z.string().optional(), endorsements: z.array(z.string()).optional() })).max(1_000),
});

const FRESH_MS = 86_400_000;
const TIMEOUT_MS = 5_000;
/** Anyone can invent a key id: what that costs the service is bounded. */
const READS: Rate = { burst: 5, perMinute: 6 };

/**
 * The keys that an OpenID metadata document points to. A key that has just appeared is found at once: an unknown id is looked for
 * again, a few times in a row and then once every ten seconds. Messages that arrive together share one reading.
 */
export function channelKeys({ metadataUrl, clock }: { metadataUrl: string; clock: Clock }): FindKey {
  const reads = new RateLimit(READS, clock);
  let keys = new Map<string, ChannelKey>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    keys = await publishedKeys(metadataUrl);
    readAtMs = clock().getTime();
  };
  const readAgain = (): Promise<void> => (reading ??= read().finally(() => (reading = undefined)));

  return async (kid) => {
    const known = keys.get(kid) ?? null;
    if (known && clock().getTime() - readAtMs < FRESH_MS) return known;
    if (!reading && reads.take('') > 0) return known;
    // keys of yesterday are better than none while the service is away
    await readAgain().catch((error: unknown) => {
      if (!known) throw error;
    });
    return keys.get(kid) ?? null;
  };
}

async function publishedKeys(metadataUrl: string): Promise<Map<string, ChannelKey>> {
  const { jwks_uri } = metadataSchema.parse(await fetchJson(metadataUrl));
  const { keys } = keysSchema.parse(await fetchJson(jwks_uri));
  return new Map(keys.flatMap(({ kid, kty, n, e, endorsements = [] }) => (kid && kty === 'RSA' && n && e ? [[kid, { jwk: { kty, n, e }, endorsements }]] : [])));
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`keys of the channel: HTTP ${response.status}`);
  return response.json();
}
