import { Global, Module, type DynamicModule } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { httpMetricProviders, HttpMetrics } from './http-metrics.js';
import { Logger } from './logger.js';
import { MetricsController } from './metrics.controller.js';

/** How the process is: its log, its health, its numbers for Prometheus. */
@Global()
@Module({})
export class TelemetryModule {
  static with(logger: Logger): DynamicModule {
    return {
      module: TelemetryModule,
      imports: [PrometheusModule.register({ controller: MetricsController })],
      controllers: [HealthController],
      providers: [{ provide: Logger, useValue: logger }, HealthService, HttpMetrics, ...httpMetricProviders],
      exports: [Logger, HealthService, HttpMetrics],
    };
  }
}
