import { Alert, Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { Page } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { QueryState } from '../../components/query-state';
import { RunStatus } from '../../components/run-status';
import { runQuery, useRunLifecycle } from '../../features/tracking/api/run';
import { RunRecord } from '../../features/tracking/components/run-record';
import type { RunDetail } from '../../lib/api-types';

export default function RunRoute() {
  const query = useQuery(runQuery(useParams().id ?? ''));
  return (
    <QueryState query={query} loading={<Skeleton height={420} radius="lg" />}>
      {(run) => (
        <Page
          title={run.name}
          lead={
            <Group component="span" gap="sm">
              <RunStatus status={run.status} />
              <span>
                {run.kind === null ? 'A run that a client logged.' : `A run of ${run.kind}.`}{' '}
                <Anchor component={Link} to="/runs">
                  All runs
                </Anchor>{' '}
                {run.modelVersion === null ? null : (
                  <Anchor component={Link} to={`/lineage/runs/${run.id}`}>
                    What became of it
                  </Anchor>
                )}
              </span>
            </Group>
          }
          actions={<Lifecycle run={run} />}
        >
          {run.lifecycleStage === 'deleted' ? (
            <Alert color="gray" variant="light" title="This run is deleted">
              It is kept until garbage collection takes it; restore it to write to it again.
            </Alert>
          ) : null}
          <RunRecord run={run} />
        </Page>
      )}
    </QueryState>
  );
}

function Lifecycle({ run }: { run: RunDetail }) {
  const lifecycle = useRunLifecycle();
  const to = run.lifecycleStage === 'deleted' ? 'active' : 'deleted';
  return (
    <>
      {lifecycle.error ? <ProblemAlert error={lifecycle.error} /> : null}
      <Button
        variant="default"
        loading={lifecycle.isPending}
        onClick={() => lifecycle.mutate({ ids: [run.id], to })}
      >
        {to === 'deleted' ? 'Delete' : 'Restore'}
      </Button>
    </>
  );
}
