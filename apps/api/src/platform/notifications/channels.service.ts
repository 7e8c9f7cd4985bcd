import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ValidationFailedError } from '../http/validation.js';
import { Logger } from '../telemetry/logger.js';
import type { AlertMessage } from './alert.js';
import type { Channel, EmailSettings } from './channel.js';
import { ChannelsRepository } from './channels.repository.js';
import { Deliverer } from './deliverer.js';
import { DeliveriesRepository, type Delivery } from './deliveries.repository.js';
import type { CreateChannelBody, UpdateChannelBody } from './notifications.dto.js';
import { ChannelExistsError, ChannelNotFoundError } from './notifications.errors.js';

const base = { minSeverity: 'warning', keys: ['*'], onResolved: true, enabled: true } as const;

/** Where notifications go. Only an administrator says so, and a message goes nowhere else. */
@Injectable()
export class ChannelsService implements OnApplicationBootstrap {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly deliverer: Deliverer,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  /** Channels of the environment are a first value only: what a person changed later stays. */
  async onApplicationBootstrap(): Promise<void> {
    const { webhook, email, minSeverity } = this.config.notify;
    if (webhook) {
      const { url, secret } = webhook;
      await this.channels.insert({
        ...whole({ minSeverity }),
        name: 'webhook',
        type: 'webhook',
        settings: { url },
        secret,
      });
    }
    if (email) {
      const { password: secret, ...settings } = email;
      await this.channels.insert({
        ...whole({ minSeverity }),
        name: 'email',
        type: 'email',
        settings,
        secret,
      });
    }
  }

  list(): Promise<Channel[]> {
    return this.channels.list();
  }

  async get(id: string): Promise<Channel> {
    const channel = await this.channels.find(id);
    if (!channel) throw new ChannelNotFoundError(id);
    return channel;
  }

  /** @throws ChannelExistsError, ValidationFailedError when what its type needs is missing */
  async create(body: CreateChannelBody): Promise<Channel> {
    const { webhook, email, secret, type, name, ...rest } = body;
    const options = { ...whole(rest), name, secret: secret ?? null };
    const created = await this.channels.insert(
      type === 'webhook'
        ? { ...options, type, settings: { url: needed(webhook, 'webhook').url } }
        : { ...options, type, settings: emailSettings(needed(email, 'email')) },
    );
    if (!created) throw new ChannelExistsError(name);
    this.logger.info({ event: 'channel.created', channel: name, type });
    return created;
  }

  /** A secret that is left out stays; null removes it. */
  async update(id: string, body: UpdateChannelBody): Promise<Channel> {
    const before = await this.get(id);
    const { webhook, email, secret, ...rest } = body;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const changed: Channel = { ...before, ...given, secret: secret === undefined ? before.secret : secret };
    if (changed.type === 'webhook' && webhook) changed.settings = { url: webhook.url };
    if (changed.type === 'email' && email)
      changed.settings = emailSettings({ ...changed.settings, ...email });
    await this.channels.update(changed);
    this.logger.info({ event: 'channel.changed', channel: changed.name });
    return this.get(id);
  }

  async delete(id: string): Promise<void> {
    if (!(await this.channels.delete(id))) throw new ChannelNotFoundError(id);
  }

  /** Sends a message that says it is a test, now, also where the channel is switched off. */
  async test(id: string): Promise<Delivery> {
    const channel = await this.get(id);
    const message: AlertMessage = {
      event: 'test',
      alert: {
        key: 'test',
        severity: 'info',
        title: `Test of the channel ${channel.name}`,
        detail: 'If you can read this, alerts will reach you here.',
        link: null,
        openedAt: new Date().toISOString(),
        resolvedAt: null,
      },
      sentBy: 'marquee',
    };
    return this.deliverer.test(channel, message);
  }

  async deliveriesOf(
    id: string,
    limit: number,
    after: { createdAt: string; id: string } | null,
  ): Promise<Delivery[]> {
    await this.get(id);
    return this.deliveries.list(id, limit, after);
  }
}

function whole(
  given: Partial<Omit<typeof base, never>> | Partial<CreateChannelBody>,
): Omit<Channel, 'id' | 'name' | 'type' | 'settings' | 'secret'> {
  const { minSeverity, keys, onResolved, enabled } = given;
  return {
    minSeverity: minSeverity ?? base.minSeverity,
    keys: [...(keys ?? base.keys)],
    onResolved: onResolved ?? base.onResolved,
    enabled: enabled ?? base.enabled,
  };
}

function emailSettings(
  email: Omit<EmailSettings, 'secure' | 'user'> & Partial<EmailSettings>,
): EmailSettings {
  const { host, port, secure, user, from, to } = email;
  return { host, port, secure: secure ?? port === 465, user: user ?? null, from, to };
}

function needed<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw new ValidationFailedError([
    { pointer: `/${name}`, detail: `${name} is needed for a channel of this type` },
  ]);
}
