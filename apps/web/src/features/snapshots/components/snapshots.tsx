import { Anchor, Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { Job } from '../../../lib/api-types';
import { isOver, recentJobsQuery } from '../../../lib/jobs';
import { snapshotsQuery, useTakeSnapshot } from '../api/snapshots';
import { shortId, takenSnapshot } from '../snapshot-words';
import { SnapshotJob } from './snapshot-job';
import { SnapshotsTable } from './snapshots-table';

/** Every snapshot of the data; takes another one, and leads to what two of them differ by. */
export function Snapshots() {
  const query = useInfiniteQuery(snapshotsQuery);
  const recent = useQuery(recentJobsQuery('snapshot', 1));
  const take = useTakeSnapshot();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const running = recent.data?.items.find((job) => !isOver(job));
  const jobId = running?.id ?? take.data?.id ?? null;
  const snapshots = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const button = (
    <Button
      leftSection={<IconCamera size={16} aria-hidden />}
      loading={take.isPending}
      disabled={running !== undefined}
      onClick={() => take.mutate()}
    >
      Take a snapshot
    </Button>
  );
  return (
    <Section
      title="Snapshots"
      note="Copies of the data that never change, named by what they hold. Every training learns from one."
      actions={button}
    >
      {take.error ? <ProblemAlert error={take.error} /> : null}
      {jobId === null ? null : (
        <Card>
          <SnapshotJob
            key={jobId}
            jobId={jobId}
            changes={[['snapshots', 'list']]}
            outcome={(job) => <Taken job={job} />}
          />
        </Card>
      )}
      <QueryState
        query={query}
        loading={<Skeleton height={220} radius="lg" />}
        isEmpty={() => snapshots.length === 0}
        empty={
          <EmptyState title="No snapshot yet">
            The next training takes one of itself. Take one now to keep the data as it is, to download it as
            Parquet or to go back to it later.
          </EmptyState>
        }
      >
        {() => (
          <Stack gap="sm">
            <Selection snapshots={snapshots} selected={selected} />
            <SnapshotsTable snapshots={snapshots} selected={selected} onSelect={setSelected} />
            {query.hasNextPage ? (
              <Group justify="center">
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show older snapshots
                </Button>
              </Group>
            ) : null}
          </Stack>
        )}
      </QueryState>
    </Section>
  );
}

function Taken({ job }: { job: Job }) {
  const taken = takenSnapshot(job);
  if (!taken) return null;
  return (
    <Text size="sm" c="dimmed">
      {taken.isNew ? 'The data is kept as ' : 'There is one of this data already: '}
      <Anchor component={Link} to={`/data/snapshots/${taken.id}`} ff="monospace" fz="sm">
        {shortId(taken.id)}
      </Anchor>
      .
    </Text>
  );
}

interface SelectionProps {
  snapshots: readonly { id: string }[];
  selected: readonly string[];
}

function Selection({ snapshots, selected }: SelectionProps) {
  // The list is newest first, the difference tells what came later.
  const chosen = snapshots.filter(({ id }) => selected.includes(id));
  const isPair = chosen.length === 2;
  return (
    <Group gap="sm" mih={36}>
      <Text size="sm" c="dimmed" aria-live="polite">
        {isPair ? 'Two chosen.' : 'Choose two to see what came between them.'}
      </Text>
      {isPair ? (
        <Button component={Link} size="xs" to={`/data/snapshots/${chosen[1].id}/diff/${chosen[0].id}`}>
          Compare
        </Button>
      ) : null}
    </Group>
  );
}
