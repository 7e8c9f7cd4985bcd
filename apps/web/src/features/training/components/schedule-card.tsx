import {
  Button,
  Card,
  Group,
  Skeleton,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
  Autocomplete,
  Badge,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { Schedule } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { scheduleQuery, scheduleRunsQuery, useChangeSchedule } from '../api/schedule';
import { describeCron } from '../describe-cron';

/** When Marquee retrains by itself, and what came of the last times. */
export function ScheduleCard() {
  const query = useQuery(scheduleQuery);
  return (
    <Card>
      <Section title="Schedule">
        <QueryState
          query={query}
          loading={<Skeleton height={160} />}
          isEmpty={(schedule) => schedule === null}
          empty={<Text c="dimmed">This server has no retraining schedule.</Text>}
        >
          {(schedule) =>
            schedule && <ScheduleForm key={`${schedule.cron} ${schedule.timeZone}`} schedule={schedule} />
          }
        </QueryState>
        <ScheduleRuns />
      </Section>
    </Card>
  );
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];

function ScheduleForm({ schedule }: { schedule: Schedule }) {
  const [cron, setCron] = useState(schedule.cron);
  const [timeZone, setTimeZone] = useState(schedule.timeZone);
  const change = useChangeSchedule();
  const changed = cron !== schedule.cron || timeZone !== schedule.timeZone;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ cron: cron.trim(), timeZone });
      }}
    >
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Switch
            label="Retrain on schedule"
            checked={schedule.enabled}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed">
            {!schedule.enabled && 'Paused'}
            {schedule.enabled &&
              (schedule.nextRunAt ? `Next: ${formatDateTime(schedule.nextRunAt)}` : 'Schedules are off here')}
          </Text>
        </Group>
        <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label="Cron"
            description={describeCron(cron) ?? 'minute hour day month weekday'}
            value={cron}
            onChange={(event) => setCron(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <Autocomplete
            label="Time zone"
            description="Of the times in the cron line"
            data={zones}
            limit={40}
            value={timeZone}
            onChange={setTimeZone}
          />
        </Group>
        {change.error ? <ProblemAlert error={change.error} /> : null}
        {changed ? (
          <Group gap="sm">
            <Button type="submit" loading={change.isPending}>
              Save schedule
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setCron(schedule.cron);
                setTimeZone(schedule.timeZone);
              }}
            >
              Discard
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}

const outcomeColour = (outcome: string) =>
  outcome === 'started' ? 'teal' : outcome.startsWith('skipped') ? 'gray' : 'red';

function ScheduleRuns() {
  const query = useQuery(scheduleRunsQuery);
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={80} />}
      isEmpty={(runs) => runs.length === 0}
      empty={
        <Text size="sm" c="dimmed">
          The schedule has not fired yet.
        </Text>
      }
    >
      {(runs) => (
        <Table.ScrollContainer minWidth={420} type="native">
          <Table verticalSpacing={6} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Fired</Table.Th>
                <Table.Th>Outcome</Table.Th>
                <Table.Th>Detail</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {runs.slice(0, 10).map((run) => (
                <Table.Tr key={run.firedAt}>
                  <Table.Td>{formatDateTime(run.firedAt)}</Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={outcomeColour(run.outcome)} tt="none">
                      {run.outcome.replaceAll('-', ' ')}
                    </Badge>
                  </Table.Td>
                  <Table.Td>{run.detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </QueryState>
  );
}
