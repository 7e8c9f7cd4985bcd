import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { JobKinds } from '../../jobs/job-kinds.js';
import type { Job } from '../../jobs/job.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { SchedulesService } from '../../schedules/schedules.service.js';
import { CollectGarbageBody } from './garbage-collection.dto.js';
import { GarbageCollector } from './garbage-collector.js';

export const garbageCollectionKind = 'garbage-collection';

const hourMs = 3_600_000;
const defaults = { dryRun: false, graceHours: 24, keepDeletedDays: 30, keepSnapshots: 10 };

/** Garbage collection as a job, by default once a week. */
@Injectable()
export class GarbageCollectionService implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly collector: GarbageCollector,
    private readonly kinds: JobKinds,
    private readonly jobs: JobsService,
    private readonly schedules: SchedulesService,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: garbageCollectionKind,
      title: 'Garbage collection',
      description: 'Removes artifacts that nothing refers to, and what was deleted long ago.',
      wishType: CollectGarbageBody,
      prepare: (wish: CollectGarbageBody) => ({ ...defaults, ...wish }),
      work: ({ dryRun, graceHours, keepDeletedDays, keepSnapshots }: typeof defaults, context) => {
        const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * hourMs);
        const [writtenBefore, deletedBefore] = [hoursAgo(graceHours), hoursAgo(24 * keepDeletedDays)];
        return this.collector.collect({ dryRun, writtenBefore, deletedBefore, keepSnapshots }, context);
      },
      retry: { attempts: 3 },
      schedulable: true,
      exampleWish: defaults,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.schedules.ensure({
      name: garbageCollectionKind,
      kind: garbageCollectionKind,
      cron: '30 4 * * 0',
      timeZone: 'UTC',
      description: 'Removes artifacts that nothing refers to',
    });
  }

  /** @throws JobAlreadyRunningError */
  start(wish: CollectGarbageBody): Promise<Job> {
    return this.jobs.enqueue(garbageCollectionKind, wish);
  }
}
