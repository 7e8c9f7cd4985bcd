import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ArtifactSum, GarbageReport, PrefixReport } from './garbage-report.js';

export class CollectGarbageBody {
  @ApiPropertyOptional({ default: false, description: 'Removes nothing, and tells what it would.' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 8760,
    default: 24,
    description: 'Hours for which an artifact is left alone after it was written.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(8760)
  graceHours?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 36_500,
    default: 30,
    description: 'Days after which deleted runs and versions cannot be restored any more.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(36_500)
  keepDeletedDays?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: 10,
    description: 'Newest snapshots that stay although nothing has learnt from them.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  keepSnapshots?: number;
}

class ArtifactSumDto implements ArtifactSum {
  @ApiProperty({ type: 'integer' })
  objects: number;
  @ApiProperty({ type: 'integer' })
  bytes: number;
}

class PrefixReportDto implements PrefixReport {
  @ApiProperty({ example: 'models/', description: 'Beginning of the keys' })
  prefix: string;
  @ApiProperty({ type: ArtifactSumDto, description: 'Referred to' })
  kept: ArtifactSumDto;
  @ApiProperty({
    type: ArtifactSumDto,
    description: 'Not referred to yet, within the grace period or of a job under way',
  })
  young: ArtifactSumDto;
  @ApiProperty({ type: ArtifactSumDto, description: 'Garbage that was removed, or would be' })
  deleted: ArtifactSumDto;
  @ApiProperty({ type: ArtifactSumDto, description: 'Not written by Marquee, and left' })
  unknown: ArtifactSumDto;
}

export class GarbageReportDto implements GarbageReport {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ format: 'date-time', description: 'What was written later was left' })
  writtenBefore: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { runs: 12, snapshots: 3 },
    description: 'What went from the database first',
  })
  retired: Record<string, number>;
  @ApiProperty({ type: 'integer', description: 'Half-written files of processes that are gone' })
  partialWrites: number;
  @ApiProperty({ type: ArtifactSumDto })
  deleted: ArtifactSumDto;
  @ApiProperty({ type: [PrefixReportDto] })
  prefixes: PrefixReportDto[];
}
