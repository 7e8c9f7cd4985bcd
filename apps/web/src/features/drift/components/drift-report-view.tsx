import { Alert, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { EmptyState } from '../../../components/empty-state';
import { StatTiles } from '../../../components/stat-tiles';
import type { DriftReport } from '../../../lib/api-types';
import { formatCount, formatDate, formatDateTime, formatShare } from '../../../lib/format';
import { windowsInWords } from '../windows-in-words';
import { ColumnFigure } from './column-figure';
import { Harm } from './harm';
import { looks, VerdictBadge } from './verdict-badge';
import { WhatMoved } from './what-moved';

/** The drift report: verdict, windows, and every column's two distributions. */
export function DriftReportView({ report }: { report: DriftReport }) {
  const look = looks[report.verdict];
  return (
    <Stack gap="xl">
      <Alert color={look.color} variant="light" title={look.title} icon={look.icon} role="status">
        <Text>{report.summary}</Text>
        <Text size="sm" c="dimmed" mt={4}>
          {windowsInWords(report)}
        </Text>
      </Alert>
      <StatTiles
        stats={[
          {
            label: 'Moved',
            value: formatShare(report.driftShare),
            hint: `${report.driftedColumns} of ${report.columns.length} properties`,
          },
          {
            label: 'Learnt from',
            value: formatCount(report.referenceWindow.ratings),
            hint: spanOf(report.referenceWindow),
          },
          {
            label: 'New ratings',
            value: formatCount(report.currentWindow.ratings),
            hint: spanOf(report.currentWindow),
          },
          {
            label: 'Champion',
            value: report.modelVersion === null ? 'none' : `v${report.modelVersion}`,
            hint: `computed ${formatDateTime(report.computedAt)}`,
          },
        ]}
      />
      <Harm />
      {report.columns.length > 0 ? <WhatMoved report={report} /> : null}
      {report.columns.length === 0 ? (
        <EmptyState title="No property compared yet">
          Rate some films, or simulate ratings under Data: the comparison needs a few hundred of them.
        </EmptyState>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          {report.columns.map((column) => (
            <ColumnFigure
              key={`${column.column} ${column.test}`}
              column={column}
              badge={
                <Group gap="xs" mb="xs">
                  <VerdictBadge verdict={column.verdict} />
                </Group>
              }
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}

function spanOf({ from, to, description }: DriftReport['currentWindow']): string {
  return from && to ? `${formatDate(from)} to ${formatDate(to)}` : description;
}
