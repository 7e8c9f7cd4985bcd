import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { QueryState } from '../../components/query-state';
import { snapshotQuery } from '../../features/snapshots/api/snapshots';
import { SnapshotRecord } from '../../features/snapshots/components/snapshot-record';

export default function SnapshotRoute() {
  const { id = '' } = useParams();
  return (
    <QueryState query={useQuery(snapshotQuery(id))} loading={<Skeleton height={420} radius="lg" />}>
      {(snapshot) => <SnapshotRecord key={id} snapshot={snapshot} />}
    </QueryState>
  );
}
