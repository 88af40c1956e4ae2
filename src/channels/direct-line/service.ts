import type { Activity } from 'botbuilder-core';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Assistant } from '../../app/assistant';
import type { FileLinks } from '../../app/files/links';
import type { Limits } from '../../app/limits';
import { CodedError } from '../../domain/errors';
import type { RefusFichier, Reponse } from '../../domain/tour';
import type { Clock } from '../../ops/clock';
import type { Logger } from '../../ops/log';
import { maskSensitive } from '../../ops/masking';
import type { Store } from '../../stores/store';
import type { LiveNotice, TranscriptRow } from '../../stores/turn-store';
import { toActivity as toReply, type Bot, type Depot } from '../bot';
import PHRASES from '../phrases.json';
import type { Identities } from '../identity';
import { Refusal } from '../refusal';
import { Turns, type Answering, type Kept, type Message } from '../turns';
import { BOT, arrival, inboundId, isVisible, parseInbound, present, readStored, revive, sameContent, toActivity, toStored, type Inbound, type Who } from './activity';
import { DirectLineAdapter, type Named } from './adapter';
import { Streams, type Page } from './streams';
import { SESSION_SECONDS, createTokens, type Claims, type TokenKind, type TokenRead } from './tokens';
import { FILES_MAX, type Upload } from './uploads';

export type TranscriptStore = Pick<
  Store,
  'createConversation' | 'conversationOwner' | 'appendActivity' | 'appendReplies' | 'readActivities' | 'turns' | 'live'
>;

export type DirectLineDeps = {
  secret: string;
  store: TranscriptStore;
  assistant: Pick<Assistant, 'receiveFile'>;
  links: Pick<FileLinks, 'fileLink'>;
  limits: Limits;
  /** Absent: no host site vouches for anybody. */
  identities?: Identities | undefined;
  bot: Bot;
  /** Names this process among those of the store. */
  instance: string;
  clock: Clock;
  newId: () => string;
  log: Logger;
  texteMax: number;
  heartbeatMs?: number | undefined;
  /** How long a conversation stays held by a process that gives no more sign. */
  leaseMs?: number | undefined;
  /** How often what nobody answers is looked for. */
  sweepMs?: number | undefined;
  /** How long what is not kept waits for another process. */
  holdWaitMs?: number | undefined;
};

/** Who calls: the owner of the secret, or the holder of a token. */
export type Caller = { kind: 'secret' } | { kind: 'token'; conversation: string; user: string; origins?: string[] | undefined };

/** The address under which the client sees this server, without a final slash: `https://exemple.fr`. */
export type BaseUrl = string;

export type TokenAnswer = { conversationId: string; token: string; expires_in: number };
export type ConversationAnswer = TokenAnswer & { streamUrl: string };
export type PublicTokenAnswer = TokenAnswer & { userId: string; reprise: string };

const PAGE = 100;
const QUEUED_MAX = 20;
const EMPTY: Depot = { fichiers: [], refus: [] };
const CONVERSATION = /^[\w-]{1,64}$/;
const WATERMARK = /^\d{1,15}$/;

const generateBody = z.object({ user: z.object({ id: z.string().regex(/^dl_[\w.@-]{1,60}$/).optional() }).nullish(), trustedOrigins: z.array(z.string().max(300)).max(50).nullish() }).nullish();
const startBody = z.object({ user: z.object({ id: z.string().regex(/^[\w.@:-]{1,64}$/).nullish() }).nullish(), locale: z.string().max(20).nullish() }).nullish();
const publicBody = z.object({ identite: z.string().min(1).max(4_096).nullish(), reprise: z.string().max(2_000).nullish(), personne: z.string().max(2_000).nullish(), conversationId: z.string().max(64).nullish() }).nullish();

/** Direct Line 3.0, for any number of processes on one store. Statuses and forms are Microsoft's; `src/http` only carries them. */
export class DirectLine {
  private readonly tokens;
  private readonly adapter: DirectLineAdapter;
  private readonly stopListening: () => void;
  readonly streams: Streams;
  /** Everything that happens in conversations goes through it, whatever the channel. */
  readonly queue: Turns;

