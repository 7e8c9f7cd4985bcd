import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface ScheduleSettings {
  name: string;
  cron: string;
  timeZone: string;
  enabled: boolean;
}

export type ScheduleOutcome =
  'started' | 'skipped-unhealthy' | 'skipped-overlap' | 'skipped-no-data' | 'failed-to-start';

export interface ScheduleRun {
  scheduledFor: string;
  firedAt: string;
  outcome: ScheduleOutcome;
  jobId: string | null;
  detail: string | null;
}

const settingsColumns = `name, cron, time_zone AS "timeZone", enabled`;

@Injectable()
export class SchedulesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Settings of the environment are a first value only: what a person changed later stays. */
  async ensure(settings: ScheduleSettings): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO schedules (name, kind, cron, time_zone, enabled) VALUES ($1, 'training', $2, $3, $4) ON CONFLICT (name) DO NOTHING`,
      [settings.name, settings.cron, settings.timeZone, settings.enabled],
    );
  }

  async list(): Promise<ScheduleSettings[]> {
    return this.dataSource.query<ScheduleSettings[]>(
      `SELECT ${settingsColumns} FROM schedules ORDER BY name`,
    );
  }

  async update(settings: ScheduleSettings): Promise<void> {
    await this.dataSource.query(
      'UPDATE schedules SET cron = $2, time_zone = $3, enabled = $4, updated_at = now() WHERE name = $1',
      [settings.name, settings.cron, settings.timeZone, settings.enabled],
    );
  }

  /** @returns id of the record, or null when another process has taken this time */
  async claim(name: string, scheduledFor: Date): Promise<string | null> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `INSERT INTO schedule_runs (schedule, scheduled_for, outcome) VALUES ($1, $2, 'failed-to-start')
       ON CONFLICT (schedule, scheduled_for) DO NOTHING RETURNING id`,
      [name, scheduledFor],
    );
    return rows[0]?.id ?? null;
  }

  async record(
    id: string,
    outcome: ScheduleOutcome,
    jobId: string | null,
    detail: string | null,
  ): Promise<void> {
    await this.dataSource.query(
      'UPDATE schedule_runs SET outcome = $2, job_id = $3, detail = $4 WHERE id = $1',
      [id, outcome, jobId, detail],
    );
  }

  async runs(name: string, limit: number): Promise<ScheduleRun[]> {
    const rows = await this.dataSource.query<
      (Omit<ScheduleRun, 'scheduledFor' | 'firedAt'> & { scheduled_for: Date; fired_at: Date })[]
    >(
      `SELECT scheduled_for, fired_at, outcome, job_id AS "jobId", detail
       FROM schedule_runs WHERE schedule = $1 ORDER BY scheduled_for DESC LIMIT $2`,
      [name, limit],
    );
    return rows.map(({ scheduled_for, fired_at, ...rest }) => ({
      scheduledFor: scheduled_for.toISOString(),
      firedAt: fired_at.toISOString(),
      ...rest,
    }));
  }
}
