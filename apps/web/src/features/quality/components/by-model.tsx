import { Table } from '@mantine/core';
import { EmptyState } from '../../../components/empty-state';
import type { Quality } from '../../../lib/api-types';
import { formatCount, formatDecimal } from '../../../lib/format';

/** The window's numbers apart for each model that served in it. */
export function ByModel({ rows }: { rows: Quality['byModel'] }) {
  if (rows.length === 0) {
    return (
      <EmptyState title="No model has served yet">The first recommendation starts the count.</EmptyState>
    );
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <Table.ScrollContainer minWidth={560} type="native" className="panel">
      <Table>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={index}>
              {columns.map((column) => (
                <Table.Td key={column} className="numeric">
                  {readable((row as Record<string, unknown>)[column])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function readable(value: unknown): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? formatCount(value) : formatDecimal(value, 3);
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
