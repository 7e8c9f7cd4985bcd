import { Button, Card, Code, Group, SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { JobProgress } from '../../../components/job-progress';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { Job } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { useCancelJob } from '../../../lib/jobs';
import { attemptsQuery, useRetryJob } from '../api/jobs';
import { JobLog } from './job-log';
import { durationMs } from './jobs-table';

/** One job: how far it is, its attempts, its log, and what can be done about it. */
export function JobView({ job }: { job: Job }) {
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const mayRetry = job.repeatable && (job.state === 'failed' || job.state === 'cancelled');
  const error = cancel.error ?? retry.error;
  return (
    <Stack gap="lg">
      <Card>
        <Stack gap="sm">
          <JobProgress
            job={job}
            unit="steps"
            onCancel={() => cancel.mutate(job.id)}
            cancelling={cancel.isPending}
          />
          {job.state === 'queued' && job.failureReason ? (
            <Text size="sm" c="dimmed">
              Attempt {job.attempt} failed: {job.failureReason}. The next one is due{' '}
              {formatDateTime(job.nextAttemptAt)}.
            </Text>
          ) : null}
          {mayRetry ? (
            <Group>
              <Button size="xs" loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
                Try again
              </Button>
            </Group>
          ) : null}
          {error ? <ProblemAlert error={error} /> : null}
        </Stack>
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <Card>
          <Section title="About">
            <Facts job={job} />
          </Section>
        </Card>
        <Card>
          <Section title="Attempts">
            <Attempts job={job} />
          </Section>
        </Card>
      </SimpleGrid>
      <Card>
        <Section title="Log">
          <JobLog job={job} />
        </Section>
      </Card>
    </Stack>
  );
}

function Facts({ job }: { job: Job }) {
  const facts: [string, string][] = [
    ['Started by', job.trigger],
    ['Entered', formatDateTime(job.createdAt)],
    ['Started', formatDateTime(job.startedAt)],
    ['Ended', formatDateTime(job.finishedAt)],
    ['Took', formatDuration(durationMs(job))],
    [
      'Limit of an attempt',
      formatDuration(job.timeLimitSeconds === null ? null : job.timeLimitSeconds * 1000),
    ],
    ['Deadline', formatDateTime(job.deadlineAt)],
  ];
  return (
    <Stack gap="sm">
      <Table fz="sm" withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th fw={500} c="dimmed">
                {label}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        Params
      </Text>
      <Code block mah={200} style={{ overflow: 'auto' }}>
        {JSON.stringify(job.params, null, 2)}
      </Code>
    </Stack>
  );
}

function Attempts({ job }: { job: Job }) {
  const attempts = useQuery(attemptsQuery(job.id, job.attempt, job.state));
  return (
    <QueryState query={attempts} loading={<Skeleton height={80} />}>
      {(rows) => (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.attempt}>
                <Table.Td className="numeric">{row.attempt}</Table.Td>
                <Table.Td>
                  {row.outcome ?? 'running'}
                  {row.failureReason ? (
                    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      {row.failureReason}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td>{formatDateTime(row.startedAt)}</Table.Td>
                <Table.Td className="numeric">{formatDuration(durationMs(row))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </QueryState>
  );
}
