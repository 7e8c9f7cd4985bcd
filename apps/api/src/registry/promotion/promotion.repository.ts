import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ownModel } from '../model-version.js';
import type { JudgedCandidate, ReigningChampion, StoredContender } from './decide-promotion.js';
import type { Evidence } from './evidence.js';
import { defaultPromotionPolicy, type PromotionPolicy } from './promotion-policy.js';

/** A decision about a promotion with all that it was taken by. */
export interface RecordedDecision {
  id: string;
  jobId: string | null;
  metric: string;
  outcome: 'promoted' | 'kept';
  reason: string;
  /** Who reigned before; null when nobody did. */
  championVersion: number | null;
  promotedVersion: number | null;
  challengerVersion: number | null;
  champion: ReigningChampion | null;
  candidates: JudgedCandidate[];
  contenders: StoredContender[];
  /** null of decisions from before it was recorded. */
  evidence: Evidence | null;
  policy: PromotionPolicy;
  decidedAt: string;
}

export interface StoredPolicy {
  policy: PromotionPolicy;
  /** Rises by one with each change; 0 as long as nobody changed it. */
  revision: number;
  updatedBy: string | null;
  updatedAt: string | null;
}

interface DecisionRow {
  id: string;
  job_id: string | null;
  metric: string;
  outcome: 'promoted' | 'kept';
  reason: string;
  champion_version: number | null;
  promoted_version: number | null;
  challenger_version: number | null;
  /** Decisions from before kinds were recorded have none. */
  champion: (Omit<ReigningChampion, 'kind'> & { kind?: string }) | null;
  candidates: JudgedCandidate[];
  contenders: StoredContender[];
  evidence: Evidence | null;
  policy: PromotionPolicy;
  decided_at: Date;
}

const selectDecisions = `
  SELECT id, job_id, metric, outcome, reason, champion_version, promoted_version, challenger_version, champion, candidates,
         contenders, evidence, policy, decided_at
  FROM promotion_decisions`;

function toDecision(row: DecisionRow): RecordedDecision {
  return {
    id: row.id,
    jobId: row.job_id,
    metric: row.metric,
    outcome: row.outcome,
    reason: row.reason,
    championVersion: row.champion_version,
    promotedVersion: row.promoted_version,
    challengerVersion: row.challenger_version,
    champion: row.champion && { ...row.champion, kind: row.champion.kind ?? 'unknown' },
    candidates: row.candidates,
    contenders: row.contenders,
    evidence: row.evidence,
    policy: row.policy,
    decidedAt: row.decided_at.toISOString(),
  };
}

/** Decisions about promotions, and the settings of the rule that takes them. */
@Injectable()
export class PromotionRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, decision: Omit<RecordedDecision, 'decidedAt'>): Promise<void> {
    await manager.query(
      `INSERT INTO promotion_decisions
         (id, job_id, metric, outcome, reason, champion_version, promoted_version, challenger_version, champion, candidates, policy,
          contenders, evidence)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        decision.id,
        decision.jobId,
        decision.metric,
        decision.outcome,
        decision.reason,
        decision.championVersion,
        decision.promotedVersion,
        decision.challengerVersion,
        decision.champion === null ? null : JSON.stringify(decision.champion),
        JSON.stringify(decision.candidates),
        JSON.stringify(decision.policy),
        JSON.stringify(decision.contenders),
        decision.evidence === null ? null : JSON.stringify(decision.evidence),
      ],
    );
  }

  async find(id: string): Promise<RecordedDecision | null> {
    const rows = await this.dataSource.query<DecisionRow[]>(`${selectDecisions} WHERE id = $1`, [id]);
    return rows[0] ? toDecision(rows[0]) : null;
  }

  /** Newest first. */
  async list(
    jobId: string | null,
    limit: number,
    after: { decidedAt: string; id: string } | null,
  ): Promise<RecordedDecision[]> {
    const rows = await this.dataSource.query<DecisionRow[]>(
      `${selectDecisions}
       WHERE ($1::uuid IS NULL OR job_id = $1)
         AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', decided_at), id) < ($2, $3::uuid))
       ORDER BY date_trunc('milliseconds', decided_at) DESC, id DESC LIMIT $4`,
      [jobId, after?.decidedAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toDecision);
  }

  async policy(): Promise<StoredPolicy> {
    const rows = await this.dataSource.query<
      { policy: Partial<PromotionPolicy>; revision: number; updated_by: string | null; updated_at: Date }[]
    >('SELECT policy, revision, updated_by, updated_at FROM promotion_policies WHERE model_name = $1', [
      ownModel,
    ]);
    const [row] = rows;
    if (!row) return { policy: defaultPromotionPolicy, revision: 0, updatedBy: null, updatedAt: null };
    return {
      policy: { ...defaultPromotionPolicy, ...row.policy },
      revision: row.revision,
      updatedBy: row.updated_by,
      updatedAt: row.updated_at.toISOString(),
    };
  }

  /** @returns whether the settings had the revision expected, and are changed now */
  async changePolicy(policy: PromotionPolicy, expected: number, by: string | null): Promise<boolean> {
    if (expected === 0) {
      const rows = await this.dataSource.query<unknown[]>(
        `INSERT INTO promotion_policies (model_name, policy, updated_by) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING revision`,
        [ownModel, JSON.stringify(policy), by],
      );
      return rows.length > 0;
    }
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE promotion_policies SET policy = $2, revision = revision + 1, updated_by = $3, updated_at = now()
       WHERE model_name = $1 AND revision = $4`,
      [ownModel, JSON.stringify(policy), by, expected],
    );
    return count > 0;
  }
}
