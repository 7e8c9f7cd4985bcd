import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Bars } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import type { DriftColumn } from '../../../lib/api-types';
import { formatShare } from '../../../lib/format';
import { pairHistograms } from '../pair-histograms';
import { scoreSentence } from '../verdict';

/** "ratings_per_user" → "Ratings per user". */
function columnTitle(name: string): string {
  const words = name
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One property: what its values were when the champion learnt, and what they are now, as shares. */
export function ColumnFigure({ column, badge }: { column: DriftColumn; badge: ReactNode }) {
  const rows = pairHistograms(column.reference.histogram, column.current.histogram);
  return (
    <Figure
      title={columnTitle(column.column)}
      summary={`${column.test}: ${scoreSentence(column)}.`}
      table={{
        columns: ['Value', 'Learnt from', 'New'],
        rows: rows.map(({ label, reference, current }) => [
          label,
          formatShare(reference),
          formatShare(current),
        ]),
      }}
      height={230}
    >
      {badge}
      {rows.length ? (
        <Bars
          rows={rows}
          category="label"
          series={[
            { name: 'reference', label: 'Learnt from', color: 'var(--chart-b)' },
            { name: 'current', label: 'New', color: 'var(--chart-a)' },
          ]}
          height={230}
          format={formatShare}
        />
      ) : (
        <Text size="sm" c="dimmed">
          No values to compare yet.
        </Text>
      )}
    </Figure>
  );
}
