import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AppConfig } from '../config/app-config.js';
import { retryDelayMs } from '../jobs/retry-delay.js';
import { Logger } from '../telemetry/logger.js';
import type { AlertMessage } from './alert.js';
import type { Channel, SendOutcome } from './channel.js';
import { ChannelsRepository } from './channels.repository.js';
import { DeliveriesRepository, type Delivery, type DueDelivery } from './deliveries.repository.js';
import { sendEmail } from './email-sender.js';
import { NotificationMetrics } from './notification-metrics.js';
import { sendWebhook } from './webhook-sender.js';

const attempts = 6;
const backOff = { firstDelayMs: 5_000, maxDelayMs: 900_000 };
const atOnce = 5;
const leaseMs = 60_000;

/** Sends what is due, tries again what did not arrive, and keeps a log of it. */
@Injectable()
export class Deliverer {
  private isSending = false;

  constructor(
    private readonly channels: ChannelsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly metrics: NotificationMetrics,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  @Interval(1_000)
  async sendDue(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (;;) {
        const due = await this.deliveries.take(atOnce, leaseMs);
        if (due.length === 0) break;
        await Promise.all(due.map((delivery) => this.send(delivery)));
      }
    } catch (error) {
      this.logger.warn({ event: 'notification.sending-failed', err: error });
    } finally {
      this.isSending = false;
    }
  }

  /** Sends one message now, once, and tells what came of it. */
  async test(channel: Channel, message: AlertMessage): Promise<Delivery> {
    const id = await this.deliveries.insertTest(channel.id, message);
    const startedAt = performance.now();
    const outcome = await this.deliver(channel, id, message);
    await this.deliveries.record(id, outcome, performance.now() - startedAt, null);
    return this.deliveries.find(id);
  }

  @Interval(3_600_000)
  async removeOld(): Promise<void> {
    await this.deliveries.removeBefore(this.config.jobRetentionDays).catch(() => undefined);
  }

  private async send({ id, channelId, message, attempt }: DueDelivery): Promise<void> {
    const channel = await this.channels.find(channelId);
    if (!channel) return;
    const startedAt = performance.now();
    const outcome = channel.enabled
      ? await this.deliver(channel, id, message)
      : { ok: false, statusCode: null, error: 'the channel was switched off', mayRetry: false };
    const isLast = !outcome.mayRetry || attempt >= attempts;
    const retryInMs = isLast ? null : retryDelayMs(attempt, backOff, Math.random());
    await this.deliveries.record(id, outcome, performance.now() - startedAt, retryInMs);
    if (outcome.ok || isLast) this.metrics.sent(channel.type, outcome.ok ? 'delivered' : 'failed');
    if (!outcome.ok) {
      const { statusCode, error } = outcome;
      const event = isLast ? 'notification.failed' : 'notification.retry';
      this.logger.warn({ event, channel: channel.name, deliveryId: id, attempt, statusCode, error });
    }
  }

  private deliver(channel: Channel, id: string, message: AlertMessage): Promise<SendOutcome> {
    return channel.type === 'webhook'
      ? sendWebhook(channel, id, message, this.config.webhookAllowPrivate)
      : sendEmail(channel, id, message);
  }
}
