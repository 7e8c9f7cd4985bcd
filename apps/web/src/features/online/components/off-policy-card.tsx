import { Alert, Button, Card, Group, Progress, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { StatTiles } from '../../../components/stat-tiles';
import type { OffPolicyOrder } from '../../../lib/api-types';
import { formatCount, formatDecimal, formatShare } from '../../../lib/format';
import { isOver, jobQuery } from '../../../lib/jobs';
import { useEstimateOffPolicy } from '../api/online';
import { resultOf, type OffPolicyResult } from '../off-policy';

type Reward = NonNullable<OffPolicyOrder['reward']>;

/** What another model would have earned, by the log of the one that served. */
export function OffPolicyCard() {
  const start = useEstimateOffPolicy();
  const [alias, setAlias] = useState('challenger');
  const [reward, setReward] = useState<Reward>('click');
  const job = useQuery({
    ...jobQuery(start.data?.id ?? ''),
    enabled: start.data !== undefined,
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : 1_000),
  });
  const running = start.isPending || (start.data !== undefined && !(job.data && isOver(job.data)));
  const result = resultOf(job.data);
  return (
    <Section
      title="What another model would have earned"
      note="From the lists of the last 30 days: without showing it to anybody"
    >
      <Card>
        <Stack gap="md">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              start.mutate({ alias, reward, clip: 100, maxLists: 5_000 });
            }}
          >
            <Group gap="sm" align="flex-end">
              <TextInput
                label="Alias of the model"
                value={alias}
                onChange={(event) => setAlias(event.currentTarget.value.trim())}
              />
              <Select
                label="Counted"
                data={[
                  { value: 'click', label: 'Clicks' },
                  { value: 'positive-rating', label: 'Ratings of 4 or more' },
                ]}
                value={reward}
                allowDeselect={false}
                onChange={(value) => setReward(value ?? 'click')}
              />
              <Button type="submit" loading={running} disabled={!/^[\w-]+$/.test(alias)}>
                Estimate
              </Button>
            </Group>
          </form>
          {start.error ? <ProblemAlert error={start.error} /> : null}
          {running && job.data ? (
            <Progress value={100 * (job.data.progress.ratio ?? 0)} aria-label="Progress of the estimate" />
          ) : null}
          {job.data?.state === 'failed' ? (
            <Alert color="red" title="No estimate">
              {job.data.failureReason}
            </Alert>
          ) : null}
          {result ? <Estimate result={result} /> : null}
        </Stack>
      </Card>
    </Section>
  );
}

function Estimate({ result }: { result: OffPolicyResult }) {
  const { estimate } = result;
  const rows = [
    { name: 'What was shown', of: estimate.logged },
    { name: `Version ${result.modelVersion}, by IPS`, of: estimate.ips },
    { name: `Version ${result.modelVersion}, by SNIPS`, of: estimate.snips },
    { name: 'Difference (SNIPS)', of: estimate.difference },
  ];
  return (
    <Stack gap="md">
      <Text role="status">{result.verdict}</Text>
      <Table.ScrollContainer minWidth={320} type="native" className="panel">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Rewards for each place</Table.Th>
              <Table.Th ta="right">Estimate</Table.Th>
              <Table.Th ta="right">95 %, people drawn again</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, of }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatDecimal(of?.value, 4)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {of ? `${formatDecimal(of.low, 4)} to ${formatDecimal(of.high, 4)}` : '–'}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <StatTiles
        stats={[
          {
            label: 'Places',
            value: formatCount(estimate.places),
            hint: `of ${formatCount(result.lists - result.skipped)} lists, ${formatCount(estimate.people)} people`,
          },
          {
            label: 'Worth as much as',
            value: formatCount(Math.round(estimate.effectiveSampleSize)),
            hint: 'places: effective sample size',
          },
          {
            label: 'Mean weight',
            value: formatDecimal(estimate.meanWeight, 2),
            hint: 'about 1 where the log could show everything',
          },
          {
            label: 'Left to chance',
            value: formatShare(result.lists === 0 ? null : result.explored / result.lists),
            hint: 'of the lists: ROTATION_RATE sets it',
          },
        ]}
      />
    </Stack>
  );
}
