import { Card, NavLink, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state';
import { Page, Section } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { searchesQuery } from '../../features/training/api/searches';
import { SearchForm } from '../../features/training/components/search-form';
import { SearchView } from '../../features/training/components/search-view';
import { formatDateTime } from '../../lib/format';
import { isOver, recentJobsQuery } from '../../lib/jobs';

export default function SearchRoute() {
  const [address, setAddress] = useSearchParams();
  const searches = useQuery(searchesQuery);
  const recent = useQuery({ ...recentJobsQuery('training'), refetchInterval: 5_000 });
  const searching = useQuery({ ...recentJobsQuery('search'), refetchInterval: 5_000 });
  const busy = [recent, searching].some(({ data }) => data?.items.some((job) => !isOver(job)));
  const shown = address.get('id') ?? searches.data?.items[0]?.id ?? null;
  const show = (id: string) => setAddress({ id });
  return (
    <Page
      title="Search"
      lead="Try settings of a model, learn from each trial where to look next, and train the best. Trials are judged on ratings that promotion does not use."
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <SearchForm busy={busy} onStarted={show} />
        <Card>
          <Section title="Searches">
            <QueryState
              query={searches}
              loading={<Skeleton height={120} />}
              isEmpty={({ items }) => items.length === 0}
              empty={
                <EmptyState title="No search yet">Start one: its trials show here as they end.</EmptyState>
              }
            >
              {({ items }) => (
                <Stack gap={2}>
                  {items.map(({ id, settings, state, createdAt }) => (
                    <NavLink
                      key={id}
                      component="button"
                      active={id === shown}
                      label={settings.kinds.join(', ')}
                      description={`${formatDateTime(createdAt)} · ${state}`}
                      onClick={() => show(id)}
                    />
                  ))}
                </Stack>
              )}
            </QueryState>
          </Section>
        </Card>
      </SimpleGrid>
      {shown === null ? null : <SearchView key={shown} id={shown} />}
    </Page>
  );
}
