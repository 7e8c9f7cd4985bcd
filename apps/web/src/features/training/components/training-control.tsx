import {
  Button,
  Card,
  Checkbox,
  Group,
  NumberInput,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { CandidateKind } from '../../../lib/api-types';
import { modelKindsQuery } from '../api/model-kinds';
import { useStartTraining } from '../api/start-training';
import { changesOf, isSound, type Typed } from '../hyperparameters';
import { metricLabel, primaryMetrics, type PrimaryMetric } from '../../../lib/metric-names';
import { HyperparameterFields } from './hyperparameter-fields';
import { PlanNote } from './plan-note';

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
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [metric, setMetric] = useState<PrimaryMetric | null>(null);
  const [seconds, setSeconds] = useState<number | ''>('');
  const budgetSeconds = seconds === '' ? undefined : seconds;
  const wanted = (kinds.data ?? []).filter(({ kind }) => isChosen(kind, chosen));
  const sound = wanted.every((kind) => isSound(kind, typed[kind.kind] ?? {}));
  const begin = () => {
    const candidates = wanted.map((kind) => ({
      kind: kind.kind as CandidateKind,
      hyperparameters: changesOf(kind, typed[kind.kind] ?? {}),
    }));
    const primaryMetric = metric ?? undefined;
    start.mutate(
      { force, candidates, primaryMetric, budgetSeconds },
      { onSuccess: (job) => onStarted(job.id) },
    );
  };
  return (
    <Card>
      <Section title="Start a training" note="Without a choice, the usual candidates compete.">
        <QueryState query={kinds} loading={<Skeleton height={180} />}>
          {(list) => (
            <Checkbox.Group value={chosen} onChange={(kinds) => setChosen(kinds)} aria-label="Candidates">
              <Stack gap="sm">
                {list.map((kind) => (
                  <Stack key={kind.kind} gap={6}>
                    <Checkbox
                      value={kind.kind}
                      label={kind.title}
                      description={kind.description}
                      disabled={busy}
                    />
                    {isChosen(kind.kind, chosen) ? (
                      <HyperparameterFields
                        kind={kind}
                        typed={typed[kind.kind] ?? {}}
                        onChange={(values) => setTyped((before) => ({ ...before, [kind.kind]: values }))}
                        disabled={busy}
                      />
                    ) : null}
                  </Stack>
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        </QueryState>
        <Group grow align="flex-start">
          <Select
            label="Choose the best by"
            placeholder="The server’s own"
            clearable
            data={primaryMetrics.map((value) => ({ value, label: metricLabel(value) }))}
            value={metric}
            onChange={(value) => setMetric(value)}
            disabled={busy}
          />
          <NumberInput
            label="Seconds for all"
            placeholder="The server’s own"
            min={1}
            max={604_800}
            allowDecimal={false}
            value={seconds}
            onChange={(value) => setSeconds(typeof value === 'number' ? value : '')}
            disabled={busy}
          />
        </Group>
        {chosen.length === 0 ? (
          <PlanNote primaryMetric={metric ?? undefined} budgetSeconds={budgetSeconds} />
        ) : null}
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
            disabled={busy || !sound}
            onClick={begin}
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

const isChosen = (kind: string, chosen: readonly string[]) => chosen.includes(kind);
