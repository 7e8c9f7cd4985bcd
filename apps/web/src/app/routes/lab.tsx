import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../components/page';
import { LiveTraining } from '../../features/training/components/live-training';
import { ScheduleCard } from '../../features/training/components/schedule-card';
import { TrainingControl } from '../../features/training/components/training-control';
import { isOver, recentJobsQuery } from '../../lib/jobs';

export default function LabRoute() {
  const [started, setStarted] = useState<string | null>(null);
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
          <TrainingControl busy={running !== undefined} onStarted={setStarted} />
          <ScheduleCard />
        </Stack>
        <LiveTraining key={shown} jobId={shown} />
      </SimpleGrid>
    </Page>
  );
}
