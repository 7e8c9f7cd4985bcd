import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { FilmCard, FilmGrid, FilmGridSkeleton } from '../../../components/film-card';
import { QueryState } from '../../../components/query-state';
import { countOf, formatCount, formatDecimal } from '../../../lib/format';
import { moviesQuery, type FilmSearch } from '../api/movies';

interface FilmResultsProps {
  search: FilmSearch;
  onReset: () => void;
}

export function FilmResults({ search, onReset }: FilmResultsProps) {
  const query = useInfiniteQuery(moviesQuery(search));
  const films = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <QueryState
      query={query}
      loading={<FilmGridSkeleton count={18} />}
      isEmpty={() => films.length === 0}
      empty={
        <EmptyState
          title="No film matches"
          action={
            <Button variant="default" mt="xs" onClick={onReset}>
              Clear the search
            </Button>
          }
        >
          Try fewer letters of the title, another genre or a wider span of years.
        </EmptyState>
      }
    >
      {() => (
        <>
          <Text size="sm" c="dimmed" role="status" mb="md">
            {query.hasNextPage ? `The first ${countOf(films.length, 'film')}` : countOf(films.length, 'film')}
          </Text>
          <FilmGrid label="Films" busy={query.isPlaceholderData}>
            {films.map((film) => (
              <FilmCard key={film.id} film={film}>
                <Text size="xs" className="numeric">
                  {film.averageRating === null ? (
                    'Not rated yet'
                  ) : (
                    <>
                      <Text span inherit c="var(--star-text)" fw={640}>
                        <span aria-hidden="true">★ </span>
                        <span className="visually-hidden">Average rating </span>
                        {formatDecimal(film.averageRating, 1)}
                      </Text>
                      <Text span inherit c="dimmed">
                        {' '}
                        from {formatCount(film.ratingCount)}
                      </Text>
                    </>
                  )}
                </Text>
              </FilmCard>
            ))}
          </FilmGrid>
          {query.hasNextPage ? (
            <Group justify="center" mt="xl">
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show more films
              </Button>
            </Group>
          ) : null}
        </>
      )}
    </QueryState>
  );
}
