import { Anchor, Button, Group, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { JobState } from '../../../components/job-progress';
import { QueryState } from '../../../components/query-state';
import type { Job } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { jobKindsQuery, jobsQuery } from '../api/jobs';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** All jobs, newest first; what is shown is in the address. */
export function JobsTable() {
  const [address, setAddress] = useSearchParams();
  const kind = address.get('kind') ?? undefined;
  const state = states.find((one) => one === address.get('state'));
  const kinds = useQuery(jobKindsQuery);
  const jobs = useInfiniteQuery(jobsQuery({ kind, state }));
  const choose = (name: string) => (value: string | null) =>
    setAddress((before) => {
      if (value) before.set(name, value);
      else before.delete(name);
      return before;
    });
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Select
          aria-label="Kind"
          placeholder="Every kind"
          clearable
          w={{ base: '100%', xs: 200 }}
          data={kinds.data?.map((one) => ({ value: one.kind, label: one.title })) ?? []}
          value={kind ?? null}
          onChange={choose('kind')}
        />
        <Select
          aria-label="State"
          placeholder="Every state"
          clearable
          w={{ base: '100%', xs: 160 }}
          data={states}
          value={state ?? null}
          onChange={choose('state')}
        />
      </Group>
      <QueryState
        query={jobs}
        loading={<Skeleton height={240} />}
        isEmpty={({ pages }) => pages[0].items.length === 0}
        empty={
          <EmptyState title="No jobs">Imports, trainings and the like show here when they start.</EmptyState>
        }
      >
        {({ pages }) => (
          <>
            <Table.ScrollContainer minWidth={640} type="native">
              <Table verticalSpacing={8} fz="sm" aria-label="Jobs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Kind</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th>Started by</Table.Th>
                    <Table.Th>Entered</Table.Th>
                    <Table.Th>Took</Table.Th>
                    <Table.Th>Attempt</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {pages
                    .flatMap(({ items }) => items)
                    .map((job) => (
                      <JobRow key={job.id} job={job} />
                    ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {jobs.hasNextPage ? (
              <Button
                variant="default"
                loading={jobs.isFetchingNextPage}
                onClick={() => void jobs.fetchNextPage()}
              >
                Show older jobs
              </Button>
            ) : null}
          </>
        )}
      </QueryState>
    </Stack>
  );
}

function JobRow({ job }: { job: Job }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/jobs/${job.id}`} fz="sm">
          {job.kind}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <JobState state={job.state} />
        {job.state === 'failed' ? (
          <Text size="xs" c="dimmed" lineClamp={1} maw={260}>
            {job.failureReason}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>{job.trigger}</Table.Td>
      <Table.Td>{formatDateTime(job.createdAt)}</Table.Td>
      <Table.Td className="numeric">{formatDuration(durationMs(job))}</Table.Td>
      <Table.Td className="numeric">
        {job.attempt} of {job.maxAttempts}
      </Table.Td>
    </Table.Tr>
  );
}

/** From its first start to its end. */
export function durationMs({ startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>): number | null {
  return startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
}
