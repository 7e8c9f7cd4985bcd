import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Bars } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import type { DriftColumn } from '../../../lib/api-types';
import { formatShare } from '../../../lib/format';
import { pairHistograms } from '../pair-histograms';
import { propertyOf } from '../property';
import { scoreSentence } from '../verdict';

/** One property: what its values were when the champion learnt, and what they are now, as shares. */
export function ColumnFigure({ column, badge }: { column: DriftColumn; badge: ReactNode }) {
  const property = propertyOf(column.column);
  const rows = pairHistograms(column.reference.histogram, column.current.histogram, property);
  return (
    <Figure
      title={property.title}
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
