import { Accordion, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import type { PromotionDecision } from '../../../lib/api-types';
import { formatDateTime } from '../../../lib/format';
import { decisionsQuery } from '../api/promotion';
import { CandidatesTable } from './candidates-table';

/** Every decision about a promotion, with the numbers that it was taken by. */
export function Decisions() {
  const query = useInfiniteQuery(decisionsQuery);
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={160} radius="lg" />}
      isEmpty={({ pages }) => pages[0].items.length === 0}
      empty={
        <EmptyState title="No decision yet">
          Each training ends with one: whether its best model replaces the champion, and why.
        </EmptyState>
      }
    >
      {({ pages }) => (
        <Stack>
          <Accordion variant="separated" radius="lg">
            {pages
              .flatMap(({ items }) => items)
              .map((decision) => (
                <Decision key={decision.id} decision={decision} />
              ))}
          </Accordion>
          {query.hasNextPage ? (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Older decisions
            </Button>
          ) : null}
        </Stack>
      )}
    </QueryState>
  );
}

function Decision({ decision }: { decision: PromotionDecision }) {
  const isPromoted = decision.outcome === 'promoted';
  return (
    <Accordion.Item value={decision.id}>
      <Accordion.Control>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Badge color={isPromoted ? 'teal' : 'gray'} variant="light" tt="none" miw={84}>
            {isPromoted ? `v${decision.promotedVersion} serves` : 'kept'}
          </Badge>
          <div>
            <Text size="sm">{decision.reason}</Text>
            <Text size="xs" c="dimmed">
              {formatDateTime(decision.decidedAt)}
              {decision.challengerVersion === null
                ? ''
                : ` · challenger: version ${decision.challengerVersion}`}
            </Text>
          </div>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <CandidatesTable decision={decision} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}
