import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import { useRollBack } from '../api/roll-back';
import { versionsQuery } from '../api/versions';

/** Goes back to the version that served before, once the reason is told. */
export function RollBack() {
  const { data } = useQuery(versionsQuery);
  const champion = data?.items.find(({ aliases }) => aliases.includes('champion'));
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const rollBack = useRollBack();
  if (!champion) return null;
  const close = () => {
    rollBack.reset();
    setReason('');
    setOpen(false);
  };
  const submit = () =>
    rollBack.mutate(
      { reason: reason.trim(), fromVersion: champion.version },
      {
        onSuccess: ({ version }) => {
          notifications.show({ color: 'teal', message: `Version ${version} serves again.` });
          close();
        },
      },
    );
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Roll back
      </Button>
      <Modal opened={isOpen} onClose={close} title={`Roll back from version ${champion.version}`} centered>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <Text size="sm" c="dimmed">
              The version that served before takes over at once. Versions that were rolled back from are
              passed over.
            </Text>
            <Textarea
              label="Reason"
              description="Kept in the history beside the move"
              required
              autosize
              minRows={2}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {rollBack.error ? <ProblemAlert error={rollBack.error} /> : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep as it is
              </Button>
              <Button type="submit" color="red" loading={rollBack.isPending} disabled={!reason.trim()}>
                Roll back from {champion.version}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
