import { Injectable } from '@nestjs/common';
import type { AlertSeverity } from '../../events.js';
import { DomainError } from '../http/domain-error.js';
import { checkedAgainst } from '../http/validation.js';
import type { JobContext } from './job.js';
import { JobKindNotFoundError } from './jobs.errors.js';

/** How often work is tried, and how long is waited in between. */
export interface RetryPolicy {
  /** Attempts in all. 1: a failure is final, and so is the end of the process that ran it. */
  attempts: number;
  /** Wait before the second attempt, milliseconds; it doubles with each further one, less up to half by chance. */
  firstDelayMs: number;
  /** The longest wait, milliseconds. */
  maxDelayMs: number;
  /** Whether the same work may succeed next time. An interruption (process ended) always deserves another attempt. */
  isTransient(error: unknown): boolean;
}

/**
 * One kind of job: what a process needs to know to do it from its stored params alone, so that it can be tried again,
 * taken over from a process that died, or started by a schedule.
 *
 * @typeParam W  the wish: what a person or a schedule asks for
 * @typeParam P  the params that are stored with the job and given to the work: JSON
 * @typeParam R  the result that is stored: JSON
 */
export interface JobKind<
  W extends object = Record<string, unknown>,
  P extends object = W,
  R extends object = object,
> {
  /** Kebab-case; a label in Prometheus. */
  readonly kind: string;
  /** For people: `Training`. */
  readonly title: string;
  /** A sentence for people. */
  readonly description?: string;
  readonly work: (params: P, context: JobContext) => Promise<R>;
  /** A class-validator class that a wish must fit; without it any object passes. */
  readonly wishType?: new () => W;
  /** Makes params of a wish before the job is entered; may refuse with a DomainError. Without it, the wish is the params. */
  readonly prepare?: (wish: W) => Promise<P> | P;
  readonly retry?: Partial<RetryPolicy>;
  /** An attempt that takes longer is aborted and counts as failed, milliseconds. */
  readonly timeLimitMs?: number;
  /** Raises the alert `job-deadline:<kind>` when a job has not ended so long after its entry or its first start. */
  readonly deadline?: { readonly from: 'queued' | 'started'; readonly afterMs: number };
  /** Only one job of a lane is active at a time, in all processes. By default the kind; null: any number. */
  readonly lane?: string | null;
  /** May a schedule start it? */
  readonly schedulable?: boolean;
  /** A schedule starts it only while the process is healthy. */
  readonly needsHealth?: boolean;
  /** A wish to begin from, for forms. */
  readonly exampleWish?: object;
  /** What a failure is about, beside the kind: the alert of one subject is not ended by the success of another. */
  readonly alertSubject?: (params: P) => string;
  /** How grave a final failure is; `warning` by default. */
  readonly severity?: AlertSeverity;
}

const defaultRetry: RetryPolicy = {
  attempts: 1,
  firstDelayMs: 10_000,
  maxDelayMs: 600_000,
  // What a caller would have to mend does not mend itself.
  isTransient: (error) => !(error instanceof DomainError) || error.code === 'database-unavailable',
};

/** A kind with everything that was left out filled in. */
export interface KnownKind extends JobKind {
  readonly retry: RetryPolicy;
  readonly lane: string | null;
  readonly severity: AlertSeverity;
}

/** What can be run. Features register their kinds in `onModuleInit`; jobs that wait are taken after that. */
@Injectable()
export class JobKinds {
  private readonly kinds = new Map<string, KnownKind>();

  register<W extends object, P extends object, R extends object>(kind: JobKind<W, P, R>): void {
    const known = kind as unknown as JobKind;
    this.kinds.set(kind.kind, {
      ...known,
      retry: { ...defaultRetry, ...kind.retry },
      lane: kind.lane === undefined ? kind.kind : kind.lane,
      severity: kind.severity ?? 'warning',
    });
  }

  find(kind: string): KnownKind | undefined {
    return this.kinds.get(kind);
  }

  /** @throws JobKindNotFoundError */
  get(kind: string): KnownKind {
    const known = this.kinds.get(kind);
    if (!known) throw new JobKindNotFoundError(kind, this.names());
    return known;
  }

  list(): KnownKind[] {
    return [...this.kinds.values()].sort((a, b) => a.kind.localeCompare(b.kind));
  }

  names(): string[] {
    return [...this.kinds.keys()];
  }

  /**
   * @returns the wish as its class
   * @throws JobKindNotFoundError
   * @throws ValidationFailedError when it does not fit
   */
  checkWish(kind: string, wish: object): object {
    const { wishType } = this.get(kind);
    return wishType ? checkedAgainst(wishType, wish) : wish;
  }
}
