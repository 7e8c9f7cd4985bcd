import { Badge, Card, Skeleton, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import { isNotFound } from '../../../lib/api-problem';
import type { AliasMove } from '../../../lib/api-types';
import { formatDateTime, formatDecimal } from '../../../lib/format';
import { metricLabel } from '../../../lib/metric-names';
import { aliasHistoryQuery } from '../api/alias-history';

const nothing = (
  <EmptyState title="No champion yet">
    The first training that succeeds makes one; every later change is kept here.
  </EmptyState>
);

const deciders = { person: 'by a person', gate: 'by the gate', guard: 'by the guard' } as const;

/** Which version served when, who decided it, why and by which numbers. */
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
        <Card mah={520} style={{ overflowY: 'auto' }} tabIndex={0} aria-label="Moves of the champion">
          <Timeline bulletSize={14} lineWidth={2} color="bulb" active={0}>
            {moves.map((move) => (
              <Timeline.Item
                key={`${move.movedAt} ${move.toVersion}`}
                title={
                  <>
                    {titleOf(move)}{' '}
                    <Badge variant="default" size="sm" tt="none">
                      {deciders[move.decidedBy]}
                    </Badge>
                  </>
                }
              >
                <Text size="sm">{move.reason}</Text>
                <Text size="xs" c="dimmed" className="numeric">
                  {[formatDateTime(move.movedAt), move.actor, ...numbersOf(move)].filter(Boolean).join(' · ')}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </Card>
      )}
    </QueryState>
  );
}

function titleOf({ fromVersion, toVersion, kind }: AliasMove): string {
  if (toVersion === null) return `Taken from version ${fromVersion}`;
  if (fromVersion === null) return `Version ${toVersion} became the first champion`;
  return kind === 'rollback'
    ? `Rolled back from ${fromVersion} to ${toVersion}`
    : `Version ${fromVersion} → ${toVersion}`;
}

/** The numbers that a move names, as people read them. */
function numbersOf({ numbers }: AliasMove): string[] {
  const { metric, ...others } = numbers as Record<string, unknown>;
  const label = typeof metric === 'string' ? metricLabel(metric) : null;
  const told = Object.entries(others)
    .filter((one): one is [string, number] => typeof one[1] === 'number')
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : formatDecimal(value, 4)}`);
  return told.length > 0 && label ? [label, ...told] : told;
}
