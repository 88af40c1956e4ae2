import { z } from 'zod';
import { GENRES_ALERTE, alerteUsager } from '../../dialogs/alertes';
import type { Contenu } from '../../dialogs/contenu';
import { parisDate } from '../domain/calendar';
import type { Dossier } from '../domain/dossier';
import type { Reponse } from '../domain/tour';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { OutboxEntry, Store } from '../stores/store';
import { ALERT_KIND } from './act-on-dossier';
import type { Deliver } from './deliver-outbox';

export type AlertDeps = {
  store: Pick<Store, 'getDossier' | 'loadState'>;
  clock: Clock;
  log: Logger;
  contenu: Contenu;
  alsaceMoselle: boolean;
  /** Adds to a web conversation, once for each id; false when the conversation is not one of this server's. */
  say: (conversation: string, reponse: Reponse, id: string) => Promise<boolean>;
};

const alertSchema = z.object({ reference: z.string(), pour: z.enum(['usager', 'expert', 'responsable']), genre: z.string(), evenement: z.int().min(0) });
const genreSchema = z.enum(GENRES_ALERTE);
const quietSchema = z.object({ etat: z.object({ discret: z.boolean() }) });

/**
 * Tells each person the stages of their dossier where they opened it; the rest (experts, managers, openings) goes to `others`.
 * The acknowledgement has told the reception there already: it is not said twice.
 * @throws CodedError STOCKAGE_INDISPONIBLE: the entry is tried again
 */
export const deliverAlerts = (deps: AlertDeps, others: Deliver): Deliver => async (entry) => {
  const alert = entry.kind === ALERT_KIND ? alertSchema.safeParse(entry.payload).data : undefined;
  if (alert?.pour !== 'usager') return others(entry);
  const told = await tell(entry, alert, deps);
  deps.log.info({ reference: alert.reference, genre: alert.genre, told }, 'alerte-usager');
};

async function tell(entry: OutboxEntry, alert: z.infer<typeof alertSchema>, deps: AlertDeps): Promise<boolean> {
  const message = await messageOf(alert, deps);
  if (!message) return false;
  return deps.say(conversationOf(message.dossier), message.reponse, `alerte|${entry.id}`);
}

async function messageOf({ reference, genre, evenement }: z.infer<typeof alertSchema>, deps: AlertDeps): Promise<{ dossier: Dossier; reponse: Reponse } | null> {
  const known = genreSchema.safeParse(genre).data;
  const dossier = await deps.store.getDossier(reference);
  if (!known || !dossier || (await isQuiet(dossier, deps))) return null;
  const reponse = alerteUsager(dossier, known, evenement, { today: parisDate(deps.clock()), contenu: deps.contenu, alsaceMoselle: deps.alsaceMoselle });
  return reponse && { dossier, reponse };
}

/** A danger may have been told after the opening: a screen that someone else can see must not light up. */
async function isQuiet(dossier: Dossier, { store }: Pick<AlertDeps, 'store'>): Promise<boolean> {
  if (dossier.demande.discret) return true;
  const stored = await store.loadState(conversationOf(dossier));
  return quietSchema.safeParse(stored?.state).data?.etat.discret ?? false;
}

/** The key of a dossier is its conversation, then the rank of the demande in it. */
const conversationOf = ({ cle }: Dossier): string => cle.slice(0, cle.lastIndexOf(':'));
