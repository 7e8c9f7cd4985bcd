import { Alert, Badge, Button, Card, Group, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { AbExperimentReport } from '../../../lib/api-types';
import { formatCount, formatDateTime, formatPValue, formatShare } from '../../../lib/format';
import { experimentQuery, experimentsQuery, useStopExperiment } from '../api/online';
import { ExperimentForm } from './experiment-form';
import { IntervalPlot } from './interval-plot';

const metrics = { 'click-through': 'Click-through rate', 'positive-rating': 'Positive-rating rate' } as const;
const points = (value: number) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(2)} pp`;

/** The experiment that runs, or the last one, and the way to the next. */
export function ExperimentCard() {
  const experiments = useQuery(experimentsQuery);
  return (
    <Section
      title="One model against another"
      note="People stay on their side for as long as the experiment runs"
    >
      <QueryState query={experiments} loading={<Skeleton height={220} radius="lg" />}>
        {({ items }) => {
          const shown = items.at(0);
          return (
            <Stack gap="md">
              {shown ? <ShownExperiment key={shown.id} id={shown.id} /> : null}
              {shown?.state === 'running' ? null : <ExperimentForm />}
            </Stack>
          );
        }}
      </QueryState>
    </Section>
  );
}

function ShownExperiment({ id }: { id: string }) {
  const query = useQuery(experimentQuery(id));
  return (
    <QueryState query={query} loading={<Skeleton height={220} radius="lg" />}>
      {(experiment) => (
        <Card>
          <Stack gap="md">
            <Group justify="space-between" gap="sm">
              <Group gap="sm">
                <Text fw={640}>{experiment.name}</Text>
                <Badge variant="light" color={experiment.state === 'running' ? 'teal' : 'gray'} tt="none">
                  {experiment.state === 'running'
                    ? `runs since ${formatDateTime(experiment.startedAt)}`
                    : `stopped ${formatDateTime(experiment.stoppedAt)}`}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed">
                {metrics[experiment.metric]}
              </Text>
            </Group>
            <Findings experiment={experiment} />
            {experiment.state === 'running' ? <StopForm id={id} /> : null}
            {experiment.stopReason ? (
              <Text size="sm" c="dimmed">
                Stopped: {experiment.stopReason}
              </Text>
            ) : null}
          </Stack>
        </Card>
      )}
    </QueryState>
  );
}

function Findings({ experiment: { report } }: { experiment: AbExperimentReport }) {
  const { sampleRatio } = report;
  return (
    <>
      {sampleRatio.verdict === 'mismatch' ? (
        <Alert color="red" title="The split is not what was set">
          Expected {sampleRatio.expected.map((count) => formatCount(Math.round(count))).join(' : ')} people,
          observed {sampleRatio.observed.map(formatCount).join(' : ')} (chi-square p{' '}
          {formatPValue(sampleRatio.pValue)}). Look for the cause before you believe the comparison.
        </Alert>
      ) : null}
      <Text role="status">{report.verdict}</Text>
      <Table.ScrollContainer minWidth={560} type="native" className="panel">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Side</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th ta="right">People</Table.Th>
              <Table.Th ta="right">Seen</Table.Th>
              <Table.Th ta="right">Opened</Table.Th>
              <Table.Th ta="right">Rated 4+</Table.Th>
              <Table.Th ta="right">Rate (interval)</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.arms.map((arm) => (
              <Table.Tr key={arm.arm}>
                <Table.Td>
                  {arm.arm} ({formatShare(arm.share)})
                </Table.Td>
                <Table.Td>
                  {arm.alias}
                  {arm.versions.length > 0
                    ? `, ${arm.versions.map(({ modelVersion }) => (modelVersion === 0 ? 'none' : `v${modelVersion}`)).join(', ')}`
                    : ''}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(arm.people)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(arm.impressions)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(arm.clicks)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(arm.positiveRatings)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatShare(arm.rate)}
                  {arm.rate === null ? '' : ` (${formatShare(arm.low)}–${formatShare(arm.high)})`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {report.comparisons.map((one) => (
        <Stack gap={6} key={one.arm}>
          <Text size="sm" fw={640}>
            {one.arm} − {one.against}
          </Text>
          <IntervalPlot
            format={points}
            intervals={[
              {
                label: 'However often you look',
                value: one.difference,
                low: one.anytime.low,
                high: one.anytime.high,
              },
              {
                label: 'Only for one look, at a time set beforehand',
                value: one.difference,
                low: one.fixedHorizon.low,
                high: one.fixedHorizon.high,
                muted: true,
              },
            ]}
          />
        </Stack>
      ))}
      {report.warnings.map((warning) => (
        <Alert key={warning} color="yellow">
          {warning}
        </Alert>
      ))}
    </>
  );
}

function StopForm({ id }: { id: string }) {
  const stop = useStopExperiment(id);
  const [reason, setReason] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        stop.mutate(reason.trim());
      }}
    >
      <Stack gap="sm">
        {stop.error ? <ProblemAlert error={stop.error} /> : null}
        <Group gap="sm" align="flex-end">
          <TextInput
            label="Why stop it"
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.currentTarget.value)}
            flex={1}
            miw={200}
          />
          <Button type="submit" variant="default" loading={stop.isPending} disabled={reason.trim() === ''}>
            Stop the experiment
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
