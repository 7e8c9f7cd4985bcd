import { Alert, Button, Progress, SegmentedControl, Skeleton, Stack, Table, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { DialectReport } from '../../../lib/api-types';
import { countOf, formatDecimal } from '../../../lib/format';
import { isOver, jobQuery } from '../../../lib/jobs';
import { heldOutOf } from '../held-out';
import { dialectsQuery, useEvaluateInDialects } from '../api/online';

const k = 10;

type Judged = 'served' | 'held-out';

/** The same lists by three libraries' definitions, each with its formula. */
export function Dialects() {
  const [judged, setJudged] = useState<Judged>('served');
  return (
    <Section
      title="In three dialects"
      note="Libraries mean different numbers by the same name. Each is told with its formula."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="What is measured"
          value={judged}
          data={[
            { value: 'served', label: 'Served lists' },
            { value: 'held-out', label: 'Held-out ratings' },
          ]}
          onChange={setJudged}
        />
      }
    >
      {judged === 'served' ? <ServedLists /> : <HeldOut />}
    </Section>
  );
}

function ServedLists() {
  const query = useQuery(dialectsQuery(k));
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={320} radius="lg" />}
      isEmpty={({ people }) => people === 0}
      empty={<EmptyState title="Nobody to judge by">Lists for people who are known appear here.</EmptyState>}
    >
      {(report) => (
        <>
          <Text size="sm" c="dimmed">
            The first {k} films of the newest list of {countOf(report.people, 'person', 'people')}, judged by
            what they rated 4 or more since; {countOf(report.peopleWhoLiked, 'person', 'people')} of them did.
          </Text>
          <DialectTabs labels={report.labels} metrics={report.metrics} />
        </>
      )}
    </QueryState>
  );
}

function HeldOut() {
  const start = useEvaluateInDialects();
  const job = useQuery({
    ...jobQuery(start.data?.id ?? ''),
    enabled: start.data !== undefined,
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : 1_000),
  });
  const running = start.isPending || (start.data !== undefined && !(job.data && isOver(job.data)));
  const result = heldOutOf(job.data);
  return (
    <Stack gap="md">
      <Button w="fit-content" variant="light" loading={running} onClick={() => start.mutate({ k })}>
        Measure the champion
      </Button>
      {start.error ? <ProblemAlert error={start.error} /> : null}
      {running && job.data ? (
        <Progress value={100 * (job.data.progress.ratio ?? 0)} aria-label="Progress of the measurement" />
      ) : null}
      {job.data?.state === 'failed' ? (
        <Alert color="red" title="No numbers">
          {job.data.failureReason}
        </Alert>
      ) : null}
      {result ? (
        <>
          <Text size="sm" c="dimmed" role="status">
            Lists of {k} by version {result.modelVersion} for {countOf(result.users, 'person', 'people')} with
            a held-out rating of 4 or more, over the whole catalogue, ordered by the model’s estimates alone.
          </Text>
          <DialectTabs labels={result.labels} metrics={result.metrics} />
        </>
      ) : null}
    </Stack>
  );
}

function DialectTabs({ labels, metrics }: Pick<DialectReport, 'labels' | 'metrics'>) {
  const dialects = Object.entries(labels);
  return (
    <Tabs defaultValue={dialects[0]?.[0]} keepMounted={false}>
      <Tabs.List>
        {dialects.map(([dialect, label]) => (
          <Tabs.Tab key={dialect} value={dialect}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {dialects.map(([dialect]) => (
        <Tabs.Panel key={dialect} value={dialect} pt="sm">
          <DialectTable metrics={metrics.filter((metric) => metric.dialect === dialect)} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function DialectTable({ metrics }: { metrics: DialectReport['metrics'] }) {
  return (
    <Table.ScrollContainer minWidth={640} type="native" className="panel">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th ta="right">Value at {k}</Table.Th>
            <Table.Th>Formula</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {metrics.map(({ id, name, value, formula, note, higherIsBetter }) => (
            <Table.Tr key={id}>
              <Table.Td>
                {name}{' '}
                {higherIsBetter === null ? null : (
                  <Text span c="dimmed" title={higherIsBetter ? 'Higher is better' : 'Lower is better'}>
                    {higherIsBetter ? '↑' : '↓'}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatDecimal(value, 4)}
              </Table.Td>
              <Table.Td>
                <Text size="sm">{formula}</Text>
                {note ? (
                  <Text size="xs" c="dimmed">
                    {note}
                  </Text>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
