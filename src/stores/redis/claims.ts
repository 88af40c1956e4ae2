import { z } from 'zod';
import { CodedError } from '../../domain/errors';
import type { ClaimResult, Prise } from '../desk-store';
import type { Connection } from './connection';
import { keyIn } from './keys';
import { list, text, texts } from './replies';
import { SCRIPTS } from './scripts';

const CLAIMS = keyIn(0, 'bureau:prises');
const ENDS = keyIn(0, 'bureau:prises-fin');
const holderSchema = z.object({ agent: z.string(), prenom: z.string() });

/** What else an agent holds, known before the claim is tried. */
export type Burden = { holds: readonly string[]; idle: readonly string[] };

/** Claims on dossiers, together in one shard: one script sees who holds a dossier and how many its agent has. They are few. */
export class RedisClaims {
  constructor(private readonly connection: Connection) {}

  async take(prise: Prise, nowMs: number, capacite: number, { holds, idle }: Burden): Promise<ClaimResult> {
    const { reference, depuisMs, finMs } = prise;
    const reply = list(await this.connection.run(SCRIPTS.deskClaimTake, [CLAIMS, ENDS], [reference, depuisMs, finMs, holderOf(prise), nowMs, capacite, holds.length, ...holds, ...idle]));
    const kind = text(reply[0]);
    if (kind === 'full') return { kind, nombre: Number(text(reply[1])) };
    return { kind: kind === 'taken' ? 'taken' : 'held', prise: toClaim(reference, text(reply[1])) };
  }

  async give(prise: Prise): Promise<void> {
    await this.connection.run(SCRIPTS.deskClaimGive, [CLAIMS, ENDS], [prise.reference, prise.depuisMs, prise.finMs, holderOf(prise)]);
  }

  /** @param agent '' whoever holds it */
  async drop(reference: string, agent = ''): Promise<void> {
    await this.connection.run(SCRIPTS.deskClaimDrop, [CLAIMS, ENDS], [reference, agent]);
  }

  /** In the order asked; null for a dossier that nobody claimed. */
  async of(references: readonly string[]): Promise<(Prise | null)[]> {
    if (references.length === 0) return [];
    const stored = list(await this.connection.send('hmget', CLAIMS, ...references));
    return references.map((reference, i) => (stored[i] === null ? null : toClaim(reference, text(stored[i]))));
  }

  /** Dossiers whose claim is not over at this instant. */
  async heldAfter(ms: number): Promise<string[]> {
    return texts(await this.connection.send('zrangebyscore', ENDS, `(${ms}`, '+inf'));
  }

  async all(): Promise<string[]> {
    return texts(await this.connection.send('zrange', ENDS, 0, -1)).sort();
  }
}

const holderOf = ({ agent, prenom }: Prise): string => JSON.stringify({ agent, prenom });

/** "since until who" */
function toClaim(reference: string, stored: string): Prise {
  const [, depuis, fin, holder = ''] = /^(\d+) (\d+) (.*)$/s.exec(stored) ?? [];
  const who = holderSchema.safeParse(JSON.parse(holder === '' ? 'null' : holder));
  if (!who.success) throw new CodedError('ETAT_ILLISIBLE', 'a stored claim does not have the expected shape');
  return { reference, ...who.data, depuisMs: Number(depuis), finMs: Number(fin) };
}
