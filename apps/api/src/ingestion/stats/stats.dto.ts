import { ApiProperty } from '@nestjs/swagger';
import type { DataStats } from './data-stats.js';

class GenreTotalDto {
  @ApiProperty({ example: 'Drama' })
  genre: string;
  @ApiProperty({ example: 4365 })
  movies: number;
  @ApiProperty({ example: 44752 })
  ratings: number;
}

class YearTotalDto {
  @ApiProperty({ example: 2016 })
  year: number;
  @ApiProperty({ example: 6225 })
  ratings: number;
}

class MonthTotalDto {
  @ApiProperty({ example: '2016-10' })
  month: string;
  @ApiProperty({ example: 512 })
  ratings: number;
}

class CountRangeDto {
  @ApiProperty({ example: 20 })
  from: number;
  @ApiProperty({ example: 49, description: 'Included.' })
  to: number;
  @ApiProperty({ example: 176 })
  count: number;
}

const distribution = {
  type: 'object',
  additionalProperties: { type: 'integer' },
  example: { '0.5': 1101, '1.0': 3326, '4.0': 28750, '5.0': 15095 },
} as const;

export class DataStatsDto implements DataStats {
  @ApiProperty({ example: 671, description: 'People with at least one rating.' })
  users: number;
  @ApiProperty({ example: 9125 })
  movies: number;
  @ApiProperty({ example: 9066 })
  ratedMovies: number;
  @ApiProperty({ example: 100004 })
  ratings: number;
  @ApiProperty({ example: 0.0163, description: 'ratings / (users × movies)' })
  density: number;
  @ApiProperty({ type: Number, nullable: true, example: 3.54 })
  averageRating: number | null;
  @ApiProperty(distribution)
  ratingDistribution: Record<string, number>;
  @ApiProperty({ type: [GenreTotalDto], description: 'A film counts for each of its genres.' })
  genres: GenreTotalDto[];
  @ApiProperty({ type: [YearTotalDto] })
  ratingsPerYear: YearTotalDto[];
  @ApiProperty({ type: [MonthTotalDto], description: 'UTC; months without ratings are left out.' })
  ratingsPerMonth: MonthTotalDto[];
  @ApiProperty({ type: [CountRangeDto], description: 'How many people have so many ratings.' })
  ratingsPerUser: CountRangeDto[];
  @ApiProperty({ type: [CountRangeDto], description: 'How many films have so many ratings.' })
  ratingsPerMovie: CountRangeDto[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  firstRatedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRatedAt: string | null;
}

/** The same under the names of the paths without a version. */
export class SimpleStatsDto {
  @ApiProperty({ example: 671 })
  users: number;
  @ApiProperty({ example: 9125 })
  movies: number;
  @ApiProperty({ example: 9066 })
  rated_movies: number;
  @ApiProperty({ example: 100004 })
  ratings: number;
  @ApiProperty({ example: 0.0163 })
  density: number;
  @ApiProperty({ type: Number, nullable: true, example: 3.54 })
  average_rating: number | null;
  @ApiProperty(distribution)
  rating_distribution: Record<string, number>;
  @ApiProperty({ type: [GenreTotalDto] })
  genres: GenreTotalDto[];
  @ApiProperty({ type: [YearTotalDto] })
  ratings_per_year: YearTotalDto[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  first_rated_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_rated_at: string | null;

  static from(stats: DataStats): SimpleStatsDto {
    return {
      users: stats.users,
      movies: stats.movies,
      rated_movies: stats.ratedMovies,
      ratings: stats.ratings,
      density: stats.density,
      average_rating: stats.averageRating,
      rating_distribution: stats.ratingDistribution,
      genres: stats.genres,
      ratings_per_year: stats.ratingsPerYear,
      first_rated_at: stats.firstRatedAt,
      last_rated_at: stats.lastRatedAt,
    };
  }
}
