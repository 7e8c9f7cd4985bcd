import { Autocomplete, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { Schedule } from '../../../lib/api-types';
import { ParamsField } from './params-field';

export interface ScheduleValues {
  cron: string;
  timeZone: string;
  misfirePolicy: Schedule['misfirePolicy'];
  maxFailures: number | null;
  /** JSON. */
  params: string;
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
const misfirePolicies = [
  { value: 'skip', label: 'Leave it out' },
  { value: 'run-once', label: 'Make up for it once' },
] as const;

interface ScheduleFieldsProps {
  values: ScheduleValues;
  onChange: (values: ScheduleValues) => void;
}

/** When a schedule fires, and what follows a missed time or failures. */
export function ScheduleFields({ values, onChange }: ScheduleFieldsProps) {
  const set = (change: Partial<ScheduleValues>) => onChange({ ...values, ...change });
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label="Cron"
          description="minute hour day month weekday"
          value={values.cron}
          onChange={(event) => set({ cron: event.currentTarget.value })}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Autocomplete
          label="Time zone"
          description="Of the times in the cron line"
          data={zones}
          limit={40}
          value={values.timeZone}
          onChange={(timeZone) => set({ timeZone })}
        />
        <Select
          label="A time that was missed"
          description="While no process ran"
          data={misfirePolicies}
          value={values.misfirePolicy}
          allowDeselect={false}
          onChange={(value) => set({ misfirePolicy: value === 'run-once' ? 'run-once' : 'skip' })}
        />
        <NumberInput
          label="Pauses itself after failures in a row"
          description="Empty: never"
          min={1}
          max={1000}
          value={values.maxFailures ?? ''}
          onChange={(value) => set({ maxFailures: typeof value === 'number' ? value : null })}
        />
      </SimpleGrid>
      <ParamsField value={values.params} onChange={(params) => set({ params })} />
    </Stack>
  );
}
