import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { spanOf } from './day-span.js';
import {
  DialectReportDto,
  DialectsQuery,
  MetricDefinitionDto,
  OnlineMetricsQuery,
  OnlineReportDto,
} from './online-metrics.dto.js';
import { OnlineMetricsService, type OnlineReport } from './online-metrics.service.js';
import { ServedDialectsService, type DialectReport } from './served-dialects.service.js';

@ApiTags('monitoring')
@ApiExtraModels(MetricDefinitionDto)
@Controller('api/v1/online-metrics')
export class OnlineMetricsController {
  constructor(
    private readonly metrics: OnlineMetricsService,
    private readonly dialects: ServedDialectsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getOnlineMetrics',
    summary: 'Clicks, ratings and qualities of what was really served, by day, model, source or position',
  })
  @ApiOkResponse({ type: OnlineReportDto })
  @ApiProblems(400, 422)
  report(@Query() { by, ...span }: OnlineMetricsQuery): Promise<OnlineReport> {
    return this.metrics.report(spanOf(span, new Date()), by);
  }

  @Get('dialects')
  @ApiOperation({
    operationId: 'getServedDialects',
    summary:
      'Served lists judged by what people liked afterwards, as Evidently, RecBole and Microsoft Recommenders do',
  })
  @ApiOkResponse({ type: DialectReportDto })
  @ApiProblems(400, 422)
  inDialects(@Query() { k, version, ...span }: DialectsQuery): Promise<DialectReport> {
    return this.dialects.report(spanOf(span, new Date()), k, version ?? null);
  }
}
