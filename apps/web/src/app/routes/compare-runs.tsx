import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { comparisonQuery } from '../../features/tracking/api/runs';
import { RunComparison } from '../../features/tracking/components/run-comparison';

export default function CompareRunsRoute() {
  const [params] = useSearchParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean);
  const query = useQuery(comparisonQuery(ids));
  const allRuns = (
    <Anchor component={Link} to="/runs">
      All runs
    </Anchor>
  );
  return (
    <Page title="Compare runs" lead={allRuns}>
      {ids.length === 0 ? (
        <EmptyState title="Nothing to compare">Select two runs or more on the Runs page.</EmptyState>
      ) : (
        <QueryState query={query} loading={<Skeleton height={420} radius="lg" />}>
          {(comparison) => <RunComparison comparison={comparison} />}
        </QueryState>
      )}
    </Page>
  );
}
