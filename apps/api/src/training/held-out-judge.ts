import {
  Cohorts,
  compareOutcomes,
  isRankingMetric,
  judgeModel,
  type MetricName,
  type RecommenderModel,
  type Split,
  type UserOutcomes,
} from '@marquee/recommender';
import { stopwatch } from '../platform/threads/stopwatch.js';
import { measured } from './search-trials.js';
import type { HeldOutResult } from './training-messages.js';

/** Seed of the resamples: the same models give the same decision. */
const bootstrapSeed = 1;
const timedUsers = 60;
/** The best of so many tries counts, so that other work of the machine is not held against a model. */
const tries = 3;
/** Slow models are timed for so long at the most. */
const timingMs = 200;

/** Judges models on one split, the champion first, so that each candidate can be compared with it user by user. */
export class HeldOutJudge {
  private readonly cohorts: Cohorts;
  private champion: UserOutcomes | null = null;

  constructor(
    private readonly split: Split,
    private readonly metric: MetricName,
    private readonly shouldStop: () => boolean,
  ) {
    this.cohorts = new Cohorts(split.trainSet);
  }

  judgeChampion(model: RecommenderModel): HeldOutResult {
    const { outcomes, ...result } = this.judge(model, () => undefined);
    this.champion = outcomes;
    return { ...result, comparison: null };
  }

  judgeCandidate(model: RecommenderModel, onProgress: (ratio: number) => void): HeldOutResult {
    const { outcomes, ...result } = this.judge(model, onProgress);
    const comparison =
      this.champion && compareOutcomes(outcomes, this.champion, this.metric, { seed: bootstrapSeed });
    return { ...result, comparison };
  }

  private judge(
    model: RecommenderModel,
    onProgress: (ratio: number) => void,
  ): Omit<HeldOutResult, 'comparison'> & { outcomes: UserOutcomes } {
    const { trainSet, validationSet } = this.split;
    const { cohorts, shouldStop } = this;
    const judgement = judgeModel(model, trainSet, validationSet, { cohorts, shouldStop, onProgress });
    const { metrics, sideEffects, outcomes } = judgement;
    const latencyMs = listLatencyMs(model, validationSet.users.ids);
    const users = isRankingMetric(this.metric) ? metrics.evaluatedUsers : validationSet.users.size;
    const heldOut = { users, ratings: validationSet.length };
    return { metrics: measured(metrics), sideEffects, heldOut, latencyMs, outcomes };
  }
}

/**
 * p95 over users of the time to make a list of ten, in milliseconds; null where nobody is there. It is time of this thread on a
 * processor where the system tells it, so that a busy machine is not held against a model.
 */
function listLatencyMs(model: RecommenderModel, userIds: ArrayLike<number>): number | null {
  const times: number[] = [];
  const step = Math.max(1, Math.floor(userIds.length / timedUsers));
  let spent = 0;
  for (let at = 0; at < userIds.length && spent < timingMs; at += step) {
    let best = Infinity;
    for (let attempt = 0; attempt < tries; attempt++) {
      const elapsed = stopwatch();
      model.forUser(userIds[at]).recommend(10);
      const took = elapsed();
      best = Math.min(best, took);
      spent += took;
    }
    times.push(best);
  }
  times.sort((a, b) => a - b);
  return times.length === 0 ? null : times[Math.ceil(0.95 * times.length) - 1];
}
