import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lockServedSums } from '../served-sums.js';
import { keyOf, positiveFrom, type FeedbackEvent } from './feedback.js';

/** A list as feedback needs it. */
export interface ShownList {
  id: string;
  userId: number | null;
  modelVersion: number;
  day: string;
  movieIds: number[];
  sources: string[];
  experimentId: string | null;
  unit: string | null;
}

/** An event on a list, with its place there; or one without a list. */
export type PlacedEvent = FeedbackEvent & { list: ShownList | null; position: number | null };

const counters = ['impressions', 'clicks', 'ratings', 'positive_ratings', 'not_interested'] as const;
type Counts = Record<(typeof counters)[number], number>;

const noCounts = (): Counts => ({
  impressions: 0,
  clicks: 0,
  ratings: 0,
  positive_ratings: 0,
  not_interested: 0,
});

/** Stores what people did with lists, each thing once, and keeps the sums by day and of experiments. */
@Injectable()
export class FeedbackRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One after the other with every other writer of the sums. */
  write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await lockServedSums(manager);
      return work(manager);
    });
  }

  async lists(manager: EntityManager, ids: readonly string[]): Promise<Map<string, ShownList>> {
    const rows = await manager.query<ShownList[]>(
      `SELECT id, user_id AS "userId", coalesce(model_version, 0) AS "modelVersion",
              (served_at AT TIME ZONE 'UTC')::date::text AS day, movie_ids AS "movieIds", sources,
              experiment_id AS "experimentId", unit
       FROM recommendations WHERE id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * The list that a rating is put down to: the one that the rater named, or the last that showed the film since a time.
   */
  async listBehind(
    manager: EntityManager,
    userId: number,
    movieId: number,
    since: Date,
  ): Promise<ShownList | null> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM (
         SELECT id, 1 AS preference, served_at FROM recommendations
         WHERE id = (SELECT recommendation_id FROM rating_sources WHERE user_id = $1 AND movie_id = $2)
           AND $2 = ANY (movie_ids)
         UNION ALL
         (SELECT id, 2, served_at FROM recommendations
          WHERE user_id = $1 AND served_at >= $3 AND $2 = ANY (movie_ids) ORDER BY served_at DESC LIMIT 1)
       ) AS candidate ORDER BY preference LIMIT 1`,
      [userId, movieId, since],
    );
    return rows[0] ? ((await this.lists(manager, [rows[0].id])).get(rows[0].id) ?? null) : null;
  }

  /**
   * Stores events that are not there yet, corrects ratings that are.
   *
   * @param events  each key once
   * @returns keys of those that changed something
   */
  async store(manager: EntityManager, events: readonly PlacedEvent[]): Promise<Set<string>> {
    const before = await this.ratingsBefore(manager, events);
    const rows = await manager.query<
      { recommendation_id: string | null; movie_id: number; type: string; key: string }[]
    >(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (
           key text, "recommendationId" uuid, "userId" int, "movieId" int, type text, position int, value real, at timestamptz)
       ), written AS (
         INSERT INTO recommendation_events AS known (recommendation_id, user_id, movie_id, type, position, value, at)
         SELECT "recommendationId", "userId", "movieId", type, position, value, at FROM given
         ON CONFLICT (recommendation_id, movie_id, type) WHERE recommendation_id IS NOT NULL
           DO UPDATE SET value = excluded.value, at = excluded.at
           WHERE known.type = 'rating' AND known.value <> excluded.value
         RETURNING recommendation_id, user_id, movie_id, type, at
       )
       SELECT given.key FROM given JOIN written ON written.movie_id = given."movieId" AND written.type = given.type
         AND written.recommendation_id = given."recommendationId"`,
      [JSON.stringify(events.filter(({ list }) => list).map(rowOf))],
    );
    const changed = new Set(rows.map(({ key }) => key));
    await this.addToSums(
      manager,
      events.filter((event) => event.list && changed.has(keyOf(event))),
      before,
    );
    for (const key of await this.storeAlone(
      manager,
      events.filter(({ list }) => !list),
    ))
      changed.add(key);
    return changed;
  }

  /** Takes back the rating that was put down to a list. */
  async takeRatingBack(manager: EntityManager, userId: number, movieId: number): Promise<void> {
    const [gone] = await manager.query<[{ recommendation_id: string; value: number }[], number]>(
      `DELETE FROM recommendation_events
       WHERE type = 'rating' AND movie_id = $2 AND recommendation_id IN (
         SELECT id FROM recommendations WHERE user_id = $1 AND $2 = ANY (movie_ids))
       RETURNING recommendation_id, value`,
      [userId, movieId],
    );
    const lists = await this.lists(
      manager,
      gone.map(({ recommendation_id }) => recommendation_id),
    );
    const sums = new Sums();
    for (const { recommendation_id, value } of gone) {
      const list = lists.get(recommendation_id);
      if (list) sums.add(list, movieId, { ratings: -1, positive_ratings: value >= positiveFrom ? -1 : 0 });
    }
    await sums.write(manager);
  }

  /** What a batch of this key gave before. */
  async findBatch(
    manager: EntityManager,
    id: string,
  ): Promise<{ contentHash: string; result: unknown } | null> {
    const rows = await manager.query<{ content_hash: string; result: unknown }[]>(
      'SELECT content_hash, result FROM feedback_batches WHERE id = $1',
      [id],
    );
    return rows[0] ? { contentHash: rows[0].content_hash, result: rows[0].result } : null;
  }

  async saveBatch(manager: EntityManager, id: string, contentHash: string, result: object): Promise<void> {
    await manager.query('INSERT INTO feedback_batches (id, content_hash, result) VALUES ($1, $2, $3)', [
      id,
      contentHash,
      JSON.stringify(result),
    ]);
  }

  async deleteBatchesBefore(before: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM feedback_batches WHERE taken_at < $1', [before]);
  }

  private async storeAlone(manager: EntityManager, events: readonly PlacedEvent[]): Promise<string[]> {
    const rows = await manager.query<
      { user_id: number | null; movie_id: number; type: FeedbackEvent['type']; at: Date }[]
    >(
      `INSERT INTO recommendation_events (user_id, movie_id, type, value, at)
       SELECT "userId", "movieId", type, value, at FROM jsonb_to_recordset($1::jsonb)
         AS given ("userId" int, "movieId" int, type text, value real, at timestamptz)
       ON CONFLICT (user_id, movie_id, type, at) WHERE recommendation_id IS NULL DO NOTHING
       RETURNING user_id, movie_id, type, at`,
      [JSON.stringify(events.map(rowOf))],
    );
    return rows.map(({ user_id: userId, movie_id: movieId, type, at }) =>
      keyOf({ userId, movieId, type, at, recommendationId: null, value: null }),
    );
  }

  /** Values of ratings that are there already, by key. */
  private async ratingsBefore(
    manager: EntityManager,
    events: readonly PlacedEvent[],
  ): Promise<Map<string, number>> {
    const ratings = events.filter(({ type, list }) => type === 'rating' && list);
    if (ratings.length === 0) return new Map();
    const rows = await manager.query<{ recommendation_id: string; movie_id: number; value: number }[]>(
      `SELECT recommendation_id, movie_id, value FROM recommendation_events
       WHERE type = 'rating' AND recommendation_id = ANY ($1)`,
      [ratings.map(({ recommendationId }) => recommendationId)],
    );
    return new Map(rows.map((row) => [`${row.recommendation_id}/${row.movie_id}/rating`, row.value]));
  }

  private async addToSums(
    manager: EntityManager,
    events: readonly PlacedEvent[],
    ratingsBefore: ReadonlyMap<string, number>,
  ): Promise<void> {
    const sums = new Sums();
    for (const event of events) {
      if (event.list) sums.add(event.list, event.movieId, changeOf(event, ratingsBefore.get(keyOf(event))));
    }
    await sums.write(manager);
  }
}

function rowOf(event: PlacedEvent): object {
  const { list: _, ...row } = event;
  return { ...row, key: keyOf(event) };
}

function changeOf({ type, value }: PlacedEvent, before: number | undefined): Partial<Counts> {
  const isPositive = (stars: number | null | undefined): number => Number((stars ?? 0) >= positiveFrom);
  if (type === 'impression') return { impressions: 1 };
  if (type === 'click') return { clicks: 1 };
  if (type === 'not-interested') return { not_interested: 1 };
  return { ratings: Number(before === undefined), positive_ratings: isPositive(value) - isPositive(before) };
}

/** Changes of sums, gathered and written at once. */
class Sums {
  private readonly places = new Map<
    string,
    Counts & { day: string; version: number; source: string; place: number }
  >();
  private readonly units = new Map<string, Counts & { experiment: string; unit: string }>();

  add(list: ShownList, movieId: number, change: Partial<Counts>): void {
    const at = list.movieIds.indexOf(movieId);
    const place = {
      day: list.day,
      version: list.modelVersion,
      source: list.sources[at] ?? 'unknown',
      place: Math.min(at + 1, 51),
    };
    addTo(this.places, Object.values(place).join('/'), place, change);
    if (list.experimentId === null || list.unit === null) return;
    const unit = { experiment: list.experimentId, unit: list.unit };
    addTo(this.units, `${unit.experiment}/${unit.unit}`, unit, change);
  }

  async write(manager: EntityManager): Promise<void> {
    if (this.places.size === 0) return;
    await manager.query(
      `UPDATE served_places AS sums SET
         impressions = sums.impressions + more.impressions, clicks = sums.clicks + more.clicks,
         ratings = sums.ratings + more.ratings, positive_ratings = sums.positive_ratings + more.positive_ratings,
         not_interested = sums.not_interested + more.not_interested
       FROM jsonb_to_recordset($1::jsonb) AS more (day date, version int, source text, place int, impressions int, clicks int,
         ratings int, positive_ratings int, not_interested int)
       WHERE sums.day = more.day AND sums.model_version = more.version AND sums.source = more.source
         AND sums.position = more.place`,
      [JSON.stringify([...this.places.values()])],
    );
    if (this.units.size === 0) return;
    await manager.query(
      `UPDATE ab_units AS sums SET
         impressions = sums.impressions + more.impressions, clicks = sums.clicks + more.clicks,
         ratings = sums.ratings + more.ratings, positive_ratings = sums.positive_ratings + more.positive_ratings
       FROM jsonb_to_recordset($1::jsonb) AS more (experiment uuid, unit text, impressions int, clicks int, ratings int,
         positive_ratings int)
       WHERE sums.experiment_id = more.experiment AND sums.unit = more.unit`,
      [JSON.stringify([...this.units.values()])],
    );
  }
}

function addTo<Key extends object>(
  sums: Map<string, Counts & Key>,
  name: string,
  key: Key,
  change: Partial<Counts>,
): void {
  const sum = sums.get(name) ?? { ...noCounts(), ...key };
  for (const counter of counters) sum[counter] += change[counter] ?? 0;
  sums.set(name, sum);
}
