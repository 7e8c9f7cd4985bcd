import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';
import { severities } from './alert.js';
import { AlertsRepository } from './alerts.repository.js';
import type { ChannelType } from './channel.js';

export const notificationMetricProviders = [
  makeGaugeProvider({
    name: 'reco_alerts_open',
    help: 'Open alerts in the database, by severity.',
    labelNames: ['severity'],
  }),
  makeCounterProvider({
    name: 'reco_notifications_total',
    help: 'Notifications that were delivered or given up by this process, by type of channel.',
    labelNames: ['channel', 'outcome'],
  }),
];

const outcomes = ['delivered', 'failed'] as const;

@Injectable()
export class NotificationMetrics {
  constructor(
    @InjectMetric('reco_alerts_open') private readonly open: Gauge,
    @InjectMetric('reco_notifications_total') private readonly notifications: Counter,
    private readonly alerts: AlertsRepository,
  ) {
    for (const channel of ['webhook', 'email'])
      for (const outcome of outcomes) this.notifications.inc({ channel, outcome }, 0);
    for (const severity of severities) this.open.set({ severity }, 0);
  }

  sent(channel: ChannelType, outcome: (typeof outcomes)[number]): void {
    this.notifications.inc({ channel, outcome });
  }

  @Interval(2_000)
  async refresh(): Promise<void> {
    const counts = await this.alerts.openCounts().catch(() => null);
    if (counts === null) return;
    for (const severity of severities) {
      this.open.set({ severity }, counts.find((one) => one.severity === severity)?.count ?? 0);
    }
  }
}
