import { z } from 'zod';
import { brouillonAppelSchema } from '../../domain/appel';
import { CodedError } from '../../domain/errors';
import { sha256Hex } from '../../ops/hash';
import type { AppelGarde, CallDraftStore } from '../call-draft-store';
import type { Connection } from './connection';
import { allOf, before, entryOf } from './keys';
import { ABSENT, type Records, type Stored } from './records';

const repriseSchema = z.object({ personne: z.string(), tour: z.string(), at: z.string() });
const draftSchema = z.object({
  id: z.string(), brouillon: brouillonAppelSchema, code: z.string(), creeLe: z.string(), codeFinLe: z.string(), verification: z.string().nullable(), repris: repriseSchema.nullable(),
});

/** The same bytes of the same call have the same name, so that one script writes them once. */
const nameOf = (fournisseur: string, appel: string, empreinte: string): string => sha256Hex(Buffer.from(JSON.stringify([fournisseur, appel, empreinte])));

/** `i` by id, `k` by hash of the code, `c` by age, `p` by who took it. */
const indexOf = ({ id, code, creeLe, repris }: AppelGarde, name: string): string[] =>
  [entryOf('i', id, name), entryOf('k', code, name), entryOf('c', creeLe, name), ...(repris ? [entryOf('p', repris.personne, name)] : [])];

export class RedisCallDrafts implements CallDraftStore {
  constructor(private readonly connection: Connection, private readonly records: Records) {}

  async putCallDraft(draft: AppelGarde): Promise<{ draft: AppelGarde; created: boolean }> {
    const kept = { ...draft, brouillon: brouillonAppelSchema.parse(draft.brouillon), repris: null };
    return this.connection.guard('keeping the draft of a call', async () => {
      const put = await this.write(kept, ABSENT, '1');
      return put.written ? { draft: kept, created: true } : { draft: toDraft(put), created: false };
    });
  }

  async getCallDraft(id: string): Promise<AppelGarde | null> {
    return this.read('i', id);
  }

  async findCallDraft(fournisseur: string, appel: string, empreinte: string): Promise<AppelGarde | null> {
    return this.connection.guard('reading the draft of a call', async () => {
      const stored = await this.records.get(nameOf(fournisseur, appel, empreinte));
      return stored && toDraft(stored);
    });
  }

  async findCallDraftByCode(code: string): Promise<AppelGarde | null> {
    return this.read('k', code);
  }

  async takeCallDraft(id: string, by: { personne: string; tour: string; at: string }): Promise<boolean> {
    return this.connection.guard('taking the draft of a call', async () => {
      for (;;) {
        const stored = await this.find('i', id);
        if (stored === null) return false;
        const draft = toDraft(stored);
        if (draft.repris) return draft.repris.personne === by.personne && draft.repris.tour === by.tour;
        const { written } = await this.write({ ...draft, repris: repriseSchema.parse(by) }, stored.version, '2');
        if (!written) continue;
        await this.connection.confirm();
        return true;
      }
    });
  }

  async deleteCallDrafts(beforeIso: string): Promise<number> {
    return this.connection.guard('deleting old drafts of calls', async () => this.drop(await this.records.ids(before(beforeIso, 'c'))));
  }

  async countOld(beforeIso: string): Promise<number> {
    return this.records.count(before(beforeIso, 'c'));
  }

  async ofPerson(personne: string): Promise<AppelGarde[]> {
    return this.all(allOf('p', personne));
  }

  /** @returns how many there were */
  async forget(personne: string): Promise<number> {
    return this.drop(await this.records.ids(allOf('p', personne)));
  }

  /** In these bounds of the index; every draft, in the order of its making, when none are given. */
  async all(bounds = allOf('c')): Promise<AppelGarde[]> {
    return (await this.records.many(await this.records.ids(bounds))).map(toDraft);
  }

  /** As it was in another store. */
  async restore(draft: AppelGarde): Promise<void> {
    await this.write(draft, ABSENT, draft.repris ? '2' : '1');
  }

  private write(draft: AppelGarde, expected: string, version: string) {
    const { fournisseur, appel, empreinte } = draft.brouillon;
    const name = nameOf(fournisseur, appel, empreinte);
    return this.records.put(name, expected, { version, value: draft, index: indexOf(draft, name) });
  }

  private async read(kind: 'i' | 'k', value: string): Promise<AppelGarde | null> {
    return this.connection.guard('reading the draft of a call', async () => {
      const stored = await this.find(kind, value);
      return stored && toDraft(stored);
    });
  }

  private async find(kind: 'i' | 'k', value: string): Promise<Stored | null> {
    const [name] = await this.records.ids(allOf(kind, value), 1);
    return name === undefined ? null : this.records.get(name);
  }

  private async drop(names: readonly string[]): Promise<number> {
    const dropped = await Promise.all(names.map((name) => this.records.drop(name)));
    return dropped.filter(Boolean).length;
  }
}

function toDraft({ value }: Pick<Stored, 'value'>): AppelGarde {
  const draft = draftSchema.safeParse(value);
  if (!draft.success) throw new CodedError('ETAT_ILLISIBLE', 'the stored draft of a call does not have the expected shape');
  return draft.data;
}
