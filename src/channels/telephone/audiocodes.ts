import { z } from 'zod';
import type { Clock } from '../../ops/clock';
import { keyedHash, sameText } from '../../ops/hash';
import type { Store } from '../../stores/store';
import { Refusal } from '../refusal';
import { confidenceOf } from './twilio';
import { tourVocalSchema, type ReponseVocale, type TourVocal } from './turns';
import type { Voice } from './voice';

/** AudioCodes VoiceAI Connect and Live Hub, Bot API over HTTP: a conversation is created, then activities come in and go out. */

export const AUDIOCODES_PATH = '/ivr/audiocodes';
/** Without a sign of the gateway for this long, the conversation is over. */
export const EXPIRES_SECONDS = 120;
const ACTIVITIES_MAX = 20;
const SESSIONS_MAX = 20_000;

export type AudiocodesDeps = { voice: Voice; store: Pick<Store, 'loadState' | 'saveState'>; clock: Clock; jeton: string; /** Calls are known by their hash under this key. */ key: string };

const createSchema = z.object({ conversation: z.string().min(1).max(200) });
const activitySchema = z.object({
  id: z.string().min(1).max(200), timestamp: z.string().max(40).optional(), type: z.string().max(50), name: z.string().max(100).optional(), text: z.string().max(10_000).optional(),
  value: z.union([z.string().max(200), z.number()]).optional(), language: z.string().max(20).optional(),
  parameters: z.looseObject({ caller: z.string().max(200).optional(), callee: z.string().max(200).optional(), confidence: z.unknown().optional() }).optional(),
});
type ActivityIn = z.infer<typeof activitySchema>;
const turnSchema = z.object({ activities: z.array(activitySchema).max(ACTIVITIES_MAX) });
const sessionSchema = z.object({ finMs: z.number(), ligne: z.string().nullable() });
type Session = z.infer<typeof sessionSchema>;

export type Audiocodes = ReturnType<typeof createAudiocodes>;

export function createAudiocodes(deps: AudiocodesDeps) {
  /** Numbers of the calls going on, for a call back: kept nowhere else. */
  const callers = new Map<string, string>();

  return {
    /** @throws Refusal SIGNATURE_REFUSEE */
    authorize(authorization: string | undefined): void {
      const given = /^Bearer (.{1,500})$/i.exec(authorization ?? '')?.[1];
      if (given === undefined || !sameText(given, deps.jeton)) throw new Refusal('SIGNATURE_REFUSEE');
    },

    check: () => ({ type: 'ac-bot-api', success: true }),

    /** @param base address of the bot, under which the other addresses are */
    async create(body: unknown, base: string) {
      const { conversation } = parsed(createSchema, body);
      await write(conversation, { finMs: expiry(), ligne: null });
      const at = `${base}/conversation/${encodeURIComponent(conversation)}`;
      return { activitiesURL: `${at}/activities`, refreshURL: `${at}/keepalive`, disconnectURL: `${at}/disconnect`, expiresSeconds: EXPIRES_SECONDS };
    },

    async activities(conversation: string, body: unknown) {
      const session = await alive(conversation);
      const out: object[] = [];
      for (const activity of parsed(turnSchema, body).activities) out.push(...(await answered(conversation, activity, session)));
      return { conversation, activities: out };
    },

    async refresh(conversation: string) {
      await write(conversation, { ...(await alive(conversation)), finMs: expiry() });
      return { expiresSeconds: EXPIRES_SECONDS };
    },

    /** Nothing more is said; what was said is kept already. Twice is once. */
    async disconnect(conversation: string) {
      await write(conversation, { finMs: 0, ligne: null });
      callers.delete(conversation);
      return {};
    },
  };

  async function answered(conversation: string, activity: ActivityIn, session: Session): Promise<object[]> {
    const vocal = audiocodesTurn(conversation, { ...activity, parameters: { ...activity.parameters, caller: activity.parameters?.caller ?? callers.get(conversation) } }, deps.clock().toISOString());
    if (!vocal) return [];
    if (vocal.genre === 'debut') await begin(conversation, vocal, session);
    return toActivities(await deps.voice.answer(vocal, session.ligne ?? undefined), vocal.cleIdempotence, activity.timestamp);
  }

  async function begin(conversation: string, vocal: TourVocal, session: Session): Promise<void> {
    session.ligne = deps.voice.lineOf(vocal);
    if (vocal.de) callers.set(conversation, vocal.de);
    const [oldest] = callers.keys();
    if (callers.size > SESSIONS_MAX && oldest !== undefined) callers.delete(oldest);
    await write(conversation, session);
  }

  function expiry(): number {
    return deps.clock().getTime() + EXPIRES_SECONDS * 1_000;
  }

  function recordOf(conversation: string): string {
    return `tel-audiocodes:${keyedHash(deps.key, `audiocodes ${conversation}`).toString('hex').slice(0, 40)}`;
  }

  async function alive(conversation: string): Promise<Session> {
    const stored = await deps.store.loadState(recordOf(conversation));
    const session = sessionSchema.safeParse(stored?.state);
    if (!session.success || session.data.finMs < deps.clock().getTime()) throw new Refusal('CONVERSATION_INCONNUE');
    return session.data;
  }

  /** Two writes at once say the same thing: the loser has nothing to add. */
  async function write(conversation: string, session: Session): Promise<void> {
    const record = recordOf(conversation);
    const stored = await deps.store.loadState(record);
    await deps.store.saveState(record, session, stored?.version ?? 0, { personne: null, at: deps.clock().toISOString(), brouillon: false });
  }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal('ACTIVITE_INVALIDE');
  return result.data;
}

