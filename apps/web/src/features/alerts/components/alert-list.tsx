import { Anchor, Badge, Button, Card, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { OpenAlert } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { alertsQuery, useAcknowledge, useResolve, type AlertState } from '../api/alerts';

export const severityColour = { info: 'blue', warning: 'orange', critical: 'red' } as const;

/** Alerts, newest first, with what can be done about them. */
export function AlertList() {
  const [state, setState] = useState<AlertState>('open');
  const alerts = useQuery(alertsQuery(state));
  return (
    <Stack gap="md">
      <Group>
        <SegmentedControl
          aria-label="Which alerts"
          data={[
            { value: 'open', label: 'Open' },
            { value: 'resolved', label: 'Over' },
            { value: 'all', label: 'All' },
          ]}
          value={state}
          onChange={(value) => setState(value)}
        />
      </Group>
      <QueryState
        query={alerts}
        loading={<Skeleton height={160} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState title={state === 'open' ? 'All is well' : 'No alerts'}>
            Failed jobs, late jobs, drift and the like show here.
          </EmptyState>
        }
      >
        {({ items }) => items.map((alert) => <AlertCard key={alert.id} alert={alert} />)}
      </QueryState>
    </Stack>
  );
}

function AlertCard({ alert }: { alert: OpenAlert }) {
  const acknowledge = useAcknowledge();
  const resolve = useResolve();
  const isOpen = alert.resolvedAt === null;
  const error = acknowledge.error ?? resolve.error;
  return (
    <Card component="article" aria-label={alert.title}>
      <Stack gap={6}>
        <Group gap="sm">
          <Badge variant="light" color={isOpen ? severityColour[alert.severity] : 'gray'} tt="none">
            {isOpen ? alert.severity : 'over'}
          </Badge>
          <Text fw={600}>{alert.title}</Text>
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {alert.detail}
        </Text>
        <Text size="xs" c="dimmed">
          Since {formatDateTime(alert.openedAt)}
          {alert.resolvedAt ? `, over since ${formatDateTime(alert.resolvedAt)}` : ''}
          {alert.occurrences > 1 ? ` · met ${alert.occurrences} times` : ''}
          {alert.acknowledgedAt ? ` · seen ${formatDateTime(alert.acknowledgedAt)}` : ''} · {alert.key}
        </Text>
        <Group gap="xs">
          {alert.link ? (
            <Anchor component={Link} to={alert.link} size="sm">
              Look at it
            </Anchor>
          ) : null}
          {isOpen && alert.acknowledgedAt === null ? (
            <Button
              size="xs"
              variant="default"
              loading={acknowledge.isPending}
              onClick={() => acknowledge.mutate(alert.id)}
            >
              Acknowledge
            </Button>
          ) : null}
          {isOpen ? (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              loading={resolve.isPending}
              onClick={() => resolve.mutate(alert.id)}
            >
              Close
            </Button>
          ) : null}
        </Group>
        {error ? <ProblemAlert error={error} /> : null}
      </Stack>
    </Card>
  );
}
