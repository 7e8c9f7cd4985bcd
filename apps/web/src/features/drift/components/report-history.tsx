import { Anchor, Button, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { DriftReportSummary, DriftTrend } from '../../../lib/api-types';
import { formatDateTime, formatDecimal, formatShare } from '../../../lib/format';
import { isOver, jobQuery } from '../../../lib/jobs';
import { openWithKey } from '../../../lib/open-with-key';
import { driftReportsQuery, driftTrendsQuery, useMakeReport } from '../api/drift-reports';
import { propertyOf } from '../property';
import { VerdictBadge } from './verdict-badge';

const actionWords = {
  ignore: 'nothing',
  alert: 'alert',
  retrain: 'training',
  rollback: 'champion taken back',
} as const;

/** Reports so far: what they said, what was done, whether it helped, and how columns moved over time. */
export function ReportHistory() {
  const query = useQuery(driftReportsQuery);
  const trends = useQuery(driftTrendsQuery);
  return (
    <Section
      title="Reports and what was done"
      note="Made by themselves as the policy says, or now."
      actions={<MakeReport />}
    >
      <QueryState
        query={query}
        loading={<Skeleton height={160} radius="lg" />}
        isEmpty={({ items }) => items.length === 0}
        empty={<Text c="dimmed">There is no report yet.</Text>}
      >
        {({ items }) => (
          <Stack gap="lg">
            <ReportTable reports={items} />
            {items.length > 1 && trends.data ? <Trends trends={trends.data} /> : null}
          </Stack>
        )}
      </QueryState>
    </Section>
  );
}

function MakeReport() {
  const cache = useQueryClient();
  const make = useMakeReport();
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useQuery({
    ...jobQuery(jobId ?? ''),
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1_000),
  });
  const running = jobId !== null && !(job.data && isOver(job.data));
  const ended = job.data && isOver(job.data) ? job.data.id : null;
  useEffect(() => {
    if (ended) void cache.invalidateQueries({ queryKey: ['drift'] });
  }, [ended, cache]);
  return (
    <Stack gap={4} align="flex-end">
      <Button
        variant="light"
        loading={make.isPending || running}
        onClick={() => make.mutate(undefined, { onSuccess: ({ id }) => setJobId(id) })}
      >
        Make a report now
      </Button>
      {make.error ? <ProblemAlert error={make.error} /> : null}
    </Stack>
  );
}

function ReportTable({ reports }: { reports: readonly DriftReportSummary[] }) {
  return (
    <Table.ScrollContainer minWidth={680} type="native">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Made</Table.Th>
            <Table.Th>Data</Table.Th>
            <Table.Th>Moved</Table.Th>
            <Table.Th>Worse than promised by</Table.Th>
            <Table.Th>What was done</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reports.map(({ id, createdAt, verdict, driftShare, excess, action, outcome }) => (
            <Table.Tr key={id}>
              <Table.Td>{formatDateTime(createdAt)}</Table.Td>
              <Table.Td>
                <VerdictBadge verdict={verdict} />
              </Table.Td>
              <Table.Td>{formatShare(driftShare)}</Table.Td>
              <Table.Td>{formatShare(excess)}</Table.Td>
              <Table.Td>
                {actionWords[action]}
                {outcome ? (
                  <Text size="xs" c="dimmed">
                    {outcome.summary}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td>
                <Anchor href={`/api/v1/drift-reports/${id}`} target="_blank" size="sm" onClick={openWithKey}>
                  Page <IconExternalLink size={13} aria-label="(opens in a new tab)" />
                </Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const colours = ['var(--chart-a)', 'var(--chart-b)', 'var(--chart-c)'];

/** The three columns that moved most, over the reports. */
function Trends({ trends }: { trends: readonly DriftTrend[] }) {
  const strength = ({ points }: DriftTrend) => Math.max(...points.map(({ effect }) => Math.abs(effect ?? 0)));
  const shown = [...trends].sort((a, b) => strength(b) - strength(a)).slice(0, 3);
  const rows = (shown.at(0)?.points ?? []).map(({ reportId, at }) => ({
    at: formatDateTime(at),
    ...Object.fromEntries(
      shown.map(({ column, points }) => [
        column,
        points.find((point) => point.reportId === reportId)?.effect ?? null,
      ]),
    ),
  }));
  if (rows.length === 0) return null;
  return (
    <Figure
      title="How far properties had moved"
      summary={`Effects by report of the three that moved most: ${shown.map(({ column }) => propertyOf(column).title).join(', ')}.`}
      table={{
        columns: ['Report', ...shown.map(({ column }) => propertyOf(column).title)],
        rows: rows.map((row) => [
          row.at,
          ...shown.map(({ column }) =>
            formatDecimal((row as Record<string, number | null | string>)[column] as number | null),
          ),
        ]),
      }}
      height={200}
    >
      <Lines
        rows={rows}
        category="at"
        series={shown.map(({ column }, i) => ({
          name: column,
          label: propertyOf(column).title,
          color: colours[i],
        }))}
        height={200}
        format={(value) => formatDecimal(value)}
        withDots
      />
    </Figure>
  );
}
