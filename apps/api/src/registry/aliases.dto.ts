import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { largestId } from '../platform/http/parse-id.pipe.js';
import { PageQuery } from '../platform/http/paging.js';
import type { RecordedMove } from './aliases.repository.js';
import {
  deciders,
  moveKinds,
  type AliasMove,
  type Decider,
  type MoveKind,
  type RegisteredVersion,
} from './model-version.js';
import { RegisteredVersionDto } from './registered-models.dto.js';
import { maxAliasLength, maxModelNameLength } from './registry-names.js';

export class AliasMoveDto implements AliasMove {
  @ApiProperty({ example: 'champion' })
  alias: string;
  @ApiProperty({ type: Number, nullable: true, example: 3 })
  fromVersion: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 5, description: 'null: the alias was taken away.' })
  toVersion: number | null;
  @ApiProperty({ enum: moveKinds, example: 'move' })
  kind: MoveKind;
  @ApiProperty({
    example: "Better: RMSE 0.8702 against the champion's 0.8731 on the same held-out ratings.",
  })
  reason: string;
  @ApiProperty({
    enum: deciders,
    example: 'gate',
    description: 'gate: the rule of promotion. guard: the watch over the error of what is served.',
  })
  decidedBy: Decider;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'operations (admin)',
    description: 'Name and role of the API key; null where none is asked for, or no person decided.',
  })
  actor: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { metric: 'rmse', challenger: 0.8702, champion: 0.8731, difference: -0.0029 },
  })
  numbers: Record<string, unknown>;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The promotion decision that it carries out.',
  })
  decisionId: string | null;
  @ApiProperty({ format: 'date-time' })
  movedAt: string;
}

export class AliasMovePage {
  @ApiProperty({ type: [AliasMoveDto] })
  items: AliasMoveDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** What an alias stood for at a moment. */
export interface AliasAt {
  alias: string;
  time: string;
  version: RegisteredVersion | null;
  move: AliasMove | null;
  note: string | null;
}

export class AliasAtDto implements AliasAt {
  @ApiProperty({ example: 'champion' })
  alias: string;
  @ApiProperty({ format: 'date-time' })
  time: string;
  @ApiProperty({
    type: RegisteredVersionDto,
    nullable: true,
    description: 'null: no version had it then, or it was deleted since.',
  })
  version: RegisteredVersionDto | null;
  @ApiProperty({ type: AliasMoveDto, nullable: true, description: 'The move that it stood by.' })
  move: AliasMoveDto | null;
  @ApiProperty({ type: String, nullable: true, example: 'No version had the alias then.' })
  note: string | null;
}

export class AliasParams {
  @ApiProperty({
    example: 'champion',
    description: 'Letters, digits, _ and -; 255 at the most; neither "latest" nor v1, v2, …',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(maxAliasLength)
  alias: string;
}

export class ModelAliasParams extends AliasParams {
  @ApiProperty({ example: 'marquee', description: 'Name of a registered model.' })
  @IsString()
  @MinLength(1)
  @MaxLength(maxModelNameLength)
  name: string;
}

export class AliasHistoryQuery extends PageQuery {}

export class AliasAtQuery {
  @ApiProperty({ format: 'date-time', example: '2026-03-01T12:00:00Z' })
  @Type(() => Date)
  @IsDate()
  time: Date;
}

export class ReasonBody {
  @ApiProperty({ example: 'Version 5 recommends too many sequels.' })
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  reason: string;
}

export class MoveAliasBody extends ReasonBody {
  @ApiProperty({ type: 'integer', example: 3, minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(largestId)
  version: number;
}

export class RollBackBody extends ReasonBody {
  @ApiPropertyOptional({
    type: 'integer',
    example: 5,
    minimum: 1,
    description:
      'Roll back only if this version has the alias, so that two who see the same fault go back once.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(largestId)
  fromVersion?: number;
}

export function withoutId({ id: _, ...move }: RecordedMove): AliasMove {
  return move;
}
