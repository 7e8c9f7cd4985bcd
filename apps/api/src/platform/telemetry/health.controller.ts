import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Public } from '../auth/require-role.js';
import { AppConfig } from '../config/app-config.js';
import type { HttpRequest, HttpResponse } from '../http/request.js';
import { version } from '../version.js';
import { HealthService, type HealthCheck } from './health.service.js';

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'degraded'], example: 'ok' })
  status: 'ok' | 'degraded';
  @ApiPropertyOptional({
    example: version,
    description: 'Like all details: to callers with a key, where keys are set.',
  })
  version?: string;
  @ApiPropertyOptional({ example: 86400 })
  uptimeSeconds?: number;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: {
      database: { status: 'up', critical: true, latencyMs: 0.4 },
      champion: { status: 'up', critical: false, version: 3 },
    },
  })
  checks?: Record<string, HealthCheck>;
}

@ApiTags('operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getHealth', summary: 'Whether the process can do its work, part by part' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'Something critical is down' })
  async report(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<HealthDto> {
    const { healthy, checks } = await this.health.report();
    if (!healthy) response.status(503);
    const isWhole = Object.values(checks).every((check) => check.status === 'up');
    const status = isWhole ? 'ok' : 'degraded';
    if (this.config.apiKeys.length > 0 && request.role === undefined) return { status };
    return {
      status,
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
  ready(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<HealthDto> {
    return this.report(request, response);
  }
}
