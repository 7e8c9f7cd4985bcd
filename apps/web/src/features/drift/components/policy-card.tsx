import { Button, Card, Group, NumberInput, SimpleGrid, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { DriftPolicy, PolicyChanges } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { driftPolicyQuery, useChangePolicy } from '../api/drift-reports';

/** When drift and harm are ignored, told of, or acted upon. */
export function PolicyCard() {
  const query = useQuery(driftPolicyQuery);
  return (
    <Card>
      <Section title="Policy" note="What Marquee does by itself when data move or the champion gets worse.">
        <QueryState query={query} loading={<Skeleton height={200} />}>
          {(policy) => <PolicyForm key={policy.updatedAt} policy={policy} />}
        </QueryState>
      </Section>
    </Card>
  );
}

const switches = [
  ['enabled', 'Make reports and act by itself'],
  ['retrain', 'May start a training'],
  ['rollback', 'May take the champion back'],
] as const;

/** `percent`: stored as a share of 1. */
const numbers = [
  { name: 'harmExcess', label: 'Harm from', suffix: ' % worse than promised', percent: true },
  { name: 'alertDriftShare', label: 'Drift from', suffix: ' % of the properties', percent: true },
  { name: 'minimumRatings', label: 'Nothing below', suffix: ' new ratings', percent: false },
  { name: 'reportEveryRatings', label: 'Report after', suffix: ' new ratings', percent: false },
  { name: 'retrainCooldownHours', label: 'Next training after', suffix: ' hours', percent: false },
  { name: 'rollbackExcess', label: 'Take back from', suffix: ' % worse than promised', percent: true },
] as const;

function PolicyForm({ policy: { settings, alerting, retrainedAt, rolledBackAt } }: { policy: DriftPolicy }) {
  const [draft, setDraft] = useState<PolicyChanges>({});
  const change = useChangePolicy();
  const changed = Object.keys(draft).length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(draft);
      }}
    >
      <Stack gap="md">
        <Group gap="lg">
          {switches.map(([name, label]) => (
            <Switch
              key={name}
              label={label}
              checked={draft[name] ?? settings[name] ?? false}
              onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.checked })}
            />
          ))}
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
          {numbers.map(({ name, label, suffix, percent }) => {
            const factor = percent ? 100 : 1;
            const value = draft[name] ?? settings[name];
            return (
              <NumberInput
                key={name}
                label={label}
                suffix={suffix}
                min={0}
                value={value === undefined ? '' : Number((value * factor).toFixed(4))}
                onChange={(given) =>
                  typeof given === 'number' ? setDraft({ ...draft, [name]: given / factor }) : undefined
                }
              />
            );
          })}
        </SimpleGrid>
        {change.error ? <ProblemAlert error={change.error} /> : null}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {alerting ? 'Its alert is open.' : 'No alert is open.'}
            {retrainedAt ? ` Last training by it: ${formatDateTime(retrainedAt)}.` : ''}
            {rolledBackAt ? ` Champion taken back: ${formatDateTime(rolledBackAt)}.` : ''}
          </Text>
          <Button type="submit" disabled={!changed} loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
