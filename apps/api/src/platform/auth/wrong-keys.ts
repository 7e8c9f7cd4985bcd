const mostAddresses = 10_000;
/** Wrong keys of one address within a minute before it is locked out. */
const tolerated = 10;
const windowMs = 60_000;
const firstLockMs = 60_000;
const longestLockMs = 15 * 60_000;

interface Attempts {
  count: number;
  since: number;
  lockedUntil: number;
  lockMs: number;
}

/** Remembers who sent wrong keys, and locks an address out for longer each time. Memory is bounded: the oldest is forgotten. */
export class WrongKeys {
  private readonly byAddress = new Map<string, Attempts>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Seconds until `address` may try a key again; 0 when it may now. */
  lockedSeconds(address: string): number {
    const left = (this.byAddress.get(address)?.lockedUntil ?? 0) - this.now();
    return Math.max(0, Math.ceil(left / 1000));
  }

  record(address: string): void {
    const now = this.now();
    const known = this.byAddress.get(address) ?? {
      count: 0,
      since: now,
      lockedUntil: 0,
      lockMs: firstLockMs,
    };
    if (now - known.since > windowMs && now > known.lockedUntil + longestLockMs) known.lockMs = firstLockMs;
    if (now - known.since > windowMs) Object.assign(known, { count: 0, since: now });
    known.count += 1;
    if (known.count >= tolerated) {
      known.lockedUntil = now + known.lockMs;
      known.lockMs = Math.min(longestLockMs, known.lockMs * 2);
      Object.assign(known, { count: 0, since: now });
    }
    this.byAddress.delete(address);
    this.byAddress.set(address, known);
    if (this.byAddress.size > mostAddresses) this.byAddress.delete(this.byAddress.keys().next().value!);
  }
}
