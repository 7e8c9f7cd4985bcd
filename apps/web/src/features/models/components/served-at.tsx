import { Anchor, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert';
import { formatDateTime } from '../../../lib/format';
import { servedAtQuery } from '../api/served-at';

/** Answers which version served at a time that a person picks. */
export function ServedAt() {
  const [picked, setPicked] = useState('');
  const time = picked === '' ? '' : new Date(picked).toISOString();
  const { data, error, isFetching } = useQuery(servedAtQuery(time));
  return (
    <Group align="flex-end" gap="md">
      <TextInput
        type="datetime-local"
        label="What served at"
        step={1}
        value={picked}
        onChange={(event) => setPicked(event.currentTarget.value)}
      />
      <div role="status" aria-live="polite">
        {time === '' ? (
          <Text size="sm" c="dimmed" pb={8}>
            Pick a time.
          </Text>
        ) : isFetching ? (
          <Skeleton height={20} width={220} mb={8} />
        ) : error ? (
          <ProblemAlert error={error} />
        ) : data?.version ? (
          <Text size="sm" pb={8}>
            Version {data.version.version}, {data.version.title ?? data.version.source}
            {data.move ? `, since ${formatDateTime(data.move.movedAt)}` : ''}.{' '}
            <Anchor component={Link} to={`/lineage/versions/${data.version.version}`}>
              Where it comes from
            </Anchor>
          </Text>
        ) : (
          <Text size="sm" pb={8}>
            {data?.note}
          </Text>
        )}
      </div>
    </Group>
  );
}
