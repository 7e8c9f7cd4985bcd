import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { StatTilesSkeleton } from '../../components/stat-tiles';
import { onlineQuery, type Grouping } from '../../features/online/api/online';
import { Dialects } from '../../features/online/components/dialects';
import { ExperimentCard } from '../../features/online/components/experiment-card';
import { OffPolicyCard } from '../../features/online/components/off-policy-card';
import { OnlineView } from '../../features/online/components/online-view';
import { qualityQuery } from '../../features/quality/api/quality';
import { QualityView } from '../../features/quality/components/quality-view';

const groupings: readonly Grouping[] = ['day', 'model', 'source', 'position'];

export default function QualityRoute() {
  const query = useQuery(qualityQuery);
  return (
    <Page title="Quality" lead="Measured on what people were really served, and on what they did with it.">
      <QueryState
        query={query}
        loading={
          <Stack gap="lg">
            <StatTilesSkeleton />
            <Skeleton height={320} radius="lg" />
          </Stack>
        }
        isEmpty={({ served }) => served === 0}
        empty={
          <EmptyState
            title="Nothing served yet"
            action={
              <Button component={Link} to="/" mt="xs">
                See recommendations
              </Button>
            }
          >
            Ask for recommendations once, and their quality and speed appear here.
          </EmptyState>
        }
      >
        {(quality) => (
          <Stack gap="xl">
            <Online />
            <QualityView quality={quality} />
          </Stack>
        )}
      </QueryState>
      <ExperimentCard />
      <OffPolicyCard />
      <Dialects />
    </Page>
  );
}

function Online() {
  const [search, setSearch] = useSearchParams();
  const by = groupings.find((one) => one === search.get('by')) ?? 'day';
  const query = useQuery(onlineQuery(by));
  const group = (value: Grouping) =>
    setSearch(
      (params) => {
        params.set('by', value);
        return params;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <QueryState query={query} loading={<Skeleton height={320} radius="lg" />}>
      {(report) => <OnlineView report={report} onGroup={group} />}
    </QueryState>
  );
}
