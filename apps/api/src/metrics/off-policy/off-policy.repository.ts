import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DaySpan } from '../online/online-metrics.repository.js';

export type Reward = 'click' | 'positive-rating';

/** A list of somebody known, with the odds of its places and what came of them. */
export interface OddsList {
  id: string;
  userId: number;
  servedAt: Date;
  movieIds: number[];
  /** Empty: all 1. */
  propensities: number[];
  request: Record<string, unknown>;
  rewarded: number[];
}

const rewards: Record<Reward, string> = {
  click: `type = 'click'`,
  'positive-rating': `type = 'rating' AND value >= 4`,
};

@Injectable()
export class OffPolicyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Personal lists of a span, drawn evenly: ids are random, so the first by id are as good as any. */
  sample({ from, to }: DaySpan, reward: Reward, limit: number): Promise<OddsList[]> {
    return this.dataSource.query<OddsList[]>(
      `SELECT id, user_id AS "userId", served_at AS "servedAt", movie_ids AS "movieIds", propensities, request,
              ARRAY(SELECT movie_id FROM recommendation_events AS e
                    WHERE e.recommendation_id = r.id AND ${rewards[reward]}) AS rewarded
       FROM recommendations AS r
       WHERE served_at >= $1::timestamptz AND served_at < $2::timestamptz + interval '1 day'
         AND user_id IS NOT NULL AND strategy = 'personalised' AND movie_ids <> '{}'
       ORDER BY id LIMIT $3`,
      [`${from}T00:00:00Z`, `${to}T00:00:00Z`, limit],
    );
  }

  /** What somebody had rated before a time, as far as the ratings of today tell. */
  async historyBefore(userId: number, before: Date): Promise<{ itemId: number; rating: number }[]> {
    return this.dataSource.query<{ itemId: number; rating: number }[]>(
      `SELECT movie_id AS "itemId", rating FROM ratings WHERE user_id = $1 AND rated_at < $2 ORDER BY movie_id`,
      [userId, before],
    );
  }
}
