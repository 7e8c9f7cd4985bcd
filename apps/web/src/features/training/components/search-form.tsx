import {
  Button,
  Card,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Skeleton,
  Text,
} from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { ModelKind, SearchOrder } from '../../../lib/api-types';
import { metricLabel, primaryMetrics, type PrimaryMetric } from '../../../lib/metric-names';
import { modelKindsQuery } from '../api/model-kinds';
import { useStartSearch } from '../api/searches';

interface SearchFormProps {
  busy: boolean;
  onStarted: (searchId: string) => void;
}

const isSearchable = ({ hyperparameters }: ModelKind) =>
  hyperparameters.some(({ search }) => search !== undefined);

/** Says what to search, by what, and for how long. */
export function SearchForm({ busy, onStarted }: SearchFormProps) {
  const kinds = useQuery(modelKindsQuery);
  const start = useStartSearch();
  const [chosen, setChosen] = useState<string[]>(['matrix-factorisation']);
  const [metric, setMetric] = useState<PrimaryMetric>('rmse');
  const [trials, setTrials] = useState<number | string>(30);
  const [seconds, setSeconds] = useState<number | string>(300);
  const [sampler, setSampler] = useState<NonNullable<SearchOrder['sampler']>>('tpe');
  const [pruner, setPruner] = useState<NonNullable<SearchOrder['pruner']>>('halving');
  const sound = chosen.length > 0 && typeof trials === 'number' && typeof seconds === 'number';
  const begin = () =>
    start.mutate(
      {
        kinds: chosen as SearchOrder['kinds'],
        metric,
        sampler,
        pruner,
        maxTrials: Number(trials),
        budgetSeconds: Number(seconds),
      },
      { onSuccess: ({ id }) => onStarted(id) },
    );
  return (
    <Card>
      <Section
        title="Start a search"
        note="Each trial is a run. The best is trained anew and judged like any candidate."
      >
        <QueryState query={kinds} loading={<Skeleton height={120} />}>
          {(list) => (
            <MultiSelect
              label="Kinds of model"
              description="Tried in turn"
              searchable
              data={list.filter(isSearchable).map(({ kind, title }) => ({ value: kind, label: title }))}
              value={chosen}
              onChange={setChosen}
              disabled={busy}
            />
          )}
        </QueryState>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Select
            label="Metric"
            allowDeselect={false}
            data={primaryMetrics.map((value) => ({ value, label: metricLabel(value) }))}
            value={metric}
            onChange={(value) => setMetric(value as PrimaryMetric)}
            disabled={busy}
          />
          <NumberInput
            label="Trials at most"
            min={1}
            max={1000}
            allowDecimal={false}
            value={trials}
            onChange={setTrials}
            disabled={busy}
          />
          <NumberInput
            label="Seconds at most"
            min={1}
            max={604_800}
            allowDecimal={false}
            value={seconds}
            onChange={setSeconds}
            disabled={busy}
          />
          <Select
            label="Sampler"
            allowDeselect={false}
            data={[
              { value: 'tpe', label: 'TPE: learns from the trials' },
              { value: 'random', label: 'Random' },
            ]}
            value={sampler}
            onChange={(value) => setSampler(value as typeof sampler)}
            disabled={busy}
          />
          <Select
            label="Pruning"
            allowDeselect={false}
            data={[
              { value: 'halving', label: 'Successive halving' },
              { value: 'median', label: 'Below the median' },
              { value: 'none', label: 'None' },
            ]}
            value={pruner}
            onChange={(value) => setPruner(value as typeof pruner)}
            disabled={busy}
          />
        </SimpleGrid>
        {start.error ? <ProblemAlert error={start.error} /> : null}
        <Group gap="md">
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={start.isPending}
            disabled={busy || !sound}
            onClick={begin}
          >
            Start search
          </Button>
          {busy ? (
            <Text size="sm" c="dimmed">
              A training or a search is running: wait for it, or cancel it.
            </Text>
          ) : null}
        </Group>
      </Section>
    </Card>
  );
}
