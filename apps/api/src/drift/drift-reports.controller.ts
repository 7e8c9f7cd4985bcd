import { toHtmlReport } from '@marquee/drift';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../platform/http/paging.js';
import type { HttpResponse } from '../platform/http/request.js';
import type { Job } from '../platform/jobs/job.js';
import { JobDto } from '../platform/jobs/jobs.dto.js';
import { toStoredReport } from './drift-presenter.js';
import type { ColumnTrend, ReportSummary } from './drift-report.js';
import {
  ColumnTrendDto,
  DriftReportPage,
  PolicyBody,
  PolicyDto,
  StoredDriftReportDto,
  TrendQuery,
} from './drift-reports.dto.js';
import { DriftReportsService } from './drift-reports.service.js';
import type { PolicyState } from './policy.repository.js';
import { toPage as toReportPage } from './report-sections.js';

@ApiTags('monitoring')
@ApiExtraModels(StoredDriftReportDto)
@Controller('api/v1')
export class DriftReportsController {
  constructor(private readonly reports: DriftReportsService) {}

  @Get('drift-reports')
  @ApiOperation({
    operationId: 'listDriftReports',
    summary: 'Reports of what moved and what it cost, newest first',
  })
  @ApiOkResponse({ type: DriftReportPage })
  @ApiProblems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<Page<ReportSummary>> {
    const [at, id] = cursor ? (decodeCursor(cursor, ['string', 'string']) as string[]) : [];
    const rows = await this.reports.list(limit + 1, cursor ? { at, id } : null);
    return toPage(rows, limit, (last) => [last.createdAt, last.id]);
  }

  @Post('drift-reports')
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'makeDriftReport',
    summary: 'Compare now, judge what it costs, and act by the policy',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Its result names the report' })
  @ApiProblems(409)
  async make(@Res({ passthrough: true }) response: HttpResponse): Promise<Job> {
    const job = await this.reports.start('person');
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }

  @Get('drift-reports/trends')
  @ApiOperation({
    operationId: 'getDriftTrends',
    summary: 'How much each column had moved, report by report',
  })
  @ApiOkResponse({ type: [ColumnTrendDto] })
  @ApiProblems(400)
  trends(@Query() { reports }: TrendQuery): Promise<ColumnTrend[]> {
    return this.reports.trends(reports);
  }

  @Get('drift-reports/:id')
  @ApiOperation({
    operationId: 'getStoredDriftReport',
    summary: 'One report: JSON, or one self-contained page where text/html is accepted',
  })
  @ApiOkResponse({
    description: 'The report',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(StoredDriftReportDto) } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 404)
  async get(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StoredDriftReportDto | string> {
    const report = await this.reports.get(id);
    if (!(accept ?? '').includes('text/html')) return toStoredReport(report);
    response.header('content-type', 'text/html; charset=utf-8');
    return toHtmlReport(toReportPage(report));
  }

  @Get('drift-policy')
  @ApiOperation({
    operationId: 'getDriftPolicy',
    summary: 'When drift and harm are ignored, told of, or acted upon',
  })
  @ApiOkResponse({ type: PolicyDto })
  async policy(): Promise<PolicyDto> {
    return toPolicy(await this.reports.getPolicy());
  }

  @Patch('drift-policy')
  @RequireRole('admin')
  @ApiOperation({ operationId: 'changeDriftPolicy', summary: 'Change some of the rules' })
  @ApiOkResponse({ type: PolicyDto })
  @ApiProblems(400)
  async changePolicy(@Body() changes: PolicyBody): Promise<PolicyDto> {
    return toPolicy(await this.reports.changePolicy(changes));
  }
}

function toPolicy({ settings, alerting, retrainedAt, rolledBackAt, updatedAt }: PolicyState): PolicyDto {
  return {
    settings,
    alerting,
    retrainedAt: retrainedAt?.toISOString() ?? null,
    rolledBackAt: rolledBackAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}
