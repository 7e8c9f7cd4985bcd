import { Anchor, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { runQuery } from '../../features/models/api/run';
import { RunRecord } from '../../features/models/components/run-record';
import { RunStatus } from '../../features/models/components/runs-table';

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
                A run of {run.kind}.{' '}
                <Anchor component={Link} to="/models">
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
        >
          <RunRecord run={run} />
        </Page>
      )}
    </QueryState>
  );
}
