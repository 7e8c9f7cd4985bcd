import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import type { SnapshotDetails } from '../../../lib/api-types';
import { formatCount } from '../../../lib/format';
import { useRestoreSnapshot } from '../api/snapshots';
import { shortId } from '../snapshot-words';

interface RestoreSnapshotProps {
  snapshot: SnapshotDetails;
  opened: boolean;
  onClose: () => void;
}

/** Asks whether what is in the database may be replaced, then puts the snapshot there. */
export function RestoreSnapshot({ snapshot, opened, onClose }: RestoreSnapshotProps) {
  const [replace, setReplace] = useState(false);
  const restore = useRestoreSnapshot(snapshot.id);
  const close = () => {
    restore.reset();
    setReplace(false);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Restore snapshot ${shortId(snapshot.id)}`} centered>
      <Stack>
        <Text size="sm">
          Puts {formatCount(snapshot.ratingCount)} ratings, {formatCount(snapshot.filmCount)} films and{' '}
          {formatCount(snapshot.tagCount)} tags into the database: all of it at once, or nothing.
        </Text>
        <Checkbox
          label="Replace what is in the database"
          description="Removes its ratings, films and tags first. What no snapshot holds is lost: take one before, to be able to come back. Without this, only an empty database is restored into."
          checked={replace}
          onChange={(event) => setReplace(event.currentTarget.checked)}
        />
        {restore.error ? <ProblemAlert error={restore.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep as it is
          </Button>
          <Button
            color={replace ? 'red' : undefined}
            loading={restore.isPending}
            onClick={() => restore.mutate({ replace }, { onSuccess: close })}
          >
            {replace ? 'Replace the data' : 'Restore'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
