import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class SearchRangeDto {
  @ApiPropertyOptional({ example: 16 })
  min?: number;
  @ApiPropertyOptional({ example: 256 })
  max?: number;
  @ApiPropertyOptional({ enum: ['linear', 'log'] })
  scale?: 'linear' | 'log';
  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string' }] },
  })
  choices?: (number | boolean | string)[];
}

export class HyperparameterDto {
  @ApiProperty({ example: 'factorCount' })
  name: string;
  @ApiProperty({ enum: ['number', 'integer', 'boolean', 'choice'], example: 'integer' })
  type: string;
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string' }], example: 100 })
  default: number | boolean | string;
  @ApiPropertyOptional({ example: 1 })
  min?: number;
  @ApiPropertyOptional({ example: 1000 })
  max?: number;
  @ApiPropertyOptional({ type: [String] })
  choices?: string[];
  @ApiProperty({ example: 'Length of the factor vectors.' })
  description: string;
  @ApiPropertyOptional({
    type: SearchRangeDto,
    description: 'Where a search looks; without it, it keeps the default.',
  })
  search?: SearchRangeDto;
}

export class ModelKindDto {
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({
    enum: ['rating', 'preference'],
    description: 'Whether it predicts ratings or only orders films.',
  })
  output: 'rating' | 'preference';
  @ApiProperty({ example: 'SVD' })
  title: string;
  @ApiProperty({ example: 'Biased matrix factorisation by stochastic gradient descent.' })
  description: string;
  @ApiProperty({ type: [HyperparameterDto] })
  hyperparameters: HyperparameterDto[];
}
