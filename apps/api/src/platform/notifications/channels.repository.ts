import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Channel } from './channel.js';

const columns = `id, name, type, settings, secret, min_severity AS "minSeverity", keys, on_resolved AS "onResolved", enabled`;

const valuesOf = (channel: Omit<Channel, 'id'>): unknown[] => [
  channel.name,
  channel.type,
  JSON.stringify(channel.settings),
  channel.secret,
  channel.minSeverity,
  channel.keys,
  channel.onResolved,
  channel.enabled,
];

@Injectable()
export class ChannelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns null when there is one of this name */
  async insert(channel: Omit<Channel, 'id'>): Promise<Channel | null> {
    const rows = await this.dataSource.query<Channel[]>(
      `INSERT INTO notification_channels (name, type, settings, secret, min_severity, keys, on_resolved, enabled)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING RETURNING ${columns}`,
      valuesOf(channel),
    );
    return rows[0] ?? null;
  }

  async update(channel: Channel): Promise<void> {
    await this.dataSource.query(
      `UPDATE notification_channels SET name = $2, type = $3, settings = $4, secret = $5, min_severity = $6, keys = $7,
         on_resolved = $8, enabled = $9, updated_at = now() WHERE id = $1`,
      [channel.id, ...valuesOf(channel)],
    );
  }

  async list(): Promise<Channel[]> {
    return this.dataSource.query<Channel[]>(`SELECT ${columns} FROM notification_channels ORDER BY name`);
  }

  async find(id: string): Promise<Channel | null> {
    const rows = await this.dataSource.query<Channel[]>(
      `SELECT ${columns} FROM notification_channels WHERE id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  async delete(id: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      'DELETE FROM notification_channels WHERE id = $1',
      [id],
    );
    return count > 0;
  }
}