/** Null for what calls for no answer: the gateway tells many things. */
export function audiocodesTurn(conversation: string, { id, type, name, text, value, language, parameters }: ActivityIn, recuLe: string): TourVocal | null {
  const genre = genreOf(type, name);
  if (genre === null) return null;
  const result = tourVocalSchema.safeParse({
    fournisseur: 'audiocodes', appel: conversation, tour: 0, cleIdempotence: id, genre, recuLe, langue: language, de: parameters?.caller, vers: parameters?.callee,
    ...(genre === 'enonce' ? { texte: text ?? '', confiance: confidenceOf(parameters?.confidence) } : {}),
    ...(genre === 'dtmf' ? { chiffres: String(value ?? text ?? '') } : {}),
  });
  if (!result.success) throw new Refusal('ACTIVITE_INVALIDE');
  return result.data;
}

const EVENTS: Readonly<Record<string, TourVocal['genre']>> = { start: 'debut', DTMF: 'dtmf', noUserInput: 'silence', hangup: 'raccroche' };

function genreOf(type: string, name: string | undefined): TourVocal['genre'] | null {
  if (type === 'message') return 'enonce';
  return type === 'event' && name !== undefined && Object.hasOwn(EVENTS, name) ? (EVENTS[name] ?? null) : null;
}

/** Ids and dates come from the activity answered: a duplicate gets the very same bytes. */
function toActivities({ dire, attendre, fin }: ReponseVocale, cle: string, timestamp: string | undefined): object[] {
  const messages = dire.map(({ texte, ssml, ferme }, i) => ({ id: `${cle}.${i + 1}`, timestamp, type: 'message', text: ssml ?? texte, activityParams: { bargeIn: !ferme, bargeInOnDTMF: !ferme } }));
  const end = { id: `${cle}.fin`, timestamp, type: 'event' };
  if (typeof fin === 'object') return [...messages, { ...end, name: 'transfer', activityParams: { transferTarget: `tel:${fin.transfert}` } }];
  if (fin === 'raccrocher') return dire.length > 0 ? [...messages, { ...end, name: 'hangup' }] : [];
  if (!attendre) return messages;
  const sessionParams = {
    userNoInputTimeoutMS: attendre.silenceMs, userNoInputSendEvent: true, sttContextPhrases: attendre.indices ?? [],
    dtmfCollect: (attendre.dtmf?.max ?? 1) > 1, dtmfCollectMaxDigits: attendre.dtmf?.max ?? 1, dtmfCollectSubmitDigit: '#',
  };
  return [{ id: `${cle}.0`, timestamp, type: 'event', name: 'config', sessionParams }, ...messages];
}
