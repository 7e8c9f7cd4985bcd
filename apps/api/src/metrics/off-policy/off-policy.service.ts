import { offPolicyEstimate, type OffPolicyEstimate } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { Job, JobContext } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import {
  RecommendationsService,
  requestFromLog,
  ServingModels,
  type Champion,
} from '../../prediction/index.js';
import type { DaySpan } from '../online/online-metrics.repository.js';
import { RecommendationLogService } from '../recommendation-log.service.js';
import { ModelUnreadableError, NothingLoggedError } from './off-policy.errors.js';
import { OffPolicyRepository, type OddsList, type Reward } from './off-policy.repository.js';

export interface OffPolicyRequest extends DaySpan {
  alias: string | null;
  version: number | null;
  reward: Reward;
  /** Weights above it are cut; null: none is. */
  clip: number | null;
  maxLists: number;
}

export interface OffPolicyReport {
  modelVersion: number;
  lists: number;
  /** Lists that could not be made again: too much was asked for to be kept, or the model does not know the history. */
  skipped: number;
  /** Lists of which some place was left to chance. */
  explored: number;
  estimate: OffPolicyEstimate;
  verdict: string;
}

export const offPolicyJob = 'off-policy-estimate';
const seed = 20;

/** What another model would have earned, from what people did with the lists of the one that served. */
@Injectable()
export class OffPolicyService {
  constructor(
    private readonly repository: OffPolicyRepository,
    private readonly recommendations: RecommendationsService,
    private readonly models: ServingModels,
    private readonly log: RecommendationLogService,
    private readonly jobs: JobsService,
  ) {}

  /** @throws AliasNotFoundError, ModelVersionNotFoundError, ModelUnreadableError, JobAlreadyRunningError */
  async start(request: OffPolicyRequest): Promise<Job> {
    const { model, fellBack } = await this.models.choose(request);
    if (!model || fellBack) throw new ModelUnreadableError();
    return this.jobs.start(offPolicyJob, request, (context) => this.estimate(request, model, context));
  }

  private async estimate(
    request: OffPolicyRequest,
    model: Champion,
    context: JobContext,
  ): Promise<OffPolicyReport> {
    await this.log.flush();
    const lists = await this.repository.sample(request, request.reward, request.maxLists);
    const rows = new PlaceRows();
    let [skipped, explored] = [0, 0];
    for (const [at, list] of lists.entries()) {
      context.signal.throwIfAborted();
      const target = await this.wouldShow(list, model);
      if (target === null) skipped += 1;
      else rows.add(list, target);
      explored += Number(list.propensities.some((propensity) => propensity < 1));
      if (at % 50 === 0)
        context.progress({
          phase: 'making lists again',
          done: at,
          total: lists.length,
          ratio: at / lists.length,
        });
      // One list takes some milliseconds; requests have their turn in between.
      await setImmediate();
    }
    if (rows.count === 0) throw new NothingLoggedError();
    const estimate = offPolicyEstimate(rows, {
      seed,
      ...(request.clip === null ? {} : { clip: request.clip }),
    });
    return {
      modelVersion: model.version.version,
      lists: lists.length,
      skipped,
      explored,
      estimate,
      verdict: verdictOf(estimate, explored),
    };
  }

  private async wouldShow(list: OddsList, model: Champion): Promise<number[] | null> {
    const request = requestFromLog(list.request);
    if (!request) return null;
    const history = await this.repository.historyBefore(list.userId, list.servedAt);
    return this.recommendations.wouldShow(history, request, model);
  }
}

/** Places of lists as columns. */
class PlaceRows {
  readonly people: number[] = [];
  readonly propensities: number[] = [];
  readonly targetProbabilities: number[] = [];
  readonly rewards: number[] = [];
  private readonly rowOf = new Map<number, number>();

  get count(): number {
    return this.rewards.length;
  }

  add({ userId, movieIds, propensities, rewarded }: OddsList, target: readonly number[]): void {
    const person = this.rowOf.get(userId) ?? this.rowOf.size;
    this.rowOf.set(userId, person);
    movieIds.forEach((movieId, place) => {
      this.people.push(person);
      this.propensities.push(propensities[place] ?? 1);
      this.targetProbabilities.push(Number(target[place] === movieId));
      this.rewards.push(Number(rewarded.includes(movieId)));
    });
  }
}

/** What may be concluded, for a person. */
export function verdictOf(estimate: OffPolicyEstimate, explored: number): string {
  const { meanWeight, effectiveSampleSize, difference } = estimate;
  const share = (value: number): string => `${Math.round(100 * value)} %`;
  if (explored === 0) {
    return `Nothing was left to chance in these lists, so only places that both models fill alike can be judged (${share(Math.min(1, meanWeight))} of them). Set a rotation rate and come back.`;
  }
  if (effectiveSampleSize < 100 || difference === null) {
    return `Too little to say: the lists tell as much as ${Math.round(effectiveSampleSize)} places would.`;
  }
  const support =
    meanWeight < 0.8
      ? ` Beware: about ${share(1 - meanWeight)} of what this model would show could never be seen in the log.`
      : '';
  if (difference.low > 0) return `It would have earned more than what was shown.${support}`;
  if (difference.high < 0) return `It would have earned less than what was shown.${support}`;
  return `No difference from what was shown can be seen.${support}`;
}
