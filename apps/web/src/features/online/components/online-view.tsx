import { SegmentedControl, Stack, Table } from '@mantine/core';
import { Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { Section } from '../../../components/page';
import { StatTiles } from '../../../components/stat-tiles';
import type { OnlineMetrics, OnlineReport } from '../../../lib/api-types';
import { formatCount, formatDecimal, formatShare } from '../../../lib/format';
import type { Grouping } from '../api/online';
import { Formula } from './formula';

const groupings: { value: Grouping; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'model', label: 'Model' },
  { value: 'source', label: 'Source' },
  { value: 'position', label: 'Place' },
];

/** What people did with what was served, altogether and by what one asks for. */
export function OnlineView({ report, onGroup }: { report: OnlineReport; onGroup: (by: Grouping) => void }) {
  const { total, definitions, rows, by } = report;
  const interval = ({ low, high }: OnlineMetrics['clickThrough']) =>
    low === null ? '' : `${formatShare(low)}–${formatShare(high)} · `;
  return (
    <Section
      title="What people did"
      note={`Served from ${report.from} to ${report.to}; whoever opens or rates a film has seen it`}
      actions={
        <SegmentedControl size="xs" aria-label="Apart by" value={by} data={groupings} onChange={onGroup} />
      }
    >
      <StatTiles
        stats={[
          {
            label: 'Films seen',
            value: formatCount(total.impressions),
            hint: `of ${formatCount(total.films)} served`,
          },
          {
            label: 'Click-through',
            value: formatShare(total.clickThrough.share),
            hint: (
              <>
                {interval(total.clickThrough)}
                <Formula definition={definitions.clickThrough} />
              </>
            ),
          },
          {
            label: 'Rated 4 or more',
            value: formatShare(total.positiveRating.share),
            hint: (
              <>
                {interval(total.positiveRating)}
                <Formula definition={definitions.positiveRating} />
              </>
            ),
          },
          {
            label: 'Coverage',
            value: formatShare(total.coverage),
            hint: <Formula definition={definitions.coverage} />,
          },
          {
            label: 'Gini index',
            value: formatDecimal(total.gini, 3),
            hint: <Formula definition={definitions.gini} />,
          },
          {
            label: 'Novelty',
            value: formatDecimal(total.novelty, 2),
            hint: <Formula definition={definitions.novelty} />,
          },
        ]}
      />
      {by === 'day' && rows.length > 1 ? <ByDay rows={rows} /> : <Groups rows={rows} by={by} />}
    </Section>
  );
}

function ByDay({ rows }: { rows: readonly OnlineMetrics[] }) {
  const points = rows.map(({ key, clickThrough, positiveRating }) => ({
    day: key.slice(5),
    clicks: clickThrough.share,
    ratings: positiveRating.share,
  }));
  return (
    <Figure
      title="Clicks and good ratings by day"
      summary={`On the last day, ${formatShare(points.at(-1)?.clicks)} of the films seen were opened and ${formatShare(points.at(-1)?.ratings)} rated 4 or more.`}
      table={{
        columns: [
          'Day',
          'Lists',
          'Seen',
          'Click-through',
          '95 %',
          'Rated 4+',
          'Coverage',
          'Diversity',
          'Novelty',
        ],
        rows: rows.map((row) => [
          row.key,
          formatCount(row.lists),
          formatCount(row.impressions),
          formatShare(row.clickThrough.share),
          `${formatShare(row.clickThrough.low)}–${formatShare(row.clickThrough.high)}`,
          formatShare(row.positiveRating.share),
          formatShare(row.coverage),
          formatDecimal(row.diversity, 3),
          formatDecimal(row.novelty, 2),
        ]),
      }}
    >
      <Lines
        rows={points}
        category="day"
        series={[
          { name: 'clicks', label: 'Click-through rate', color: 'var(--chart-a)' },
          { name: 'ratings', label: 'Positive-rating rate', color: 'var(--chart-b)' },
        ]}
        format={formatShare}
        withDots
      />
    </Figure>
  );
}

function nameOf(by: Grouping, key: string): string {
  if (by === 'model') return key === '0' ? 'No model' : `v${key}`;
  if (by === 'position') return key === '51' ? '51 and on' : key;
  return key;
}

function Groups({ rows, by }: { rows: readonly OnlineMetrics[]; by: Grouping }) {
  const ofLists = by === 'model' || by === 'day';
  return (
    <Stack gap={0}>
      <Table.ScrollContainer minWidth={620} maxHeight={420} type="native" className="panel">
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{groupings.find(({ value }) => value === by)?.label}</Table.Th>
              <Table.Th ta="right">Served</Table.Th>
              <Table.Th ta="right">Seen</Table.Th>
              <Table.Th ta="right">Click-through (95 %)</Table.Th>
              <Table.Th ta="right">Rated 4+ (95 %)</Table.Th>
              {ofLists ? (
                <>
                  <Table.Th ta="right">Coverage</Table.Th>
                  <Table.Th ta="right">Novelty</Table.Th>
                  <Table.Th ta="right">Popularity</Table.Th>
                </>
              ) : null}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Td>{nameOf(by, row.key)}</Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(row.films)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(row.impressions)}
                </Table.Td>
                <ShareCell of={row.clickThrough} />
                <ShareCell of={row.positiveRating} />
                {ofLists ? (
                  <>
                    <Table.Td ta="right" className="numeric">
                      {formatShare(row.coverage)}
                    </Table.Td>
                    <Table.Td ta="right" className="numeric">
                      {formatDecimal(row.novelty, 2)}
                    </Table.Td>
                    <Table.Td ta="right" className="numeric">
                      {formatCount(row.popularity)}
                    </Table.Td>
                  </>
                ) : null}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

function ShareCell({ of: { share, low, high } }: { of: OnlineMetrics['clickThrough'] }) {
  return (
    <Table.Td ta="right" className="numeric">
      {formatShare(share)}
      {share === null ? '' : ` (${formatShare(low)}–${formatShare(high)})`}
    </Table.Td>
  );
}
