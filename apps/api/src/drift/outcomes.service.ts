import { Injectable } from '@nestjs/common';
import { OnlineErrorService } from '../metrics/index.js';
import type { Job } from '../platform/jobs/job.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { RegistryService } from '../registry/index.js';
import type { Outcome, StoredReport } from './drift-report.js';
import { DriftReportsRepository } from './drift-reports.repository.js';

/** Ratings that the new champion must have predicted before it is said whether it helped. */
const fewestRatings = 100;

/** Finds out whether what was done after a report has helped. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly reports: DriftReportsRepository,
    private readonly jobs: JobsService,
    private readonly registry: RegistryService,
    private readonly online: OnlineErrorService,
  ) {}

  /** Looks again at every report of which it is not known yet. */
  async settle(): Promise<void> {
    for (const report of await this.reports.open()) {
      const outcome = await this.outcomeOf(report);
      if (outcome) await this.reports.setOutcome(report.id, outcome);
    }
  }

  /** null: the training still runs. */
  private async outcomeOf(report: StoredReport): Promise<Outcome | null> {
    const unknown = { newVersion: null, before: null, after: null, withoutIt: null, helped: null };
    const job = report.jobId === null ? null : await this.jobs.get(report.jobId).catch(() => null);
    if (job && ['queued', 'running'].includes(job.state)) return null;
    if (job && job.state !== 'succeeded') {
      const summary = `The training did not succeed: ${job.failureReason ?? job.state}.`;
      return { state: 'training-failed', summary, ...unknown };
    }
    if (job && !promoted(job)) {
      const summary = `The training found no better model; the champion stays. ${textOf(job.result?.reason)}`;
      return { state: 'not-promoted', summary, ...unknown };
    }
    return this.measure(report);
  }

  private async measure({ findings, harm }: StoredReport): Promise<Outcome> {
    const champion = await this.registry.championOrNull();
    const before = harm.online?.rmse ?? null;
    const open: Outcome = {
      state: 'waiting',
      summary: 'Another model serves since; too few ratings have come to tell whether it helped.',
      newVersion: champion?.version ?? null,
      before,
      after: null,
      withoutIt: null,
      helped: null,
    };
    if (!champion || champion.version === findings.modelVersion) {
      return { ...open, state: 'not-promoted', summary: 'The same model serves.', newVersion: null };
    }
    const since = { from: new Date(0), to: new Date(), modelVersion: champion.version };
    const [own] = await this.online.total({ ...since, role: 'champion' });
    const beside = await this.online.besidePrevious(since);
    if (!own || own.ratings < fewestRatings || own.rmse === null) return open;
    const compared = beside && beside.otherVersion === findings.modelVersion ? beside : null;
    const helped = !compared ? null : compared.upper < 0 ? 'yes' : compared.lower > 0 ? 'no' : 'unclear';
    return {
      ...open,
      state: 'measured',
      summary: sentence(own.rmse, own.ratings, before, compared, helped),
      after: own.rmse,
      withoutIt: compared?.otherRmse ?? null,
      helped,
    };
  }
}

function promoted({ result }: Job): boolean {
  return result?.promoted === true;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function sentence(
  after: number,
  ratings: number,
  before: number | null,
  compared: { otherRmse: number } | null,
  helped: Outcome['helped'],
): string {
  const was = before === null ? '' : ` It was ${before.toFixed(3)} when the report was made.`;
  const now = `RMSE ${after.toFixed(3)} on the ${ratings} ratings since.${was}`;
  if (!compared) return now;
  const without = compared.otherRmse.toFixed(3);
  if (helped === 'yes')
    return `It helped: ${now} Without it, it would have been ${without} on the same ratings.`;
  if (helped === 'no') return `It did not help: ${now} The model before would have had ${without}.`;
  return `Not clearly better or worse: ${now} The model before would have had ${without}.`;
}
