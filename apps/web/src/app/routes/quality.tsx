import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { StatTilesSkeleton } from '../../components/stat-tiles';
import { qualityQuery } from '../../features/quality/api/quality';
import { QualityView } from '../../features/quality/components/quality-view';

export default function QualityRoute() {
  const query = useQuery(qualityQuery);
  return (
    <Page title="Quality" lead="Measured on what people were really served, refreshed every fifteen seconds.">
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
        {(quality) => <QualityView quality={quality} />}
      </QueryState>
    </Page>
  );
}
