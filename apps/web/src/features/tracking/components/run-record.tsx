import type { ReactNode } from 'react';
import { Alert, Anchor, Card, Code, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { EmptyState } from '../../../components/empty-state';
import { Section } from '../../../components/page';
import { StatTiles } from '../../../components/stat-tiles';
import type { RunDetail } from '../../../lib/api-types';
import { formatBytes, formatCount, formatDateTime, formatDecimal, formatDuration } from '../../../lib/format';
import { metricLabel } from '../../../lib/metric-names';
import { curvesOf, type Curve } from '../run-curves';
import { ReproduceRun } from './reproduce-run';
import { RunFiles } from './run-files';
import { RunTags } from './run-tags';

const colours = ['var(--chart-a)', 'var(--chart-b)', 'var(--chart-c)', 'var(--chart-d)', 'var(--chart-e)'];

const shownMetrics = 24;

/** Everything a run recorded: metrics, curves, parameters, where it came from and what it left. */
export function RunRecord({ run }: { run: RunDetail }) {
  const curves = curvesOf(run.steps);
  const params = Object.entries(run.params);
  return (
    <Stack gap="xl">
      {run.failureReason ? (
        <Alert color="red" variant="light" title="This run failed" role="alert">
          {run.failureReason}
        </Alert>
      ) : null}
      {run.latestMetrics.length ? (
        <StatTiles
          stats={run.latestMetrics.slice(0, shownMetrics).map(({ key, value, text }) => ({
            label: metricLabel(key),
            value: value === null ? text : formatDecimal(value, 4),
          }))}
        />
      ) : null}
      <Section title="Curves">
        {curves.length ? (
          <SimpleGrid cols={{ base: 1, md: curves.length > 1 ? 2 : 1 }} spacing="lg">
            {curves.map((curve, index) => (
              <CurveFigure key={curve.metric} curve={curve} color={colours[index % colours.length]} />
            ))}
          </SimpleGrid>
        ) : (
          <EmptyState title="No curve for this run">
            {run.status === 'running'
              ? 'The second point draws it.'
              : 'No metric of it has more than one point, so there is nothing to plot by step.'}
          </EmptyState>
        )}
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Facts title="Parameters" rows={params.length ? params : [['none', 'It was given no parameters.']]} />
        <Facts
          title="Lineage"
          rows={[
            ...dataRows(run),
            ...codeRows(run),
            ...(run.engineVersion ? [['Engine', run.engineVersion] as const] : []),
            ...(run.userId ? [['By', run.userId] as const] : []),
            ['Started', formatDateTime(run.startedAt)],
            ['Took', formatDuration(run.durationMs)],
            ['Model version', run.modelVersion === null ? 'none' : `v${run.modelVersion}`],
            ...artifactRows(run),
          ]}
        />
        {run.snapshotId !== null && run.artifact ? <ReproduceRun run={run} /> : null}
        <RunTags run={run} />
        <RunFiles runId={run.id} />
      </SimpleGrid>
    </Stack>
  );
}

function dataRows({
  inputs,
  snapshotId,
  ratingCount,
  userCount,
  movieCount,
}: RunDetail): [string, ReactNode][] {
  const size: [string, ReactNode][] =
    ratingCount === null
      ? []
      : [
          ['Data', `${formatCount(ratingCount)} ratings`],
          ['', `${formatCount(userCount)} people, ${formatCount(movieCount)} films`],
        ];
  const snapshot: [string, ReactNode][] =
    snapshotId === null
      ? []
      : [
          [
            'Snapshot',
            <Anchor
              key="snapshot"
              component={Link}
              to={`/data/snapshots/${snapshotId}`}
              ff="monospace"
              fz="xs"
            >
              {snapshotId}
            </Anchor>,
          ],
        ];
  return [
    ...snapshot,
    ...size,
    ...inputs.map(({ dataset, tags }): [string, ReactNode] => [
      'Dataset',
      <span key={dataset.digest}>
        {dataset.name}{' '}
        <Code fz="xs" style={{ overflowWrap: 'anywhere' }}>
          {dataset.digest}
        </Code>
        {tags['mlflow.data.context'] ? ` for ${tags['mlflow.data.context']}` : ''}
      </span>,
    ]),
  ];
}

/** What the run's settings and the code that made it are known by. */
function codeRows({ configHash, codeVersion, gitCommit }: RunDetail): [string, ReactNode][] {
  const rows: [string, string | null][] = [
    ['Config hash', configHash],
    ['Code version', codeVersion],
    ['Git commit', gitCommit],
  ];
  return rows.flatMap(([name, value]): [string, ReactNode][] =>
    value === null
      ? []
      : [
          [
            name,
            <Code key={name} fz="xs" style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Code>,
          ],
        ],
  );
}

function artifactRows({ artifact }: RunDetail): [string, ReactNode][] {
  if (!artifact) return [['Artifact', 'none']];
  return [
    ['Artifact', `${artifact.uri} (${formatBytes(artifact.bytes)})`],
    [
      'SHA-256',
      <Code key="sha" fz="xs" style={{ overflowWrap: 'anywhere' }}>
        {artifact.sha256}
      </Code>,
    ],
  ];
}

function CurveFigure({ curve, color }: { curve: Curve; color: string }) {
  const first = curve.points[0];
  const last = curve.points[curve.points.length - 1];
  const label = metricLabel(curve.metric);
  return (
    <Figure
      title={`${label} by step`}
      summary={`From ${formatDecimal(first.value, 4)} at step ${first.step} to ${formatDecimal(last.value, 4)} at step ${last.step}.`}
      table={{
        columns: ['Step', label],
        rows: curve.points.map(({ step, value }) => [step, formatDecimal(value, 5)]),
      }}
      height={280}
    >
      <Lines
        rows={curve.points}
        category="step"
        series={[{ name: 'value', label, color }]}
        height={280}
        format={(value) => formatDecimal(value, 3)}
        zoomed
        withDots={curve.points.length < 40}
      />
    </Figure>
  );
}

function Facts({ title, rows }: { title: string; rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Card>
      <Section title={title}>
        <Table withRowBorders={false} verticalSpacing={6} horizontalSpacing={0}>
          <Table.Tbody>
            {rows.map(([name, value], index) => (
              <Table.Tr key={`${name} ${index}`}>
                <Table.Th scope="row" w={140} fw={400} style={{ verticalAlign: 'top' }}>
                  <Text size="sm" c="dimmed">
                    {name}
                  </Text>
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
    </Card>
  );
}
