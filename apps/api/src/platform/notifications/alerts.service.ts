import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type AlertRaised, type AlertResolved } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { Logger } from '../telemetry/logger.js';
import { isAtLeast, keyFits, type Alert } from './alert.js';
import { AlertsRepository, type Recipients } from './alerts.repository.js';
import { ChannelsRepository } from './channels.repository.js';
import type { Channel } from './channel.js';
import { AlertNotFoundError } from './notifications.errors.js';

/** Keeps what features raise and resolve, and sees to it that those who want to know are told. */
@Injectable()
export class AlertsService {
  /** Events of one key in the order in which they came. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly alerts: AlertsRepository,
    private readonly channels: ChannelsRepository,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  @OnEvent(events.alertRaised)
  onRaised(alert: AlertRaised): Promise<void> {
    return this.inOrder(async () => {
      const event = await this.alerts.raise(alert, await this.recipients());
      const { key, severity, title } = alert;
      if (event !== null) this.logger.warn({ event: `alert.${event}`, key, severity, title });
    });
  }

  @OnEvent(events.alertResolved)
  onResolved({ key, at }: AlertResolved): Promise<void> {
    return this.inOrder(async () => {
      if (await this.alerts.resolve(key, at, await this.recipients()))
        this.logger.info({ event: 'alert.resolved', key });
    });
  }

  list(...args: Parameters<AlertsRepository['list']>): Promise<Alert[]> {
    return this.alerts.list(...args);
  }

  async get(id: string): Promise<Alert> {
    const alert = await this.alerts.find(id);
    if (!alert) throw new AlertNotFoundError(id);
    return alert;
  }

  /** Somebody has seen it. It stays open until what it tells of is over; a worse severity asks for attention again. */
  async acknowledge(id: string): Promise<Alert> {
    await this.get(id);
    await this.alerts.acknowledge(id);
    return this.get(id);
  }

  /** Ends an alert by hand: what raised it may raise it again. */
  async resolve(id: string): Promise<Alert> {
    const { key, resolvedAt } = await this.get(id);
    if (resolvedAt === null) await this.onResolved({ key, at: new Date() });
    return this.get(id);
  }

  @Interval(3_600_000)
  async removeOld(): Promise<void> {
    await this.alerts.removeResolvedBefore(this.config.jobRetentionDays).catch(() => undefined);
  }

  private async recipients(): Promise<Recipients> {
    const channels = (await this.channels.list()).filter(({ enabled }) => enabled);
    return (alert, event) => channels.filter((channel) => isFor(channel, alert, event)).map(({ id }) => id);
  }

  /** Who raises an alert does not wait for it and must not fail by it. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(work).catch((error: unknown) => {
      this.logger.error({ event: 'alert.not-stored', err: error });
    });
    return this.last;
  }
}

function isFor(channel: Channel, alert: Alert, event: string): boolean {
  return (
    isAtLeast(alert.severity, channel.minSeverity) &&
    keyFits(alert.key, channel.keys) &&
    (event !== 'resolved' || channel.onResolved)
  );
}
