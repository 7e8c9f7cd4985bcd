import { Button, Card, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import type { AbExperiment } from '../../../lib/api-types';
import { useStartExperiment } from '../api/online';

/** Starts an experiment between the champion and the model of another alias. */
export function ExperimentForm() {
  const start = useStartExperiment();
  const [name, setName] = useState('Champion against challenger');
  const [alias, setAlias] = useState('challenger');
  const [share, setShare] = useState(50);
  const [metric, setMetric] = useState<AbExperiment['metric']>('click-through');
  const ready = name.trim() !== '' && /^[\w-]+$/.test(alias) && alias !== 'champion';
  return (
    <Card>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({
            name: name.trim(),
            metric,
            alpha: 0.05,
            arms: [
              { arm: 'champion', alias: 'champion', share: (100 - share) / 100 },
              { arm: alias, alias, share: share / 100 },
            ],
          });
        }}
      >
        <Stack gap="sm">
          <Text fw={640}>Start an experiment</Text>
          {start.error ? <ProblemAlert error={start.error} /> : null}
          <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
            <TextInput
              label="Name"
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
              miw={200}
            />
            <TextInput
              label="Alias of the other model"
              description="Give it one under Models"
              value={alias}
              onChange={(event) => setAlias(event.currentTarget.value.trim())}
              miw={160}
            />
            <NumberInput
              label="People who get it"
              suffix=" %"
              min={1}
              max={99}
              value={share}
              onChange={(value) => setShare(typeof value === 'number' ? value : 50)}
              clampBehavior="strict"
              miw={120}
            />
            <Select
              label="Compared by"
              data={[
                { value: 'click-through', label: 'Click-through rate' },
                { value: 'positive-rating', label: 'Positive-rating rate' },
              ]}
              value={metric}
              allowDeselect={false}
              onChange={(value) => setMetric(value ?? 'click-through')}
              miw={180}
            />
          </Group>
          <Button type="submit" w="fit-content" loading={start.isPending} disabled={!ready}>
            Start
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
