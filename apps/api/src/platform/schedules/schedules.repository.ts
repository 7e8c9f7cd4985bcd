import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  Schedule,
  ScheduleOutcome,
  ScheduleRun,
  ScheduleSettings,
  ScheduleTrigger,
} from './schedule.js';

interface ScheduleRow extends Omit<Schedule, 'nextRunAt' | 'lastRunAt'> {
  nextRunAt: Date | null;
  lastRunAt: Date | null;
}

type RunRow = Omit<ScheduleRun, 'scheduledFor' | 'firedAt' | 'finishedAt'> & {
  scheduledFor: Date;
  firedAt: Date;
  finishedAt: Date | null;
};

const selectSchedules = `
  SELECT name, kind, cron, time_zone AS "timeZone", params, description, enabled, misfire_policy AS "misfirePolicy",
    misfire_grace_seconds AS "misfireGraceSeconds", max_failures AS "maxFailures", deadline_seconds AS "deadlineSeconds",
    consecutive_failures AS "consecutiveFailures", paused_reason AS "pausedReason",
    CASE WHEN enabled THEN next_run_at END AS "nextRunAt",
    (SELECT max(fired_at) FROM schedule_runs r WHERE r.schedule = s.name AND outcome <> 'skipped-misfire') AS "lastRunAt"
  FROM schedules s`;

const settingsOf = (s: ScheduleSettings): unknown[] => [
  s.name,
  s.kind,
  s.cron,
  s.timeZone,
  JSON.stringify(s.params),
  s.description,
  s.enabled,
  s.misfirePolicy,
  s.misfireGraceSeconds,
  s.maxFailures,
  s.deadlineSeconds,
];

function toSchedule(row: ScheduleRow): Schedule {
  return {
    ...row,
    nextRunAt: row.nextRunAt?.toISOString() ?? null,
    lastRunAt: row.lastRunAt?.toISOString() ?? null,
  };
}

/** Schedules, and every time that one of them fired. */
@Injectable()
export class SchedulesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns false when there is one of this name already, which stays as it is */
  async insert(settings: ScheduleSettings, nextRunAt: Date | null): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO schedules (name, kind, cron, time_zone, params, description, enabled, misfire_policy,
         misfire_grace_seconds, max_failures, deadline_seconds, next_run_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (name) DO NOTHING RETURNING name`,
      [...settingsOf(settings), nextRunAt],
    );
    return rows.length > 0;
  }

  async list(): Promise<Schedule[]> {
    const rows = await this.dataSource.query<ScheduleRow[]>(`${selectSchedules} ORDER BY name`);
    return rows.map(toSchedule);
  }

  async find(name: string): Promise<Schedule | null> {
    const rows = await this.dataSource.query<ScheduleRow[]>(`${selectSchedules} WHERE name = $1`, [name]);
    return rows[0] ? toSchedule(rows[0]) : null;
  }

  /** Those whose time has come, and those that have not been given one. */
  async due(now: Date): Promise<Schedule[]> {
    const rows = await this.dataSource.query<ScheduleRow[]>(
      `${selectSchedules} WHERE enabled AND (next_run_at <= $1 OR next_run_at IS NULL) ORDER BY next_run_at`,
      [now],
    );
    return rows.map(toSchedule);
  }

  async update(settings: ScheduleSettings, nextRunAt: Date | null, forgetFailures: boolean): Promise<void> {
    await this.dataSource.query(
      `UPDATE schedules SET kind = $2, cron = $3, time_zone = $4, params = $5, description = $6, enabled = $7,
         misfire_policy = $8, misfire_grace_seconds = $9, max_failures = $10, deadline_seconds = $11, next_run_at = $12,
         updated_at = now(), consecutive_failures = CASE WHEN $13 THEN 0 ELSE consecutive_failures END,
         paused_reason = CASE WHEN $13 THEN NULL ELSE paused_reason END
       WHERE name = $1`,
      [...settingsOf(settings), nextRunAt, forgetFailures],
    );
  }

  async delete(name: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      'DELETE FROM schedules WHERE name = $1',
      [name],
    );
    return count > 0;
  }

  /** Gives one that has no next time its first one. */
  async setNext(name: string, nextRunAt: Date): Promise<void> {
    await this.dataSource.query(
      'UPDATE schedules SET next_run_at = $2 WHERE name = $1 AND next_run_at IS NULL',
      [name, nextRunAt],
    );
  }

  /**
   * Takes a time by moving the schedule on from it: of any number of processes, one succeeds.
   *
   * @param expected  what the schedule said its next time was
   * @param scheduledFor  the time to record
   * @returns id of the record, or null when another process has taken it, or the schedule was changed
   */
  async claim(
    { name, params }: Pick<ScheduleSettings, 'name' | 'params'>,
    expected: Date,
    scheduledFor: Date,
    next: Date | null,
    trigger: ScheduleTrigger,
  ): Promise<string | null> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `WITH moved AS (
         UPDATE schedules SET next_run_at = $4 WHERE name = $1 AND next_run_at = $2 AND enabled RETURNING name
       )
       INSERT INTO schedule_runs (schedule, scheduled_for, outcome, trigger, params)
       SELECT name, $3::timestamptz, 'failed-to-start', $5, $6::jsonb FROM moved
       ON CONFLICT (schedule, scheduled_for) DO NOTHING RETURNING id`,
      [name, expected, scheduledFor, next, trigger, JSON.stringify(params)],
    );
    return rows[0]?.id ?? null;
  }

  async insertManual(name: string, params: object, jobId: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO schedule_runs (schedule, scheduled_for, outcome, trigger, params, job_id)
       VALUES ($1, clock_timestamp(), 'started', 'manual', $2, $3)`,
      [name, JSON.stringify(params), jobId],
    );
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
    const rows = await this.dataSource.query<RunRow[]>(
      `SELECT scheduled_for AS "scheduledFor", fired_at AS "firedAt", r.trigger, outcome, job_id AS "jobId", detail,
         coalesce(j.state, r.job_state) AS "jobState", coalesce(j.failure_reason, r.failure_reason) AS "failureReason",
         coalesce(j.finished_at, r.finished_at) AS "finishedAt",
         extract(epoch FROM coalesce(j.finished_at, r.finished_at, CASE WHEN j.state = 'running' THEN now() END)
           - coalesce(j.started_at, r.started_at))::float AS "durationSeconds"
       FROM schedule_runs r LEFT JOIN jobs j ON j.id = r.job_id
       WHERE schedule = $1 ORDER BY scheduled_for DESC LIMIT $2`,
      [name, limit],
    );
    return rows.map((row) => ({
      ...row,
      scheduledFor: row.scheduledFor.toISOString(),
      firedAt: row.firedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    }));
  }

  /** The job that this schedule started last, while it is not over. */
  async activeJob(name: string): Promise<string | null> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT j.id FROM schedule_runs r JOIN jobs j ON j.id = r.job_id
       WHERE r.schedule = $1 AND r.finished_at IS NULL AND j.state IN ('queued', 'running') LIMIT 1`,
      [name],
    );
    return rows[0]?.id ?? null;
  }

  async removeRunsBefore(days: number): Promise<void> {
    await this.dataSource.query(`DELETE FROM schedule_runs WHERE fired_at < now() - $1 * interval '1 day'`, [
      days,
    ]);
  }
}
