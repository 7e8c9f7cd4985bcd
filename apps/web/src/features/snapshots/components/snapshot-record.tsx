import { Anchor, Button, Card, Code, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Page, Section } from '../../../components/page';
import { RunStatus } from '../../../components/run-status';
import { StatTiles } from '../../../components/stat-tiles';
import { downloadWithKey } from '../../../lib/download-with-key';
import type { Run, SnapshotDetails } from '../../../lib/api-types';
import { formatBytes, formatCount, formatDate, formatDateTime } from '../../../lib/format';
import { recentJobsQuery } from '../../../lib/jobs';
import { restoredContent, runsOfSnapshot, shortId, snapshotParts } from '../snapshot-words';
import { DeleteSnapshot } from './delete-snapshot';
import { RestoreSnapshot } from './restore-snapshot';
import { SnapshotJob } from './snapshot-job';
import { SnapshotLink } from './snapshots-table';

/** Everything about one snapshot: what it holds, its files, where it comes from, what has learnt from it. */
export function SnapshotRecord({ snapshot }: { snapshot: SnapshotDetails }) {
  const [dialog, setDialog] = useState<'restore' | 'delete' | null>(null);
  const { id, parentId } = snapshot;
  return (
    <Page
      title={`Snapshot ${shortId(id)}`}
      lead={
        <Text span>
          The data as it was on {formatDateTime(snapshot.createdAt)}.{' '}
          <Anchor component={Link} to="/data">
            All snapshots
          </Anchor>
        </Text>
      }
      actions={
        <>
          {parentId === null ? null : (
            <Button component={Link} variant="default" to={`/data/snapshots/${parentId}/diff/${id}`}>
              Compare with its parent
            </Button>
          )}
          <Button variant="default" onClick={() => setDialog('restore')}>
            Restore
          </Button>
          <Button variant="default" onClick={() => setDialog('delete')}>
            Delete
          </Button>
        </>
      }
    >
      <Restoration id={id} />
      <StatTiles
        stats={[
          {
            label: 'Ratings',
            value: formatCount(snapshot.ratingCount),
            hint: `${formatDate(snapshot.firstRatedAt)} to ${formatDate(snapshot.lastRatedAt)}`,
          },
          { label: 'People', value: formatCount(snapshot.userCount) },
          {
            label: 'Films',
            value: formatCount(snapshot.filmCount),
            hint: `${formatCount(snapshot.movieCount)} rated`,
          },
          { label: 'Tags', value: formatCount(snapshot.tagCount) },
          { label: 'Size', value: formatBytes(snapshot.bytes), hint: 'of all its files' },
        ]}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Files snapshot={snapshot} />
        <Stack gap="lg">
          <Identity snapshot={snapshot} />
          <Uses snapshot={snapshot} />
        </Stack>
      </SimpleGrid>
      <RestoreSnapshot snapshot={snapshot} opened={dialog === 'restore'} onClose={() => setDialog(null)} />
      <DeleteSnapshot id={id} opened={dialog === 'delete'} onClose={() => setDialog(null)} />
    </Page>
  );
}

/** The newest restore, where it is of this snapshot. */
function Restoration({ id }: { id: string }) {
  const newest = useQuery(recentJobsQuery('restore', 1)).data?.items[0];
  if (newest?.params.snapshotId !== id) return null;
  return (
    <Card>
      <Section title="Restore">
        <SnapshotJob
          key={newest.id}
          jobId={newest.id}
          changes={[['data', 'stats'], ['films'], ['users']]}
          outcome={(job) => {
            const content = restoredContent(job);
            return content === null ? null : (
              <Text size="sm" c="dimmed">
                {content} Finished {formatDateTime(job.finishedAt)}.
              </Text>
            );
          }}
        />
      </Section>
    </Card>
  );
}

function Files({ snapshot: { id, files } }: { snapshot: SnapshotDetails }) {
  return (
    <Card>
      <Section title="Files" note="Parquet, as pandas, DuckDB and Spark read it.">
        <Stack gap="md">
          {snapshotParts.map((part) => {
            const { rows, bytes, sha256 } = files[part];
            const name = `${part}-${shortId(id)}.parquet`;
            return (
              <Stack key={part} gap={2}>
                <Group justify="space-between" gap="sm">
                  <Anchor
                    href={`/api/v1/snapshots/${id}/files/${part}`}
                    download={name}
                    onClick={(event) => downloadWithKey(event, name)}
                  >
                    {part}.parquet
                  </Anchor>
                  <Text size="sm" c="dimmed" className="numeric">
                    {formatCount(rows)} rows, {formatBytes(bytes)}
                  </Text>
                </Group>
                <Text size="xs" c="dimmed">
                  SHA-256{' '}
                  <Code fz="xs" style={{ overflowWrap: 'anywhere' }}>
                    {sha256}
                  </Code>
                </Text>
              </Stack>
            );
          })}
        </Stack>
      </Section>
    </Card>
  );
}

function Identity({ snapshot: { id, parentId, schemaVersion } }: { snapshot: SnapshotDetails }) {
  const rows: [string, ReactNode][] = [
    [
      'Content hash',
      <Code key="id" fz="xs" style={{ overflowWrap: 'anywhere' }}>
        {id}
      </Code>,
    ],
    ['Parent', parentId === null ? 'none, it is the first' : <SnapshotLink key="parent" id={parentId} />],
    ['Schema', `version ${schemaVersion}`],
  ];
  return (
    <Card>
      <Section title="Identity" note="The same data gives the same hash, whatever the order of its rows.">
        <Table withRowBorders={false} verticalSpacing={6} horizontalSpacing={0}>
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" w={120} fw={400} style={{ verticalAlign: 'top' }}>
                  <Text size="sm" c="dimmed">
                    {name}
                  </Text>
                </Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
    </Card>
  );
}

function Uses({ snapshot: { id, usedBy } }: { snapshot: SnapshotDetails }) {
  return (
    <Card>
      <Section
        title="Used by"
        actions={
          usedBy.length ? (
            <Anchor component={Link} to={runsOfSnapshot(id)} size="sm">
              Search these runs
            </Anchor>
          ) : null
        }
      >
        {usedBy.length === 0 ? (
          <Text c="dimmed" size="sm">
            No run has learnt from it.
          </Text>
        ) : (
          <Stack gap="xs" mah={420} style={{ overflowY: 'auto' }}>
            {usedBy.map(({ runId, name, status, modelVersion, startedAt }) => (
              <Group key={runId} justify="space-between" gap="sm">
                <Group gap="sm">
                  <Anchor component={Link} to={`/runs/${runId}`}>
                    {name}
                  </Anchor>
                  <RunStatus status={status as Run['status']} />
                </Group>
                <Text size="xs" c="dimmed">
                  {modelVersion === null ? '' : `version ${modelVersion} · `}
                  {formatDateTime(startedAt)}
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Section>
    </Card>
  );
}
