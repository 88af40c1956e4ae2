import type { Request, Response, Server } from 'restify';
import type { Depose } from '../app/calls/deposit';
import { refusalBody, Refusal } from '../channels/refusal';
import { verifySignature } from '../channels/signature';
import { depositAnswer } from '../channels/transcripts/answer';
import { isFormat, readTranscript } from '../channels/transcripts/read';
import { TranscriptRefused } from '../channels/transcripts/refused';
import type { Locuteur, Transcription } from '../domain/transcription';
import type { Clock } from '../ops/clock';
import type { Logger } from '../ops/log';
import { readBody } from './body';
import { guarded, queryOf, sendJson } from './exchange';

export const TRANSCRIPTIONS_PATH = '/ivr/v1/transcriptions';

export type TranscriptionsDeps = {
  /** Absent: the route is closed. */
  secret: string | undefined;
  maxOctets: number; locuteurs: Readonly<Record<string, Locuteur>>;
  deposit: (transcription: Transcription, verification: string | null) => Promise<Depose>;
  clock: Clock; log: Logger;
};

/** A long call is read for seconds: more at once would only make each of them later. */
const AT_ONCE = 2;
const RETRY_MS = 5_000;

/**
 * A signed transcript in, a draft out: 201, or 200 with the same draft for the same transcript. `?format=` names the format, `?appel=` the call
 * when the file does not, `?verification=` the last three figures of the person's number when they were taken out of the file.
 */
export function mountTranscriptions(server: Server, deps: TranscriptionsDeps): void {
  let running = 0;
  server.post(TRANSCRIPTIONS_PATH, guarded(async (req, res) => {
    if (deps.secret === undefined) throw new Refusal('CANAL_DESACTIVE');
    if (running >= AT_ONCE) throw new Refusal('TROP_DE_DEMANDES', RETRY_MS);
    running += 1;
    try {
      await answer(req, res, deps.secret, deps);
    } finally {
      running -= 1;
    }
  }, deps.log));
}

async function answer(req: Request, res: Response, secret: string, deps: TranscriptionsDeps): Promise<void> {
  const rawBody = await readBody(req, deps.maxOctets);
  const header = req.headers['x-signature'];
  if (verifySignature({ secret, header: typeof header === 'string' ? header : undefined, rawBody, nowMs: deps.clock().getTime() }) !== 'ok') throw new Refusal('SIGNATURE_REFUSEE');
  const asked = queryOf(req);
  const read = tryRead(rawBody, asked, deps);
  if (read instanceof TranscriptRefused) return sendJson(res, new Refusal('TRANSCRIPTION_ILLISIBLE').status, refusedBody(read));
  const depose = await deps.deposit(read, VERIFICATION.exec(asked.get('verification') ?? '')?.[0] ?? null);
  sendJson(res, depose.created ? 201 : 200, depositAnswer(depose));
}

const VERIFICATION = /^\d{3}$/;
const CALL_ID = /^[\w.:@-]{1,128}$/;

function tryRead(rawBody: Buffer, asked: URLSearchParams, { locuteurs }: TranscriptionsDeps): Transcription | TranscriptRefused {
  const [format, appel] = [asked.get('format') ?? undefined, asked.get('appel') ?? undefined];
  if (format !== undefined && !isFormat(format)) return new TranscriptRefused('format', 'format');
  if (appel !== undefined && !CALL_ID.test(appel)) return new TranscriptRefused('champ', 'appel');
  try {
    return readTranscript(rawBody, { format, appel, locuteurs });
  } catch (error) {
    if (error instanceof TranscriptRefused) return error;
    throw error;
  }
}

function refusedBody({ raison, lieu, message }: TranscriptRefused): object {
  const { error } = refusalBody('TRANSCRIPTION_ILLISIBLE');
  return { error: { ...error, raison, lieu, detail: message.slice(message.indexOf(': ') + 2) } };
}
