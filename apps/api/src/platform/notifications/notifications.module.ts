import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import { AlertsRepository } from './alerts.repository.js';
import { AlertsService } from './alerts.service.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { Deliverer } from './deliverer.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { NotificationMetrics, notificationMetricProviders } from './notification-metrics.js';

/** Alerts of all features: kept, shown, and sent to those who want to know. */
@Module({
  controllers: [AlertsController, ChannelsController],
  providers: [
    AlertsService,
    AlertsRepository,
    ChannelsService,
    ChannelsRepository,
    Deliverer,
    DeliveriesRepository,
    NotificationMetrics,
    ...notificationMetricProviders,
  ],
})
export class NotificationsModule {}
