import { Badge, Card, Skeleton, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import { isNotFound } from '../../../lib/api-problem';
import { formatDateTime } from '../../../lib/format';
import { aliasHistoryQuery } from '../api/alias-history';

const nothing = (
  <EmptyState title="No champion yet">
    The first training that succeeds makes one; every later change is kept here.
  </EmptyState>
);

/** Which version served when, and who decided it. */
export function ChampionHistory() {
  const query = useQuery(aliasHistoryQuery('champion'));
  if (isNotFound(query.error)) return nothing;
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={180} radius="lg" />}
      isEmpty={(moves) => moves.length === 0}
      empty={nothing}
    >
      {(moves) => (
        <Card>
          <Timeline bulletSize={14} lineWidth={2} color="bulb" active={0}>
            {moves.map((move) => (
              <Timeline.Item
                key={`${move.movedAt} ${move.toVersion}`}
                title={
                  <>
                    {move.fromVersion === null
                      ? `Version ${move.toVersion} became the first champion`
                      : `Version ${move.fromVersion} → ${move.toVersion}`}{' '}
                    <Badge variant="default" size="sm" tt="none">
                      {move.decidedBy === 'person' ? 'by a person' : 'by the gate'}
                    </Badge>
                  </>
                }
              >
                <Text size="sm">{move.reason}</Text>
                <Text size="xs" c="dimmed">
                  {formatDateTime(move.movedAt)}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </Card>
      )}
    </QueryState>
  );
}
