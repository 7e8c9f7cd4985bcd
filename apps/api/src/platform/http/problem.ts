import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldFault {
  /** JSON pointer into the body, or the name of a query or path parameter. */
  @ApiProperty({ example: '/rating' })
  pointer: string;

  @ApiProperty({ example: 'rating must be between 0.5 and 5' })
  detail: string;
}

/** An error as RFC 9457 describes it. */
export class Problem {
  @ApiProperty({ example: '/problems/movie-not-found' })
  type: string;

  @ApiProperty({ example: 'Movie not found' })
  title: string;

  @ApiProperty({ example: 404 })
  status: number;

  @ApiProperty({ example: 'There is no movie with id 999999.' })
  detail: string;

  @ApiProperty({ example: '/api/v1/movies/999999' })
  instance: string;

  @ApiProperty({ example: 'b1f0c2d4-7c1e-4c55-9b1d-0d6f6f1f9a10' })
  requestId: string;

  @ApiPropertyOptional({ type: [FieldFault] })
  errors?: FieldFault[];
}
