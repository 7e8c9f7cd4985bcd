import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { BodyRules, bulkBodyBytes } from '../../platform/http/body-rules.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { BatchResult, RatingView } from './rating.js';
import { BatchResultDto, RateBody, RatingBatchBody, RatingDto } from './ratings.dto.js';
import { RatingsService } from './ratings.service.js';

@ApiTags('ratings')
@Controller('api/v1')
@RequireRole('write')
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  @Get('users/:userId/ratings/:movieId')
  @RequireRole('read')
  @ApiOperation({ operationId: 'getRating', summary: 'What somebody gave a film' })
  @ApiOkResponse({ type: RatingDto })
  @ApiProblems(400, 404)
  get(
    @Param('userId', ParseIdPipe) userId: number,
    @Param('movieId', ParseIdPipe) movieId: number,
  ): Promise<RatingView> {
    return this.ratings.get(userId, movieId);
  }

  @Put('users/:userId/ratings/:movieId')
  @ApiOperation({
    operationId: 'rateMovie',
    summary: 'Rate a film or correct its rating; who is unknown becomes known',
  })
  @ApiOkResponse({ type: RatingDto })
  @ApiProblems(400, 404)
  rate(
    @Param('userId', ParseIdPipe) userId: number,
    @Param('movieId', ParseIdPipe) movieId: number,
    @Body() { rating, ratedAt, recommendationId }: RateBody,
  ): Promise<RatingView> {
    const time = ratedAt ? new Date(ratedAt) : null;
    return this.ratings.rate({ userId, movieId, rating, ratedAt: time }, recommendationId);
  }

  @Delete('users/:userId/ratings/:movieId')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteRating', summary: 'Take a rating back' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(400, 404)
  async takeBack(
    @Param('userId', ParseIdPipe) userId: number,
    @Param('movieId', ParseIdPipe) movieId: number,
  ): Promise<void> {
    await this.ratings.takeBack(userId, movieId);
  }

  @Post('ratings/batch')
  @BodyRules({ bodyLimit: bulkBodyBytes })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'rateBatch',
    summary: 'Up to 10,000 ratings at once; rows that are wrong are told, the others are taken',
  })
  @ApiOkResponse({ type: BatchResultDto })
  @ApiProblems(400, 409, 413)
  takeBatch(@Body() { ratings, batchId }: RatingBatchBody): Promise<BatchResult> {
    return this.ratings.takeBatch(ratings, batchId);
  }
}
