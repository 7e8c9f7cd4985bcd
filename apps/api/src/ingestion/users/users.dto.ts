import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../platform/http/paging.js';
import { IsPlainText } from '../field-rules.js';
import { MovieSummaryDto } from '../catalogue/movie-summary.dto.js';
import { RatingDto } from '../ratings/ratings.dto.js';

export class UsersQuery extends PageQuery {
  @ApiPropertyOptional({ example: '61', description: 'What the id or the external id begins with.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  q?: string;

  @ApiPropertyOptional({
    example: 'u-12',
    description: 'The user with this external id, and no other; `007` is not `7`.',
  })
  @IsOptional()
  @IsPlainText(500)
  externalId?: string;
}

export class UserSummaryDto {
  @ApiProperty({ example: 610 })
  id: number;
  @ApiProperty({
    example: '610',
    description: 'The id in the source that the user came from; the decimal of `id` where that has no other.',
  })
  externalId: string;
  @ApiProperty({ example: 1302 })
  ratingCount: number;
  @ApiProperty({ type: Number, nullable: true, example: 3.69 })
  averageRating: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2017-05-03T21:53:14.000Z' })
  lastRatedAt: string | null;
}

export class UserPage {
  @ApiProperty({ type: [UserSummaryDto] })
  items: UserSummaryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class FavouriteGenreDto {
  @ApiProperty({ example: 'Film-Noir' })
  genre: string;
  @ApiProperty({ example: 12 })
  ratingCount: number;
  @ApiProperty({ example: 4.21 })
  averageRating: number;
}

export class UserDetailsDto extends UserSummaryDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2016-11-19T08:55:49.000Z' })
  firstRatedAt: string | null;
  @ApiProperty({
    type: [FavouriteGenreDto],
    description: 'Genres that they rate above their own mean first; few ratings count less. Ten at the most.',
  })
  favouriteGenres: FavouriteGenreDto[];
}

/** Nothing needs saying: who is created gets an id. */
export class CreateUserBody {}

export class CreatedUserDto {
  @ApiProperty({ example: 611 })
  id: number;
  @ApiProperty({ example: '611' })
  externalId: string;
}

export class RatedMovieDto extends RatingDto {
  @ApiProperty({ type: MovieSummaryDto })
  movie: MovieSummaryDto;
}

export class RatedMoviePage {
  @ApiProperty({ type: [RatedMovieDto] })
  items: RatedMovieDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
