import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { Job } from '../lib/api-types';
import { formatCompact, formatCount, formatDuration } from '../lib/format';
import { isOver } from '../lib/jobs';

const stateColour: Record<Job['state'], string> = {
  queued: 'gray',
  running: 'bulb',
  succeeded: 'teal',
  failed: 'red',
  cancelled: 'gray',
};

export function JobState({ state }: { state: Job['state'] }) {
  return (
    <Badge variant="light" color={stateColour[state]} tt="none">
      {state}
    </Badge>
  );
}

interface JobProgressProps {
  job: Job;
  /** What one step is called: "rows", "epochs". */
  unit: string;
  onCancel?: () => void;
  cancelling?: boolean;
}

/** A job as it runs: phase, share done, speed, time left, cancel. */
export function JobProgress({ job, unit, onCancel, cancelling }: JobProgressProps) {
  const { progress } = job;
  const over = isOver(job);
  const percent = progress.ratio === null ? null : Math.round(progress.ratio * 100);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <JobState state={job.state} />
          <Text fw={600}>{sentence(job)}</Text>
        </Group>
        {onCancel && !over ? (
          <Button size="xs" variant="default" onClick={onCancel} loading={cancelling}>
            Cancel
          </Button>
        ) : null}
      </Group>
      {over ? null : (
        <>
          <Progress
            value={percent ?? 100}
            animated={percent === null}
            striped={percent === null}
            color="bulb"
            size="md"
            aria-label={`${job.kind} progress`}
          />
          <Group gap="md" c="dimmed" fz="sm">
            {percent === null ? null : <span className="numeric">{percent} %</span>}
            {progress.done > 0 || progress.total ? (
              <span className="numeric">
                {formatCount(progress.done)}
                {progress.total === null ? '' : ` of ${formatCount(progress.total)}`} {unit}
              </span>
            ) : null}
            {progress.ratePerSecond ? <span>{formatCompact(progress.ratePerSecond)} a second</span> : null}
            {progress.remainingSeconds === null ? null : (
              <span>about {formatDuration(progress.remainingSeconds * 1000)} left</span>
            )}
          </Group>
        </>
      )}
      {job.failureReason ? (
        <Text size="sm" c="var(--accent-text)">
          {job.failureReason}
        </Text>
      ) : null}
    </Stack>
  );
}

function sentence({ state, progress }: Job): string {
  if (state === 'queued') return 'Waiting for its turn';
  if (state === 'succeeded') return 'Finished';
  if (state === 'failed') return 'Stopped by a failure';
  if (state === 'cancelled') return 'Cancelled';
  const said = progress.message ?? progress.phase.replaceAll('-', ' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}
