import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AlertMessage, DeliveryEvent } from './alert.js';
import type { SendOutcome } from './channel.js';

export interface Delivery {
  id: string;
  alertId: string | null;
  event: DeliveryEvent;
  alertKey: string;
  state: 'pending' | 'delivered' | 'failed';
  attempt: number;
  /** When the next attempt is due; null when there is none. */
  nextAttemptAt: string | null;
  statusCode: number | null;
  error: string | null;
  durationMs: number | null;
  createdAt: string;
  finishedAt: string | null;
}

export interface DueDelivery {
  id: string;
  channelId: string;
  message: AlertMessage;
  attempt: number;
}

type Row = Omit<Delivery, 'nextAttemptAt' | 'createdAt' | 'finishedAt'> & {
  dueAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
};

const columns = `id, alert_id AS "alertId", event, message->'alert'->>'key' AS "alertKey", state, attempt,
  due_at AS "dueAt", status_code AS "statusCode", error, duration_ms AS "durationMs", created_at AS "createdAt",
  finished_at AS "finishedAt"`;

const toDelivery = ({ dueAt, ...row }: Row): Delivery => ({
  ...row,
  nextAttemptAt: row.state === 'pending' ? dueAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

@Injectable()
export class DeliveriesRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insertTest(channelId: string, message: AlertMessage): Promise<string> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `INSERT INTO notification_deliveries (channel_id, event, message, due_at) VALUES ($1, 'test', $2, now() + interval '1 hour')
       RETURNING id`,
      [channelId, JSON.stringify(message)],
    );
    return rows[0].id;
  }

  /**
   * Takes deliveries that are due; should this process die while it sends, another one tries again after the lease.
   *
   * @param leaseMs  longer than one attempt takes
   */
  async take(limit: number, leaseMs: number): Promise<DueDelivery[]> {
    const [rows] = await this.dataSource.query<[DueDelivery[], number]>(
      `UPDATE notification_deliveries SET attempt = attempt + 1, due_at = now() + $2 * interval '1 millisecond'
       WHERE id IN (
         SELECT id FROM notification_deliveries WHERE state = 'pending' AND due_at <= now() AND event <> 'test'
         ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, channel_id AS "channelId", message, attempt`,
      [limit, leaseMs],
    );
    return rows;
  }

  /** @param retryInMs  null: that was the last attempt */
  async record(
    id: string,
    outcome: SendOutcome,
    durationMs: number,
    retryInMs: number | null,
  ): Promise<void> {
    const state = outcome.ok ? 'delivered' : retryInMs === null ? 'failed' : 'pending';
    await this.dataSource.query(
      `UPDATE notification_deliveries SET state = $2, status_code = $3, error = $4, duration_ms = $5,
         attempt = greatest(attempt, 1), due_at = now() + coalesce($6, 0) * interval '1 millisecond',
         finished_at = CASE WHEN $2 = 'pending' THEN NULL ELSE now() END
       WHERE id = $1`,
      [
        id,
        state,
        outcome.statusCode,
        outcome.error?.slice(0, 1000) ?? null,
        Math.round(durationMs),
        retryInMs,
      ],
    );
  }

  async find(id: string): Promise<Delivery> {
    const rows = await this.dataSource.query<Row[]>(
      `SELECT ${columns} FROM notification_deliveries WHERE id = $1`,
      [id],
    );
    return toDelivery(rows[0]);
  }

  async list(
    channelId: string,
    limit: number,
    after: { createdAt: string; id: string } | null,
  ): Promise<Delivery[]> {
    const rows = await this.dataSource.query<Row[]>(
      `SELECT ${columns} FROM notification_deliveries
       WHERE channel_id = $1 AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) < ($2, $3::uuid))
       ORDER BY date_trunc('milliseconds', created_at) DESC, notification_deliveries.id DESC LIMIT $4`,
      [channelId, after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toDelivery);
  }

  async removeBefore(days: number): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM notification_deliveries WHERE finished_at < now() - $1 * interval '1 day'`,
      [days],
    );
  }
}
