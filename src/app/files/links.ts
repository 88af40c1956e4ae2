import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../ops/clock';
import type { Store } from '../../stores/store';
import { journal } from '../access-journal';

/** Where a link is shown: part of what is signed, so that a link of the conversation is not one of the desk. */
export const LINK_PURPOSES = ['conversation', 'suivi', 'bureau'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

export type ServedFile = { nom: string; typeMime: string; bytes: Uint8Array; purpose: LinkPurpose };

export type FileLinks = {
  /** Path of a file, `/fichiers/<token>`, good for a few minutes. It is the caller that checks who may see the file. */
  fileLink(id: string, purpose: LinkPurpose): string;
  /** What a token opens; null alike when it is unknown, expired, forged, or its file is gone or in quarantine. */
  open(token: string): Promise<ServedFile | null>;
};

/** Rank of the purpose, end of life in seconds, id: short, because the router refuses a path segment of more than 100 characters. */
const claimsSchema = z.tuple([z.int(), z.int(), z.string().min(1).max(100)]);
const TOKEN_MAX = 400;
/** No file has this id: a bad token costs the same reading as a good one whose file is gone. */
const ABSENT = '';

/** @param secret the signing key is derived from it */
export function createFileLinks({ secret, store, clock, minutes }: { secret: string; store: Pick<Store, 'getFile' | 'retention'>; clock: Clock; minutes: number }): FileLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'aiguillage/fichiers/liens/1', 32));
  const sign = (body: string): string => createHmac('sha256', key).update(body).digest('base64url');
  const nowSeconds = (): number => Math.floor(clock().getTime() / 1_000);

  return {
    fileLink(id, purpose) {
      const body = Buffer.from(JSON.stringify([LINK_PURPOSES.indexOf(purpose), nowSeconds() + minutes * 60, id])).toString('base64url');
      return `/fichiers/${body}.${sign(body)}`;
    },
    async open(token) {
      const claims = read(token.slice(0, TOKEN_MAX), sign, nowSeconds());
      const found = await store.getFile(claims?.id ?? ABSENT);
      if (!claims || !found || found.file.quarantaine) return null;
      await journal({ qui: claims.purpose === 'bureau' ? 'expert' : 'usager', quoi: 'lecture-fichier', objet: claims.id, motif: claims.purpose === 'bureau' ? 'traitement' : 'suivi' }, { store, clock });
      return { nom: found.file.nom, typeMime: found.file.typeMime, bytes: found.bytes, purpose: claims.purpose };
    },
  };
}

function read(token: string, sign: (body: string) => string, nowSeconds: number): { purpose: LinkPurpose; id: string } | null {
  const [body = '', signature = '', ...rest] = token.split('.');
  if (!sameText(signature, sign(body)) || rest.length > 0) return null;
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!claims.success) return null;
  const [rank, expires, id] = claims.data;
  const purpose = LINK_PURPOSES[rank];
  return purpose && expires > nowSeconds ? { purpose, id } : null;
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
