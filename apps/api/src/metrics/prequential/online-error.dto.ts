import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsOptional } from 'class-validator';
import { roles, type Role } from './judge-arrivals.js';

export class OnlineErrorQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Ratings that arrived from then on; four weeks ago when left out.',
  })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Now when left out.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

const nullable = (example: number, description?: string) =>
  ApiProperty({ type: Number, nullable: true, example, description });

export class PromisedDto {
  @nullable(0.873)
  rmse: number | null;
  @nullable(0.671)
  mae: number | null;
}

class ErrorDto {
  @ApiProperty({ enum: roles, description: '`previous` served before the champion.' })
  alias: Role;
  @ApiProperty({ example: 5 })
  modelVersion: number;
  @ApiProperty({ example: 1200, description: 'Ratings that were predicted before they were learnt.' })
  ratings: number;
  @nullable(0.91)
  rmse: number | null;
  @nullable(0.88, 'Lower end of the 95 % interval.')
  rmseLower: number | null;
  @nullable(0.94, 'Upper end of the 95 % interval.')
  rmseUpper: number | null;
  @nullable(0.7)
  mae: number | null;
  @nullable(0.05, 'Mean of predicted minus given.')
  bias: number | null;
  @ApiProperty({ example: 500, description: 'Films rated 4 or more for whose reader a list was made.' })
  lists: number;
  @nullable(0.12, 'Share of those films that were in that list of ten.')
  hitRate: number | null;
  @ApiProperty({ type: PromisedDto, description: 'What the training run found on ratings held out from it.' })
  promised: PromisedDto;
  @nullable(0.042, 'RMSE over the promised one, minus 1.')
  excess: number | null;
}

export class OnlineErrorGroupDto extends ErrorDto {
  @ApiProperty({
    example: 310,
    description: 'People who gave the ratings; the intervals are taken between them.',
  })
  users: number;
}

export class OnlineErrorDayDto extends ErrorDto {
  @ApiProperty({ example: '2026-11-24' })
  day: string;
}

export class OnlineErrorCohortDto extends OnlineErrorGroupDto {
  @ApiProperty({ enum: ['user', 'film'] })
  dimension: 'user' | 'film';
  @ApiProperty({
    enum: ['cold', 'medium', 'heavy', 'head', 'tail'],
    description:
      'People with fewer than 20, fewer than 100 and more ratings before; films that hold 80 % of all ratings, and the rest.',
  })
  cohort: string;
}

export class ArrivalsDto {
  @ApiProperty({ example: 20000, description: 'Ratings of new pairs that came.' })
  arrived: number;
  @ApiProperty({
    example: 5000,
    description: 'Those that the champion predicted; of many at once, an even sample.',
  })
  judged: number;
  @ApiProperty({ example: 0, description: 'Those for which there was no room.' })
  dropped: number;
  @ApiProperty({ example: 0, description: 'Those that this process has yet to judge.' })
  waiting: number;
}

export class OnlineErrorDto {
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  to: string;
  @ApiProperty({
    type: [OnlineErrorGroupDto],
    description: 'By model, over the whole time; at most 30 days back.',
  })
  total: OnlineErrorGroupDto[];
  @ApiProperty({ type: [OnlineErrorDayDto] })
  days: OnlineErrorDayDto[];
  @ApiProperty({ type: [OnlineErrorCohortDto] })
  cohorts: OnlineErrorCohortDto[];
  @ApiProperty({ type: ArrivalsDto })
  arrivals: ArrivalsDto;
}
