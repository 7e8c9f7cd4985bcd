import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { defer, finalize, mergeMap, type Observable } from 'rxjs';
import { Admission } from './admission.js';
import type { BodyRules } from './body-rules.js';

/** Requests that wait for each that may be worked on. */
const waitingPerPlace = 16;
/** Streams of events stay open for minutes and do no work meanwhile. */
const streams = /\/(?:events|logs)$/;
/** Answered whatever the load: probes and what watches the load. */
export const alwaysAnswered = /^\/(?:health(?:\/live|\/ready)?|metrics)$/;

interface RoutedRequest {
  routeOptions: { url?: string; config: unknown };
  raw: { socket: { destroyed: boolean } | null };
}

/**
 * Bounds how many handlers run at once. A place is held until the handler has done its work, not until the caller has read the
 * answer or hung up: slow readers hold none, and callers who hang up get no more work done than others. Uploads take as long
 * as their senders do, so they have places of their own.
 */
export class AdmissionInterceptor implements NestInterceptor {
  private readonly work: Admission;
  private readonly uploads: Admission;

  /** @param most  handlers that run at once */
  constructor(most: number) {
    this.work = new Admission(most, most * waitingPerPlace);
    this.uploads = new Admission(most, most);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { routeOptions, raw } = context.switchToHttp().getRequest<RoutedRequest>();
    const route = routeOptions.url ?? '';
    if (alwaysAnswered.test(route) || streams.test(route)) return next.handle();
    const admission = (routeOptions.config as BodyRules | undefined)?.uploads ? this.uploads : this.work;
    const isGone = (): boolean => raw.socket?.destroyed ?? true;
    return defer(() => admission.enter(isGone)).pipe(
      mergeMap((leave) => next.handle().pipe(finalize(leave))),
    );
  }
}
