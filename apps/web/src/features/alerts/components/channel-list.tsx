import { Badge, Button, Card, Group, Skeleton, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { Channel, Delivery } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import {
  channelsQuery,
  deliveriesQuery,
  useDeleteChannel,
  useSwitchChannel,
  useTestChannel,
} from '../api/channels';
import { ChannelForm } from './channel-form';

/** Where alerts are sent, and what arrived. */
export function ChannelList() {
  const channels = useQuery(channelsQuery);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Stack gap="lg">
      <Group>
        <Button variant="default" onClick={() => setIsAdding((before) => !before)}>
          {isAdding ? 'Close' : 'New channel'}
        </Button>
      </Group>
      {isAdding ? <ChannelForm onCreated={() => setIsAdding(false)} /> : null}
      <QueryState
        query={channels}
        loading={<Skeleton height={160} />}
        isEmpty={(list) => list.length === 0}
        empty={
          <EmptyState title="Nobody is told">
            Alerts show in this dashboard only. Add a webhook or e-mail to be told elsewhere.
          </EmptyState>
        }
      >
        {(list) => list.map((channel) => <ChannelCard key={channel.id} channel={channel} />)}
      </QueryState>
    </Stack>
  );
}

function ChannelCard({ channel }: { channel: Channel }) {
  const test = useTestChannel();
  const toggle = useSwitchChannel();
  const remove = useDeleteChannel();
  const error = test.error ?? toggle.error ?? remove.error;
  return (
    <Card component="article" aria-label={`Channel ${channel.name}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Title order={3}>{channel.name}</Title>
            <Badge variant="light" color="gray" tt="none">
              {channel.type}
            </Badge>
          </Group>
          <Switch
            label={channel.enabled ? 'On' : 'Off'}
            aria-label={`${channel.name} is sent alerts`}
            checked={channel.enabled}
            onChange={(event) => toggle.mutate({ id: channel.id, enabled: event.currentTarget.checked })}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {channel.target} · {channel.minSeverity} and graver · {channel.keys.join(', ')} ·{' '}
          {channel.type === 'webhook' && (channel.hasSecret ? 'signed' : 'not signed')}
          {channel.type === 'email' && (channel.hasSecret ? 'with password' : 'without password')}
        </Text>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate(channel.id)}
          >
            Send a test
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate(channel.id)}
          >
            Delete
          </Button>
          {test.data ? (
            <Text size="sm" role="status">
              {test.data.state === 'delivered' ? 'The test has arrived.' : `It failed: ${test.data.error}`}
            </Text>
          ) : null}
        </Group>
        {error ? <ProblemAlert error={error} /> : null}
        <Deliveries id={channel.id} />
      </Stack>
    </Card>
  );
}

const stateColour: Record<Delivery['state'], string> = { delivered: 'teal', failed: 'red', pending: 'gray' };

function Deliveries({ id }: { id: string }) {
  const deliveries = useQuery(deliveriesQuery(id));
  return (
    <QueryState
      query={deliveries}
      loading={<Skeleton height={60} />}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Text size="sm" c="dimmed">
          Nothing was sent yet.
        </Text>
      }
    >
      {({ items }) => (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table fz="sm" verticalSpacing={6} aria-label="Deliveries">
            <Table.Tbody>
              {items.map((delivery) => (
                <Table.Tr key={delivery.id}>
                  <Table.Td>{formatDateTime(delivery.createdAt)}</Table.Td>
                  <Table.Td>
                    {delivery.event} {delivery.event === 'test' ? '' : delivery.alertKey}
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={stateColour[delivery.state]} tt="none">
                      {delivery.state}
                    </Badge>
                  </Table.Td>
                  <Table.Td>{delivery.error ?? delivery.statusCode}</Table.Td>
                  <Table.Td className="numeric">
                    {delivery.attempt}. attempt, {formatDuration(delivery.durationMs)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </QueryState>
  );
}
