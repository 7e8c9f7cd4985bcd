import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';

export const httpMetricProviders = [
  makeCounterProvider({
    name: 'http_requests_total',
    help: 'Requests answered, by route template.',
    labelNames: ['method', 'route', 'status_class'],
  }),
  makeHistogramProvider({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  makeGaugeProvider({ name: 'http_requests_in_flight', help: 'Requests being answered now.' }),
];

/** Counts requests. Labels stay bounded: templates of known routes, never raw paths or ids. */
@Injectable()
export class HttpMetrics {
  private total = 0;
  private failed = 0;

  constructor(
    @InjectMetric('http_requests_total') private readonly requests: Counter,
    @InjectMetric('http_request_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('http_requests_in_flight') private readonly inFlight: Gauge,
  ) {}

  begin(): void {
    this.inFlight.inc();
  }

  /** @param route  template of the route, or undefined when none matched */
  end(method: string, route: string | undefined, status: number, seconds: number): void {
    this.inFlight.dec();
    const label = route ?? 'unmatched';
    this.requests.inc({ method, route: label, status_class: `${Math.floor(status / 100)}xx` });
    this.duration.observe({ method, route: label }, seconds);
    this.total += 1;
    if (status >= 500) this.failed += 1;
  }

  /** Since the process started. */
  counts(): { requests: number; serverErrors: number } {
    return { requests: this.total, serverErrors: this.failed };
  }
}
