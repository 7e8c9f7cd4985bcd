import { Card, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { EmptyState } from '../../../components/empty-state';
import { JobProgress } from '../../../components/job-progress';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Job } from '../../../lib/api-types';
import { formatDecimal } from '../../../lib/format';
import { isOver, useCancelJob, useLiveJob } from '../../../lib/jobs';
import { curveRows, trainingDetail, withProgress, type LossCurves } from '../loss-curves';
import { TrainingResult } from './training-result';

const colours = ['var(--chart-a)', 'var(--chart-b)', 'var(--chart-c)', 'var(--chart-d)', 'var(--chart-e)'];

/** A training job as it happens: candidate, epoch, loss, time left; then what came of it. */
export function LiveTraining({ jobId }: { jobId: string | null }) {
  const cache = useQueryClient();
  const [curves, setCurves] = useState<LossCurves>(new Map());
  const cancel = useCancelJob();
  const {
    data: job,
    error,
    refetch,
  } = useLiveJob(jobId, (state) => {
    setCurves((before) => withProgress(before, state));
    if (!isOver(state)) return;
    for (const queryKey of [['models'], ['users'], ['system']]) void cache.invalidateQueries({ queryKey });
  });

  if (jobId === null) {
    return (
      <EmptyState title="Nothing is training">
        Start a training and watch it here: the loss by epoch, the time left, and which model wins.
      </EmptyState>
    );
  }
  return (
    <Card>
      <Section title="This training">
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null}
        {cancel.error ? <ProblemAlert error={cancel.error} /> : null}
        {job ? (
          <Stack gap="md">
            <JobProgress
              job={job}
              unit="steps"
              onCancel={() => cancel.mutate(job.id)}
              cancelling={cancel.isPending}
            />
            <CandidateLine job={job} />
            <LossFigure curves={curves} />
            <TrainingResult job={job} />
          </Stack>
        ) : null}
      </Section>
    </Card>
  );
}

function CandidateLine({ job }: { job: Job }) {
  const detail = trainingDetail(job);
  if (!detail || isOver(job)) return null;
  const position = Math.min(detail.candidateIndex + 1, detail.candidateCount);
  return (
    <Text size="sm" role="status">
      Candidate {position} of {detail.candidateCount}: <strong>{detail.candidate}</strong>
      {detail.epoch !== null && detail.epochs ? `, epoch ${detail.epoch} of ${detail.epochs}` : ''}
      {detail.trainRmse === null ? '' : `, training RMSE ${formatDecimal(detail.trainRmse, 4)}`}
    </Text>
  );
}

function LossFigure({ curves }: { curves: LossCurves }) {
  if (curves.size === 0) return null;
  const names = [...curves.keys()];
  const rows = curveRows(curves);
  const lows = names.map((name) => `${name} ${formatDecimal(Math.min(...curves.get(name)!.values()), 4)}`);
  return (
    <Figure
      title="Training RMSE by epoch"
      summary={`Lowest so far: ${lows.join(', ')}.`}
      table={{
        columns: ['Epoch', ...names],
        rows: rows.map((row) => [row.epoch, ...names.map((name) => formatDecimal(row[name], 5))]),
      }}
      height={260}
    >
      <Lines
        rows={rows}
        category="epoch"
        series={names.map((name, index) => ({ name, label: name, color: colours[index % colours.length] }))}
        height={260}
        format={(value) => formatDecimal(value, 3)}
        zoomed
        withDots={rows.length < 3}
      />
    </Figure>
  );
}
