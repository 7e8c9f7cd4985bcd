import { Button, Card, Group, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import { jobKindsQuery } from '../api/jobs';
import { schedulesQuery, useCreateSchedule } from '../api/schedules';
import { paramsOf } from './params-field';
import { ScheduleFields, type ScheduleValues } from './schedule-fields';
import { ScheduleItem } from './schedule-item';

/** What starts by itself. */
export function SchedulesList() {
  const schedules = useQuery(schedulesQuery);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Stack gap="lg">
      <Group>
        <Button variant="default" onClick={() => setIsAdding((before) => !before)}>
          {isAdding ? 'Close' : 'New schedule'}
        </Button>
      </Group>
      {isAdding ? <NewSchedule onCreated={() => setIsAdding(false)} /> : null}
      <QueryState
        query={schedules}
        loading={<Skeleton height={200} />}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState title="No schedules">Nothing starts by itself.</EmptyState>}
      >
        {(list) => list.map((schedule) => <ScheduleItem key={schedule.name} schedule={schedule} />)}
      </QueryState>
    </Stack>
  );
}

const firstValues: ScheduleValues = {
  cron: '0 3 * * *',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  misfirePolicy: 'skip',
  maxFailures: 3,
  params: '{}',
};

function NewSchedule({ onCreated }: { onCreated: () => void }) {
  const kinds = useQuery(jobKindsQuery);
  const create = useCreateSchedule();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string | null>(null);
  const [values, setValues] = useState(firstValues);
  const schedulable = kinds.data?.filter((one) => one.schedulable) ?? [];
  const params = paramsOf(values.params);
  const choose = (value: string | null) => {
    setKind(value);
    const example = schedulable.find((one) => one.kind === value)?.exampleParams ?? {};
    setValues((before) => ({ ...before, params: JSON.stringify(example, null, 2) }));
  };
  const isComplete = name.trim() !== '' && kind !== null && params !== null;
  return (
    <Card>
      <Section title="New schedule">
        <Group grow gap="sm" align="flex-start">
          <TextInput
            label="Name"
            description="Small letters, digits, hyphens"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Kind of job"
            description={schedulable.find((one) => one.kind === kind)?.description ?? 'What it starts'}
            data={schedulable.map((one) => ({ value: one.kind, label: one.title }))}
            value={kind}
            onChange={choose}
          />
        </Group>
        <ScheduleFields values={values} onChange={setValues} />
        <Group>
          <Button
            disabled={!isComplete}
            loading={create.isPending}
            onClick={() =>
              isComplete &&
              create.mutate({ ...values, name: name.trim(), kind, params }, { onSuccess: onCreated })
            }
          >
            Create
          </Button>
        </Group>
        {create.error ? <ProblemAlert error={create.error} /> : null}
      </Section>
    </Card>
  );
}
