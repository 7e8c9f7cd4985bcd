import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AppConfig, type ApiKey, type Role } from '../config/app-config.js';
import { DomainError } from '../http/domain-error.js';
import type { HttpRequest } from '../http/request.js';
import { requiredRoleKey } from './require-role.js';

const rank: Record<Role, number> = { read: 1, write: 2, admin: 3 };

export class UnauthorizedError extends DomainError {
  readonly code = 'unauthorized';
  constructor() {
    super(
      'Send a valid key in the X-API-Key header, as a bearer token, or as the password of basic authentication.',
    );
  }
}

export class ForbiddenError extends DomainError {
  readonly code = 'forbidden';
  constructor(role: Role) {
    super(`This needs a key with the role ${role}.`);
  }
}

/** Checks keys where there are any. On loopback, without keys, everything is open: one person's own machine. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keys: readonly (ApiKey & { digest: Buffer })[];

  constructor(
    private readonly reflector: Reflector,
    config: AppConfig,
  ) {
    this.keys = config.apiKeys.map((key) => ({ ...key, digest: digest(key.secret) }));
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.keys.length === 0) return true;
    const needed = this.reflector.getAllAndOverride<Role | 'nobody' | undefined>(requiredRoleKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needed === 'nobody') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const key = this.keyOf(request.headers['x-api-key'] ?? authorizationKey(request.headers.authorization));
    if (key === null) throw new UnauthorizedError();
    const { role, name } = key;
    request.role = role;
    request.keyName = name;
    if (rank[role] < rank[needed ?? 'read']) throw new ForbiddenError(needed ?? 'read');
    return true;
  }

  private keyOf(secret: string | string[] | undefined): ApiKey | null {
    if (typeof secret !== 'string') return null;
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
