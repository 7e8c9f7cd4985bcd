import { Anchor, Checkbox, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Snapshot } from '../../../lib/api-types';
import { formatBytes, formatCount, formatDate, formatDateTime, formatRelative } from '../../../lib/format';
import { runsOfSnapshot, shortId } from '../snapshot-words';

interface SnapshotsTableProps {
  /** Newest first. */
  snapshots: readonly Snapshot[];
  selected: readonly string[];
  onSelect: (ids: readonly string[]) => void;
}

const compared = 2;

/** Snapshots with what they hold. Two at the most are chosen: a third takes the place of the first. */
export function SnapshotsTable({ snapshots, selected, onSelect }: SnapshotsTableProps) {
  const now = new Date();
  const toggle = (id: string) =>
    onSelect(
      selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id].slice(-compared),
    );
  return (
    <Table.ScrollContainer minWidth={920} type="native" className="panel">
      <Table highlightOnHover aria-label="Snapshots">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={44} />
            <Table.Th>Snapshot</Table.Th>
            <Table.Th>Taken</Table.Th>
            <Table.Th ta="right">Ratings</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right">Films</Table.Th>
            <Table.Th>Rated between</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th>Parent</Table.Th>
            <Table.Th>Used by</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {snapshots.map((snapshot) => {
            const { id, parentId } = snapshot;
            return (
              <Table.Tr
                key={id}
                bg={selected.includes(id) ? 'var(--mantine-primary-color-light)' : undefined}
              >
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={`Choose ${shortId(id)}`}
                    checked={selected.includes(id)}
                    onChange={() => toggle(id)}
                  />
                </Table.Td>
                <Table.Td>
                  <SnapshotLink id={id} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm" title={formatDateTime(snapshot.createdAt)} style={{ whiteSpace: 'nowrap' }}>
                    {formatRelative(snapshot.createdAt, now)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(snapshot.ratingCount)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(snapshot.userCount)}
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatCount(snapshot.filmCount)}
                </Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {formatDate(snapshot.firstRatedAt)} – {formatDate(snapshot.lastRatedAt)}
                </Table.Td>
                <Table.Td ta="right" className="numeric" style={{ whiteSpace: 'nowrap' }}>
                  {formatBytes(snapshot.bytes)}
                </Table.Td>
                <Table.Td>{parentId === null ? '–' : <SnapshotLink id={parentId} />}</Table.Td>
                <Table.Td>
                  <Anchor
                    component={Link}
                    to={runsOfSnapshot(id)}
                    size="sm"
                    aria-label={`Runs of ${shortId(id)}`}
                  >
                    Runs
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** A snapshot by the beginning of its id. */
export function SnapshotLink({ id }: { id: string }) {
  return (
    <Anchor component={Link} to={`/data/snapshots/${id}`} ff="monospace" fz="sm" title={id}>
      {shortId(id)}
    </Anchor>
  );
}
