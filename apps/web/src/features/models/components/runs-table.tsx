import { Anchor, Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import { RunStatus } from '../../../components/run-status';
import type { Run } from '../../../lib/api-types';
import { formatDateTime, formatDecimal, formatDuration } from '../../../lib/format';
import { runsQuery } from '../api/runs';
import { headlineMetrics, metricLabel } from '../../../lib/metric-names';

/** Every attempt at training a model, newest first. */
export function RunsTable() {
  const query = useInfiniteQuery(runsQuery);
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={260} radius="lg" />}
      isEmpty={() => runs.length === 0}
      empty={
        <EmptyState
          title="No training run yet"
          action={
            <Button component={Link} to="/lab" mt="xs">
              Open the lab
            </Button>
          }
        >
          Start a training in the lab: each candidate model leaves a run here.
        </EmptyState>
      }
    >
      {() => (
        <>
          <Table.ScrollContainer minWidth={760} type="native" className="panel">
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Run</Table.Th>
                  <Table.Th>Status</Table.Th>
                  {headlineMetrics.map((metric) => (
                    <Table.Th key={metric} ta="right">
                      {metricLabel(metric)}
                    </Table.Th>
                  ))}
                  <Table.Th>Started</Table.Th>
                  <Table.Th ta="right">Took</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {runs.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {query.hasNextPage ? (
            <Group justify="center">
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show older runs
              </Button>
            </Group>
          ) : null}
        </>
      )}
    </QueryState>
  );
}

function RunRow({ run }: { run: Run }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/runs/${run.id}`} fw={600}>
          {run.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {run.kind}
          {run.modelVersion === null ? '' : ` · version ${run.modelVersion}`}
        </Text>
      </Table.Td>
      <Table.Td>
        <RunStatus status={run.status} />
      </Table.Td>
      {headlineMetrics.map((metric) => (
        <Table.Td key={metric} ta="right" className="numeric">
          {formatDecimal(run.metrics[metric], 4)}
        </Table.Td>
      ))}
      <Table.Td>{formatDateTime(run.startedAt)}</Table.Td>
      <Table.Td ta="right" className="numeric">
        {formatDuration(run.durationMs)}
      </Table.Td>
    </Table.Tr>
  );
}
