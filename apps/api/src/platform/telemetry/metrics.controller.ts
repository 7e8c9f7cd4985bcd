import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';
import type { HttpResponse } from '../http/request.js';

@ApiTags('operations')
@Controller('metrics')
export class MetricsController extends PrometheusController {
  /** Several gauges ask the database: who asks meanwhile gets the same numbers. */
  private collecting: Promise<string> | null = null;

  @Get()
  @ApiOperation({ operationId: 'getMetrics', summary: 'Numbers for Prometheus, in its text format' })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: {
      type: 'string',
      example: 'http_requests_total{method="GET",route="/stats",status_class="2xx"} 3',
    },
  })
  override async index(@Res({ passthrough: true }) response: HttpResponse): Promise<string> {
    response.header('content-type', register.contentType);
    this.collecting ??= register.metrics().finally(() => (this.collecting = null));
    return this.collecting;
  }
}