  constructor(private readonly deps: DirectLineDeps) {
    this.tokens = createTokens(deps.secret, deps.clock);
    this.streams = new Streams(deps.log, deps.heartbeatMs);
    this.adapter = new DirectLineAdapter((conversation, activity) => this.tell({ conversation, activity: { ...activity, timestamp: deps.clock().toISOString() } }));
    const { store, instance, log, leaseMs, sweepMs, holdWaitMs: waitMs } = deps;
    const answering: Answering = {
      answer: (message) => this.answer(message), answered: (conversation) => this.tell({ conversation }),
      delayed: (message) => this.sayDelayed(message), abandoned: (message) => this.failure(message),
    };
    this.queue = new Turns({ store, holder: instance, answering, log, leaseMs, sweepMs, waitMs });
    this.stopListening = store.live.subscribe((notice) => this.show(notice));
  }

  // -------------------------------------------------------------- who calls

  /** @throws Refusal AUTORISATION_ABSENTE, JETON_INVALIDE, TokenExpired, ORIGINE_REFUSEE */
  authorize(authorization: string | undefined, origin: string | undefined): Caller {
    const credential = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(authorization ?? '')?.[1];
    if (!credential) throw new Refusal('AUTORISATION_ABSENTE');
    if (this.tokens.isSecret(credential)) return { kind: 'secret' };
    const claims = this.readToken('session', credential);
    if (claims.origins && origin && !claims.origins.includes(origin)) throw new Refusal('ORIGINE_REFUSEE');
    return { kind: 'token', conversation: claims.conv, user: claims.user, origins: claims.origins };
  }

  private readToken(kind: TokenKind, token: string): Claims {
    const read: TokenRead = this.tokens.read(kind, token);
    if (read.kind === 'expired') throw new Refusal('TokenExpired');
    if (read.kind === 'invalid') throw new Refusal('JETON_INVALIDE');
    return read.claims;
  }

  /** @returns the person of this conversation; a token opens only its own. */
  private async enter(caller: Caller, conversation: string): Promise<Who> {
    if (caller.kind === 'token' && caller.conversation !== conversation) throw new Refusal('CONVERSATION_INTERDITE');
    const user = CONVERSATION.test(conversation) ? await this.deps.store.conversationOwner(conversation) : null;
    if (user === null) throw new Refusal('CONVERSATION_INCONNUE');
    return { conversation, user };
  }

  // -------------------------------------------------------------- tokens

  generate(caller: Caller, body: unknown): TokenAnswer {
    if (caller.kind !== 'secret') throw new Refusal('JETON_INVALIDE');
    const { user, trustedOrigins } = checked(generateBody, body) ?? {};
    return this.tokenFor({ conversation: this.deps.newId(), user: user?.id ?? this.newPerson() }, trustedOrigins ?? undefined);
  }

  refresh(caller: Caller): TokenAnswer {
    if (caller.kind !== 'token') throw new Refusal('JETON_INVALIDE');
    return this.tokenFor(caller, caller.origins);
  }

  /**
   * A token for anyone: a new person, or the one that `reprise` (or `personne`) proves to be; then also the conversation asked for,
   * when it is theirs. The person that a host site vouches for (`identite`) gets no proof to keep: the site is asked again.
   * A resume token that cannot be read is no error: the person starts anew.
   */
  async publicToken(body: unknown): Promise<PublicTokenAnswer> {
    const { identite, reprise, personne, conversationId } = checked(publicBody, body) ?? {};
    if (identite) return this.identifiedToken(identite, conversationId);
    const proof = reprise || personne;
    const known = proof ? this.tokens.read('personne', proof) : null;
    const user = known?.kind === 'valid' ? known.claims.user : this.newPerson();
    return { ...(await this.tokenIn(user, conversationId)), userId: user, reprise: this.tokens.sign('personne', '', user) };
  }

  private async identifiedToken(identite: string, conversationId: string | null | undefined): Promise<PublicTokenAnswer> {
    if (!this.deps.identities) throw new Refusal('IDENTITE_REFUSEE');
    const user = await this.deps.identities.personOf(identite);
    return { ...(await this.tokenIn(user, conversationId)), userId: user, reprise: '' };
  }

