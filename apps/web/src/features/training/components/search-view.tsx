import { Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { JobProgress } from '../../../components/job-progress';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import type { SearchDetails } from '../../../lib/api-types';
import { formatDateTime, formatDuration } from '../../../lib/format';
import { isOver, useCancelJob, useLiveJob } from '../../../lib/jobs';
import { metricLabel } from '../../../lib/metric-names';
import { isSearchOver, searchQuery, useResumeSearch } from '../api/searches';
import { SearchCharts } from './search-charts';
import { TrainingResult } from './training-result';
import { TrialsTable } from './trials-table';

/** One search: how far it is, its trials, and what came of it. */
export function SearchView({ id }: { id: string }) {
  const query = useQuery(searchQuery(id));
  return (
    <QueryState query={query} loading={<Skeleton height={420} radius="lg" />}>
      {(search) => (
        <Stack gap="xl">
          <SearchState search={search} />
          {search.trials.length === 0 ? (
            <EmptyState title="No trial yet">The first one begins once the ratings are read.</EmptyState>
          ) : (
            <>
              <SearchCharts search={search} />
              <Section title="Trials" note="The best first. A pruned trial shows what it had when it ended.">
                <TrialsTable search={search} />
              </Section>
            </>
          )}
        </Stack>
      )}
    </QueryState>
  );
}

function SearchState({ search }: { search: SearchDetails }) {
  const cache = useQueryClient();
  const cancel = useCancelJob();
  const { settings, secondsSpent } = search;
  const { data: job, error } = useLiveJob(search.jobId, (state) => {
    if (!isOver(state)) return;
    for (const queryKey of [['searches'], ['models']]) void cache.invalidateQueries({ queryKey });
  });
  return (
    <Card>
      <Section
        title={`Search of ${settings.kinds.join(', ')}`}
        note={`By ${metricLabel(settings.metric)}, since ${formatDateTime(search.createdAt)}: ${settings.sampler}, pruning ${settings.pruner}, seed ${settings.seed}.`}
      >
        <Text size="sm" c="dimmed">
          {search.trials.length} of {settings.maxTrials} trials, {formatDuration(secondsSpent * 1000)} of{' '}
          {formatDuration(settings.budgetSeconds * 1000)}
        </Text>
        {error ? <ProblemAlert error={error} /> : null}
        {cancel.error ? <ProblemAlert error={cancel.error} /> : null}
        {job ? (
          <>
            <JobProgress
              job={job}
              unit="trials"
              onCancel={() => cancel.mutate(job.id)}
              cancelling={cancel.isPending}
            />
            <TrainingResult job={job} />
          </>
        ) : null}
        {isSearchOver(search) ? <Resume search={search} /> : null}
      </Section>
    </Card>
  );
}

/** Goes on with a search that was cut short; one that has ended gets as much again. */
function Resume({ search }: { search: SearchDetails }) {
  const resume = useResumeSearch();
  const { id, state, settings } = search;
  const ended = state === 'succeeded';
  const more = { maxTrials: settings.maxTrials * 2, budgetSeconds: settings.budgetSeconds * 2 };
  return (
    <>
      {resume.error ? <ProblemAlert error={resume.error} /> : null}
      <Group>
        <Button
          variant="default"
          loading={resume.isPending}
          onClick={() => resume.mutate(ended ? { id, ...more } : { id })}
        >
          {ended ? 'Search as long again' : 'Resume'}
        </Button>
      </Group>
    </>
  );
}
