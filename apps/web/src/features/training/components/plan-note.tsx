import { Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ProblemAlert } from '../../../components/problem-alert';
import { formatDuration } from '../../../lib/format';
import { metricLabel, type PrimaryMetric } from '../../../lib/metric-names';
import { trainingPlanQuery } from '../../../lib/training-plan';
import { LeftOut } from './left-out';

/** What the usual candidates are, by what the best is chosen, and what is left out. */
export function PlanNote(wish: { primaryMetric?: PrimaryMetric; budgetSeconds?: number }) {
  const plan = useQuery({ ...trainingPlanQuery(wish), placeholderData: keepPreviousData });
  if (plan.error) return <ProblemAlert error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return null;
  const { candidates, skipped, primaryMetric } = plan.data;
  const seconds = candidates.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        The usual candidates take about {formatDuration(seconds * 1000)}, the best by{' '}
        {metricLabel(primaryMetric)} may serve: {candidates.map(({ name }) => name).join(', ')}.
      </Text>
      <LeftOut candidates={skipped} />
    </Stack>
  );
}
