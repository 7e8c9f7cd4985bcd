import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export const groupings = ['day', 'model', 'source', 'position'] as const;
export type Grouping = (typeof groupings)[number];

/** Days, the first and the last included, as YYYY-MM-DD in UTC. */
export interface DaySpan {
  from: string;
  to: string;
}

export interface PlaceSums {
  key: string;
  films: number;
  impressions: number;
  clicks: number;
  ratings: number;
  positiveRatings: number;
  notInterested: number;
}

export interface ListSums {
  key: string;
  lists: number;
  emptyLists: number;
  coldStarts: number;
  meanLatencyMs: number;
  diversity: number | null;
  novelty: number | null;
  popularity: number | null;
}

export interface FilmSums {
  key: string;
  /** Different films. */
  films: number;
}

const placeKeys: Record<Grouping | 'total', string> = {
  day: 'day::text',
  model: 'model_version::text',
  source: 'source',
  position: 'position::text',
  total: `'total'`,
};
type ListGrouping = 'day' | 'model' | 'total';

/** Reads the sums by day that are kept as lists and feedback are written; never the log itself. */
@Injectable()
export class OnlineMetricsRepository {
  constructor(private readonly dataSource: DataSource) {}

  places({ from, to }: DaySpan, by: Grouping | 'total'): Promise<PlaceSums[]> {
    return this.dataSource.query<PlaceSums[]>(
      `SELECT ${placeKeys[by]} AS key, sum(films)::float8 AS films, sum(impressions)::float8 AS impressions,
              sum(clicks)::float8 AS clicks, sum(ratings)::float8 AS ratings,
              sum(positive_ratings)::float8 AS "positiveRatings", sum(not_interested)::float8 AS "notInterested"
       FROM served_places WHERE day BETWEEN $1 AND $2 GROUP BY 1`,
      [from, to],
    );
  }

  lists({ from, to }: DaySpan, by: ListGrouping): Promise<ListSums[]> {
    return this.dataSource.query<ListSums[]>(
      `SELECT ${placeKeys[by]} AS key, sum(lists)::float8 AS lists, sum(empty_lists)::float8 AS "emptyLists",
              coalesce(sum(lists) FILTER (WHERE strategy <> 'personalised'), 0)::float8 AS "coldStarts",
              sum(latency_ms_sum) / sum(lists) AS "meanLatencyMs",
              sum(diversity_sum) / nullif(sum(diversity_lists), 0)::float8 AS diversity,
              sum(novelty_sum) / nullif(sum(novelty_lists), 0)::float8 AS novelty,
              sum(popularity_sum) / nullif(sum(popularity_lists), 0)::float8 AS popularity
       FROM served_days WHERE day BETWEEN $1 AND $2 GROUP BY 1`,
      [from, to],
    );
  }

  films({ from, to }: DaySpan, by: ListGrouping): Promise<FilmSums[]> {
    return this.dataSource.query<FilmSums[]>(
      `SELECT key, count(*)::float8 AS films
       FROM (SELECT DISTINCT ${placeKeys[by]} AS key, movie_id FROM served_films WHERE day BETWEEN $1 AND $2) AS shown
       GROUP BY key`,
      [from, to],
    );
  }

  /** How often each film was recommended; at most as many rows as there are films. */
  async timesByFilm({ from, to }: DaySpan): Promise<number[]> {
    const rows = await this.dataSource.query<{ times: number }[]>(
      `SELECT sum(times)::float8 AS times FROM served_films WHERE day BETWEEN $1 AND $2 GROUP BY movie_id`,
      [from, to],
    );
    return rows.map(({ times }) => times);
  }

  /** Deletes how often films were recommended before a day. */
  async deleteFilmsBefore(day: string): Promise<void> {
    await this.dataSource.query('DELETE FROM served_films WHERE day < $1', [day]);
  }
}
