import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FeedbackType } from '../events.js';

/** A list that was served, as it is on record. */
export interface ServedList {
  recommendationId: string;
  userId: number | null;
  modelVersion: number | null;
  alias: string | null;
  strategy: string;
  scenario: string;
  experimentId: string | null;
  arm: string | null;
  servedAt: string;
  items: { movieId: number; source: string; score: number | null; propensity: number }[];
}

export interface FeedbackOfList {
  movieId: number;
  type: FeedbackType;
  position: number | null;
  value: number | null;
  at: string;
}

/** What a model version served since it was made, and what came of it. */
export interface ServedByVersion {
  lists: number;
  films: number;
  impressions: number;
  clicks: number;
  ratings: number;
  positiveRatings: number;
  firstDay: string | null;
  lastDay: string | null;
}

interface ListRow extends Omit<ServedList, 'items' | 'servedAt'> {
  movieIds: number[];
  sources: string[];
  scores: number[];
  propensities: number[];
  servedAt: Date;
}

/** Reads the log of recommendations for others: one list, what came of it, and the sums of a model version. */
@Injectable()
export class ServedReader {
  constructor(private readonly dataSource: DataSource) {}

  /** null: there is no such list, or it was deleted with age. */
  async list(recommendationId: string): Promise<ServedList | null> {
    const [row] = await this.dataSource.query<ListRow[]>(
      `SELECT id AS "recommendationId", user_id AS "userId", model_version AS "modelVersion", alias, strategy, scenario,
              experiment_id AS "experimentId", arm, served_at AS "servedAt", movie_ids AS "movieIds", sources, scores,
              propensities
       FROM recommendations WHERE id = $1`,
      [recommendationId],
    );
    if (!row) return null;
    const { movieIds, sources, scores, propensities, servedAt, ...list } = row;
    const items = movieIds.map((movieId, at) => ({
      movieId,
      source: sources[at] ?? 'unknown',
      score: scores[at] ?? null,
      propensity: propensities[at] ?? 1,
    }));
    return { ...list, servedAt: servedAt.toISOString(), items };
  }

  /** What was done with one list, oldest first. */
  async feedbackOn(recommendationId: string): Promise<FeedbackOfList[]> {
    const rows = await this.dataSource.query<(Omit<FeedbackOfList, 'at'> & { at: Date })[]>(
      `SELECT movie_id AS "movieId", type, position, value, at
       FROM recommendation_events WHERE recommendation_id = $1 ORDER BY at, id`,
      [recommendationId],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /** Sums over all days of one model version; they outlive the lists themselves. */
  async byVersion(version: number): Promise<ServedByVersion> {
    const [places] = await this.dataSource.query<Omit<ServedByVersion, 'lists' | 'firstDay' | 'lastDay'>[]>(
      `SELECT coalesce(sum(films), 0)::float8 AS films, coalesce(sum(impressions), 0)::float8 AS impressions,
              coalesce(sum(clicks), 0)::float8 AS clicks, coalesce(sum(ratings), 0)::float8 AS ratings,
              coalesce(sum(positive_ratings), 0)::float8 AS "positiveRatings"
       FROM served_places WHERE model_version = $1`,
      [version],
    );
    const [days] = await this.dataSource.query<Pick<ServedByVersion, 'lists' | 'firstDay' | 'lastDay'>[]>(
      `SELECT coalesce(sum(lists), 0)::float8 AS lists, min(day)::text AS "firstDay", max(day)::text AS "lastDay"
       FROM served_days WHERE model_version = $1`,
      [version],
    );
    return { ...places, ...days };
  }
}
