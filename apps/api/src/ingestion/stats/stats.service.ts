import { Injectable } from '@nestjs/common';
import { Catalogue } from '../catalogue/catalogue.js';
import { countBy, distributionOf, genreTotals, type DataStats } from './data-stats.js';
import { StatsRepository } from './stats.repository.js';

/** Tells what is in the database. */
@Injectable()
export class StatsService {
  constructor(
    private readonly repository: StatsRepository,
    private readonly catalogue: Catalogue,
  ) {}

  async current(): Promise<DataStats> {
    const [months, users, movies, ratingsPerUser, ratingsPerMovie] = await Promise.all([
      this.repository.months(),
      this.repository.users(),
      this.catalogue.all(),
      this.repository.ratingsPer('user_stats'),
      this.repository.ratingsPer('movie_stats'),
    ]);
    const ratings = months.reduce((total, { count }) => total + count, 0);
    const sum = months.reduce((total, { rating, count }) => total + rating * count, 0);
    const possible = users.count * movies.length;
    return {
      users: users.count,
      movies: movies.length,
      ratedMovies: ratingsPerMovie.reduce((total, { count }) => total + count, 0),
      ratings,
      density: possible === 0 ? 0 : ratings / possible,
      averageRating: ratings === 0 ? null : sum / ratings,
      ratingDistribution: distributionOf(months),
      genres: genreTotals(movies),
      ratingsPerYear: countBy(months, (month) => Number(month.slice(0, 4))).map(([year, count]) => ({
        year,
        ratings: count,
      })),
      ratingsPerMonth: countBy(months, (month) => month).map(([month, count]) => ({ month, ratings: count })),
      ratingsPerUser,
      ratingsPerMovie,
      firstRatedAt: users.firstRatedAt?.toISOString() ?? null,
      lastRatedAt: users.lastRatedAt?.toISOString() ?? null,
    };
  }
}
