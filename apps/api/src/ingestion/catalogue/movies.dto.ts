import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQuery } from '../../platform/http/paging.js';
import { IsPlainText } from '../field-rules.js';
import { movieSorts, type MovieSort } from './movie-search.js';
import { MovieSummaryDto } from './movie-summary.dto.js';

const [firstYear, lastYear] = [1800, 2200];

export class MoviesQuery extends PageQuery {
  @ApiPropertyOptional({
    example: 'matrix',
    description:
      'Words of the title or their beginnings, whatever their case and accents; the year may be one.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({
    example: 'tt0133093',
    description: 'The movie with this external id, and no other.',
  })
  @IsOptional()
  @IsPlainText(500)
  externalId?: string;

  @ApiPropertyOptional({ example: 'Sci-Fi' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  genre?: string;

  @ApiPropertyOptional({ type: 'integer', example: 1990 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(firstYear)
  @Max(lastYear)
  yearFrom?: number;

  @ApiPropertyOptional({ type: 'integer', example: 1999 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(firstYear)
  @Max(lastYear)
  yearTo?: number;

  @ApiPropertyOptional({
    enum: movieSorts,
    default: 'relevance',
    description:
      'relevance: how well the title fits `q`, then how many have rated it. rating: means of few ratings are drawn to the middle.',
  })
  @IsOptional()
  @IsIn(movieSorts)
  sort: MovieSort = 'relevance';
}

export class MoviePage {
  @ApiProperty({ type: [MovieSummaryDto] })
  items: MovieSummaryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class RatingCountDto {
  @ApiProperty({ example: 4.5 })
  rating: number;
  @ApiProperty({ example: 31 })
  count: number;
}

export class TagCountDto {
  @ApiProperty({ example: 'virtual reality' })
  tag: string;
  @ApiProperty({ example: 4 })
  count: number;
}

export class MovieDetailsDto extends MovieSummaryDto {
  @ApiProperty({ type: [RatingCountDto], description: 'Every step of the scale, lowest first.' })
  ratingDistribution: RatingCountDto[];
  @ApiProperty({ type: [TagCountDto], description: 'Most frequent first, 50 at the most.' })
  tags: TagCountDto[];
}

export class CreateMovieBody {
  @ApiProperty({ example: 'Metropolis (1927)' })
  @IsPlainText(500)
  title: string;

  @ApiPropertyOptional({
    type: 'integer',
    example: 1927,
    description: 'Taken from the title when left out: "Metropolis (1927)".',
  })
  @IsOptional()
  @IsInt()
  @Min(firstYear)
  @Max(lastYear)
  year?: number;

  @ApiPropertyOptional({ type: [String], example: ['Drama', 'Sci-Fi'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsPlainText(50, { each: true })
  genres?: string[];
}

export class GenreDto {
  @ApiProperty({ example: 'Comedy' })
  genre: string;
  @ApiProperty({ example: 3315 })
  movieCount: number;
}
