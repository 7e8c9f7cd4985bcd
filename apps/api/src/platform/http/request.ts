import type { IncomingHttpHeaders } from 'node:http';
import type { Role } from '../config/app-config.js';

/** What this code uses of a request, the same under Fastify and Express. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Address of the caller, by X-Forwarded-For where a proxy is trusted. */
  readonly ip: string;
  /** Set by `identifyRequest`. */
  requestId?: string;
  /** Of the caller's key, set by ApiKeyGuard; undefined where no keys are asked for. */
  role?: Role;
  /** Name of the caller's key, as `role`. */
  keyName?: string;
  /** Fastify wraps Node's request; middleware sees the inner one. */
  readonly raw?: { requestId?: string };
}

/** What this code uses of a response, the same under Fastify and Express. */
export interface HttpResponse {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  send(body: unknown): unknown;
}

export function requestIdOf(request: HttpRequest): string {
  return request.requestId ?? request.raw?.requestId ?? 'unknown';
}

/** Who calls, for records of who did what: name and role of their key; null where no keys are asked for. */
export function callerOf({ keyName, role }: HttpRequest): string | null {
  return keyName === undefined ? null : `${keyName} (${role})`;
}
