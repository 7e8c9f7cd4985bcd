import { Anchor, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { Page } from '../../components/page';
import { SnapshotDifference } from '../../features/snapshots/components/snapshot-difference';
import { SnapshotLink } from '../../features/snapshots/components/snapshots-table';

export default function SnapshotDiffRoute() {
  const { id = '', other = '' } = useParams();
  return (
    <Page
      title="What has changed"
      lead={
        <Text span>
          From snapshot <SnapshotLink id={id} /> to <SnapshotLink id={other} />.{' '}
          <Anchor component={Link} to={`/data/snapshots/${other}/diff/${id}`}>
            The other way round
          </Anchor>{' '}
          <Anchor component={Link} to="/data">
            All snapshots
          </Anchor>
        </Text>
      }
    >
      <SnapshotDifference before={id} after={other} />
    </Page>
  );
}
