import { Table } from '@mantine/core';
import { EmptyState } from '../../../components/empty-state';
import type { Quality } from '../../../lib/api-types';
import { formatCount, formatDuration } from '../../../lib/format';

const strategies: Record<string, string> = {
  personalised: 'Personal',
  'genre-popularity': 'Popular in the genres asked for',
  popularity: 'Popular with everyone',
};

/** The window's lists, apart for each model and strategy that made them. */
export function ByModel({ rows }: { rows: Quality['byModel'] }) {
  if (rows.length === 0) {
    return (
      <EmptyState title="No model has served yet">The first recommendation starts the count.</EmptyState>
    );
  }
  return (
    <Table.ScrollContainer minWidth={420} type="native" className="panel">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model</Table.Th>
            <Table.Th>Lists</Table.Th>
            <Table.Th ta="right">Served</Table.Th>
            <Table.Th ta="right">Mean time</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ modelVersion, strategy, recommendations, meanLatencyMs }) => (
            <Table.Tr key={`${modelVersion} ${strategy}`}>
              <Table.Td>{modelVersion === null ? 'none' : `v${modelVersion}`}</Table.Td>
              <Table.Td>{strategies[strategy] ?? strategy}</Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatCount(recommendations)}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatDuration(meanLatencyMs)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
