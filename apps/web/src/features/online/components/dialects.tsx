import { Skeleton, Table, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { Section } from '../../../components/page';
import { QueryState } from '../../../components/query-state';
import type { DialectReport } from '../../../lib/api-types';
import { countOf, formatDecimal } from '../../../lib/format';
import { dialectsQuery } from '../api/online';

const k = 10;

/** The same lists by three libraries' definitions, each with its formula. */
export function Dialects() {
  const query = useQuery(dialectsQuery(k));
  return (
    <Section
      title="The same lists, in three dialects"
      note="Judged by what people rated 4 or more after their list was served. Libraries mean different numbers by the same name."
    >
      <QueryState
        query={query}
        loading={<Skeleton height={320} radius="lg" />}
        isEmpty={({ people }) => people === 0}
        empty={
          <EmptyState title="Nobody to judge by">Lists for people who are known appear here.</EmptyState>
        }
      >
        {(report) => <Report report={report} />}
      </QueryState>
    </Section>
  );
}

function Report({ report }: { report: DialectReport }) {
  const dialects = Object.entries(report.labels);
  return (
    <>
      <Text size="sm" c="dimmed">
        The first {k} films of the newest list of {countOf(report.people, 'person', 'people')};{' '}
        {countOf(report.peopleWhoLiked, 'person', 'people')} of them liked a film since.
      </Text>
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
            <DialectTable metrics={report.metrics.filter((metric) => metric.dialect === dialect)} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
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
