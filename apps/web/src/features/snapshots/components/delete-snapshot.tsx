import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert';
import { useDeleteSnapshot } from '../api/snapshots';
import { shortId } from '../snapshot-words';

interface DeleteSnapshotProps {
  id: string;
  opened: boolean;
  onClose: () => void;
}

/** Asks once more, then removes a snapshot; says why where something needs it. */
export function DeleteSnapshot({ id, opened, onClose }: DeleteSnapshotProps) {
  const remove = useDeleteSnapshot(id);
  const navigate = useNavigate();
  const close = () => {
    remove.reset();
    onClose();
  };
  const submit = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ color: 'teal', message: `Snapshot ${shortId(id)} is deleted.` });
        void navigate('/data');
      },
    });
  return (
    <Modal opened={opened} onClose={close} title={`Delete snapshot ${shortId(id)}`} centered>
      <Stack>
        <Text size="sm">
          Its files go with it, those aside that another snapshot shares. It cannot be brought back. A
          snapshot that a run has learnt from stays, for that run could not be reproduced without it.
        </Text>
        {remove.error ? <ProblemAlert error={remove.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button color="red" loading={remove.isPending} onClick={submit}>
            Delete for good
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
