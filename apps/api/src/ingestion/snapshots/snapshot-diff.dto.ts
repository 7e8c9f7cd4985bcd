import { ApiProperty } from '@nestjs/swagger';
import type {
  Difference,
  MovieChange,
  MovieSample,
  RatingChange,
  RatingSample,
  SnapshotDiff,
} from './diff-snapshots.js';
import type { SnapshotComparison } from './snapshot-diffs.service.js';

class DifferenceCountsDto {
  @ApiProperty({ example: 1200, description: 'Only in the later one.' })
  added: number;
  @ApiProperty({ example: 3, description: 'Only in the earlier one.' })
  removed: number;
  @ApiProperty({ example: 17, description: 'In both, but not the same.' })
  changed: number;
}

export class UserDifferenceDto extends DifferenceCountsDto implements Difference<number, number> {
  @ApiProperty({ type: [Number], description: 'The first few, as of all samples.' })
  addedSample: number[];
  @ApiProperty({ type: [Number] })
  removedSample: number[];
  @ApiProperty({ type: [Number] })
  changedSample: number[];
}

export class MovieSampleDto implements MovieSample {
  @ApiProperty({ example: 1 })
  id: number;
  @ApiProperty({ example: 'Toy Story (1995)' })
  title: string;
  @ApiProperty({ type: Number, nullable: true, example: 1995 })
  year: number | null;
  @ApiProperty({ type: [String], example: ['Animation', 'Comedy'] })
  genres: string[];
}

export class MovieChangeDto implements MovieChange {
  @ApiProperty({ type: MovieSampleDto })
  before: MovieSampleDto;
  @ApiProperty({ type: MovieSampleDto })
  after: MovieSampleDto;
}

export class MovieDifferenceDto extends DifferenceCountsDto implements Difference<MovieSample, MovieChange> {
  @ApiProperty({ type: [MovieSampleDto] })
  addedSample: MovieSampleDto[];
  @ApiProperty({ type: [MovieSampleDto] })
  removedSample: MovieSampleDto[];
  @ApiProperty({ type: [MovieChangeDto] })
  changedSample: MovieChangeDto[];
}

export class SnapshotRatingDto {
  @ApiProperty({ example: 4.5 })
  rating: number;
  @ApiProperty({ format: 'date-time' })
  ratedAt: string;
}

export class RatingSampleDto extends SnapshotRatingDto implements RatingSample {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ example: 318 })
  movieId: number;
}

export class RatingChangeDto implements RatingChange {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ example: 318 })
  movieId: number;
  @ApiProperty({ type: SnapshotRatingDto })
  before: SnapshotRatingDto;
  @ApiProperty({ type: SnapshotRatingDto })
  after: SnapshotRatingDto;
}

export class RatingDifferenceDto extends DifferenceCountsDto {
  @ApiProperty({
    example: 9,
    description: 'Of `changed`: those with another rating; the others only have another time.',
  })
  changedValue: number;
  @ApiProperty({ type: [RatingSampleDto] })
  addedSample: RatingSampleDto[];
  @ApiProperty({ type: [RatingSampleDto] })
  removedSample: RatingSampleDto[];
  @ApiProperty({ type: [RatingChangeDto] })
  changedSample: RatingChangeDto[];
}

export class SnapshotDiffDto implements SnapshotDiff, SnapshotComparison {
  @ApiProperty()
  beforeId: string;
  @ApiProperty()
  afterId: string;
  @ApiProperty({
    type: UserDifferenceDto,
    description: 'People with ratings; changed: whose ratings differ.',
  })
  users: UserDifferenceDto;
  @ApiProperty({ type: MovieDifferenceDto, description: 'Films of the catalogue.' })
  movies: MovieDifferenceDto;
  @ApiProperty({ type: RatingDifferenceDto })
  ratings: RatingDifferenceDto;
}
