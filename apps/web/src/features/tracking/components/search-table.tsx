import { Anchor, Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { RunStatus } from '../../../components/run-status';
import type { Run } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { valueIn, type Column } from '../columns';

interface SearchTableProps {
  runs: readonly Run[];
  columns: readonly Column[];
  /** `metrics.rmse ASC`, or empty. */
  orderBy: string;
  selected: ReadonlySet<string>;
  onOrder: (orderBy: string) => void;
  onSelect: (selected: Set<string>) => void;
}

/** Runs that were found, with the columns that were chosen. */
export function SearchTable({ runs, columns, orderBy, selected, onOrder, onSelect }: SearchTableProps) {
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const heading = (id: string, label: string, isNumeric = false) => (
    <Heading key={id} id={id} orderBy={orderBy} onOrder={onOrder} isNumeric={isNumeric}>
      {label}
    </Heading>
  );
  return (
    <Table.ScrollContainer minWidth={560 + columns.length * 110} type="native" className="panel">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={44}>
              <Checkbox
                size="xs"
                aria-label="Select all shown"
                checked={runs.length > 0 && runs.every(({ id }) => selected.has(id))}
                indeterminate={
                  runs.some(({ id }) => selected.has(id)) && !runs.every(({ id }) => selected.has(id))
                }
                onChange={(event) =>
                  onSelect(new Set(event.currentTarget.checked ? runs.map(({ id }) => id) : []))
                }
              />
            </Table.Th>
            {heading('run_name', 'Run')}
            {heading('status', 'Status')}
            {columns.map(({ id, label, kind }) => heading(id, label, kind === 'metrics'))}
            {heading('start_time', 'Started')}
            {heading('duration', 'Took', true)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr
              key={run.id}
              bg={selected.has(run.id) ? 'var(--mantine-primary-color-light)' : undefined}
            >
              <Table.Td>
                <Checkbox
                  size="xs"
                  aria-label={`Select ${run.name}`}
                  checked={selected.has(run.id)}
                  onChange={() => toggle(run.id)}
                />
              </Table.Td>
              <Table.Td>
                <Anchor component={Link} to={`/runs/${run.id}`} fw={600}>
                  {run.name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {[run.userId, run.modelVersion === null ? null : `version ${run.modelVersion}`]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Table.Td>
              <Table.Td>
                <RunStatus status={run.status} />
              </Table.Td>
              {columns.map((column) => (
                <Cell key={column.id} value={valueIn(run, column)} isNumeric={column.kind === 'metrics'} />
              ))}
              <Table.Td>{formatDateTime(run.startedAt)}</Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatDuration(run.durationMs)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cell({ value, isNumeric }: { value: string | number | undefined; isNumeric: boolean }) {
  if (isNumeric) {
    return (
      <Table.Td ta="right" className="numeric">
        {typeof value === 'number' ? Number(value.toPrecision(5)) : '–'}
      </Table.Td>
    );
  }
  return (
    <Table.Td maw={220}>
      <Text size="sm" truncate title={value === undefined ? undefined : String(value)}>
        {value ?? '–'}
      </Text>
    </Table.Td>
  );
}

interface HeadingProps {
  id: string;
  orderBy: string;
  onOrder: (orderBy: string) => void;
  isNumeric: boolean;
  children: ReactNode;
}

function Heading({ id, orderBy, onOrder, isNumeric, children }: HeadingProps) {
  const direction = orderBy === `${id} ASC` ? 'ascending' : orderBy === `${id} DESC` ? 'descending' : 'none';
  const next = direction === 'ascending' ? `${id} DESC` : direction === 'descending' ? '' : `${id} ASC`;
  return (
    <Table.Th aria-sort={direction} ta={isNumeric ? 'right' : undefined}>
      <UnstyledButton
        fz="inherit"
        fw="inherit"
        onClick={() => onOrder(next)}
        style={{ whiteSpace: 'nowrap' }}
      >
        {children}
        {direction === 'ascending' ? <IconArrowUp size={13} aria-hidden="true" /> : null}
        {direction === 'descending' ? <IconArrowDown size={13} aria-hidden="true" /> : null}
      </UnstyledButton>
    </Table.Th>
  );
}
