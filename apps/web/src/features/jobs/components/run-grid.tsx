import { Group, Skeleton, Stack, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { QueryState } from '../../../components/query-state';
import type { ScheduleRun } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { scheduleRunsQuery } from '../api/schedules';
import { outcomeColour, runOutcome, type RunOutcome } from '../run-outcome';
import classes from './run-grid.module.css';

const tallestPx = 56;
const outcomes: RunOutcome[] = ['succeeded', 'failed', 'running', 'cancelled', 'skipped'];

/** A schedule's runs as columns, oldest left: how long each took, and by colour what came of it. */
export function RunGrid({ name }: { name: string }) {
  const query = useQuery(scheduleRunsQuery(name));
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={tallestPx} />}
      isEmpty={(runs) => runs.length === 0}
      empty={
        <Text size="sm" c="dimmed">
          It has not fired yet.
        </Text>
      }
    >
      {(runs) => <Columns runs={[...runs].reverse()} />}
    </QueryState>
  );
}

function Columns({ runs }: { runs: ScheduleRun[] }) {
  const longest = Math.max(1, ...runs.map(({ durationSeconds }) => durationSeconds ?? 0));
  return (
    <Stack gap={6}>
      <div className={classes.grid} role="list" aria-label="Runs">
        {runs.map((run) => {
          const height = Math.max(4, ((run.durationSeconds ?? 0) / longest) * tallestPx);
          const column = (
            <>
              <span className={classes.bar} style={{ height, background: outcomeColour[runOutcome(run)] }} />
              <span className={classes.cell} style={{ background: outcomeColour[runOutcome(run)] }} />
            </>
          );
          return (
            <Tooltip key={`${run.scheduledFor} ${run.trigger}`} label={inWords(run)} multiline maw={320}>
              <div role="listitem" className={classes.column} aria-label={inWords(run)} tabIndex={0}>
                {run.jobId ? (
                  <Link to={`/jobs/${run.jobId}`} aria-label={`Job of ${formatDateTime(run.scheduledFor)}`}>
                    {column}
                  </Link>
                ) : (
                  column
                )}
              </div>
            </Tooltip>
          );
        })}
      </div>
      <Group gap="md" fz="xs" c="dimmed" aria-hidden>
        {outcomes.map((outcome) => (
          <Group key={outcome} gap={6}>
            <span className={classes.cell} style={{ background: outcomeColour[outcome] }} />
            {outcome}
          </Group>
        ))}
      </Group>
    </Stack>
  );
}

function inWords(run: ScheduleRun): string {
  const parts = [
    formatDateTime(run.scheduledFor),
    run.outcome === 'started' ? runOutcome(run) : run.outcome.replaceAll('-', ' '),
    run.durationSeconds === null ? null : formatDuration(run.durationSeconds * 1000),
    run.trigger === 'cron' ? null : run.trigger,
    run.failureReason ?? run.detail,
  ];
  return parts.filter(Boolean).join(' · ');
}
