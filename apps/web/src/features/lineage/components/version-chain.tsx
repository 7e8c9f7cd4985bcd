import { Skeleton, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { QueryState } from '../../../components/query-state';
import { countOf, formatCount, formatDate, formatDateTime } from '../../../lib/format';
import { versionLineageQuery } from '../api/lineage';
import { Chain, originItems } from './chain';

/** From a model version down to its data, and up to what it served. */
export function VersionChain({ of }: { of: { version: number } | { runId: string } }) {
  const query = useQuery(versionLineageQuery(of));
  return (
    <QueryState query={query} loading={<Skeleton height={420} radius="lg" />}>
      {(lineage) => {
        const { served, moves } = lineage;
        return (
          <Chain>
            <Timeline.Item title="What it served">
              <Text size="sm">
                {served.lists === 0
                  ? 'Nothing yet.'
                  : `${formatCount(served.lists)} lists between ${formatDate(served.firstDay)} and ${formatDate(served.lastDay)}: ${formatCount(served.films)} films, ${formatCount(served.impressions)} seen, ${formatCount(served.clicks)} opened, ${formatCount(served.ratings)} rated, ${formatCount(served.positiveRatings)} of them four stars or more.`}
              </Text>
            </Timeline.Item>
            <Timeline.Item title={countOf(moves.length, 'move of an alias', 'moves of aliases')}>
              {moves.map((move) => (
                <Text key={`${move.alias} ${move.movedAt}`} size="sm">
                  {move.alias}, {formatDateTime(move.movedAt)}: {move.reason}
                </Text>
              ))}
            </Timeline.Item>
            {originItems(lineage, undefined)}
          </Chain>
        );
      }}
    </QueryState>
  );
}
