import { Anchor, Skeleton, Table, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { QueryState } from '../../../components/query-state';
import { formatDateTime, formatDecimal, readableTitle } from '../../../lib/format';
import { recommendationLineageQuery } from '../api/lineage';
import { Chain, originItems } from './chain';

const deeds = {
  impression: 'seen',
  click: 'opened',
  rating: 'rated',
  'not-interested': 'not interested',
} as const;

/** From one list to the data that taught its model, and what came of it. */
export function RecommendationChain({ id }: { id: string }) {
  const query = useQuery(recommendationLineageQuery(id));
  return (
    <QueryState query={query} loading={<Skeleton height={420} radius="lg" />}>
      {(lineage) => {
        const { recommendation, move, feedback } = lineage;
        return (
          <Chain>
            <Timeline.Item title="The list">
              <Text size="sm">
                Served {formatDateTime(recommendation.servedAt)} to{' '}
                {recommendation.userId === null ? 'a visitor' : `user ${recommendation.userId}`} (
                {recommendation.strategy.replaceAll('-', ' ')}).
              </Text>
              <Table.ScrollContainer minWidth={420} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Film</Table.Th>
                      <Table.Th>Source</Table.Th>
                      <Table.Th ta="right">Score</Table.Th>
                      <Table.Th>What came of it</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {recommendation.items.map((item) => (
                      <Table.Tr key={item.movieId}>
                        <Table.Td>
                          <Anchor component={Link} to={`/films/${item.movieId}`}>
                            {item.title === null ? `Film ${item.movieId}` : readableTitle(item.title)}
                          </Anchor>
                        </Table.Td>
                        <Table.Td>{item.source}</Table.Td>
                        <Table.Td ta="right" className="numeric">
                          {formatDecimal(item.score, 3)}
                        </Table.Td>
                        <Table.Td>
                          {[
                            ...feedback
                              .filter(({ movieId }) => movieId === item.movieId)
                              .map(({ type, value }) =>
                                value === null ? deeds[type] : `${deeds[type]} ${value}`,
                              ),
                            ...(item.ratedAfter === null ? [] : [`rates it ${item.ratedAfter} now`]),
                          ].join(', ') || '—'}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Timeline.Item>
            {originItems(lineage, move)}
          </Chain>
        );
      }}
    </QueryState>
  );
}
