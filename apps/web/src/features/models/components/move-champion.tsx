import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import type { ModelVersion } from '../../../lib/api-types';
import { formatDecimal } from '../../../lib/format';
import { useMoveAlias } from '../api/move-alias';

interface MoveChampionProps {
  version: ModelVersion | null;
  verb: string;
  champion: ModelVersion | null;
  onClose: () => void;
}

/** Asks for the reason, then lets `version` serve. */
export function MoveChampion({ version, verb, champion, onClose }: MoveChampionProps) {
  const [reason, setReason] = useState('');
  const move = useMoveAlias('champion');
  const close = () => {
    move.reset();
    setReason('');
    onClose();
  };
  const submit = () => {
    if (!version) return;
    move.mutate(
      { version: version.version, reason: reason.trim() },
      {
        onSuccess: () => {
          notifications.show({ color: 'teal', message: `Version ${version.version} serves from now on.` });
          close();
        },
      },
    );
  };
  return (
    <Modal
      opened={version !== null}
      onClose={close}
      title={`${verb} version ${version?.version ?? ''}`}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {champion
              ? `Version ${champion.version} (RMSE ${formatDecimal(champion.metrics.rmse, 4)}) serves now. `
              : 'No version serves now. '}
            {version ? `Version ${version.version} measured ${formatDecimal(version.metrics.rmse, 4)}.` : ''}{' '}
            Requests see the change at once.
          </Text>
          <Textarea
            label="Reason"
            description="Kept in the history beside the move"
            placeholder="Recommends too many sequels since Tuesday"
            required
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {move.error ? <ProblemAlert error={move.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep as it is
            </Button>
            <Button type="submit" loading={move.isPending} disabled={!reason.trim()}>
              {verb} version {version?.version}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
