import { CodedError } from '../../domain/errors';
import REFUS from './refus.json';

type Node = { host: string; port: number };
type Access = { username?: string; password?: string; tls: boolean };
/** Where Redis is. `db`: 0 in a cluster. */
export type Target =
  | (Access & { kind: 'single'; node: Node; db: number })
  | (Access & { kind: 'sentinel'; sentinels: Node[]; name: string; db: number; sentinelPassword?: string })
  | (Access & { kind: 'cluster'; nodes: Node[] });

const URL_FORM = /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]+)(?:\/(\d{0,3}))?(?:\?(.*))?$/;
const PORTS = { single: 6_379, sentinel: 26_379, cluster: 6_379 } as const;

/**
 * Reads where Redis is. `rediss` asks for TLS.
 *
 * - `redis://user:password@host:6379/0`
 * - `redis+sentinel://:password@host1:26379,host2/0?name=mymaster&sentinelPassword=…`
 * - `redis+cluster://:password@host1:7000,host2:7001`
 *
 * @throws CodedError CONFIGURATION_INVALIDE; the address is not in the error, since it may hold a password
 */
export function redisTarget(url: string): Target {
  const [, scheme, kind = 'single', username, password, hosts = '', db = '', query] = URL_FORM.exec(url.trim()) ?? [];
  if (!scheme || !isKind(kind)) throw wrong();
  const nodes = hosts.split(',').map((host) => nodeOf(host, PORTS[kind]));
  const access: Access = { tls: scheme === 'rediss', ...(username ? { username: decoded(username) } : {}), ...(password ? { password: decoded(password) } : {}) };
  if (kind === 'cluster') return { ...access, kind, nodes };
  if (kind === 'sentinel') return { ...access, kind, sentinels: nodes, db: Number(db), ...sentinelOptions(query) };
  const [node, ...others] = nodes;
  if (!node || others.length > 0) throw wrong();
  return { ...access, kind, node, db: Number(db) };
}

const isKind = (text: string): text is Target['kind'] => text in PORTS;

function sentinelOptions(query = ''): { name: string; sentinelPassword?: string } {
  const options = new URLSearchParams(query);
  const name = options.get('name');
  const sentinelPassword = options.get('sentinelPassword');
  if (!name) throw wrong();
  return { name, ...(sentinelPassword ? { sentinelPassword } : {}) };
}

function nodeOf(text: string, defaultPort: number): Node {
  const [, host, port] = /^(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (!host || Number(port ?? 1) > 65_535) throw wrong();
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? defaultPort) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong();
  }
}

const wrong = (): CodedError => new CodedError('CONFIGURATION_INVALIDE', REFUS.adresse);
