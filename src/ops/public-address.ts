import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** What an address that somebody else wrote may lead to: the public internet only. */

type Network = [address: string, prefix: number];

function subnets(family: 'ipv4' | 'ipv6', ...networks: Network[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}

const PRIVATE_V4 = subnets('ipv4',
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]);
/** Public IPv6 is 2000::/3, without what carries an IPv4 address (6to4, Teredo) or is for documentation. */
const PUBLIC_V6 = subnets('ipv6', ['2000::', 3]);
const NOT_PUBLIC_V6 = subnets('ipv6', ['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]);

/** Whether this IP address is of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !PRIVATE_V4.check(address, 'ipv4');
  return isIP(address) === 6 && PUBLIC_V6.check(address, 'ipv6') && !NOT_PUBLIC_V6.check(address, 'ipv6');
}

/** Whether an address that somebody else gave may be called at all; the name is resolved, and checked again, by who calls it. */
export function isPublicHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const host = bareHost(url);
  return url.protocol === 'https:' && url.username === '' && (isIP(host) === 0 ? !PRIVATE_NAME.test(host) : isPublicAddress(host));
}

const PRIVATE_NAME = /^[^.]*$|\.(?:local|localhost|internal|lan|home\.arpa)\.?$/i;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|::1)$/;

/** Whether it names this machine. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(bareHost(url));

/** The host without the brackets of IPv6. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** The address that is checked is the one that is called: a name that changes in between gains nothing. */
export function publicLookup(hostname: string, options: { all?: boolean }, callback: LookupCallback): void {
  dnsLookup(hostname, { all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first || !addresses.every(({ address }) => isPublicAddress(address))) return callback(error ?? new Error('address refused'), []);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
}
