import { isIP } from 'node:net';

/**
 * What a limit counts as one person: an IPv4 address, or the /64 network that an IPv6 subscriber is given whole.
 * @param given an address, with a port when a proxy adds one @returns null when it is none
 */
export function networkOf(given: string): string | null {
  const address = withoutPort(given.trim()).replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIP(mapped) === 4) return mapped;
  return isIP(mapped) === 6 ? `${firstGroups(mapped)}::/64` : null;
}

const withoutPort = (text: string): string => /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text;

const GROUPS = 8;
const NETWORK_GROUPS = 4;

function firstGroups(address: string): string {
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const octets = [...left, ...right].some((group) => group.includes('.')) ? 1 : 0;
  const zeros = Array.from({ length: Math.max(0, GROUPS - left.length - right.length - octets) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
