import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/api-problems.js';
import { MonitoringStatsDto, QualityQuery, QualityReportDto, SimpleQualityQuery } from './metrics.dto.js';
import { QualityService, type QualityReport } from './quality.service.js';

@ApiTags('monitoring')
@Controller('api/v1/monitoring')
export class QualityController {
  constructor(private readonly quality: QualityService) {}

  @Get('quality')
  @ApiOperation({
    operationId: 'getQuality',
    summary: 'Quality, latency and errors of what was really served',
  })
  @ApiOkResponse({ type: QualityReportDto })
  @ApiProblems(400)
  report(@Query() { windowDays }: QualityQuery): Promise<QualityReport> {
    return this.quality.report(windowDays);
  }
}

/** The short path that scripts rely on. */
@ApiTags('short paths')
@Controller('monitoring')
export class MonitoringStatsController {
  constructor(private readonly quality: QualityService) {}

  @Get('stats')
  @ApiOperation({
    operationId: 'getMonitoringStats',
    summary: 'Diversity, novelty, coverage, latency, errors',
  })
  @ApiOkResponse({ type: MonitoringStatsDto })
  @ApiProblems(400)
  async stats(@Query() { window_days }: SimpleQualityQuery): Promise<MonitoringStatsDto> {
    const { window, quality, byModel, ...report } = await this.quality.report(window_days);
    return {
      window: { from: window.from, to: window.to },
      requests: report.requests,
      error_rate: report.errorRate,
      recommendations_served: report.served,
      latency_ms: quality.latencyMs,
      catalog_coverage: quality.catalogCoverage,
      diversity: quality.diversity,
      novelty: quality.novelty,
      personalization: quality.personalization,
      popularity_bias: quality.popularityBias,
      cold_start_share: quality.coldStartShare,
      empty_share: quality.emptyShare,
      by_model: byModel.map((one) => ({
        model_version: one.modelVersion,
        strategy: one.strategy,
        recommendations: one.recommendations,
        mean_latency_ms: one.meanLatencyMs,
      })),
      model: report.model,
    };
  }
}
