import type { MetricName } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { PromotionService, RegistryService, type PromotionCandidate } from '../registry/index.js';
import type { HeldOutResult } from './training-messages.js';
import type { SessionOutcome, SucceededRun } from './training-session.js';

export interface GateDecision {
  promoted: boolean;
  /** Why the champion is who it is now, in a sentence. */
  reason: string;
  /** null when no run has the primary metric. */
  bestRunId: string | null;
  decisionId: string;
}

/** Makes the runs of a training model versions, and lets the best of them serve if it earns it. */
@Injectable()
export class PromotionGate {
  constructor(
    private readonly registry: RegistryService,
    private readonly promotion: PromotionService,
  ) {}

  /**
   * @param refit  fits the winner on all ratings before it serves
   * @throws Error when no run has succeeded
   */
  async decide(
    { jobId, succeeded, champion, ratingCount }: SessionOutcome,
    metric: MetricName,
    refit: (winner: SucceededRun & { version: number }) => Promise<void>,
  ): Promise<GateDecision> {
    if (succeeded.length === 0) throw new Error('No candidate could be trained; each run says why.');
    const candidates = [];
    const versions = new Map<string, number>();
    for (const { result, hyperparameters: _, ...run } of succeeded) {
      const version = await this.registry.register(run.runId);
      versions.set(run.runId, version);
      candidates.push({ ...run, version, comparison: result.comparison, ...judged(result, metric) });
    }
    const { id, outcome, reason, ...decision } = await this.promotion.decide(
      jobId,
      {
        metric,
        candidates,
        champion: champion && {
          version: champion.version,
          kind: champion.kind,
          ratingCount: champion.ratingCount,
          ...judged(champion.result, metric),
        },
        heldOut: evidenceOf(succeeded),
        ratingCount,
      },
      async (runId) => {
        const winner = succeeded.find((one) => one.runId === runId)!;
        await refit({ ...winner, version: versions.get(runId)! });
      },
    );
    const [best] = decision.candidates;
    return {
      promoted: outcome === 'promoted',
      reason,
      bestRunId: best.verdict === 'no-metric' ? null : best.runId,
      decisionId: id,
    };
  }
}

/** By how many users and ratings the candidates were judged: the most of any, as some have no such metric. */
function evidenceOf(succeeded: SessionOutcome['succeeded']): { users: number; ratings: number } {
  const heldOut = succeeded.map(({ result }) => result.heldOut);
  return {
    users: Math.max(...heldOut.map(({ users }) => users)),
    ratings: Math.max(...heldOut.map(({ ratings }) => ratings)),
  };
}

/** @param result  null: it could not be judged, as its file is lost */
function judged(
  result: HeldOutResult | null,
  metric: MetricName,
): Pick<PromotionCandidate, 'value' | 'sideEffects' | 'latencyMs'> {
  if (!result) return { value: null, sideEffects: null, latencyMs: null };
  const { metrics, sideEffects, latencyMs } = result;
  return { value: metrics[metric] ?? null, sideEffects, latencyMs };
}
