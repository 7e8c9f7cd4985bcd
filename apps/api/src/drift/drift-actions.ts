import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type AlertRaised, type AlertResolved, type RetrainWanted } from '../events.js';
import { championAlias, RegistryService } from '../registry/index.js';
import { dataSentence, type DriftFindings } from './drift-findings.js';
import type { Harm } from './harm.js';
import { PolicyRepository } from './policy.repository.js';
import type { Action, PolicyDecision } from './policy.js';

const alertKey = 'drift';

/** What came of a decision. */
export interface ActionTaken {
  action: Action;
  reason: string;
  jobId: string | null;
}

/** Carries out what the policy decided: alerts, trainings, taking the champion back. */
@Injectable()
export class DriftActions {
  constructor(
    private readonly emitter: EventEmitter2,
    private readonly registry: RegistryService,
    private readonly policy: PolicyRepository,
  ) {}

  async carryOut(
    reportId: string,
    decision: PolicyDecision,
    findings: DriftFindings,
    harm: Harm,
  ): Promise<ActionTaken> {
    const { action, reason } = decision;
    if (action === 'rollback') await this.rollBack(harm, reason);
    const jobId = action === 'retrain' ? await this.retrain({ reportId, reason }) : null;
    const started = action === 'retrain' && jobId === null ? 'No training could be started now.' : '';
    await this.alert(decision, reportId, findings, harm);
    return {
      action: started ? 'alert' : action,
      reason: [reason, started].filter(Boolean).join(' '),
      jobId,
    };
  }

  private async retrain(wanted: RetrainWanted): Promise<string | null> {
    const answers = (await this.emitter.emitAsync(events.retrainWanted, wanted)) as (string | null)[];
    const jobId = answers.find((answer) => typeof answer === 'string') ?? null;
    if (jobId !== null) await this.policy.noteRetrain();
    return jobId;
  }

  private async rollBack({ online, besidePrevious }: Harm, reason: string): Promise<void> {
    if (!besidePrevious || !online) return;
    const { ownRmse, otherRmse, ratings } = besidePrevious;
    await this.registry.rollBack({
      alias: championAlias,
      fromVersion: online.modelVersion,
      reason,
      decidedBy: 'guard',
      numbers: {
        metric: 'online rmse',
        champion: ownRmse,
        previous: otherRmse,
        ratings,
        excess: online.excess,
      },
    });
    await this.policy.noteRollback();
  }

  private async alert(
    { alert, reason, action }: PolicyDecision,
    reportId: string,
    findings: DriftFindings,
    harm: Harm,
  ): Promise<void> {
    const at = new Date();
    if (alert === 'raise') {
      const raised: AlertRaised = {
        key: alertKey,
        severity: harm.verdict === 'harm' ? 'critical' : 'warning',
        title:
          harm.verdict === 'harm'
            ? 'The champion is more wrong than it promised'
            : 'The ratings that arrive are not like those the champion learnt from',
        detail: `${harm.summary} ${dataSentence(findings)} ${reason} Action: ${action}.`,
        link: `/drift?report=${reportId}`,
        at,
      };
      await this.policy.setAlerting(true);
      this.emitter.emit(events.alertRaised, raised);
    } else if (alert === 'resolve') {
      await this.policy.setAlerting(false);
      this.emitter.emit(events.alertResolved, { key: alertKey, at } satisfies AlertResolved);
    }
  }
}
