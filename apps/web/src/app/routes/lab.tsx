import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Page } from '../../components/page';
import { LiveTraining } from '../../features/training/components/live-training';
import { ScheduleCard } from '../../features/training/components/schedule-card';
import { TrainingControl } from '../../features/training/components/training-control';
import { isOver, recentJobsQuery } from '../../lib/jobs';
import classes from './lab.module.css';

export default function LabRoute() {
  const [started, setStarted] = useState<string | null>(null);
  const live = useRef<HTMLDivElement>(null);
  const follow = (jobId: string) => {
    setStarted(jobId);
    // On a phone the training is far below the button that starts it.
    live.current?.scrollIntoView({ block: 'nearest' });
  };
  const recent = useQuery({ ...recentJobsQuery('training'), refetchInterval: 10_000 });
  const [newest] = recent.data?.items ?? [];
  const running = recent.data?.items.find((job) => !isOver(job));
  const shown = running?.id ?? started ?? newest?.id ?? null;

  return (
    <Page
      title="Lab"
      lead="Train candidates against each other. The best one serves, if it beats the champion on ratings that neither has seen."
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <Stack gap="lg">
          <TrainingControl busy={running !== undefined} onStarted={follow} />
          <ScheduleCard />
        </Stack>
        <div ref={live} className={classes.live}>
          <LiveTraining key={shown} jobId={shown} />
        </div>
      </SimpleGrid>
    </Page>
  );
}
