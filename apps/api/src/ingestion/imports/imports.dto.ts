import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
} from 'class-validator';
import { columnRoles } from '../formats/column-roles.js';
import { parseScale, type SourceScale } from '../formats/rating-scale.js';
import { separators } from '../formats/rating-table.js';
import { textEncodings } from '../formats/text-shape.js';
import { parseMapping, type ReadingOptions } from './reading-options.js';
import type { LayoutName } from '../formats/layout.js';
import type { RejectedLine } from '../formats/rejected-line.js';
import type { OfficialArchive } from './archives.js';
import type { RemovedData } from './identity/clear-data.js';
import {
  choiceEffects,
  conflictChoices,
  type ConflictChoice,
  type ImportOptions,
} from './identity/import-choice.js';
import type { SourceConflict } from './identity/source-conflict.js';
import type { ImportReport, LinkCounts, RatingCounts, RecordCounts } from './import-report.js';

const described = conflictChoices.map((choice) => `${choice}: ${choiceEffects[choice]}`).join('. ');

/** How an import is to go; in the query where the body is the file. */
export class ImportOptionsQuery implements ImportOptions {
  @ApiPropertyOptional({
    enum: conflictChoices,
    description: `What to do where the source is not the data that is here; without it, such an import stops before it writes. ${described}.`,
  })
  @IsOptional()
  @IsIn(conflictChoices)
  onConflict?: ConflictChoice;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Reports what the import would do, conflicts included, and changes nothing.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    type: String,
    example: 'user=User-ID,item=ISBN,rating=Book-Rating',
    description:
      'Which column of the ratings is what, by name or by number from 1: user, item, rating, time. Recognized when left out.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => readMapping(value))
  @IsColumnMapping()
  mapping?: ReadingOptions['mapping'];

