import { isIP } from 'node:net';
import { ipv6Groups } from './ipv6-groups.js';

const longestText = 64;

/**
 * Returns what callers are counted by: an IPv4 address, also where it is written in IPv6, or the network of an IPv6 address (its
 * first 64 bits), since whoever has one address of it has all.
 *
 * @param ip  what the socket or a proxy says, which may be anything
 */
export function callerAddress(ip: string): string {
  const address = ip.split('%')[0];
  if (isIP(address) !== 6) return address.slice(0, longestText);
  const groups = ipv6Groups(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
