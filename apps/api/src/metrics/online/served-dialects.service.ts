import { dialectLabels, judgeInDialects, type DialectValue } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Catalogue, RatingsReader, type CatalogueMovie } from '../../ingestion/index.js';
import { positiveFrom } from '../feedback/feedback.js';
import { RecommendationLogService } from '../recommendation-log.service.js';
import type { DaySpan } from './online-metrics.repository.js';

export interface DialectReport extends DaySpan {
  people: number;
  peopleWhoLiked: number;
  labels: Readonly<Record<string, string>>;
  metrics: DialectValue[];
}

const mostPeople = 1_000;
/** Of the newest lists of a span, among which people are looked for. */
const listsLookedAt = 20_000;

interface SampledList {
  userId: number;
  movieIds: number[];
  servedAt: Date;
}

/** What was served, judged by what people liked afterwards, as three libraries would put it. */
@Injectable()
export class ServedDialectsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly writer: RecommendationLogService,
  ) {}

  async report(span: DaySpan, k: number, version: number | null): Promise<DialectReport> {
    await this.writer.flush();
    const [lists, movies, users] = [
      await this.newestLists(span, version),
      await this.catalogue.all(),
      await this.ratings.userCount(),
    ];
    const liked = await this.likedSince(lists);
    const rated = movies.filter(({ ratingCount }) => ratingCount > 0);
    const metrics = judgeInDialects({
      lists: lists.map(({ userId, movieIds }) => ({
        user: userId,
        items: movieIds,
        liked: liked.get(userId) ?? new Map(),
      })),
      k,
      train: {
        usersOf: new Map(rated.map(({ id, ratingCount }) => [id, ratingCount])),
        users,
        records: rated.reduce((sum, { ratingCount }) => sum + ratingCount, 0),
      },
      itemCount: movies.length,
      vectorOf: genreVectors(movies),
    });
    return { ...span, people: lists.length, peopleWhoLiked: liked.size, labels: dialectLabels, metrics };
  }

  private newestLists({ from, to }: DaySpan, version: number | null): Promise<SampledList[]> {
    return this.dataSource.query<SampledList[]>(
      `SELECT DISTINCT ON (user_id) user_id AS "userId", movie_ids[1:50] AS "movieIds", served_at AS "servedAt"
       FROM (SELECT user_id, movie_ids, served_at FROM recommendations
             WHERE served_at >= $1::date AND served_at < $2::date + 1 AND user_id IS NOT NULL AND movie_ids <> '{}'
               AND ($3::int IS NULL OR model_version = $3)
             ORDER BY served_at DESC LIMIT ${listsLookedAt}) AS newest
       ORDER BY user_id, served_at DESC LIMIT ${mostPeople}`,
      [`${from}T00:00:00Z`, `${to}T00:00:00Z`, version],
    );
  }

  private async likedSince(lists: readonly SampledList[]): Promise<Map<number, Map<number, number>>> {
    const rows = await this.dataSource.query<{ user_id: number; movie_id: number; rating: number }[]>(
      `SELECT r.user_id, r.movie_id, r.rating
       FROM unnest($1::int[], $2::timestamptz[]) AS list (user_id, served_at)
       JOIN ratings AS r ON r.user_id = list.user_id AND r.rated_at > list.served_at AND r.rating >= ${positiveFrom}`,
      [lists.map(({ userId }) => userId), lists.map(({ servedAt }) => servedAt)],
    );
    const liked = new Map<number, Map<number, number>>();
    for (const { user_id: user, movie_id: movie, rating } of rows) {
      liked.set(user, (liked.get(user) ?? new Map<number, number>()).set(movie, rating));
    }
    return liked;
  }
}

/** 1 for each genre of a film. */
function genreVectors(movies: readonly CatalogueMovie[]): (movieId: number) => Float64Array {
  const genres = [...new Set(movies.flatMap((movie) => movie.genres))];
  const none = new Float64Array(genres.length);
  const byId = new Map(
    movies.map((movie) => [
      movie.id,
      Float64Array.from(genres, (genre) => Number(movie.genres.includes(genre))),
    ]),
  );
  return (movieId) => byId.get(movieId) ?? none;
}
