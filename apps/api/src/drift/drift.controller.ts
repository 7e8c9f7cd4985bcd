import { toEvidentlyReport, toHtmlReport, type EvidentlyReport } from '@marquee/drift';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/api-problems.js';
import type { HttpResponse } from '../platform/http/request.js';
import { toDriftReport, toSimpleDrift } from './drift-presenter.js';
import { findingsSections } from './report-sections.js';
import { DriftQuery, DriftReportDto, SimpleDriftDto, SimpleDriftQuery } from './drift.dto.js';
import { DriftService } from './drift.service.js';

@ApiTags('monitoring')
@Controller('api/v1/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Get('report')
  @ApiOperation({
    operationId: 'getDriftReport',
    summary: 'What moved between the data that taught the champion and the data since',
  })
  @ApiOkResponse({ type: DriftReportDto })
  @ApiProblems(400, 422)
  async report(@Query() { rules = 'cautious', ...windows }: DriftQuery): Promise<DriftReportDto> {
    return toDriftReport(await this.drift.report({ rules, ...windows }));
  }
}

/** The short paths that scripts rely on. */
@ApiTags('short paths')
@ApiExtraModels(SimpleDriftDto)
@Controller('monitoring/drift')
export class MonitoringDriftController {
  constructor(private readonly drift: DriftService) {}

  @Get()
  @ApiOperation({ operationId: 'getMonitoringDrift', summary: 'The drift verdict, column by column' })
  @ApiOkResponse({ type: SimpleDriftDto })
  @ApiProblems(400, 422)
  async verdict(@Query() { window_days }: SimpleDriftQuery): Promise<SimpleDriftDto> {
    return toSimpleDrift(await this.drift.report({ rules: 'cautious', windowDays: window_days }));
  }

  @Get('evidently')
  @ApiOperation({
    operationId: 'getEvidentlyReport',
    summary:
      "The full report by Evidently's rules: JSON in its shape, or one self-contained page where text/html is accepted",
  })
  @ApiOkResponse({
    description: 'The report',
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 422)
  async evidently(
    @Query() { window_days }: SimpleDriftQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<EvidentlyReport | string> {
    const report = await this.drift.report({ rules: 'evidently', windowDays: window_days });
    if (!(accept ?? '').includes('text/html')) return toEvidentlyReport(report);
    response.header('content-type', 'text/html; charset=utf-8');
    return toHtmlReport({ ...report, sections: findingsSections(report) });
  }
}