  /** For the conversation asked for when it is this person's, otherwise for a new one. */
  private async tokenIn(user: string, conversationId: string | null | undefined): Promise<TokenAnswer> {
    const isTheirs = conversationId && CONVERSATION.test(conversationId) && (await this.deps.store.conversationOwner(conversationId)) === user;
    return this.tokenFor({ conversation: isTheirs ? conversationId : this.deps.newId(), user });
  }

  private readonly newPerson = (): string => `dl_${this.deps.newId()}`;

  private tokenFor({ conversation, user }: Who, origins?: string[]): TokenAnswer {
    return { conversationId: conversation, token: this.tokens.sign('session', conversation, user, origins), expires_in: SESSION_SECONDS };
  }

  // -------------------------------------------------------------- conversations

  /** Starts the conversation of the token (again: gives it back), or a new one with the secret; the bot learns of the arrival once. */
  async start(caller: Caller, body: unknown, base: BaseUrl): Promise<{ created: boolean; answer: ConversationAnswer }> {
    const { user } = checked(startBody, body) ?? {};
    const who: Who = caller.kind === 'token' ? caller : { conversation: this.deps.newId(), user: user?.id ?? this.newPerson() };
    const created = await this.deps.store.createConversation(who.conversation, who.user, this.deps.clock().getTime());
    const owner = await this.enter(caller, who.conversation);
    if (owner.user !== who.user) throw new Refusal('CONVERSATION_INTERDITE');
    await this.accept(arrival(who, this.deps.clock()), EMPTY, who);
    return { created: created === 'created', answer: this.conversationAnswer(who, '0', base, originsOf(caller)) };
  }

  /** Without a watermark the stream begins now, not when its socket opens: nothing said in between is lost. */
  async resume(caller: Caller, conversation: string, watermark: string | null, base: BaseUrl): Promise<ConversationAnswer> {
    const after = parseWatermark(watermark);
    const who = await this.enter(caller, conversation);
    return this.conversationAnswer(who, String(after ?? (await this.lastSeq(conversation))), base, originsOf(caller));
  }

  private conversationAnswer(who: Who, watermark: string, base: BaseUrl, origins?: string[]): ConversationAnswer {
    const query = new URLSearchParams({ watermark, t: this.tokens.sign('flux', who.conversation, who.user) });
    const streamUrl = `${base.replace(/^http/, 'ws')}/v3/directline/conversations/${who.conversation}/stream?${query}`;
    return { ...this.tokenFor(who, origins), streamUrl };
  }

  // -------------------------------------------------------------- activities

  /**
   * Keeps the activity, then answers its id; the turn runs afterwards, in its conversation's queue.
   * @throws CodedError STOCKAGE_INDISPONIBLE, Refusal ROBOT_INDISPONIBLE when it could not be kept: nothing was, it is to be sent again
   */
  async post(caller: Caller, conversation: string, body: unknown): Promise<{ id: string }> {
    const inbound = parseInbound(body, this.deps.texteMax);
    const who = await this.enter(caller, conversation);
    await this.slowDown(conversation);
    return this.receive(inbound, who, EMPTY);
  }

  async upload(caller: Caller, conversation: string, { activity, files }: Upload): Promise<{ id: string }> {
    const inbound = parseInbound(activity, this.deps.texteMax);
    const who = await this.enter(caller, conversation);
    await this.slowDown(conversation);
    return this.receive(inbound, who, await this.keepFiles(files, who));
  }

  private async keepFiles(files: Upload['files'], who: Who): Promise<Depot> {
    const depot: Depot = { fichiers: [], refus: files.slice(FILES_MAX).map(({ nom }): RefusFichier => ({ nom: maskSensitive(nom).text, raison: 'nombre' })) };
    for (const { nom: sentName, octets } of files.slice(0, FILES_MAX)) {
      const nom = maskSensitive(sentName).text;
      const kept = await this.deps.assistant.receiveFile({ conversation: who.conversation, personne: who.user, nom, octets }).catch((error: unknown) => this.unavailable(error));
      if (kept.ok) depot.fichiers.push(kept.fichier);
      else depot.refus.push(kept.refus);
    }
    return depot;
  }

  private async receive(inbound: Inbound, who: Who, depot: Depot): Promise<{ id: string }> {
    const id = inboundId(inbound, who.conversation, this.deps.newId);
    if (!['message', 'event'].includes(inbound.type)) return { id };
    await this.accept(toActivity(inbound, id, who, this.deps.clock()), depot, who);
    return { id };
  }

