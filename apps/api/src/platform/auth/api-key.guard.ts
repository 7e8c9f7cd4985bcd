import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Role } from '../config/app-config.js';
import { DomainError } from '../http/domain-error.js';
import type { HttpRequest } from '../http/request.js';
import type { ApiKeys } from './api-keys.js';
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

/** Checks keys where there are any. On loopback, without keys, everything is open: one user's own machine. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.keys.needed) return true;
    const needed = this.reflector.getAllAndOverride<Role | 'nobody' | undefined>(requiredRoleKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<HttpRequest>();
    if (needed === 'nobody') {
      this.recognise(request);
      return true;
    }
    const key = this.keys.identify(request);
    if (key === null) throw new UnauthorizedError();
    const { role, name } = key;
    request.role = role;
    request.keyName = name;
    if (rank[role] < rank[needed ?? 'read']) throw new ForbiddenError(needed ?? 'read');
    return true;
  }

  /** An open route still says more to callers with a key; a wrong one is nobody's. */
  private recognise(request: HttpRequest): void {
    try {
      const key = this.keys.identify(request);
      if (key) Object.assign(request, { role: key.role, keyName: key.name });
    } catch {
      // Locked out: answered as anybody is.
    }
  }
}
