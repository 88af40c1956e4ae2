import type { RaisonRefus } from '../../domain/tour';

export type TypeAccepte = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/heic';

/** What the checks say of some bytes. `octets` are those to keep: an image loses what is not the image (place, comments, what follows). */
export type Inspection = { ok: true; typeMime: TypeAccepte; octets: Uint8Array } | { ok: false; raison: RaisonRefus; limite?: number };

export const refused = (raison: RaisonRefus, limite?: number): Inspection => ({ ok: false, raison, ...(limite === undefined ? {} : { limite }) });