  private async slowDown(conversation: string): Promise<void> {
    await this.assertWithin('conversation', conversation);
    if (this.queue.length(conversation) >= QUEUED_MAX) throw new Refusal('TROP_DE_DEMANDES', 1_000);
  }

  private async assertWithin(limit: 'conversation' | 'lecture', conversation: string): Promise<void> {
    const waitMs = await this.deps.limits.take(limit, conversation);
    if (waitMs > 0) throw new Refusal('TROP_DE_DEMANDES', waitMs);
  }

  private async accept(activity: Partial<Activity>, depot: Depot, who: Who): Promise<void> {
    const id = activity.id ?? this.deps.newId();
    const record = toStored(activity, depot);
    const { seq, created } = await this.keep(who.conversation, { id, activity: record }, activity.type !== 'event').catch((error: unknown) => this.unavailable(error));
    if (!created) return this.checkSame(who.conversation, seq, record);
    this.tell({ conversation: who.conversation });
  }

  private keep(conversation: string, row: TranscriptRow, isTurn: boolean): Promise<{ seq: number; created: boolean }> {
    return isTurn ? this.queue.accept(conversation, row) : this.deps.store.appendActivity(conversation, row.id, row.activity, false);
  }

  private async checkSame(conversation: string, seq: number, record: Record<string, unknown>): Promise<void> {
    const [first] = await this.deps.store.readActivities(conversation, seq - 1, 1);
    const stored = readStored(first?.activity);
    if (stored && !sameContent(stored, JSON.parse(JSON.stringify(record)))) throw new Refusal('ACTIVITE_DIFFERENTE');
  }

  private unavailable(error: unknown): never {
    if (error instanceof Refusal || (error instanceof CodedError && error.code === 'STOCKAGE_INDISPONIBLE')) throw error;
    this.deps.log.error({ error }, 'activite-non-gardee');
    throw new Refusal('ROBOT_INDISPONIBLE');
  }

  async activities(caller: Caller, conversation: string, watermark: string | null, base: BaseUrl): Promise<{ activities: Record<string, unknown>[]; watermark: string }> {
    const after = parseWatermark(watermark);
    await this.enter(caller, conversation);
    await this.assertWithin('lecture', conversation);
    const page = await this.readPage(conversation, after ?? 0, base);
    return { activities: page.activities, watermark: page.watermark };
  }

  /** Never empty while something visible is left: clients page until they get nothing. */
  private async readPage(conversation: string, afterSeq: number, base: BaseUrl): Promise<Page> {
    let lastSeq = afterSeq;
    for (;;) {
      const rows = await this.deps.store.readActivities(conversation, lastSeq, PAGE);
      lastSeq = rows.at(-1)?.seq ?? lastSeq;
      const visible = rows.flatMap(({ activity }) => readStored(activity) ?? []).filter(isVisible);
      if (rows.length > 0 && visible.length === 0) continue;
      return { activities: visible.map((stored) => present(stored, (id) => base + this.deps.links.fileLink(id, 'conversation'))), watermark: String(lastSeq), lastSeq, isLast: rows.length < PAGE };
    }
  }

  // -------------------------------------------------------------- stream

  /**
   * What a stream URL allows.
   * @throws Refusal JETON_INVALIDE, TokenExpired, CONVERSATION_INTERDITE, CONVERSATION_INCONNUE, REQUETE_INVALIDE
   */
  async admitStream(conversation: string, query: URLSearchParams): Promise<{ after: number | null }> {
    const claims = this.readToken('flux', query.get('t') ?? '');
    const after = parseWatermark(query.get('watermark'));
    await this.enter({ kind: 'token', conversation: claims.conv, user: claims.user }, conversation);
    return { after };
  }

  /** Without a watermark, only what comes from now on. */
  async openStream(socket: WebSocket, conversation: string, after: number | null, base: BaseUrl): Promise<void> {
    const from = after ?? (await this.lastSeq(conversation));
    this.streams.open(socket, conversation, from, (afterSeq) => this.readPage(conversation, afterSeq, base));
  }

