import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ApiKey } from '../config/app-config.js';
import { callerAddress } from '../http/caller-address.js';
import { TooManyRequestsError } from '../http/request.errors.js';
import { WrongKeys } from './wrong-keys.js';

/** Who sent a request, as far as keys say. */
export interface Caller {
  headers: IncomingHttpHeaders;
  /** Address of the caller. */
  ip: string;
}

/** The keys that callers may send. Whoever sends wrong ones is locked out for a while. */
export class ApiKeys {
  private readonly keys: readonly (ApiKey & { digest: Buffer })[];
  private readonly wrong = new WrongKeys();

  constructor(keys: readonly ApiKey[]) {
    this.keys = keys.map((key) => ({ ...key, digest: digest(key.secret) }));
  }

  /** Whether callers need a key at all. */
  get needed(): boolean {
    return this.keys.length > 0;
  }

  /**
   * Finds the key of a caller; null when it sends none or a wrong one, which counts against its address.
   *
   * @throws TooManyRequestsError when its address has sent too many wrong keys lately, whatever it sends now
   */
  identify({ headers, ip }: Caller): ApiKey | null {
    const secret = headers['x-api-key'] ?? authorizationKey(headers.authorization);
    if (typeof secret !== 'string' || !this.needed) return null;
    const address = callerAddress(ip);
    const locked = this.wrong.lockedSeconds(address);
    if (locked > 0)
      throw new TooManyRequestsError(
        `Too many wrong keys came from this address; try again in ${locked} s.`,
        locked,
      );
    const key = this.match(secret);
    if (key === null) this.wrong.record(address);
    return key;
  }

  /** Finds the key of a caller without any consequence. */
  peek({ headers }: Pick<Caller, 'headers'>): ApiKey | null {
    const secret = headers['x-api-key'] ?? authorizationKey(headers.authorization);
    return typeof secret === 'string' ? this.match(secret) : null;
  }

  private match(secret: string): ApiKey | null {
    const given = digest(secret);
    return this.keys.find((key) => timingSafeEqual(key.digest, given)) ?? null;
  }
}

/**
 * The key of a caller that knows no header of ours: `Authorization: Bearer <key>`, as Prometheus sends it, or the password of
 * `Authorization: Basic`, whatever the user's name, as MLflow's clients do.
 */
function authorizationKey(authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (credentials === undefined || scheme.toLowerCase() === 'bearer') return credentials;
  const [, ...password] = Buffer.from(credentials, 'base64').toString().split(':');
  return password.join(':') || undefined;
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
