import { Anchor, Badge, ColorSwatch, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Figure } from '../../../components/charts/figure';
import { Section } from '../../../components/page';
import { RunStatus } from '../../../components/run-status';
import type { RunComparison as Comparison } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { byMetric, hasDirection, metricLabel } from '../../../lib/metric-names';
import { runColour } from '../run-colours';
import { ComparedCurves } from './compared-curves';
import { ParallelCoordinates } from './parallel-coordinates';

const mostAxes = 9;

/** Runs side by side. */
export function RunComparison({ comparison }: { comparison: Comparison }) {
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const differing = comparison.params.filter(({ differs }) => differs);
  const params = onlyDifferent ? differing : comparison.params;
  return (
    <Stack gap="xl">
      <Section title="Metrics" note="The last value of each; the best known direction is marked.">
        <ComparedTable comparison={comparison}>
          {comparison.metrics.map(({ key, values }) => (
            <MetricRow key={key} name={key} values={values} />
          ))}
        </ComparedTable>
      </Section>
      <Section
        title="Parameters"
        note={
          differing.length === 0
            ? 'All the same.'
            : `${differing.length} of ${comparison.params.length} differ.`
        }
        actions={
          <Switch
            label="Only those that differ"
            checked={onlyDifferent}
            onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
          />
        }
      >
        <ComparedTable comparison={comparison}>
          {params.map(({ key, values, differs }) => (
            <Table.Tr
              key={key}
              bg={differs && !onlyDifferent ? 'var(--mantine-color-yellow-light)' : undefined}
            >
              <Table.Th scope="row">{key}</Table.Th>
              {values.map((value, i) => (
                <Table.Td key={comparison.runs[i].id} style={{ overflowWrap: 'anywhere' }}>
                  {value ?? <Text c="dimmed">–</Text>}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </ComparedTable>
      </Section>
      <Section title="From settings to results">
        <Coordinates comparison={comparison} />
      </Section>
      <Section title="Curves">
        <ComparedCurves comparison={comparison} />
      </Section>
    </Stack>
  );
}

function ComparedTable({ comparison, children }: { comparison: Comparison; children: ReactNode }) {
  return (
    <Table.ScrollContainer minWidth={200 + comparison.runs.length * 150} type="native" className="panel">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={180} />
            {comparison.runs.map((run, i) => (
              <Table.Th key={run.id} style={{ verticalAlign: 'top' }}>
                <Group gap={6} wrap="nowrap">
                  <ColorSwatch size={10} color={runColour(i)} withShadow={false} />
                  <Anchor component={Link} to={`/runs/${run.id}`} size="sm" fw={600}>
                    {run.name}
                  </Anchor>
                </Group>
                <Text size="xs" c="dimmed" fw={400}>
                  {formatDateTime(run.startedAt)} · {formatDuration(run.durationMs)}
                </Text>
                <RunStatus status={run.status} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function MetricRow({ name, values }: { name: string; values: readonly (number | null)[] }) {
  const [best] = [...values].sort(byMetric(name));
  const isTold = hasDirection(name) && new Set(values).size > 1;
  return (
    <Table.Tr>
      <Table.Th scope="row">{metricLabel(name)}</Table.Th>
      {values.map((value, i) => (
        <Table.Td key={i} className="numeric">
          {value === null ? '–' : Number(value.toPrecision(6))}{' '}
          {isTold && value !== null && value === best ? (
            <Badge size="xs" variant="light" color="teal" tt="none">
              best
            </Badge>
          ) : null}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** Parameters that differ, then the metrics that all runs have, as far as there is room. */
function Coordinates({ comparison }: { comparison: Comparison }) {
  const metrics = comparison.metrics
    .filter(({ values }) => values.every((value) => value !== null))
    .slice(0, 3)
    .map(({ key, values }) => ({ label: metricLabel(key), values }));
  const params = comparison.params
    .filter(({ differs }) => differs)
    .slice(0, mostAxes - metrics.length)
    .map(({ key, values }) => ({ label: key, values }));
  const axes = [...params, ...metrics];
  if (axes.length < 2)
    return <Text c="dimmed">There is too little that differs to draw a line through.</Text>;
  return (
    <Figure
      title="Parallel coordinates"
      summary={`A line for each of ${comparison.runs.length} runs through ${axes.map(({ label }) => label).join(', ')}.`}
      table={{
        columns: ['Run', ...axes.map(({ label }) => label)],
        rows: comparison.runs.map((run, i) => [run.name, ...axes.map(({ values }) => values[i] ?? '–')]),
      }}
      height={260}
    >
      <ParallelCoordinates
        axes={axes}
        lines={comparison.runs.map(({ name }, i) => ({ name, color: runColour(i) }))}
      />
    </Figure>
  );
}
