import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { challengerAlias, championAlias } from '../model-version.js';
import {
  AliasMovedError,
  ModelVersionUnreadableError,
  PromotionDecisionNotFoundError,
  PromotionPolicyChangedError,
} from '../registry.errors.js';
import { RegistryService } from '../registry.service.js';
import { decidePromotion, type PromotionCase } from './decide-promotion.js';
import type { PromotionPolicy } from './promotion-policy.js';
import { PromotionRepository, type RecordedDecision, type StoredPolicy } from './promotion.repository.js';

/** Takes decisions about promotions, carries them out, and keeps them with their numbers. */
@Injectable()
export class PromotionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: RegistryService,
    private readonly repository: PromotionRepository,
  ) {}

  /**
   * Decides by the stored policy, and moves the aliases in the transaction that stores the decision. Should the champion
   * have been moved by somebody else meanwhile, it stays: the comparison was not with the one that serves now.
   *
   * @param prepare  what is to be done with the run of a new champion before it serves
   */
  async decide(
    jobId: string | null,
    given: PromotionCase,
    prepare: (runId: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<RecordedDecision> {
    const { policy } = await this.repository.policy();
    const decision = decidePromotion(given, policy);
    if (decision.promoted !== null) await prepare(decision.promoted);
    const versionOf = (runId: string | null): number | null =>
      decision.candidates.find((one) => one.runId === runId)?.version ?? null;
    const record = {
      id: randomUUID(),
      jobId,
      metric: given.metric,
      outcome: decision.outcome,
      reason: decision.reason,
      championVersion: given.champion?.version ?? null,
      promotedVersion: versionOf(decision.promoted),
      challengerVersion: decision.challenger?.version ?? versionOf(decision.challenger?.runId ?? null),
      champion: given.champion,
      candidates: decision.candidates,
      contenders: decision.contenders,
      evidence: decision.evidence,
      policy,
    };
    try {
      await this.carryOut(record);
    } catch (error) {
      if (error instanceof AliasMovedError)
        record.reason = `Moved meanwhile, so the comparison no longer holds. ${error.message}`;
      else if (error instanceof ModelVersionUnreadableError) {
        record.reason = error.message;
        record.challengerVersion = null;
      } else throw error;
      record.outcome = 'kept';
      record.promotedVersion = null;
      await this.carryOut(record);
    }
    return this.get(record.id);
  }

  /** @throws PromotionDecisionNotFoundError */
  async get(id: string): Promise<RecordedDecision> {
    const found = await this.repository.find(id);
    if (!found) throw new PromotionDecisionNotFoundError(id);
    return found;
  }

  list(...args: Parameters<PromotionRepository['list']>): Promise<RecordedDecision[]> {
    return this.repository.list(...args);
  }

  policy(): Promise<StoredPolicy> {
    return this.repository.policy();
  }

  /** @throws PromotionPolicyChangedError when somebody changed it since that revision */
  async changePolicy(policy: PromotionPolicy, expected: number, by: string | null): Promise<StoredPolicy> {
    if (!(await this.repository.changePolicy(policy, expected, by))) throw new PromotionPolicyChangedError();
    return this.repository.policy();
  }

  private async carryOut(record: Omit<RecordedDecision, 'decidedAt'>): Promise<void> {
    const { id, reason, championVersion, promotedVersion, challengerVersion, metric } = record;
    const move = { decidedBy: 'gate' as const, decisionId: id };
    const moves = [];
    if (promotedVersion !== null) {
      const toVersion = promotedVersion;
      const numbers = numbersOf(record, toVersion);
      moves.push({
        ...move,
        alias: championAlias,
        toVersion,
        reason,
        numbers,
        expectedFrom: championVersion,
      });
    }
    if (challengerVersion !== null) {
      const toVersion = challengerVersion;
      const numbers = numbersOf(record, toVersion);
      const why = `The best by ${metric} of all versions judged that do not serve.`;
      moves.push({ ...move, alias: challengerAlias, toVersion, reason: why, numbers });
    }
    if (moves.length === 0) return this.repository.insert(this.dataSource.manager, record);
    await this.registry.moveAliases(moves, (manager) => this.repository.insert(manager, record));
  }
}

/** The numbers that a move tells at a glance; the decision has them all. */
function numbersOf(
  { metric, champion, candidates, contenders, evidence }: Omit<RecordedDecision, 'decidedAt'>,
  version: number,
): Record<string, number | string | boolean | null> {
  const candidate = candidates.find((one) => one.version === version);
  const contender = contenders.find((one) => one.version === version);
  const challenger = candidate?.value ?? contender?.value ?? null;
  const reigning = champion?.value ?? null;
  return {
    metric,
    challenger,
    champion: reigning,
    difference: challenger === null || reigning === null ? null : challenger - reigning,
    pValue: candidate?.adjustedPValue ?? null,
    users: candidate?.comparison?.users ?? null,
    heldOutUsers: evidence?.users ?? null,
    heldOutRatings: evidence?.ratings ?? null,
    isProven: evidence?.isEnough ?? null,
  };
}
