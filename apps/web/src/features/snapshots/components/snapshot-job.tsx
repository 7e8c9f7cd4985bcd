import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Stack } from '@mantine/core';
import { JobProgress } from '../../../components/job-progress';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Job } from '../../../lib/api-types';
import { isOver, useCancelJob, useLiveJob } from '../../../lib/jobs';

interface SnapshotJobProps {
  jobId: string;
  /** What is out of date once the job has ended. */
  changes: readonly string[][];
  /** What came of it. */
  outcome: (job: Job) => ReactNode;
}

/** A snapshot as it is taken or restored, live. */
export function SnapshotJob({ jobId, changes, outcome }: SnapshotJobProps) {
  const cache = useQueryClient();
  const cancel = useCancelJob();
  const query = useLiveJob(jobId, (state) => {
    if (!isOver(state)) return;
    for (const queryKey of changes) void cache.invalidateQueries({ queryKey });
  });
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  return (
    <Stack gap="sm">
      <JobProgress
        job={query.data}
        unit="rows"
        onCancel={() => cancel.mutate(jobId)}
        cancelling={cancel.isPending}
      />
      {cancel.error ? <ProblemAlert error={cancel.error} /> : null}
      {outcome(query.data)}
    </Stack>
  );
}
