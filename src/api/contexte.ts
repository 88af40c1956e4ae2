import type { Contexte } from '../../dialogs/events';
import { parisDate } from '../domain/calendar';
import type { Canal } from '../domain/codes';
import type { ApiDeps } from './deps';

/** What the dialogs know of the instant of a request. */
export async function contexteAt(now: Date, canal: Canal, { contenu, workload, alsaceMoselle }: Pick<ApiDeps, 'contenu' | 'workload' | 'alsaceMoselle'>): Promise<Contexte> {
  return { now, today: parisDate(now), canal, contenu, charge: await workload(now), alsaceMoselle };
}
