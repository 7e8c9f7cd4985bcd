import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { OnlineSpanQuery } from '../online/online-metrics.dto.js';
import type { Reward } from './off-policy.repository.js';

const rewards: readonly Reward[] = ['click', 'positive-rating'];

export class OffPolicyBody extends OnlineSpanQuery {
  @ApiPropertyOptional({
    example: 'challenger',
    description: 'The alias whose model is judged; default: the champion.',
  })
  @IsOptional()
  @Matches(/^[\w-]{1,255}$/)
  alias?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The version that is judged; counts more than `alias`.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2 ** 31 - 1)
  version?: number;

  @ApiPropertyOptional({ enum: rewards, enumName: 'OffPolicyReward', default: 'click' })
  @IsOptional()
  @IsIn(rewards)
  reward?: Reward;

  @ApiPropertyOptional({ minimum: 1, maximum: 1e6, default: 100, description: 'Weights above it are cut.' })
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(1e6)
  clip?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20_000, default: 5_000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(20_000)
  maxLists?: number;
}
