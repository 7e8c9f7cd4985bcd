import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { randomInt } from 'node:crypto';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { largestId } from '../field-rules.js';
import { GeneratedRatingsDto, GenerateRatingsQuery } from './generate-ratings.dto.js';
import { SimulationService, type SimulationResult } from './simulation.service.js';

@ApiTags('short paths')
@Controller('generate-ratings')
export class GenerateRatingsController {
  constructor(private readonly simulation: SimulationService) {}

  @Post()
  @HttpCode(200)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'generateRatings',
    summary: 'Make up ratings that look like real ones, rated now',
  })
  @ApiOkResponse({ type: GeneratedRatingsDto })
  @ApiProblems(400, 422)
  generate(@Query() { batch_size: count, seed, shift }: GenerateRatingsQuery): Promise<SimulationResult> {
    return this.simulation.generate({ count, seed: seed ?? randomInt(largestId), shift });
  }
}
