import type { Canal } from '../domain/codes';
import type { Reponse } from '../domain/tour';

/**
 * Address under which a person can open a page of this server. On the web a path is enough: the widget knows its server.
 * Elsewhere a path leads nowhere, so without a public address there is no link.
 */
export function addressOf(lien: NonNullable<Reponse['lien']>, canal: Canal, publicUrl: string | undefined): string | null {
  if (publicUrl !== undefined) return publicUrl + lien.chemin;
  return canal === 'web' ? lien.chemin : null;
}
