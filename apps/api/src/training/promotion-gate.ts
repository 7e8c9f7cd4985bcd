import { byMetric, type MetricName } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { championAlias, decidePromotion, RegistryService } from '../registry/index.js';
import type { SessionOutcome } from './training-session.js';

export interface GateDecision {
  promoted: boolean;
  /** Why the champion is who it is now, in a sentence. */
  reason: string;
  /** null when no run has the primary metric. */
  bestRunId: string | null;
}

/** Makes the runs of a training model versions, and lets the best of them serve if it earns it. */
@Injectable()
export class PromotionGate {
  constructor(private readonly registry: RegistryService) {}

  /** @throws Error when no run has succeeded */
  async decide(
    { succeeded, championMetrics }: SessionOutcome,
    primaryMetric: MetricName,
  ): Promise<GateDecision> {
    const better = byMetric(primaryMetric);
    const ranked = [...succeeded].sort((a, b) => better(a.metrics[primaryMetric], b.metrics[primaryMetric]));
    const best = ranked.at(0);
    if (!best) throw new Error('No candidate could be trained; each run says why.');
    const versions = new Map<string, number>();
    for (const { runId } of succeeded) versions.set(runId, await this.registry.register(runId));
    const decision = decidePromotion({
      metric: primaryMetric,
      challenger: best.metrics[primaryMetric] ?? null,
      champion: championMetrics && { value: championMetrics[primaryMetric] ?? null },
    });
    const toVersion = versions.get(best.runId);
    if (decision.promote && toVersion !== undefined) {
      const { reason, numbers } = decision;
      await this.registry.moveAlias({ alias: championAlias, toVersion, reason, decidedBy: 'gate', numbers });
    }
    return {
      promoted: decision.promote,
      reason: decision.reason,
      bestRunId: best.metrics[primaryMetric] === undefined ? null : best.runId,
    };
  }
}
