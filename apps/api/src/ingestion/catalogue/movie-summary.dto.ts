import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CatalogueMovie } from './catalogue.js';

/** A film as lists show it. */
export class MovieSummaryDto implements CatalogueMovie {
  @ApiProperty({ example: 2571 })
  id: number;
  @ApiPropertyOptional({
    example: '2571',
    description: 'The id in the source that it came from; the decimal of `id` where that has no other.',
  })
  externalId?: string;
  @ApiProperty({ example: 'Matrix, The (1999)' })
  title: string;
  @ApiProperty({ type: Number, nullable: true, example: 1999 })
  year: number | null;
  @ApiProperty({ type: [String], example: ['Action', 'Sci-Fi', 'Thriller'] })
  genres: string[];
  @ApiProperty({ type: String, nullable: true, example: '0133093' })
  imdbId: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 603 })
  tmdbId: number | null;
  @ApiProperty({ example: 259 })
  ratingCount: number;
  @ApiProperty({ type: Number, nullable: true, example: 4.18, description: 'null: nobody has rated it.' })
  averageRating: number | null;
}
