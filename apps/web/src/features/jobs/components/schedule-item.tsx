import { Badge, Button, Card, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Schedule } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { useChangeSchedule, useDeleteSchedule, useTriggerSchedule } from '../api/schedules';
import { ParamsField, paramsOf } from './params-field';
import { RunGrid } from './run-grid';
import { ScheduleFields, type ScheduleValues } from './schedule-fields';

type Open = 'trigger' | 'edit' | 'delete' | null;

/** One schedule: when next, its runs, pause, trigger, change. */
export function ScheduleItem({ schedule }: { schedule: Schedule }) {
  const [open, setOpen] = useState<Open>(null);
  const change = useChangeSchedule(schedule.name);
  const toggle = (part: Open) => setOpen((before) => (before === part ? null : part));
  return (
    <Card component="article" aria-label={`Schedule ${schedule.name}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Title order={3}>{schedule.name}</Title>
            <Badge variant="light" color="gray" tt="none">
              {schedule.kind}
            </Badge>
            {schedule.consecutiveFailures > 0 ? (
              <Badge variant="light" color="red" tt="none">
                failed {schedule.consecutiveFailures}× in a row
              </Badge>
            ) : null}
          </Group>
          <Switch
            label={schedule.enabled ? 'On' : 'Paused'}
            aria-label={`${schedule.name} runs by itself`}
            checked={schedule.enabled}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {schedule.description ? `${schedule.description}. ` : ''}
          <span className="numeric">{schedule.cron}</span> · {schedule.timeZone} ·{' '}
          {schedule.enabled
            ? schedule.nextRunAt
              ? `next ${formatDateTime(schedule.nextRunAt)}`
              : 'schedules are off here'
            : (schedule.pausedReason ?? 'paused')}
        </Text>
        <RunGrid name={schedule.name} />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => toggle('trigger')}>
            Trigger now
          </Button>
          <Button size="xs" variant="default" onClick={() => toggle('edit')}>
            Change
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => toggle('delete')}>
            Delete
          </Button>
        </Group>
        {change.error ? <ProblemAlert error={change.error} /> : null}
        {open === 'trigger' ? <TriggerForm schedule={schedule} /> : null}
        {open === 'edit' ? <EditForm schedule={schedule} onSaved={() => setOpen(null)} /> : null}
        {open === 'delete' ? <DeleteForm name={schedule.name} /> : null}
      </Stack>
    </Card>
  );
}

function TriggerForm({ schedule }: { schedule: Schedule }) {
  const [params, setParams] = useState(JSON.stringify(schedule.params, null, 2));
  const trigger = useTriggerSchedule(schedule.name);
  const parsed = paramsOf(params);
  return (
    <Stack gap="sm">
      <ParamsField value={params} onChange={setParams} />
      <Group gap="sm">
        <Button
          size="xs"
          disabled={parsed === null}
          loading={trigger.isPending}
          onClick={() => parsed && trigger.mutate(parsed)}
        >
          Start a job
        </Button>
        {trigger.data ? (
          <Text size="sm" component={Link} to={`/jobs/${trigger.data.id}`}>
            Watch it
          </Text>
        ) : null}
      </Group>
      {trigger.error ? <ProblemAlert error={trigger.error} /> : null}
    </Stack>
  );
}

function EditForm({ schedule, onSaved }: { schedule: Schedule; onSaved: () => void }) {
  const [values, setValues] = useState<ScheduleValues>({
    cron: schedule.cron,
    timeZone: schedule.timeZone,
    misfirePolicy: schedule.misfirePolicy,
    maxFailures: schedule.maxFailures,
    params: JSON.stringify(schedule.params, null, 2),
  });
  const change = useChangeSchedule(schedule.name);
  const params = paramsOf(values.params);
  return (
    <Stack gap="sm">
      <ScheduleFields values={values} onChange={setValues} />
      <Group>
        <Button
          size="xs"
          disabled={params === null}
          loading={change.isPending}
          onClick={() => params && change.mutate({ ...values, params }, { onSuccess: onSaved })}
        >
          Save
        </Button>
      </Group>
      {change.error ? <ProblemAlert error={change.error} /> : null}
    </Stack>
  );
}

function DeleteForm({ name }: { name: string }) {
  const remove = useDeleteSchedule(name);
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">Its history goes with it; a job that runs goes on.</Text>
      <Button size="xs" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
        Delete {name}
      </Button>
      {remove.error ? <ProblemAlert error={remove.error} /> : null}
    </Stack>
  );
}
