/** Returns the eight groups of an IPv6 address. */
export function ipv6Groups(address: string): number[] {
  // URL writes any form in the shortest one, the last 32 bits in hexadecimal.
  const text = new URL(`http://[${address.split('%')[0]}]/`).hostname.slice(1, -1);
  const [head, tail] = text.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])].map((group) => parseInt(group, 16));
}
