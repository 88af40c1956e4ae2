import { z } from 'zod';
import { GENRES_ALERTE, alerteUsager } from '../../dialogs/alertes';
import type { Contenu } from '../../dialogs/contenu';
import { lettre } from '../../dialogs/courriel';
import type { Lettre } from '../../dialogs/courriel';
import { parisDate } from '../domain/calendar';
import type { Dossier } from '../domain/dossier';
import type { Reponse } from '../domain/tour';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import type { OutboxEntry, Store } from '../stores/store';
import { ALERT_KIND } from './act-on-dossier';
import { MAIL_KIND } from './contact';
import type { Deliver } from './deliver-outbox';

/** A letter on its way. `id` never changes for the same alert, so that a mail server may tell a copy. */
export type Courriel = Lettre & { a: string; id: string };

export type AlertDeps = {
  store: Pick<Store, 'getDossier' | 'loadState' | 'putOutbox'>;
  clock: Clock;
  log: Logger;
  contenu: Contenu;
  alsaceMoselle: boolean;
  publicUrl?: string | undefined;
  /** Adds to a web conversation, once for each id; false when the conversation is not one of this server's. */
  say: (conversation: string, reponse: Reponse, id: string) => Promise<boolean>;
  /** Resolves once the mail server took charge of the letter; absent, no e-mail is ever sent. */
  sendMail?: ((courriel: Courriel) => Promise<void>) | undefined;
};

const mailSchema = z.object({ reference: z.string(), genre: z.string(), evenement: z.int().min(0) });
const alertSchema = mailSchema.extend({ pour: z.enum(['usager', 'expert', 'responsable']) });
const genreSchema = z.enum(GENRES_ALERTE);
const quietSchema = z.object({ etat: z.object({ discret: z.boolean() }) });

type Sujet = z.infer<typeof mailSchema>;
type Message = { dossier: Dossier; reponse: Reponse };

/**
 * Tells each person the stages of their dossier where they opened it, and by e-mail when they asked; the rest (experts, managers,
 * openings) goes to `others`. The acknowledgement has told the reception in the conversation already: it is not said twice there.
 * An e-mail is an entry of its own: a mail server that is away holds nothing else back.
 * @throws CodedError STOCKAGE_INDISPONIBLE, or what the mail server refused: the entry is tried again
 */
export const deliverAlerts = (deps: AlertDeps, others: Deliver): Deliver => async (entry) => {
  if (entry.kind === MAIL_KIND) return deliverMail(entry, deps);
  const alert = entry.kind === ALERT_KIND ? alertSchema.safeParse(entry.payload).data : undefined;
  return alert?.pour === 'usager' ? deliverAlert(entry, alert, deps) : others(entry);
};

async function deliverAlert({ id, createdAt }: OutboxEntry, { reference, genre, evenement }: Sujet, deps: AlertDeps): Promise<void> {
  const message = await messageOf({ reference, genre, evenement }, deps);
  if (message && deps.sendMail && message.dossier.contact) {
    await deps.store.putOutbox({ id: `${MAIL_KIND}|${id}`, kind: MAIL_KIND, createdAt, payload: { reference, genre, evenement } });
  }
  const told = message !== null && (await deps.say(conversationOf(message.dossier), message.reponse, `alerte|${id}`));
  deps.log.info({ reference, genre, told }, 'alerte-usager');
}

/** The address is read at the last moment: stopped meanwhile, nothing leaves. */
async function deliverMail({ id, payload }: OutboxEntry, deps: AlertDeps): Promise<void> {
  const sujet = mailSchema.parse(payload);
  const message = await messageOf(sujet, deps);
  const a = message?.dossier.contact?.email;
  const sent = message !== null && a !== undefined && deps.sendMail !== undefined;
  if (sent) await deps.sendMail?.({ ...lettre(sujet.reference, message.reponse, deps.publicUrl), a, id });
  deps.log.info({ reference: sujet.reference, genre: sujet.genre, sent }, 'courriel');
}

async function messageOf({ reference, genre, evenement }: Sujet, deps: AlertDeps): Promise<Message | null> {
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
