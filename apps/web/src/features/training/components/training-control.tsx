import { Button, Card, Checkbox, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { CandidateKind } from '../../../lib/api-types';
import { modelKindsQuery } from '../api/model-kinds';
import { useStartTraining } from '../api/start-training';

interface TrainingControlProps {
  busy: boolean;
  onStarted: (jobId: string) => void;
}

/** Chooses candidates and starts a training. */
export function TrainingControl({ busy, onStarted }: TrainingControlProps) {
  const kinds = useQuery(modelKindsQuery);
  const start = useStartTraining();
  const [force, setForce] = useState(false);
  const [chosen, setChosen] = useState<CandidateKind[]>([]);
  return (
    <Card>
      <Section title="Start a training" note="Without a choice, the usual candidates compete.">
        <QueryState query={kinds} loading={<Skeleton height={180} />}>
          {(list) => (
            <Checkbox.Group value={chosen} onChange={(kinds) => setChosen(kinds)} aria-label="Candidates">
              <Stack gap="sm">
                {list.map(({ kind, title, description }) => (
                  <Checkbox key={kind} value={kind} label={title} description={description} disabled={busy} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        </QueryState>
        <Switch
          label="Train even if no rating has changed"
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
          disabled={busy}
        />
        {start.error ? <ProblemAlert error={start.error} /> : null}
        <Group gap="md">
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={start.isPending}
            disabled={busy}
            onClick={() => start.mutate({ force, kinds: chosen }, { onSuccess: (job) => onStarted(job.id) })}
          >
            Start training
          </Button>
          {busy ? (
            <Text size="sm" c="dimmed">
              One training at a time: wait for the running one, or cancel it.
            </Text>
          ) : null}
        </Group>
      </Section>
    </Card>
  );
}
