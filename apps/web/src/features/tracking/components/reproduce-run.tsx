import { Alert, Button, Card, Code, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { JobProgress } from '../../../components/job-progress';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Job, RunDetail } from '../../../lib/api-types';
import { formatDuration } from '../../../lib/format';
import { isOver, recentJobsQuery, useCancelJob, useLiveJob } from '../../../lib/jobs';
import { useReproduceRun } from '../api/run';
import { reproductionOf } from '../reproduction';

/** Trains the model of a run once more from its snapshot, and tells whether the same file came of it. */
export function ReproduceRun({ run }: { run: RunDetail }) {
  const reproduce = useReproduceRun(run.id);
  const recent = useQuery(recentJobsQuery('reproduction'));
  const jobId = reproduce.data?.id ?? recent.data?.items.find(({ params }) => params.runId === run.id)?.id;
  const isRunning = recent.data?.items.some((job) => !isOver(job)) ?? false;
  return (
    <Card>
      <Section
        title="Reproduce"
        note="Trains the same model again from the same snapshot, and compares the two files bit for bit. Nothing that serves changes."
      >
        <Button
          w="fit-content"
          variant="light"
          loading={reproduce.isPending}
          disabled={isRunning}
          onClick={() => reproduce.mutate()}
        >
          Reproduce this run
        </Button>
        {reproduce.error ? <ProblemAlert error={reproduce.error} /> : null}
        {jobId === undefined ? null : <Reproduction key={jobId} jobId={jobId} />}
      </Section>
    </Card>
  );
}

function Reproduction({ jobId }: { jobId: string }) {
  const cancel = useCancelJob();
  const query = useLiveJob(jobId);
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  return (
    <Stack gap="sm">
      <JobProgress
        job={query.data}
        unit="epochs"
        onCancel={() => cancel.mutate(jobId)}
        cancelling={cancel.isPending}
      />
      {cancel.error ? <ProblemAlert error={cancel.error} /> : null}
      <Outcome job={query.data} />
    </Stack>
  );
}

function Outcome({ job }: { job: Job }) {
  const outcome = reproductionOf(job);
  if (!outcome) return null;
  const { identical, sameCode, expectedSha256, actualSha256, seconds } = outcome;
  return (
    <Alert
      role="status"
      variant="light"
      color={identical ? 'teal' : 'orange'}
      title={identical ? 'The same checksum' : 'Another checksum'}
    >
      <Stack gap={6}>
        <Text size="sm">
          {identical
            ? 'The two files are the same, bit for bit.'
            : sameCode
              ? 'The same code has made another model.'
              : 'The code that makes models is not that of the run: other code may well make another model.'}{' '}
          It took {formatDuration(seconds * 1000)}.
        </Text>
        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
          {identical ? '' : 'Then '}
          <Code fz="xs">{expectedSha256}</Code>
        </Text>
        {identical ? null : (
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            Now <Code fz="xs">{actualSha256}</Code>
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
