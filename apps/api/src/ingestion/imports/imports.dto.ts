import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { LayoutName } from '../formats/layout.js';
import type { RejectedLine } from '../formats/rejected-line.js';
import type { OfficialArchive } from './archives.js';
import type { ImportReport, LinkCounts, RatingCounts, RecordCounts } from './import-report.js';

export class StartImportBody {
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

export class ImportReportDto implements ImportReport {
  @ApiProperty({ example: 'ml-20m' })
  source: string;
  @ApiProperty({ enum: ['csv', 'ml-100k', 'ml-1m', 'ml-10m'], example: 'csv' })
  layout: LayoutName;
  @ApiProperty({ type: RecordCountsDto })
  movies: RecordCountsDto;
  @ApiProperty({ type: RatingCountsDto })
  ratings: RatingCountsDto;
  @ApiProperty({ type: RecordCountsDto })
  tags: RecordCountsDto;
  @ApiProperty({ type: LinkCountsDto })
  links: LinkCountsDto;
  @ApiProperty({ type: [RejectedLineDto], description: 'The first twenty.' })
  rejectedLines: RejectedLineDto[];
  @ApiProperty({ example: 41200 })
  durationMs: number;
  @ApiProperty({ example: 485400 })
  ratingsPerSecond: number;
}