  private async lastSeq(conversation: string): Promise<number> {
    let last = 0;
    for (;;) {
      const rows = await this.deps.store.readActivities(conversation, last, 1_000);
      const end = rows.at(-1);
      if (!end) return last;
      last = end.seq;
    }
  }

  // -------------------------------------------------------------- turns

  /** Answers what is kept and what other processes leave; before listening, so that these turns come first. */
  takeTurns(): void {
    this.queue.startSweep(() => this.streams.catchUp());
  }

  /** @throws CodedError TOUR_PERDU, STOCKAGE_INDISPONIBLE: nothing was said, the message is to be given again */
  private async answer(message: Message): Promise<TranscriptRow[]> {
    const { conversation, activity, hold } = message;
    const stored = readStored(activity);
    if (!stored) {
      this.deps.log.error({ conversation, code: 'ETAT_ILLISIBLE' }, 'tour-abandonne');
      return this.failure(message);
    }
    const { activity: again, depot } = revive(stored);
    return this.rows(await this.adapter.receive(again, { depot, hold }, this.deps.bot));
  }

  /** Nothing can be kept meanwhile, so that it is only said to who is there; here first, since the other processes may be out of reach. */
  private sayDelayed({ conversation, id }: Kept): void {
    const say = (notice: LiveNotice): void => (this.streams.has(conversation) ? this.show(notice) : this.tell(notice));
    say({ conversation, activity: { type: 'message', id: `${id}|attente`, text: PHRASES.attente, from: BOT, timestamp: this.deps.clock().toISOString() } });
  }

  private failure({ conversation, id }: Message): TranscriptRow[] {
    return this.rows([this.said({ texte: PHRASES.panne }, conversation, `${id}|panne`)]);
  }

  /**
   * Says what no message asked for: kept, pushed to who is there, read at the next opening by the others. The same id again is
   * the same message. It waits for the turn that runs, so that it never comes between two replies.
   * @returns false when the conversation is not one of ours
   */
  async say(conversation: string, reponse: Reponse, id: string): Promise<boolean> {
    if ((await this.deps.store.conversationOwner(conversation)) === null) return false;
    await this.queue.run(conversation, () => this.deps.store.appendReplies(conversation, this.rows([this.said(reponse, conversation, id)])));
    this.tell({ conversation });
    return true;
  }

  private said(reponse: Reponse, conversation: string, id: string): Named {
    return { ...toReply(reponse, 'web'), id, from: BOT, channelId: 'directline', conversation: { id: conversation, isGroup: false, name: '', conversationType: 'personal' } };
  }

  private rows(replies: readonly Named[]): TranscriptRow[] {
    const timestamp = this.deps.clock();
    return replies.map((reply) => ({ id: reply.id, activity: toStored({ ...withoutHiddenName(reply), timestamp }, EMPTY) }));
  }

  /** To whichever process holds the sockets; when the others cannot be told, to those of this one at least. */
  private tell(notice: LiveNotice): void {
    this.deps.store.live.publish(notice).catch(() => this.show(notice));
  }

  private show({ conversation, activity }: LiveNotice): void {
    if (activity) this.streams.broadcast(conversation, activity);
    else this.streams.notify(conversation);
  }

  /** What runs goes on to its end, elsewhere what follows; the sockets close, so that clients go elsewhere too. */
  leave(): void {
    this.queue.stopTaking();
    this.streams.closeAll();
  }

  /** Once nothing runs any more. */
  close(): void {
    this.stopListening();
  }
}

const originsOf = (caller: Caller): string[] | undefined => (caller.kind === 'token' ? caller.origins : undefined);

/** Clients wait for the activity that a reply names: an arrival is one they never see. */
function withoutHiddenName(reply: Named): Named {
  const { replyToId, ...rest } = reply;
  return replyToId?.endsWith('|arrivee') === true ? rest : reply;
}

/** @returns null when absent; @throws Refusal REQUETE_INVALIDE when it is not one of ours */
function parseWatermark(text: string | null): number | null {
  if (text === null || text === '' || text === '-') return null;
  if (!WATERMARK.test(text)) throw new Refusal('REQUETE_INVALIDE');
  return Number(text);
}

function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Refusal('REQUETE_INVALIDE');
  return parsed.data;
}