  @ApiPropertyOptional({
    type: String,
    example: '1..10',
    description:
      'The least and greatest rating of the source: they become half a star and five, what is between them in proportion. Recognized when left out.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (parseScale(value) ?? value) : value,
  )
  @IsSourceScale()
  scale?: ReadingOptions['scale'];

  @ApiPropertyOptional({ enum: separators })
  @IsOptional()
  @IsIn(separators)
  separator?: ReadingOptions['separator'];

  @ApiPropertyOptional({ enum: textEncodings })
  @IsOptional()
  @IsIn(textEncodings)
  encoding?: ReadingOptions['encoding'];

  @ApiPropertyOptional({ type: Boolean, description: 'Whether the first line names the columns.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  header?: boolean;

  @ApiPropertyOptional({
    minimum: 0.5,
    maximum: 5,
    description: 'Counts each row as this rating, for events without one.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.5)
  @Max(5)
  constantRating?: number;

  @ApiPropertyOptional({
    example: 'ratings_small.csv',
    description: 'The file of ratings in a folder or archive.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  ratings?: string;
}

/** Text becomes a mapping; what is none is left for the validation to refuse. */
function readMapping(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseMapping(value);
  } catch {
    return value;
  }
}

function IsColumnMapping(): PropertyDecorator {
  return ValidateBy({
    name: 'isColumnMapping',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        Object.entries(value).every(
          ([role, column]) =>
            (columnRoles as readonly string[]).includes(role) &&
            typeof column === 'string' &&
            column.length <= 1000,
        ),
      defaultMessage: () => '$property must be like user=User-ID,item=ISBN,rating=3,time=4',
    },
  });
}

function IsSourceScale(): PropertyDecorator {
  return ValidateBy({
    name: 'isSourceScale',
    validator: {
      validate: (value: unknown) => {
        const { min, max } = (value ?? {}) as Partial<SourceScale>;
        return typeof min === 'number' && typeof max === 'number' && min < max;
      },
      defaultMessage: () => '$property must be like 1..10',
    },
  });
}

export class StartImportBody extends ImportOptionsQuery {
  @ApiProperty({
    example: 'ml-20m',
    description:
      'A folder, a zip or a CSV file of ratings on the disk of the server, or the name of an official archive, which is downloaded.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(4096)
  source: string;
}

export class ImportArchiveDto implements OfficialArchive {
  @ApiProperty({ example: 'ml-20m' })
  name: string;
  @ApiProperty({ example: 'MovieLens 20M' })
  title: string;
  @ApiProperty({ example: 20000263 })
  ratings: number;
  @ApiProperty({ type: Number, nullable: true, example: 198702078, description: 'Of the zip, where known.' })
  bytes: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null: the MD5 that is published beside the archive is compared.',
  })
  sha256: string | null;
  @ApiProperty({ format: 'uri', example: 'https://files.grouplens.org/datasets/movielens/ml-20m.zip' })
  url: string;
}

export class RecordCountsDto implements RecordCounts {
  @ApiProperty({ example: 27278, description: 'Lines, those that were left out included.' })
  read: number;
  @ApiProperty({ example: 27278 })
  inserted: number;
  @ApiProperty({ example: 0 })
  updated: number;
  @ApiProperty({ example: 0 })
  rejected: number;
}

export class RatingCountsDto extends RecordCountsDto implements RatingCounts {
  @ApiProperty({
    example: 0,
    description: 'There already, the same or with a later rating by the same person.',
  })
  unchanged: number;
  @ApiProperty({ example: 0, description: 'Replaced by a later one of the same source.' })
  superseded: number;
}

export class LinkCountsDto implements LinkCounts {
  @ApiProperty({ example: 27278 })
  read: number;
  @ApiProperty({ example: 27278 })
  updated: number;
  @ApiProperty({ example: 0 })
  rejected: number;
}

export class RejectedLineDto implements RejectedLine {
  @ApiProperty({ example: 'ratings.csv' })
  file: string;
  @ApiProperty({ example: 17 })
  line: number;
  @ApiProperty({ example: 'rating 7 is off the scale (0.5 to 5 in half steps)' })
  reason: string;
  @ApiProperty({ example: '12,318,7,1260759144' })
  text: string;
}

export class MovieExampleDto {
  @ApiProperty({ example: 2 })
  movieId: number;
  @ApiProperty({ example: 'Jumanji (1995)' })
  here: string;
  @ApiProperty({ example: 'GoldenEye (1995)' })
  source: string;
}

export class MovieComparisonDto {
  @ApiProperty({ example: 1402, description: 'Movies of the source whose number a movie here has.' })
  met: number;
  @ApiProperty({ example: 1334, description: 'Of these, with another title.' })
  differing: number;
  @ApiProperty({ example: 0, description: 'Of the differing ones, made here and not imported.' })
  madeHere: number;
  @ApiProperty({ example: 0, description: 'Of a source without movies: rated movies that are not here.' })
  unknown: number;
  @ApiProperty({ example: 0, description: 'Of a source without movies: rated movies that are here.' })
  known: number;
  @ApiProperty({ type: [MovieExampleDto], description: 'Five at the most.' })
  examples: MovieExampleDto[];
}

export class UserExampleDto {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({
    example: 4,
    description: 'Movies that the source and the data here have ratings of, by this user.',
  })
  overlapping: number;
  @ApiProperty({ example: 0, description: 'Of these, rated at the same time.' })
  agreeing: number;
}

export class UserComparisonDto {
  @ApiProperty({ example: 671, description: 'Users of the source whose number a user here has.' })
  met: number;
  @ApiProperty({ example: 0, description: 'Of these, the same by their ratings.' })
  confirmed: number;
  @ApiProperty({ example: 640, description: 'Of these, with other ratings of the same movies.' })
  contradicting: number;
  @ApiProperty({ example: 31, description: 'Of these, without a rating in common.' })
  disjoint: number;
  @ApiProperty({
    example: 0,
    description: 'Of these, made here by the API or the dashboard, and not confirmed.',
  })
  madeHere: number;
  @ApiProperty({ type: [UserExampleDto], description: 'Five at the most.' })
  examples: UserExampleDto[];
}

export class RatingComparisonDto {
  @ApiProperty({ example: 61213, description: 'Ratings of the source by users that are met.' })
  compared: number;
  @ApiProperty({ example: 4020, description: 'Of these, of a user and movie that have a rating here.' })
  overlapping: number;
  @ApiProperty({
    example: 1189,
    description: 'Of the overlapping ones, those that would get another rating.',
  })
  overwritten: number;
  @ApiProperty({
    example: 1804,
    description: 'Of the overlapping ones, other ratings that are older than those here.',
  })
  older: number;
}

export class ImportChoiceDto {
  @ApiProperty({ enum: conflictChoices, enumName: 'ConflictChoice' })
  choice: ConflictChoice;
  @ApiProperty({ example: choiceEffects.replace })
  effect: string;
}

export class SourceConflictDto implements SourceConflict {
  @ApiProperty({ type: MovieComparisonDto })
  movies: MovieComparisonDto;
  @ApiProperty({ type: UserComparisonDto })
  users: UserComparisonDto;
  @ApiProperty({ type: RatingComparisonDto })
  ratings: RatingComparisonDto;
  @ApiProperty({ example: true, description: 'Whether the source has a file of movies.' })
  hasMovies: boolean;
  @ApiProperty({ type: [String], description: 'What was found, a sentence each.' })
  reasons: string[];
  @ApiProperty({
    example: true,
    description: 'The data here is the sample of the first start, and nothing has changed since.',
  })
  untouchedSample: boolean;
  @ApiProperty({ enum: conflictChoices, enumName: 'ConflictChoice', nullable: true })
  recommended: ConflictChoice | null;
  @ApiProperty({ type: [ImportChoiceDto] })
  choices: ImportChoiceDto[];
}

export class RemovedDataDto implements RemovedData {
  @ApiProperty({ example: 100004 })
  ratings: number;
  @ApiProperty({ example: 9066 })
  movies: number;
  @ApiProperty({ example: 671 })
  users: number;
}

export class UserCountsDto {
  @ApiProperty({ example: 138493, description: 'Users that were not here before.' })
  inserted: number;
}

export class ImportReportDto implements ImportReport {
  @ApiProperty({ example: 'ml-20m' })
  source: string;
  @ApiProperty({ enum: ['csv', 'ml-100k', 'ml-1m', 'ml-10m'], example: 'csv' })
  layout: LayoutName;
  @ApiProperty({
    enum: ['complete', 'partial'],
    example: 'complete',
    description: 'partial: more than stray lines were left out; an alert says so too.',
  })
  outcome: 'complete' | 'partial';
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'What was left out of a partial import, and the likeliest cause.',
  })
  warning: string | null;
  @ApiProperty({
    example:
      'user ← userId, item ← movieId, rating ← rating, time ← timestamp, separated by ,; times in seconds',
    description: 'How the file of ratings was read.',
  })
  reading: string;
  @ApiProperty({ example: 'stars from 0.5 to 5, as they are', description: 'How its ratings became stars.' })
  scale: string;
  @ApiProperty({ type: RecordCountsDto })
  movies: RecordCountsDto;
  @ApiProperty({ type: RatingCountsDto })
  ratings: RatingCountsDto;
  @ApiProperty({ type: RecordCountsDto })
  tags: RecordCountsDto;
  @ApiProperty({ type: LinkCountsDto })
  links: LinkCountsDto;
  @ApiProperty({ type: UserCountsDto })
  users: UserCountsDto;
  @ApiProperty({
    example: false,
    description: 'Nothing was changed: the counts say what an import would do.',
  })
  dryRun: boolean;
  @ApiProperty({
    enum: ['none', ...conflictChoices],
    example: 'none',
    description:
      'How the source was brought together with what was here; none where they do not contradict each other.',
  })
  choice: ConflictChoice | 'none';
  @ApiProperty({
    type: SourceConflictDto,
    nullable: true,
    description:
      'Of a dry run: why the import would stop without a choice; the counts are those of merge then.',
  })
  conflict: SourceConflictDto | null;
  @ApiProperty({ type: RemovedDataDto, nullable: true, description: 'What replace removed.' })
  removed: RemovedDataDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'The snapshot that was taken before replace.' })
  snapshotId: string | null;
  @ApiProperty({ type: [RejectedLineDto], description: 'The first twenty.' })
  rejectedLines: RejectedLineDto[];
  @ApiProperty({ example: 41200 })
  durationMs: number;
  @ApiProperty({ example: 485400 })
  ratingsPerSecond: number;
}
