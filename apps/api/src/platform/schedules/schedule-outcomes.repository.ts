import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export interface AutoPaused {
  name: string;
  failures: number;
  reason: string | null;
}

interface EndedRun {
  schedule: string;
  state: string;
  reason: string | null;
}

/** What the jobs of schedules came to, and what follows for the schedules. */
@Injectable()
export class ScheduleOutcomesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Notes how jobs ended, each once whatever the number of processes, and counts failures in a row.
   *
   * @returns schedules that have paused themselves by it
   */
  async settle(): Promise<AutoPaused[]> {
    return this.dataSource.transaction(async (manager) => {
      const ended = await manager.query<EndedRun[]>(
        `WITH ended AS (
           UPDATE schedule_runs r SET job_state = j.state, failure_reason = j.failure_reason, started_at = j.started_at,
             finished_at = j.finished_at
           FROM jobs j WHERE j.id = r.job_id AND r.finished_at IS NULL AND j.state IN ('succeeded', 'failed', 'cancelled')
           RETURNING r.schedule, j.state, j.failure_reason AS reason, j.finished_at
         ) SELECT schedule, state, reason FROM ended ORDER BY finished_at`,
      );
      const paused: AutoPaused[] = [];
      for (const run of ended) paused.push(...(await this.count(manager, run)));
      return paused;
    });
  }

  /** A start that failed is a failure too. */
  async countFailureToStart(schedule: string, reason: string | null): Promise<AutoPaused[]> {
    return this.count(this.dataSource.manager, { schedule, state: 'failed', reason });
  }

  private async count(manager: EntityManager, { schedule, state, reason }: EndedRun): Promise<AutoPaused[]> {
    if (state === 'cancelled') return [];
    if (state === 'succeeded') {
      await manager.query('UPDATE schedules SET consecutive_failures = 0 WHERE name = $1', [schedule]);
      return [];
    }
    const [rows] = await manager.query<
      [{ failures: number; enabled: boolean; has_paused: boolean }[], number]
    >(
      `UPDATE schedules SET consecutive_failures = consecutive_failures + 1,
         enabled = enabled AND coalesce(consecutive_failures + 1 < max_failures, true),
         paused_reason = CASE WHEN enabled AND consecutive_failures + 1 >= max_failures
           THEN format('paused by itself after %s failures in a row', consecutive_failures + 1) ELSE paused_reason END
       WHERE name = $1
       RETURNING consecutive_failures AS failures, enabled, coalesce(consecutive_failures = max_failures, false) AS has_paused`,
      [schedule],
    );
    const row = rows[0];
    return row?.has_paused && !row.enabled ? [{ name: schedule, failures: row.failures, reason }] : [];
  }
}
