import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../auth/require-role.js';
import { ApiProblems } from '../http/api-problems.js';
import { decodeCursor, toPage, type Page } from '../http/paging.js';
import type { Alert } from './alert.js';
import { AlertsService } from './alerts.service.js';
import { AlertDto, AlertPage, ListAlertsQuery } from './notifications.dto.js';

@ApiTags('alerts')
@Controller('api/v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @ApiOperation({ operationId: 'listAlerts', summary: 'What somebody should know of, newest first' })
  @ApiOkResponse({ type: AlertPage })
  @ApiProblems(400)
  async list(@Query() query: ListAlertsQuery): Promise<Page<Alert>> {
    const [openedAt, id] = query.cursor ? decodeCursor(query.cursor, ['string', 'string']) : [];
    const after = openedAt === undefined ? null : { openedAt: String(openedAt), id: String(id) };
    const rows = await this.alerts.list(query, query.limit + 1, after);
    return toPage(rows, query.limit, (alert) => [alert.openedAt, alert.id]);
  }

  @Post(':id/acknowledge')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(200)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'acknowledgeAlert',
    summary: 'Say that it was seen; it stays open until what it tells of is over',
  })
  @ApiOkResponse({ type: AlertDto })
  @ApiProblems(400, 404)
  acknowledge(@Param('id', ParseUUIDPipe) id: string): Promise<Alert> {
    return this.alerts.acknowledge(id);
  }

  @Post(':id/resolve')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(200)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'resolveAlert',
    summary: 'Close it by hand; what raised it may raise it again',
  })
  @ApiOkResponse({ type: AlertDto })
  @ApiProblems(400, 404)
  resolve(@Param('id', ParseUUIDPipe) id: string): Promise<Alert> {
    return this.alerts.resolve(id);
  }
}
