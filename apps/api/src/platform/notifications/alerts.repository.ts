import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AlertRaised, AlertSeverity } from '../../events.js';
import { isAtLeast, type Alert, type AlertMessage, type DeliveryEvent } from './alert.js';

interface AlertRow extends Omit<Alert, 'openedAt' | 'updatedAt' | 'acknowledgedAt' | 'resolvedAt'> {
  openedAt: Date;
  updatedAt: Date;
  acknowledgedAt: Date | null;
  resolvedAt: Date | null;
}

const columns = `id, key, severity, title, detail, link, occurrences, opened_at AS "openedAt", updated_at AS "updatedAt",
  acknowledged_at AS "acknowledgedAt", resolved_at AS "resolvedAt"`;

const toAlert = (row: AlertRow): Alert => ({
  ...row,
  openedAt: row.openedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
});

export type AlertState = 'open' | 'resolved' | 'all';

/** Chooses who is told of an alert. @returns ids of channels */
export type Recipients = (alert: Alert, event: DeliveryEvent) => readonly string[];

@Injectable()
export class AlertsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Opens an alert, or brings the open one of its key up to date. That somebody is to be told is recorded with it in one
   * transaction, so that no notification is lost and none sent twice for one opening.
   *
   * @returns what happened, null when it only goes on
   */
  async raise(raised: AlertRaised, recipients: Recipients): Promise<'opened' | 'escalated' | null> {
    return this.dataSource.transaction(async (manager) => {
      const before = await this.lockOpen(manager, raised.key);
      const { key, severity, title, detail, link, at } = raised;
      const isWorse = before !== null && isWorseThan(severity, before.severity);
      const rows = await manager.query<(AlertRow & { isNew: boolean })[]>(
        `INSERT INTO alerts AS a (key, severity, title, detail, link, opened_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (key) WHERE resolved_at IS NULL DO UPDATE SET severity = $2, title = $3, detail = $4, link = $5,
           updated_at = $6, occurrences = a.occurrences + 1,
           acknowledged_at = CASE WHEN $7 THEN NULL ELSE a.acknowledged_at END
         RETURNING ${columns}, (xmax = 0) AS "isNew"`,
        [key, severity, title, detail, link, at, isWorse],
      );
      const { isNew, ...row } = rows[0];
      const event = isNew ? 'opened' : isWorse ? 'escalated' : null;
      if (event !== null) await this.tell(manager, toAlert(row), event, recipients);
      return event;
    });
  }

  /** @returns false when no alert of this key is open */
  async resolve(key: string, at: Date, recipients: Recipients): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [rows] = await manager.query<[AlertRow[], number]>(
        `UPDATE alerts SET resolved_at = greatest($2, opened_at), updated_at = $2 WHERE key = $1 AND resolved_at IS NULL
         RETURNING ${columns}`,
        [key, at],
      );
      if (!rows[0]) return false;
      await this.tell(manager, toAlert(rows[0]), 'resolved', recipients);
      return true;
    });
  }

  async list(
    filter: { state: AlertState; severity?: AlertSeverity },
    limit: number,
    after: { openedAt: string; id: string } | null,
  ): Promise<Alert[]> {
    const rows = await this.dataSource.query<AlertRow[]>(
      `SELECT ${columns} FROM alerts
       WHERE CASE $1 WHEN 'open' THEN resolved_at IS NULL WHEN 'resolved' THEN resolved_at IS NOT NULL ELSE true END
         AND ($2::text IS NULL OR severity = $2)
         AND ($3::timestamptz IS NULL OR (date_trunc('milliseconds', opened_at), id) < ($3, $4::uuid))
       ORDER BY date_trunc('milliseconds', opened_at) DESC, id DESC LIMIT $5`,
      [filter.state, filter.severity ?? null, after?.openedAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toAlert);
  }

  async find(id: string): Promise<Alert | null> {
    const rows = await this.dataSource.query<AlertRow[]>(`SELECT ${columns} FROM alerts WHERE id = $1`, [id]);
    return rows[0] ? toAlert(rows[0]) : null;
  }

  async acknowledge(id: string): Promise<void> {
    await this.dataSource.query(
      'UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, now()) WHERE id = $1',
      [id],
    );
  }

  async openCounts(): Promise<{ severity: AlertSeverity; count: number }[]> {
    return this.dataSource.query(
      'SELECT severity, count(*)::int AS count FROM alerts WHERE resolved_at IS NULL GROUP BY severity',
    );
  }

  async removeResolvedBefore(days: number): Promise<void> {
    await this.dataSource.query(`DELETE FROM alerts WHERE resolved_at < now() - $1 * interval '1 day'`, [
      days,
    ]);
  }

  private async lockOpen(manager: EntityManager, key: string): Promise<AlertRow | null> {
    const rows = await manager.query<AlertRow[]>(
      `SELECT ${columns} FROM alerts WHERE key = $1 AND resolved_at IS NULL FOR UPDATE`,
      [key],
    );
    return rows[0] ?? null;
  }

  private async tell(
    manager: EntityManager,
    alert: Alert,
    event: DeliveryEvent,
    recipients: Recipients,
  ): Promise<void> {
    const channels = recipients(alert, event);
    if (channels.length === 0) return;
    await manager.query(
      `INSERT INTO notification_deliveries (channel_id, alert_id, event, message)
       SELECT channel, $2, $3, $4 FROM unnest($1::uuid[]) AS channel
       WHERE EXISTS (SELECT FROM notification_channels WHERE id = channel)`,
      [channels, alert.id, event, JSON.stringify(messageOf(alert, event))],
    );
  }
}

const isWorseThan = (severity: AlertSeverity, than: AlertSeverity): boolean => !isAtLeast(than, severity);

export function messageOf(alert: Alert, event: DeliveryEvent): AlertMessage {
  const { key, severity, title, detail, link, openedAt, resolvedAt } = alert;
  return { event, alert: { key, severity, title, detail, link, openedAt, resolvedAt }, sentBy: 'marquee' };
}
