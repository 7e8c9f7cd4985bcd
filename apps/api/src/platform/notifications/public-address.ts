import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ipv6Groups } from '../http/ipv6-groups.js';

/** Networks that no webhook may reach unless that is allowed: this machine, its neighbours, and where clouds keep credentials. */
const internal = new BlockList();
const networks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
for (const [address, prefix] of networks)
  internal.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** An address inside of the network that a message was to be sent to. */
export class InternalAddressError extends Error {
  constructor(address: string) {
    super(
      `${address} is an address of this machine or of an internal network; set WEBHOOK_ALLOW_PRIVATE=true to allow it`,
    );
  }
}

/** Whether an IP address is on the public internet; IPv4 inside of IPv6 (mapped, translated, NAT64, 6to4, Teredo) counts as the IPv4 it leads to. */
export function isPublicAddress(address: string): boolean {
  const [plain] = address.split('%');
  if (isIP(plain) === 0) return false;
  const embedded = embeddedIpv4(plain);
  if (embedded !== null) return isPublicAddress(embedded);
  return !internal.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

function embeddedIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const groups = ipv6Groups(address);
  const [a, b] = groups;
  const isMapped =
    groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0);
  const isSmall = groups.slice(0, 7).every((group) => group === 0) && groups[7] <= 1;
  if (isMapped && !isSmall) return dotted(groups[6], groups[7]);
  const isTranslated = groups.slice(0, 4).every((group) => group === 0) && groups[4] === 0xffff;
  if (isTranslated) return dotted(groups[6], groups[7]);
  // Teredo has the address of its client inverted.
  if (a === 0x2001 && b === 0) return dotted(groups[6] ^ 0xffff, groups[7] ^ 0xffff);
  if (a === 0x64 && b === 0xff9b) return dotted(groups[6], groups[7]);
  return a === 0x2002 ? dotted(groups[1], groups[2]) : null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * Resolves a name as the system does and refuses internal addresses: at the moment of connecting, so that a name that points
 * elsewhere by then is refused as well.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 4);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused) return callback(new InternalAddressError(refused.address), '', 4);
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0].address, addresses[0].family);
  });
};

/** @throws InternalAddressError when the host of `url` is written as an internal address: then nothing is resolved */
export function checkLiteralAddress(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isPublicAddress(host)) throw new InternalAddressError(host);
}
