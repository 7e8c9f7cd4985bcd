import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import type { SnapshotDiff } from '../../../lib/api-types';
import { formatCount } from '../../../lib/format';
import { snapshotDiffQuery } from '../api/snapshots';
import { FilmSamples, PeopleSamples, RatingSamples } from './difference-samples';

/** What two snapshots differ by: exact counts, and the first few of each. */
export function SnapshotDifference({ before, after }: { before: string; after: string }) {
  const query = useQuery(snapshotDiffQuery(before, after));
  return (
    <QueryState
      query={query}
      loading={
        <Stack>
          <Text c="dimmed">Comparing. Two of 20 million ratings take some ten seconds, once.</Text>
          <Skeleton height={180} radius="lg" />
        </Stack>
      }
      isEmpty={isSame}
      empty={
        <EmptyState title="Nothing between them">
          Both hold the same ratings of the same people, and the same films. What people tagged is not
          compared.
        </EmptyState>
      }
    >
      {(diff) => (
        <Stack gap="xl">
          <Counts diff={diff} />
          <RatingSamples ratings={diff.ratings} />
          <PeopleSamples users={diff.users} />
          <FilmSamples movies={diff.movies} />
        </Stack>
      )}
    </QueryState>
  );
}

const isSame = ({ ratings, users, movies }: SnapshotDiff) =>
  [ratings, users, movies].every(({ added, removed, changed }) => added + removed + changed === 0);

function Counts({ diff: { ratings, users, movies } }: { diff: SnapshotDiff }) {
  const rows = [
    {
      what: 'Ratings',
      counts: ratings,
      note: ratings.changed ? `${formatCount(ratings.changedValue)} of the changed have another value` : null,
    },
    { what: 'People', counts: users, note: users.changed ? 'changed: whose ratings differ' : null },
    { what: 'Films', counts: movies, note: null },
  ];
  return (
    <Table.ScrollContainer minWidth={340} type="native" className="panel">
      <Table aria-label="Differences">
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th ta="right">Added</Table.Th>
            <Table.Th ta="right">Removed</Table.Th>
            <Table.Th ta="right">Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ what, counts, note }) => (
            <Table.Tr key={what}>
              <Table.Th scope="row">
                {what}
                {note ? (
                  <Text size="xs" c="dimmed" fw={400}>
                    {note}
                  </Text>
                ) : null}
              </Table.Th>
              {[counts.added, counts.removed, counts.changed].map((count, column) => (
                <Table.Td key={column} ta="right" className="numeric">
                  {formatCount(count)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
