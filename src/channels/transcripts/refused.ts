import { CodedError } from '../../domain/errors';
import RAISONS from './raisons.json';

export type Raison = keyof typeof RAISONS;

/** A transcript that cannot be read: why, and where (line, path, octet). Neither holds a word of the call. */
export class TranscriptRefused extends CodedError {
  readonly raison: Raison;
  readonly lieu: string;

  constructor(raison: Raison, lieu: string) {
    super('TRANSCRIPTION_ILLISIBLE', lieu === '' ? RAISONS[raison] : `${lieu} : ${RAISONS[raison]}`);
    this.name = 'TranscriptRefused';
    this.raison = raison;
    this.lieu = lieu;
  }
}
