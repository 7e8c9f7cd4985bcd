import { List, Text } from '@mantine/core';
import { countOf } from '../../../lib/format';

/** Candidates that are not trained, each with its reason, on demand. */
export function LeftOut({
  candidates,
}: {
  candidates: readonly { kind: string; name: string; reason: string }[];
}) {
  if (candidates.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
        {countOf(candidates.length, 'model')} left out
      </Text>
      <List size="sm" spacing={4} mt="xs">
        {candidates.map(({ kind, name, reason }) => (
          <List.Item key={kind}>
            <strong>{name}</strong>: {reason}
          </List.Item>
        ))}
      </List>
    </details>
  );
}
