import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { RatingsReader } from '../ingestion/index.js';
import { OnlineErrorService } from '../metrics/index.js';
import type { Job } from '../platform/jobs/job.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { DriftActions } from './drift-actions.js';
import { DriftReportNotFoundError } from './drift.errors.js';
import { dataSentence } from './drift-findings.js';
import type { ColumnTrend, ReportSummary, StoredReport, Trigger } from './drift-report.js';
import { DriftReportsRepository } from './drift-reports.repository.js';
import { DriftService } from './drift.service.js';
import { judgeHarm, type Harm } from './harm.js';
import { OutcomesService } from './outcomes.service.js';
import { decidePolicy, type PolicySettings } from './policy.js';
import { PolicyRepository, type PolicyState } from './policy.repository.js';

export const driftReportKind = 'drift-report';
/** Harm is told of about so many of the last ratings: enough to be sure, few enough to be of now. */
const recentRatings = 1_000;
const daysShown = 28;

/** Makes reports of what moved, for whom, and what it costs; has the policy act upon them; keeps their history. */
@Injectable()
export class DriftReportsService implements OnModuleInit {
  constructor(
    private readonly drift: DriftService,
    private readonly reports: DriftReportsRepository,
    private readonly policy: PolicyRepository,
    private readonly actions: DriftActions,
    private readonly outcomes: OutcomesService,
    private readonly online: OnlineErrorService,
    private readonly ratings: RatingsReader,
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: driftReportKind,
      title: 'Drift report',
      description:
        'Compares the ratings since the training with those before, tells what it costs, and acts by the policy.',
      schedulable: true,
      exampleWish: {},
      work: async ({ trigger }: { trigger?: Trigger }, context) => {
        context.progress({ phase: 'comparing the ratings' });
        const { id, findings, harm, action } = await this.make(trigger ?? 'schedule');
        return { reportId: id, verdict: findings.drift.verdict, harm: harm.verdict, action };
      },
    });
  }

  /**
   * Starts to make a report; the result of the job names it.
   *
   * @throws JobAlreadyRunningError when one is being made
   */
  start(trigger: Trigger): Promise<Job> {
    return this.jobs.enqueue(driftReportKind, { trigger });
  }

  /** Compares, judges the harm, acts by the policy, and keeps all of it. */
  async make(trigger: Trigger): Promise<StoredReport> {
    await this.online.settled();
    await this.outcomes.settle();
    const [findings, state, ratingCount] = await Promise.all([
      this.drift.report({ rules: 'cautious' }),
      this.policy.get(),
      this.ratings.count(),
    ]);
    const harm = await this.harm(findings.modelVersion, state.settings);
    const decision = decidePolicy(state.settings, {
      verdict: findings.drift.verdict,
      driftShare: findings.drift.driftedShare,
      currentRatings: findings.currentWindow.rows,
      harm: harm.verdict,
      excess: harm.online?.excess ?? null,
      previousBetter: previousBetter(harm, state.settings),
      canRollBack: harm.besidePrevious !== null,
      alerting: state.alerting,
      retrainedAt: state.retrainedAt,
      rolledBackAt: state.rolledBackAt,
      now: new Date(),
    });
    const id = randomUUID();
    const taken = await this.actions.carryOut(id, decision, findings, harm);
    const days = (await this.online.report(new Date(Date.now() - daysShown * 86_400_000), new Date())).days;
    const report: StoredReport = {
      id,
      createdAt: new Date().toISOString(),
      trigger,
      ...taken,
      outcome: null,
      findings,
      harm,
      days,
      ratingCount,
    };
    await this.reports.insert(report);
    const message = `${dataSentence(findings)} ${harm.summary} ${taken.reason}`;
    this.logger.info({ event: 'drift.reported', reportId: id, action: taken.action, message });
    return report;
  }

  /** What the champion's changes cost by now. */
  async harm(modelVersion: number | null, settings: PolicySettings): Promise<Harm> {
    const bounds = {
      excess: settings.harmExcess,
      minimumRatings: Math.min(settings.minimumRatings, recentRatings),
    };
    if (modelVersion === null) return judgeHarm(null, [], null, bounds);
    const { online, cohorts, besidePrevious } = await this.online.recent(modelVersion, recentRatings);
    return judgeHarm(online, cohorts, besidePrevious, bounds);
  }

  async get(id: string): Promise<StoredReport> {
    const report = await this.reports.find(id);
    if (!report) throw new DriftReportNotFoundError(id);
    return report;
  }

  latest(): Promise<StoredReport | null> {
    return this.reports.latest();
  }

  async list(...args: Parameters<DriftReportsRepository['list']>): Promise<ReportSummary[]> {
    await this.outcomes.settle();
    return this.reports.list(...args);
  }

  trends(reports: number): Promise<ColumnTrend[]> {
    return this.reports.trends(reports);
  }

  getPolicy(): Promise<PolicyState> {
    return this.policy.get();
  }

  async changePolicy(changes: Partial<PolicySettings>): Promise<PolicyState> {
    const { settings } = await this.policy.get();
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    await this.policy.change({ ...settings, ...Object.fromEntries(given) });
    this.logger.info({ event: 'drift-policy.changed', ...Object.fromEntries(given) });
    return this.policy.get();
  }
}

/** null: too few ratings were predicted by both. */
function previousBetter({ besidePrevious }: Harm, { minimumRatings }: PolicySettings): boolean | null {
  if (!besidePrevious || besidePrevious.ratings < minimumRatings) return null;
  return besidePrevious.lower > 0;
}
