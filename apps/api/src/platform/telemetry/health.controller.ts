import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Public } from '../auth/require-role.js';
import type { HttpResponse } from '../http/request.js';
import { version } from '../version.js';
import { HealthService, type HealthCheck } from './health.service.js';

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'degraded'], example: 'ok' })
  status: 'ok' | 'degraded';
  @ApiProperty({ example: version })
  version: string;
  @ApiProperty({ example: 86400 })
  uptimeSeconds: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: {
      database: { status: 'up', critical: true, latencyMs: 0.4 },
      champion: { status: 'up', critical: false, version: 3 },
    },
  })
  checks: Record<string, HealthCheck>;
}

@ApiTags('operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({ operationId: 'getHealth', summary: 'Whether the process can do its work, part by part' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'Something critical is down' })
  async report(@Res({ passthrough: true }) response: HttpResponse): Promise<HealthDto> {
    const { healthy, checks } = await this.health.report();
    if (!healthy) response.status(503);
    return {
      status: healthy ? 'ok' : 'degraded',
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      checks,
    };
  }

  @Get('live')
  @HttpCode(200)
  @ApiOperation({ operationId: 'getLiveness', summary: 'The process runs' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'The process can take requests' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({ type: HealthDto })
  ready(@Res({ passthrough: true }) response: HttpResponse): Promise<HealthDto> {
    return this.report(response);
  }
}
