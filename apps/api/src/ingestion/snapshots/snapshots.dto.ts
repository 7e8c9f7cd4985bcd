import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Snapshot, SnapshotFile, SnapshotPart } from './snapshot.js';
import type { SnapshotUse } from './snapshots.repository.js';
import type { SnapshotOutcome } from './snapshot-taker.js';
import type { RestoreOutcome, SnapshotDetails } from './snapshots.service.js';

const exampleId = '3f0a1c7e5b9d2846a1c7e5b9d28463f0a1c7e5b9d28463f0a1c7e5b9d2846abc';

export class SnapshotFileDto implements SnapshotFile {
  @ApiProperty({ example: 'file:snapshots/3f0a1c7e5b9d-8d1c/ratings.parquet' })
  uri: string;
  @ApiProperty({ description: 'Of the file.' })
  sha256: string;
  @ApiProperty({ example: 151_002_331 })
  bytes: number;
  @ApiProperty({ example: 20_000_263 })
  rows: number;
  @ApiProperty({
    description: 'SHA-256 of the rows in their canonical order, however the file is encoded.',
  })
  contentHash: string;
}

export class SnapshotFilesDto implements Record<SnapshotPart, SnapshotFile> {
  @ApiProperty({ type: SnapshotFileDto, description: 'user_id, movie_id, rating, rated_at' })
  ratings: SnapshotFileDto;
  @ApiProperty({ type: SnapshotFileDto, description: 'id, title, year, genres, imdb_id, tmdb_id' })
  movies: SnapshotFileDto;
  @ApiProperty({ type: SnapshotFileDto, description: 'user_id, movie_id, tag, tagged_at' })
  tags: SnapshotFileDto;
}

export class SnapshotDto implements Snapshot {
  @ApiProperty({
    example: exampleId,
    description: 'Content hash: the same data gives the same id, whatever the order of its rows.',
  })
  id: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The newest snapshot when this one was taken; it may have been removed since.',
  })
  parentId: string | null;
  @ApiProperty({ example: 1 })
  schemaVersion: number;
  @ApiProperty({ example: 20_000_263 })
  ratingCount: number;
  @ApiProperty({ example: 138_493 })
  userCount: number;
  @ApiProperty({ example: 26_744, description: 'Films with ratings.' })
  movieCount: number;
  @ApiProperty({ example: 27_278, description: 'Films of the catalogue, rated or not.' })
  filmCount: number;
  @ApiProperty({ example: 465_564 })
  tagCount: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  firstRatedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRatedAt: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.5 })
  lowestRating: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 5 })
  highestRating: number | null;
  @ApiProperty({ type: SnapshotFilesDto })
  files: SnapshotFilesDto;
  @ApiProperty({ example: 152_310_912, description: 'Of all its files.' })
  bytes: number;
  @ApiProperty({
    example: 12,
    description: 'The newest state of the tables that is known to have this content.',
  })
  dataRevision: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class SnapshotUseDto implements SnapshotUse {
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ example: 'succeeded' })
  status: string;
  @ApiProperty({ type: Number, nullable: true, example: 5 })
  modelVersion: number | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
}

export class SnapshotDetailsDto extends SnapshotDto implements SnapshotDetails {
  @ApiProperty({ type: [SnapshotUseDto], description: 'The newest runs that have learnt from it.' })
  usedBy: SnapshotUseDto[];
}

export class SnapshotPage {
  @ApiProperty({ type: [SnapshotDto] })
  items: SnapshotDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class SnapshotOutcomeDto implements SnapshotOutcome {
  @ApiProperty({ type: SnapshotDto })
  snapshot: SnapshotDto;
  @ApiProperty({ description: 'false: the data had not changed, or has been the same before.' })
  isNew: boolean;
}

export class RestoreSnapshotBody {
  @ApiPropertyOptional({
    default: false,
    description: 'First remove the ratings, films and tags that are there.',
  })
  @IsOptional()
  @IsBoolean()
  replace?: boolean;
}

export class RestoreOutcomeDto implements RestoreOutcome {
  @ApiProperty({ example: exampleId })
  snapshotId: string;
  @ApiProperty({ example: 20_000_263 })
  ratings: number;
  @ApiProperty({ example: 27_278 })
  movies: number;
  @ApiProperty({ example: 465_564 })
  tags: number;
}
