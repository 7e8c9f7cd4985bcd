import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type AlertRaised, type AlertResolved } from '../../events.js';
import { JobKinds } from './job-kinds.js';
import type { Job } from './job.js';

/** Tells of jobs that failed for good and of those that are late; and when that is over. */
@Injectable()
export class JobAlerts {
  constructor(
    private readonly emitter: EventEmitter2,
    private readonly kinds: JobKinds,
  ) {}

  ended(job: Job, state: 'succeeded' | 'failed' | 'cancelled'): void {
    this.resolve(`job-deadline:${job.kind}`);
    if (state === 'succeeded') this.resolve(this.failureKey(job));
    if (state === 'failed') this.failed(job);
  }

  late(job: Job): void {
    this.raise({
      key: `job-deadline:${job.kind}`,
      severity: 'warning',
      title: `${this.titleOf(job.kind)} is late`,
      detail: `It should have ended by ${job.deadlineAt} and is ${job.state} (${job.progress.phase}). It goes on; cancel it if it hangs.`,
      link: `/jobs/${job.id}`,
      at: new Date(),
    });
  }

  private failed(job: Job): void {
    const tries = job.attempt > 1 ? ` after ${job.attempt} attempts` : '';
    this.raise({
      key: this.failureKey(job),
      severity: this.kinds.find(job.kind)?.severity ?? 'warning',
      title: `${this.titleOf(job.kind)} failed${tries}`,
      detail: job.failureReason ?? 'No reason was given.',
      link: `/jobs/${job.id}`,
      at: new Date(),
    });
  }

  private failureKey(job: Job): string {
    const subject = this.kinds.find(job.kind)?.alertSubject?.(job.params);
    return `job-failed:${job.kind}${subject === undefined ? '' : `:${subject}`}`.slice(0, 200);
  }

  private titleOf(kind: string): string {
    return this.kinds.find(kind)?.title ?? `Job ${kind}`;
  }

  private raise(alert: AlertRaised): void {
    this.emitter.emit(events.alertRaised, alert);
  }

  private resolve(key: string): void {
    this.emitter.emit(events.alertResolved, { key, at: new Date() } satisfies AlertResolved);
  }
}
