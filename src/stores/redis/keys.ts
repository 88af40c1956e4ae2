import { sha256Hex } from '../../ops/hash';

/** Written in `aig:meta` at the first opening and compared at each: with another number, nothing would be found again. */
export const SHARDS = 16;
export const META = 'aig:meta';
/** Field of `aig:meta` while a move is under way: no server opens a store that is half there. */
export const MOVING = 'demenagement';
export const LIVE = 'aig:{direct}:annonces';
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** Keys of one shard have one hash tag, hence one slot of a cluster: a script may touch them together. */
export const keyIn = (shard: number, name: string): string => `aig:{${String(shard).padStart(2, '0')}}:${name}`;

/** The shard of an identifier: stable for ever. */
export const shardOf = (id: string): number => Number.parseInt(sha256Hex(Buffer.from(id)).slice(0, 2), 16) % SHARDS;

/** Sorts before every printable sign: "a" + SEP + … comes before "ab". */
export const SEP = '\x1f';
const AFTER_SEP = '\x20';

/** One entry of an index; the record's id comes last. */
export const entryOf = (...parts: string[]): string => parts.join(SEP);
export const partsOf = (entry: string): string[] => entry.split(SEP);
export const idOf = (entry: string): string => partsOf(entry).at(-1) ?? '';

/** Bounds, for ZRANGE BYLEX, of the entries that begin with these parts. */
export const allOf = (...parts: string[]): [string, string] => [`[${entryOf(...parts)}${SEP}`, `(${entryOf(...parts)}${AFTER_SEP}`];
/** …and whose next part is strictly before this one; and at most this one. */
export const before = (limit: string, ...parts: string[]): [string, string] => [allOf(...parts)[0], `(${entryOf(...parts, limit)}`];
export const upTo = (limit: string, ...parts: string[]): [string, string] => [allOf(...parts)[0], `(${entryOf(...parts, limit)}${AFTER_SEP}`];
export const from = (limit: string, ...parts: string[]): [string, string] => [`[${entryOf(...parts, limit)}`, allOf(...parts)[1]];
export const after = (limit: string, ...parts: string[]): [string, string] => [`[${entryOf(...parts, limit)}${AFTER_SEP}`, allOf(...parts)[1]];

/** Stands in an index entry for the rank that the script draws. */
export const RANK = '\x02';
