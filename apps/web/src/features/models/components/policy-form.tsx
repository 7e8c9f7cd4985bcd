import {
  Button,
  Card,
  Group,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { PromotionPolicy, StoredPromotionPolicy } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { policyQuery, useChangePolicy } from '../api/promotion';

type NumberField = Exclude<keyof PromotionPolicy, 'test'>;

/** What a field is called, and what an empty one means. */
const fields: { name: NumberField; label: string; note: string; step: number; isOptional: boolean }[] = [
  {
    name: 'minHeldOutUsers',
    label: 'Held-out users needed',
    note: 'Fewer are too few to tell',
    step: 1,
    isOptional: false,
  },
  {
    name: 'minHeldOutRatings',
    label: 'Held-out ratings needed',
    note: 'Fewer are too few to tell',
    step: 10,
    isOptional: false,
  },
  { name: 'alpha', label: 'Level of the test', note: 'After Holm', step: 0.01, isOptional: false },
  {
    name: 'minimumImprovement',
    label: 'Minimum improvement',
    note: 'Share of the metric',
    step: 0.001,
    isOptional: false,
  },
  {
    name: 'staleAfterNewRatings',
    label: 'Stale after new ratings',
    note: 'Share; empty: never',
    step: 0.05,
    isOptional: true,
  },
  {
    name: 'staleMargin',
    label: 'Margin when stale',
    note: 'Share of the metric',
    step: 0.001,
    isOptional: false,
  },
  {
    name: 'maxCoverageDrop',
    label: 'Coverage may fall by',
    note: 'Share; empty: off',
    step: 0.1,
    isOptional: true,
  },
  {
    name: 'maxPopularityRise',
    label: 'Popularity may rise by',
    note: 'Share; empty: off',
    step: 0.1,
    isOptional: true,
  },
  {
    name: 'maxColdStartLoss',
    label: 'Cold start may lose',
    note: 'Share; empty: off',
    step: 0.01,
    isOptional: true,
  },
  {
    name: 'minColdStartUsers',
    label: 'Cold-start users needed',
    note: 'Fewer say nothing',
    step: 1,
    isOptional: false,
  },
  { name: 'maxLatencyMs', label: 'Latency up to', note: 'ms a list; empty: off', step: 10, isOptional: true },
];

/** The settings of the rule of promotion. */
export function PolicyForm() {
  const query = useQuery(policyQuery);
  return (
    <QueryState query={query} loading={<Skeleton height={240} radius="lg" />}>
      {(stored) => <Form key={stored.revision} stored={stored} />}
    </QueryState>
  );
}

function Form({ stored }: { stored: StoredPromotionPolicy }) {
  const [policy, setPolicy] = useState(stored.policy);
  const change = useChangePolicy();
  const isChanged = JSON.stringify(policy) !== JSON.stringify(stored.policy);
  const isComplete = fields.every(({ name, isOptional }) => isOptional || policy[name] !== null);
  const submit = () =>
    change.mutate(
      { policy, revision: stored.revision },
      {
        onSuccess: () =>
          notifications.show({ color: 'teal', message: 'The next training is judged by this policy.' }),
      },
    );
  return (
    <Card>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label="Paired test"
            value={policy.test}
            onChange={(test) => setPolicy({ ...policy, test: test })}
            data={[
              { value: 'bootstrap', label: 'Bootstrap' },
              { value: 'wilcoxon', label: 'Wilcoxon' },
            ]}
            maw={320}
          />
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
            {fields.map(({ name, label, note, step, isOptional }) => (
              <NumberInput
                key={name}
                label={label}
                description={note}
                min={0}
                step={step}
                required={!isOptional}
                value={policy[name] ?? ''}
                onChange={(value) => setPolicy({ ...policy, [name]: value === '' ? null : Number(value) })}
              />
            ))}
          </SimpleGrid>
          {change.error ? <ProblemAlert error={change.error} /> : null}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              {stored.updatedAt
                ? `Changed ${formatDateTime(stored.updatedAt)}${stored.updatedBy ? ` by ${stored.updatedBy}` : ''}`
                : 'As shipped'}
            </Text>
            <Group>
              <Button variant="default" disabled={!isChanged} onClick={() => setPolicy(stored.policy)}>
                Undo changes
              </Button>
              <Button type="submit" disabled={!isChanged || !isComplete} loading={change.isPending}>
                Save the policy
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
